// One browser a worker, launched when it is first asked for and spoken to in the DevTools protocol, through a pipe.
//
// Of Puppeteer the connection alone is used: loading all of it took longer than starting the browser, and what it keeps of
// each page and request took part of every job.
import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { load } from "./packages.mjs";

const LAUNCH_MS = 30_000;
const TAIL = 4000;

// Flags that make a browser quiet and pictures the same on every machine.
const FLAGS = [
  "--allow-pre-commit-input",
  "--disable-background-networking",
  "--disable-background-timer-throttling",
  "--disable-backgrounding-occluded-windows",
  "--disable-breakpad",
  "--disable-client-side-phishing-detection",
  "--disable-component-update",
  "--disable-crash-reporter",
  "--disable-default-apps",
  "--disable-dev-shm-usage",
  "--disable-domain-reliability",
  "--disable-extensions",
  "--disable-features=Translate,AcceptCHFrame,MediaRouter,OptimizationHints,ProcessPerSiteUpToMainFrameThreshold,IsolateSandboxedIframes",
  "--disable-gpu",
  "--disable-hang-monitor",
  "--disable-ipc-flooding-protection",
  "--disable-lcd-text",
  "--disable-quic",
  "--disable-renderer-backgrounding",
  "--disable-sync",
  "--font-render-hinting=none",
  "--force-color-profile=srgb",
  "--force-device-scale-factor=1",
  "--headless",
  "--hide-scrollbars",
  "--host-resolver-rules=MAP * ~NOTFOUND",
  // Every core has a page of its own to draw: threads that help one page to collect garbage cost more than they spare. And
  // what a page holds after hundreds of diagrams (MB) it may hold after some dozens: a long run takes no more than a short one.
  // Compiled code of functions that some dozens of diagrams did not need stays: the next one may.
  "--js-flags=--single-threaded-gc --initial-old-space-size=100 --no-flush-bytecode",
  "--metrics-recording-only",
  "--mute-audio",
  "--no-first-run",
  "--no-pings",
  "--password-store=basic",
  "--remote-debugging-pipe",
  "--use-mock-keychain",
];

// What `connect` makes of a transport to the browser is what `launched()` gives: by default {connection, spare}, a
// connection in the DevTools protocol and a page that is there already.
export function openBrowser({ modules, browser, args, env }, lifeline, connect = connectTo) {
  let launching;
  const launch = async () => {
    const profile = mkdtempSync(path.join(tmpdir(), "atlas-profile-"));
    const child = spawn(browser, [...FLAGS, ...args, `--user-data-dir=${profile}`, "about:blank"], {
      stdio: ["ignore", "ignore", "pipe", "pipe", "pipe"],
      detached: process.platform !== "win32",
      windowsHide: true,
      env: { ...process.env, ...env },
    });
    lifeline.browserIs(child.pid);
    const gone = ended(child);
    const connected = transportTo(child, modules).then((transport) => connect(transport, modules));
    // A pipe that breaks says less than the browser's own last words, which come next.
    const known = connected.catch((error) => (isLoss(error) ? gone : Promise.reject(error)));
    const launched = await Promise.race([known, gone, tooLate()]);
    // Without its browser a worker is of no use: it ends, and whoever asked starts another.
    gone.catch(() => die("the browser ended unexpectedly"));
    return launched;
  };
  return { launched: () => (launching ??= launch().catch(blameBrowser)) };
}

async function transportTo(child, modules) {
  const { PipeTransport } = await load(modules, "puppeteer-core/lib/puppeteer/node/PipeTransport.js");
  return new PipeTransport(child.stdio[3], child.stdio[4]);
}

async function connectTo(transport, modules) {
  const { Connection } = await load(modules, "puppeteer-core/lib/puppeteer/cdp/Connection.js");
  const connection = new Connection("", transport, 0, 0);
  const { targetInfos } = await connection.send("Target.getTargets");
  return { connection, spare: targetInfos.find(({ type }) => type === "page") };
}

// Rejects when the browser has ended or does not start, with the last that it said.
function ended(child) {
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (said = (said + text).slice(-TAIL)));
  return new Promise((_, reject) => {
    child.once("error", (error) => reject(new Error(`the browser cannot be started: ${error.message}`)));
    child.once("close", (code, signal) => reject(new Error(`the browser ended (${signal ?? code})\n${said}`.trim())));
  });
}

function tooLate() {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`the browser was not ready within ${LAUNCH_MS / 1000} s`)), LAUNCH_MS).unref();
  });
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
