// Opens a diff report in the toolchain's browser, uses it as a reader does, and prints what was seen as JSON.
// Arguments: a JSON object {modules, browser, args, report, screenshot}.
import path from "node:path";
import { pathToFileURL } from "node:url";

const options = JSON.parse(process.argv[2]);
const entry = pathToFileURL(path.join(options.modules, "puppeteer", "lib", "puppeteer", "puppeteer.js")).href;
const { default: puppeteer } = await import(entry);

const browser = await puppeteer.launch({
  executablePath: options.browser,
  headless: "shell",
  pipe: true,
  args: ["--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND", ...options.args],
});
try {
  console.log(JSON.stringify(await use(await browser.newPage())));
} finally {
  await browser.close();
}

async function use(page) {
  const problems = [];
  const requests = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && problems.push(message.text()));
  page.on("request", (request) => request.url().startsWith("data:") || requests.push(request.url()));
  await page.setViewport({ width: 1400, height: 900 });
  const started = Date.now();
  await page.goto(pathToFileURL(options.report).href);
  const seen = { problems, requests };
  await settled(page, "side");
  seen.openMilliseconds = Date.now() - started;
  seen.first = await view(page);
  if (options.screenshot) await page.screenshot({ path: options.screenshot });

  await page.keyboard.press("j");
  await settled(page, "side");
  seen.second = await view(page);
  await page.keyboard.press("k");
  await settled(page, "side");
  seen.back = await view(page);

  // The modes need both pictures: the first moved diagram has them.
  await page.click('#filters [data-verdict="moved"]');
  await settled(page, "side");
  seen.moved = await view(page);
  for (const [key, mode] of [["2", "swipe"], ["3", "blink"], ["4", "difference"]]) {
    await page.keyboard.press(key);
    await settled(page, mode);
    seen[mode] = await view(page);
    if (mode === "swipe") {
      await page.focus("#divider");
      await page.keyboard.press("ArrowLeft");
      seen.clip = await page.$eval("#stage figure:last-child img", (image) => image.style.clipPath);
      await page.evaluate(() => document.activeElement.blur());
    }
    if (mode === "blink") {
      const caption = () => page.$eval("#stage figcaption", (found) => found.textContent);
      const old = await caption();
      await page.waitForFunction((was) => document.querySelector("#stage figcaption").textContent !== was, { timeout: 5000 }, old);
      seen.blinked = [old, await caption()];
    }
    if (options.screenshot) await page.screenshot({ path: options.screenshot.replace(".png", `-${mode}.png`) });
  }
  await page.keyboard.press("1");
  await page.keyboard.press("f");
  seen.nextFilter = await page.$$eval("#filters button", (all) => all.find((one) => one.ariaPressed === "true").dataset.verdict);
  await page.click('#filters [data-verdict=""]');
  await page.keyboard.press("/");
  await page.keyboard.type(options.search ?? "nothing like this");
  seen.searched = await page.$$eval("#list button", (all) => all.map((one) => one.dataset.id));
  return seen;
}

async function settled(page, mode) {
  await page.waitForFunction(
    (wanted) => {
      const name = document.getElementById("name").textContent;
      return document.getElementById("stage").dataset.ready === `${name} ${wanted}`;
    },
    { timeout: 20000 },
    mode,
  );
}

function view(page) {
  return page.evaluate(() => ({
    name: document.getElementById("name").textContent,
    about: document.getElementById("about").textContent,
    changes: Array.from(document.querySelectorAll("#changes li"), (item) => item.textContent),
    findings: Array.from(document.querySelectorAll("#findings li"), (item) => item.textContent),
    note: document.getElementById("note").textContent,
    listed: document.querySelectorAll("#list button").length,
    current: document.querySelector('#list button[aria-current="true"]')?.dataset.id,
    captions: Array.from(document.querySelectorAll("#stage figcaption"), (item) => item.textContent),
    images: Array.from(document.querySelectorAll("#stage img"), (image) => [image.naturalWidth, image.naturalHeight]),
    canvas: document.querySelectorAll("#stage canvas").length,
    missing: Array.from(document.querySelectorAll("#stage .missing"), (item) => item.textContent),
  }));
}
