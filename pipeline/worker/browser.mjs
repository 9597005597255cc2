// One browser a worker, launched at the first job that needs it, with pages that reach nothing but our own files.
import { readFile, realpath } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const ORIGIN = "https://atlas.invalid";
const TYPES = { ".mjs": "text/javascript", ".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2" };

// A second wall, should something get past the engines' own cleaning: no script but our files runs, nothing is loaded
// but our fonts.
const POLICY = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src data: blob:; " +
    "base-uri 'none'; form-action 'none'",
};

// Flags that make a browser quiet and pictures the same on every machine.
const FLAGS = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-default-apps",
  "--disable-domain-reliability",
  "--disable-extensions",
  "--disable-gpu",
  "--disable-lcd-text",
  "--disable-quic",
  "--disable-sync",
  "--font-render-hinting=none",
  "--force-color-profile=srgb",
  "--force-device-scale-factor=1",
  "--hide-scrollbars",
  "--host-resolver-rules=MAP * ~NOTFOUND",
  // Every core has a page of its own to draw: threads that help one page to collect garbage cost more than they spare. And
  // what a page holds after hundreds of diagrams (MB) it may hold after some dozens: a long run takes no more than a short one.
  // Compiled code of functions that some dozens of diagrams did not need stays: the next one may.
  "--js-flags=--single-threaded-gc --initial-old-space-size=100 --no-flush-bytecode",
  "--no-first-run",
  "--no-pings",
];

export function openBrowser({ modules, browser, args, env }, lifeline) {
  let launching;
  let closing = false;
  // Loading it takes as long as launching: it begins before there is a job. A failure is told to the first that needs it.
  const loading = import(pathToFileURL(path.join(modules, "puppeteer", "lib", "puppeteer", "puppeteer.js")).href);
  loading.catch(() => undefined);
  const launch = async () => {
    const { default: puppeteer } = await loading;
    const launched = await puppeteer.launch({
      executablePath: browser,
      headless: "shell",
      pipe: true,
      args: [...FLAGS, ...args],
      env: { ...process.env, ...env },
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      protocolTimeout: 0,
    });
    lifeline.browserIs(launched.process()?.pid);
    // Without its browser a worker is of no use: it ends, and whoever asked starts another.
    launched.once("disconnected", () => closing || die("the browser ended unexpectedly"));
    return launched;
  };
  return {
    launched: () => (launching ??= launch().catch(blameBrowser)),
    close: async () => {
      closing = true;
      await launching?.then((browser) => browser.close(), () => undefined);
    },
  };
}

// Whether an error says that browser or page went away under a job, which is not the job's own failing.
export function isLoss(error) {
  return error?.name === "TargetCloseError" || error?.name === "ConnectionClosedError";
}

function blameBrowser(error) {
  error.kind = "browser";
  throw error;
}

// Ends the worker once its last words are written; never returns.
export function die(reason) {
  process.stderr.write(`${reason}\n`, () => process.exit(1));
  return new Promise(() => undefined);
}

// A page of ORIGIN whose requests are answered from `folders` ({name: folder}), everything else refused before it
// leaves the page. The network is off from before the first navigation.
// `change` may alter the text of a served script. A `hidden` page makes no frames of what changes in it, but has less of the
// browser's attention otherwise: tasks that wait for it to be idle may wait a second.
export async function openPage(browser, { html, folders, change = (text) => text, hidden = false }) {
  const page = await browser.newPage();
  page.once("error", () => die("the browser's page crashed: most often it ran out of memory"));
  await page.setRequestInterception(true);
  page.on("request", (request) => void respond(request, html, folders, change));
  await page.evaluateOnNewDocument(makeDeterministic);
  if (hidden) {
    await browser.setWindowBounds(await page.windowId(), { windowState: "minimized" });
    await page.evaluateOnNewDocument(goOnWithoutFrames);
  }
  await page.goto(`${ORIGIN}/`);
  return page;
}

// What waits for a frame would wait forever.
function goOnWithoutFrames() {
  globalThis.requestAnimationFrame = (callback) => setTimeout(() => callback(performance.now()), 16);
  globalThis.cancelAnimationFrame = clearTimeout;
}

// For a page that is not ours, Mermaid CLI's: it may load files below `folders` and what its own interceptor answers.
export async function refuseOutside(page, folders) {
  const homes = await Promise.all(folders.map(async (folder) => (await realpath(folder)) + path.sep));
  await page.setRequestInterception(true);
  page.on("request", async (request) => {
    if (await isInside(request.url(), homes)) request.continue({}, 0);
    else request.abort("blockedbyclient", 0);
  });
}

async function isInside(address, homes) {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  if (url.protocol === "data:" || url.hostname === "mermaid-cli-intercept.invalid") return true;
  if (url.protocol !== "file:") return false;
  try {
    const file = await realpath(fileURLToPath(url));
    return homes.some((home) => file.startsWith(home));
  } catch {
    return false;
  }
}

async function respond(request, html, folders, change) {
  if (!URL.canParse(request.url())) return request.abort("blockedbyclient");
  const url = new URL(request.url());
  if (url.protocol === "data:") return request.continue();
  if (url.origin !== ORIGIN || request.method() !== "GET") return request.abort("blockedbyclient");
  if (url.pathname === "/") return request.respond({ contentType: "text/html; charset=utf-8", headers: POLICY, body: html });
  try {
    const [, name, ...rest] = decodeURIComponent(url.pathname).split("/");
    const folder = await realpath(folders[name]);
    const file = await realpath(path.join(folder, ...rest));
    if (!file.startsWith(folder + path.sep)) throw new Error("outside its folder");
    const contentType = TYPES[path.extname(file)];
    if (!contentType) throw new Error("not a kind of file that is served");
    const content = await readFile(file);
    const body = contentType === "text/javascript" ? change(content.toString("utf8")) : content;
    return await request.respond({ contentType, body });
  } catch {
    return request.abort("blockedbyclient");
  }
}

// Runs in the page before any script of it. Randomness is seeded and restarted for each diagram, the clock stands still:
// a picture depends on nothing but its source. 2000-01-01 keeps Gantt's "today" line out of every chart of our century.
export function makeDeterministic() {
  const RealDate = Date;
  const NOW = RealDate.UTC(2000, 0, 1);
  globalThis.Date = class extends RealDate {
    constructor(...args) {
      super(...(args.length === 0 ? [NOW] : args));
    }
    static now() {
      return NOW;
    }
  };
  // Without trusted types DOMPurify need not ask for each attribute whether it is one.
  delete globalThis.trustedTypes;
  let state = 1;
  // mermaid.render() empties its container first: that is where a diagram begins, in our page and in Mermaid CLI's.
  const { set, ...html } = Object.getOwnPropertyDescriptor(Element.prototype, "innerHTML");
  Object.defineProperty(Element.prototype, "innerHTML", {
    ...html,
    set(value) {
      if (value === "" && this.id === "container") state = 1;
      set.call(this, value);
    },
  });
  // mulberry32, public domain
  Math.random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  crypto.randomUUID = () => {
    const hex = () => Math.floor(Math.random() * 16).toString(16);
    return "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx".replace(/x/g, hex);
  };
  crypto.getRandomValues = (array) => {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    for (let i = 0; i < bytes.length; i += 1) bytes[i] = Math.floor(Math.random() * 256);
    return array;
  };
}
