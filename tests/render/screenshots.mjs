// Takes a browser's own screenshot of each SVG of a folder, beside it, as NAME.png at scale 2.
//   node screenshots.mjs MODULES BROWSER FLAGS FOLDER    (FLAGS is JSON)
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [modules, browser, flags, folder] = process.argv.slice(2);
const entry = pathToFileURL(path.join(modules, "puppeteer", "lib", "puppeteer", "puppeteer.js")).href;
const { default: puppeteer } = await import(entry);
const args = ["--disable-lcd-text", "--font-render-hinting=none", "--force-color-profile=srgb", "--hide-scrollbars"];
const launched = await puppeteer.launch({
  executablePath: browser,
  headless: "shell",
  pipe: true,
  args: [...args, ...JSON.parse(flags)],
});
const page = await launched.newPage();
for (const name of (await readdir(folder)).filter((name) => name.endsWith(".svg"))) {
  const svg = await readFile(path.join(folder, name), "utf8");
  const [width, height] = ["width", "height"].map((side) => Number(new RegExp(`^<svg[^>]* ${side}="([\\d.]+)"`).exec(svg)[1]));
  await page.setViewport({ width: Math.ceil(width), height: Math.ceil(height), deviceScaleFactor: 2 });
  await page.setContent(`<!doctype html><style>body { margin: 0 } svg { display: block }</style>${svg}`);
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: path.join(folder, `${name.slice(0, -4)}.png`) });
}
await launched.close();
