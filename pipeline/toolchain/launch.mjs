// Launches a browser through Puppeteer, prints its version and closes it.
// Arguments: the node_modules folder, the browser's executable, then flags for the browser.
import path from "node:path";
import { pathToFileURL } from "node:url";

const [modules, executablePath, ...args] = process.argv.slice(2);
const entry = pathToFileURL(path.join(modules, "puppeteer", "lib", "puppeteer", "puppeteer.js")).href;
const { default: puppeteer } = await import(entry);
const browser = await puppeteer.launch({
  executablePath,
  headless: "shell",
  pipe: true,
  args: ["--disable-gpu", ...args],
  timeout: 30_000,
});
try {
  const page = await browser.newPage();
  // A renderer process has to come up too: it is the part that a missing sandbox or library breaks.
  if ((await page.evaluate("1 + 1")) !== 2) throw new Error("the page does not run scripts");
  console.log(await browser.version());
} finally {
  await browser.close();
}
