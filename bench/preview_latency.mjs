// Saves a spec again and again, and tells how long each time its picture took to be on the page.
// Argument: one JSON object with modules, browser, flags, env, address, id, file, rounds.
import { readFile, writeFile } from "node:fs/promises";
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
  await page.evaluateOnNewDocument(() => {
    window.seen = [];
    document.addEventListener("atlas:shown", (event) => window.seen.push(event.detail));
  });
  await page.goto(`${given.address}#${given.id}`);
  // What is shown first may still be of the gallery filling; the first rounds are not counted for the same reason.
  await page.waitForFunction(() => window.seen.length > 0, { timeout: 30_000 });
  const original = await readFile(given.file, "utf8");
  const rounds = [];
  for (let n = 0; n < given.warm + given.rounds; n += 1) {
    // Pauses of different lengths, so that no step of the chain falls in with them.
    await new Promise((done) => setTimeout(done, 150 + ((n * 97) % 200)));
    const since = Date.now() - 20;
    await writeFile(given.file, original.replaceAll("ROUND", `${given.salt}-${n}`));
    const found = await page.waitForFunction(
      (id, since) => window.seen.find((one) => one.id === id && one.saved >= since && !one.stale),
      { timeout: 20_000, polling: 20 }, given.id, since,
    );
    const shown = await found.jsonValue();
    if (n >= given.warm) rounds.push({ ms: shown.at - shown.saved, problems: shown.problems });
  }
  console.log(JSON.stringify({ rounds }));
} finally {
  await browser.close();
}
