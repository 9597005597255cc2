// A visitor of a built site: one page of a headless browser, driven by JSON lines on stdin, answered by JSON lines.
//   argv: node_modules of the toolchain, browser, JSON of its flags. Ends with its stdin.
// {op: "open", url}             goes there          {op: "follow", selector, text}  clicks the link that has the text
// {op: "paste", selector, text} fills a field       {op: "press", key}              presses a key
// {op: "hover", selector}       moves the pointer   {op: "wait", selector}          until such an element is seen
// {op: "evaluate", code}        gives its value     {op: "axe", file}               the barriers that axe finds
// {op: "dark", on}              asks for dark pages {op: "shoot", file}             takes a screenshot
// Every answer holds url, and outside: the requests that wanted to leave the site since the page was opened.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [modules, executablePath, flags] = process.argv.slice(2);
const { default: puppeteer } = await import(pathToFileURL(path.join(modules, "puppeteer/lib/puppeteer/puppeteer.js")).href);
const browser = await puppeteer.launch({ executablePath, headless: "shell", pipe: true, args: JSON.parse(flags) });
const page = await browser.newPage();
await page.setViewport({ width: 1400, height: 900 });

let home = "";
let outside = [];
const errors = [];
page.on("request", (request) => {
  const { protocol, origin } = new URL(request.url());
  const inside = protocol === "data:" || protocol === "blob:" || `${protocol}${origin}` === home;
  if (!inside) outside.push(request.url());
});
page.on("pageerror", (error) => errors.push(String(error)));
await page.setBypassCSP(true);

// Any element: pictures have links too, which are no HTML elements.
const find = ([selector, text]) =>
  [...document.querySelectorAll(selector)].find((element) => {
    const said = element.textContent.replace(/\s+/g, " ").trim();
    return (said === text || said.startsWith(text)) && element.getClientRects().length > 0;
  });

const acts = {
  async open({ url }) {
    const { protocol, origin } = new URL(url);
    home = `${protocol}${origin}`;
    outside = [];
    await page.goto(url, { waitUntil: "load" });
  },
  async follow({ selector, text }) {
    const handle = await page.evaluateHandle(find, [selector, text]);
    const element = handle.asElement();
    if (!element) throw new Error(`no ${selector} with the text '${text}' on ${page.url()}`);
    const before = page.url();
    const address = await element.evaluate((link) => new URL(link.href?.baseVal ?? link.href, location.href).href);
    if (new URL(address).protocol + new URL(address).origin !== home) return address;
    const samePage = address.split("#")[0] === before.split("#")[0];
    const arrived = samePage ? Promise.resolve() : page.waitForNavigation({ waitUntil: "load" });
    await Promise.all([arrived, element.click()]);
    return address;
  },
  paste: ({ selector, text }) =>
    page.$eval(selector, (field, words) => {
      field.focus();
      field.value = words;
      field.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true }));
    }, text),
  press: ({ key }) => page.keyboard.press(key),
  hover: ({ selector }) => page.hover(selector),
  wait: ({ selector }) => page.waitForSelector(selector, { visible: true, timeout: 20_000 }).then(() => true),
  evaluate: ({ code }) => page.evaluate(code),
  dark: ({ on }) => page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: on ? "dark" : "light" }]),
  async axe({ file }) {
    await page.evaluate(await readFile(file, "utf8"));
    const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
    return violations.map(({ id, impact, help, nodes }) => ({
      id, impact, help, targets: nodes.slice(0, 5).map((node) => `${node.target}: ${node.failureSummary}`),
    }));
  },
  shoot: ({ file, whole }) => page.screenshot({ path: file, fullPage: Boolean(whole) }).then(() => true),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { op, ...job } = JSON.parse(line);
  let answer;
  try {
    answer = { ok: true, value: (await acts[op](job)) ?? null };
  } catch (error) {
    answer = { ok: false, message: String(error?.message ?? error) };
  }
  process.stdout.write(`${JSON.stringify({ ...answer, url: page.url(), outside, errors })}\n`);
}
await browser.close();
