// Opens the preview in a headless browser, runs one scenario, and prints what it saw as JSON.
// Arguments: one JSON object with modules, browser, flags, env, scenario, and what the scenario needs.
import { rename, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";

const given = JSON.parse(process.argv[2]);
const entry = pathToFileURL(path.join(given.modules, "puppeteer", "lib", "puppeteer", "puppeteer.js")).href;
const { default: puppeteer } = await import(entry);

// Waits until the page says that it has shown a state of `id` that was saved at or after `since` (ms).
async function shown(page, id, since, timeout = 20_000) {
  await page.waitForFunction(
    (id, since) => window.atlasSeen.some((one) => one.id === id && one.saved >= since),
    { timeout, polling: 10 }, id, since,
  );
  return page.evaluate((id, since) => window.atlasSeen.find((one) => one.id === id && one.saved >= since), id, since);
}

// What a page that shows the file as it is now says at least for `saved` (ms); a clock is no mtime, and a save in two steps
// shows an empty file for a moment.
async function savedAt(file) {
  const rounding = 0.5;
  return (await stat(file)).mtimeMs - rounding;
}

async function text(page, selector) {
  return page.$eval(selector, (found) => found.innerText);
}

async function cardCount(page, query) {
  await page.$eval("#query", (input, value) => { input.value = value; input.dispatchEvent(new Event("input")); }, query);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  return page.$$eval("#grid .card .id", (found) => found.map((one) => one.innerText));
}

const state = (page) => page.evaluate(() => ({
  open: document.querySelector("#viewer").hidden ? null : document.querySelector("#identity").innerText.split(" ")[0],
  picture: document.querySelector("#stage .picture")?.getAttribute("src") ?? null,
  stale: !document.querySelector("#stale").hidden,
  problems: [...document.querySelectorAll("#problems .problem")].map((one) => ({
    message: one.querySelector(".message").innerText,
    place: one.querySelector(".place").innerText,
    line: one.querySelector(".lines .at .number")?.innerText ?? null,
  })),
}));

const SCENARIOS = {
  // Loads the page, waits for the pictures on it, and searches.
  async gallery(page) {
    await page.waitForFunction((n) => document.querySelectorAll("#grid .card .title:not(:empty)").length >= n, { timeout: 20_000 }, given.expect);
    await page.waitForFunction(
      (n) => [...document.querySelectorAll("#grid .card img")].filter((one) => one.complete && one.naturalWidth > 0).length >= n,
      { timeout: 30_000 }, given.expect,
    );
    const found = {};
    for (const query of given.queries) found[query] = await cardCount(page, query);
    return { found };
  },

  // Saves a sequence of texts into one file and tells what the page showed after each.
  async edit(page) {
    await page.goto(`${given.address}#${given.id}`);
    await shown(page, given.id, 0);
    const states = [await state(page)];
    for (const content of given.texts) {
      await writeFile(given.file, content);
      await shown(page, given.id, await savedAt(given.file));
      states.push(await state(page));
    }
    return { states };
  },

  // As many editors do it: writes beside the file and renames. The page is on the grid and has to follow.
  async follow(page) {
    await page.waitForSelector("#grid .card");
    await writeFile(`${given.file}.tmp`, given.text);
    await rename(`${given.file}.tmp`, given.file);
    const saved = await shown(page, given.id, await savedAt(given.file));
    return { ...(await state(page)), saved };
  },

  async keys(page) {
    await page.waitForFunction((n) => document.querySelectorAll("#grid .card").length >= n, {}, given.expect);
    const trace = [];
    const note = async (what) => trace.push([what, (await state(page)).open, await page.evaluate(() => document.activeElement.id || document.activeElement.className)]);
    const press = async (key) => {
      await page.keyboard.press(key);
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 30))));
      await note(key);
    };
    await press("/");
    await page.keyboard.type("two");
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 30))));
    await press("Enter");
    await press("Escape");
    await page.$eval("#query", (input) => { input.value = ""; input.dispatchEvent(new Event("input")); input.blur(); });
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 30))));
    await press("ArrowRight");
    await press("j");
    await shown(page, given.first, 0);
    const percent = async () => text(page, "#percent");
    const zoom = [await percent()];
    for (const key of ["+", "0", "1"]) { await press(key); zoom.push(await percent()); }
    const place = () => page.$eval("#stage .picture", (one) => one.style.transform);
    const moved = [await place()];
    await press("ArrowRight");
    moved.push(await place());
    const theme = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await press("d");
    const other = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    return { trace, zoom, moved, themes: [theme, other] };
  },
};

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
  page.on("console", (message) => message.type() === "error" && errors.push(`${message.text()} ${message.location().url ?? ""}`));
  await page.evaluateOnNewDocument(() => {
    window.atlasSeen = [];
    document.addEventListener("atlas:shown", (event) => window.atlasSeen.push(event.detail));
  });
  await page.goto(given.address);
  const result = await SCENARIOS[given.scenario](page);
  if (given.screenshot) await page.screenshot({ path: given.screenshot });
  console.log(JSON.stringify({ ...result, requests, errors }));
} finally {
  await browser.close();
}
