// Tries, as a script that got into a page would, every way out of it. Arguments: the worker's folder, node_modules, the
// browser, the fonts' folder, the listening server's URL, the kind of page (ours, cli or open), flags for the browser.
import path from "node:path";
import { pathToFileURL } from "node:url";

const [folder, modules, browser, fonts, url, kind, ...args] = process.argv.slice(2);
const load = (...parts) => import(pathToFileURL(path.join(...parts)).href);
const { openBrowser } = await load(folder, "browser.mjs");
const { openPage } = await load(folder, "page.mjs");
const { connectPuppeteer, refuseOutside } = await load(folder, "mermaid_cli.mjs");

const attempts = {
  fetch: (url) => fetch(`${url}/fetch`, { mode: "no-cors" }),
  xhr: (url) =>
    new Promise((done) => {
      const request = new XMLHttpRequest();
      request.onloadend = done;
      request.open("GET", `${url}/xhr`);
      request.send();
    }),
  beacon: (url) => navigator.sendBeacon(`${url}/beacon`, "x"),
  image: (url) =>
    new Promise((done) => {
      const image = new Image();
      image.onload = image.onerror = done;
      image.src = `${url}/image`;
    }),
  css: async (url) => {
    document.head.insertAdjacentHTML("beforeend", `<style>@import url(${url}/import); body{background:url(${url}/css)}</style>`);
    await new Promise((done) => setTimeout(done, 200));
  },
  frame: async (url) => {
    document.body.insertAdjacentHTML("beforeend", `<iframe src="${url}/frame"></iframe><object data="${url}/object"></object>`);
    await new Promise((done) => setTimeout(done, 200));
  },
  prefetch: async (url) => {
    document.head.insertAdjacentHTML("beforeend", `<link rel="prefetch" href="${url}/prefetch"><link rel="preconnect" href="${url}">`);
    await new Promise((done) => setTimeout(done, 200));
  },
  socket: (url) =>
    new Promise((done) => {
      const socket = new WebSocket(`${url.replace("http", "ws")}/socket`);
      socket.onopen = socket.onerror = socket.onclose = done;
    }),
  events: (url) =>
    new Promise((done) => {
      const events = new EventSource(`${url}/events`);
      events.onopen = events.onerror = done;
    }),
  module: (url) => import(`${url}/module.mjs`),
  worker: (url) => new Worker(URL.createObjectURL(new Blob([`fetch("${url}/worker")`]))),
  file: async () => {
    const text = await (await fetch("file:///etc/passwd")).text();
    if (text.includes("root")) throw new Error("READ");
  },
  form: async (url) => {
    document.body.insertAdjacentHTML("beforeend", `<form id="f" action="${url}/form" target="_blank"></form>`);
    document.getElementById("f").submit();
    await new Promise((done) => setTimeout(done, 200));
  },
};

async function pageOf() {
  if (kind === "open") {
    const { default: puppeteer } = await load(modules, "puppeteer", "lib", "puppeteer", "puppeteer.js");
    return (await puppeteer.launch({ executablePath: browser, headless: "shell", pipe: true, args })).newPage();
  }
  const lifeline = { browserIs: (pid) => process.once("exit", () => process.kill(-pid, "SIGKILL")) };
  const start = { modules, browser, args, env: {} };
  if (kind === "ours") {
    const running = await openBrowser(start, lifeline).launched();
    return openPage(running, { html: "<!doctype html><body></body>", folders: { fonts } });
  }
  const page = await (await openBrowser(start, lifeline, connectPuppeteer).launched()).newPage();
  await refuseOutside(page, [modules, fonts]);
  return page;
}

const page = await pageOf();
for (const [name, attempt] of Object.entries(attempts)) {
  try {
    const run = page.evaluate(attempt, url);
    await Promise.race([run, new Promise((done) => setTimeout(done, 1500))]);
  } catch (error) {
    if (String(error).includes("READ")) console.log(`${name} read a file`);
  }
}
const navigation = `${url}/navigation`;
await (kind === "ours" ? page.send("Page.navigate", { url: navigation }) : page.goto(navigation)).catch(() => undefined);
console.log("tried", Object.keys(attempts).length + 1);
process.exit(0);
