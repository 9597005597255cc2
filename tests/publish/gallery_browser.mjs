// Opens a gallery from disk in a headless browser, searches it, opens a diagram, and prints what it saw as JSON.
// Argument: one JSON object with modules, browser, flags, env, page, queries.
import path from "node:path";
import { pathToFileURL } from "node:url";

const given = JSON.parse(process.argv[2]);
const entry = pathToFileURL(path.join(given.modules, "puppeteer", "lib", "puppeteer", "puppeteer.js")).href;
const { default: puppeteer } = await import(entry);

const browser = await puppeteer.launch({
  executablePath: given.browser, headless: "shell", pipe: true, args: given.flags, env: { ...process.env, ...given.env },
});
try {
  const page = await browser.newPage();
  await page.setViewport({ width: 1280, height: 800 });
  const requests = [];
  const errors = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("pageerror", (error) => errors.push(`${error}`));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  await page.goto(given.page, { waitUntil: "load" });
  await page.waitForSelector("#grid .card img");
  const count = await page.$eval("#count", (one) => one.innerText);
  const found = {};
  const milliseconds = {};
  for (const query of given.queries) {
    milliseconds[query] = await page.evaluate(async (value) => {
      const began = performance.now();
      const input = document.querySelector("#query");
      input.value = value;
      input.dispatchEvent(new Event("input"));
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      return performance.now() - began;
    }, query);
    found[query] = await page.$$eval("#grid .card .id", (ids) => ids.map((one) => one.innerText));
  }
  await page.evaluate((value) => { location.hash = value; }, found[given.queries[0]][0]);
  await page.waitForSelector("#stage .picture");
  const opened = {
    title: await page.$eval("#title", (one) => one.innerText),
    picture: await page.$eval("#stage .picture", (one) => one.naturalWidth),
  };
  if (given.screenshot) await page.screenshot({ path: given.screenshot });
  console.log(JSON.stringify({ count, found, milliseconds, opened, requests, errors }));
} finally {
  await browser.close();
}
