// Launches a browser through Puppeteer, prints its version and closes it.
// Arguments: the node_modules folder, the browser's executable, then flags for the browser.
import path from "node:path";
import { pathToFileURL } from "node:url";

const [modules, executablePath, ...args] = process.argv.slice(2);
const entry = pathToFileURL(path.join(modules, "puppeteer", "lib", "puppeteer", "puppeteer.js")).href;
const { default: puppeteer } = await import(entry);

async function launch() {
  const browser = await puppeteer.launch({
    executablePath,
    headless: "shell",
    pipe: true,
    dumpio: true, // what a browser that does not start says goes to stderr, and into the error message
    args: ["--disable-gpu", ...args],
    timeout: 30_000,
  });
  try {
    const page = await browser.newPage();
    // A renderer process has to come up too: it is the part that a missing sandbox breaks.
    if ((await page.evaluate("1 + 1")) !== 2) throw new Error("the page does not run scripts");
    return await browser.version();
  } finally {
    await browser.close();
  }
}

try {
  console.log(await launch());
} catch (error) {
  // The message holds the browser's own words; the stack would only push them out of sight.
  console.error(error.message);
  process.exitCode = 1;
}
