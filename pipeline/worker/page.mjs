// A page of the worker's browser that reaches nothing but our own files, and whose pictures depend on their source alone.
import { readFile, realpath } from "node:fs/promises";
import path from "node:path";

import { die } from "./browser.mjs";

const ORIGIN = "https://atlas.invalid";
const TYPES = { ".mjs": "text/javascript", ".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2" };
const VIEWPORT = { width: 800, height: 600, deviceScaleFactor: 1, mobile: false };

// A second wall, should something get past the engines' own cleaning: no script but our files runs, nothing is loaded
// but our fonts.
const POLICY = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src data: blob:; " +
    "base-uri 'none'; form-action 'none'",
};

class Page {
  #browser;
  #session;
  #world;

  constructor(browser, session) {
    this.#browser = browser;
    this.#session = session;
  }

  // A command of the DevTools protocol.
  send(method, parameters) {
    return this.#session.send(method, parameters);
  }

  // What `work`, a function that knows nothing of its surroundings, gives in the page; values and result as in JSON.
  async evaluate(work, ...values) {
    this.#world ??= (await this.send("Runtime.evaluate", { expression: "globalThis" })).result.objectId;
    const { result, exceptionDetails } = await this.send("Runtime.callFunctionOn", {
      functionDeclaration: String(work),
      objectId: this.#world,
      arguments: values.map((value) => ({ value })),
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(wordsOf(exceptionDetails));
    return result.value;
  }

  // Some browsers end with their last page.
  async close() {
    this.#browser.spare ??= await blankPage(this.#browser);
    await this.send("Page.close");
  }
}

// What an error of the page says, without its stack.
function wordsOf({ exception, text }) {
  const said = exception?.description ?? String(exception?.value ?? text);
  return said.split("\n    at ")[0].replace(/^[A-Za-z]*Error: /, "");
}

async function blankPage({ connection }) {
  return connection.send("Target.createTarget", { url: "about:blank" });
}

// A page of ORIGIN whose requests are answered from `folders` ({name: folder}), everything else refused before it
// leaves the page. The network is off from before the first navigation.
// A `hidden` page makes no frames of what changes in it, but has less of the
// browser's attention otherwise: tasks that wait for it to be idle may wait a second.
export async function openPage(browser, { html, folders, hidden = false }) {
  const { connection, spare } = browser;
  browser.spare = undefined;
  const { targetId } = spare ?? (await blankPage(browser));
  const session = await connection.createSession({ targetId });
  const page = new Page(browser, session);
  session.once("Inspector.targetCrashed", () => die("the browser's page crashed: most often it ran out of memory"));
  session.on("Fetch.requestPaused", ({ requestId, request }) => {
    const answer = answerTo(request, html, folders);
    // A page that is gone needs no answer.
    answer.then(([command, more]) => page.send(command, { requestId, ...more })).catch(() => undefined);
  });
  const loaded = new Promise((done) => session.once("Page.loadEventFired", done));
  await Promise.all([
    page.send("Inspector.enable"),
    page.send("Page.enable"),
    page.send("Fetch.enable"),
    page.send("Emulation.setDeviceMetricsOverride", VIEWPORT),
    ...[makeDeterministic, ...(hidden ? [goOnWithoutFrames] : [])].map((script) =>
      page.send("Page.addScriptToEvaluateOnNewDocument", { source: `(${script})()` }),
    ),
  ]);
  if (hidden) {
    const { windowId } = await connection.send("Browser.getWindowForTarget", { targetId });
    await connection.send("Browser.setWindowBounds", { windowId, bounds: { windowState: "minimized" } });
  }
  await page.send("Page.navigate", { url: `${ORIGIN}/` });
  await loaded;
  return page;
}

// What waits for a frame would wait forever.
function goOnWithoutFrames() {
  globalThis.requestAnimationFrame = (callback) => setTimeout(() => callback(performance.now()), 16);
  globalThis.cancelAnimationFrame = clearTimeout;
}

const REFUSED = ["Fetch.failRequest", { errorReason: "BlockedByClient" }];

// The command, with its parameters, that answers a request of the page.
async function answerTo({ url: address, method }, html, folders) {
  if (!URL.canParse(address)) return REFUSED;
  const url = new URL(address);
  if (url.origin !== ORIGIN || method !== "GET") return REFUSED;
  if (url.pathname === "/") return answered(html, { "content-type": "text/html; charset=utf-8", ...POLICY });
  try {
    const [, name, ...rest] = decodeURIComponent(url.pathname).split("/");
    const folder = await realpath(folders[name]);
    const file = await realpath(path.join(folder, ...rest));
    if (!file.startsWith(folder + path.sep)) throw new Error("outside its folder");
    const contentType = TYPES[path.extname(file)];
    if (!contentType) throw new Error("not a kind of file that is served");
    return answered(await readFile(file), { "content-type": contentType });
  } catch {
    return REFUSED;
  }
}

function answered(body, headers) {
  return [
    "Fetch.fulfillRequest",
    {
      responseCode: 200,
      responseHeaders: Object.entries(headers).map(([name, value]) => ({ name, value })),
      body: Buffer.from(body).toString("base64"),
    },
  ];
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
