// The limit: mermaid.render() alone, in one hot page of Mermaid as published, over the same files. Seconds on stdout.
//   node limit.mjs MODULES BROWSER CONFIG FOLDER
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [modules, browser, configFile, folder] = process.argv.slice(2);
const { default: puppeteer } = await import(pathToFileURL(path.join(modules, "puppeteer/lib/puppeteer/puppeteer.js")).href);
const names = (await readdir(folder)).filter((name) => name.endsWith(".mmd")).sort();
const sources = await Promise.all(names.map((name) => readFile(path.join(folder, name), "utf8")));
const config = JSON.parse(await readFile(configFile, "utf8"));
const launched = await puppeteer.launch({ executablePath: browser, headless: "shell", args: ["--no-sandbox"] });
const page = await launched.newPage();
await page.setContent('<div id="container"></div>');
await page.addScriptTag({ path: path.join(modules, "mermaid/dist/mermaid.js") });
const seconds = await page.evaluate(
  async (sources, config) => {
    globalThis.mermaid.initialize({ startOnLoad: false, ...config });
    const container = document.getElementById("container");
    for (const source of sources.slice(0, 20)) await globalThis.mermaid.render("warm", source, container);
    const start = performance.now();
    for (const source of sources) await globalThis.mermaid.render("bench", source, container);
    return (performance.now() - start) / 1000;
  },
  sources,
  config,
);
await launched.close();
process.stdout.write(JSON.stringify({ count: names.length, seconds }));
