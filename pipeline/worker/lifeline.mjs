// A worker never outlives the program that started it, whatever ended that: not its browser, not its folder.
//
// The program holds the other end of stdin. When it closes with a job still running, the main thread acts; when the
// main thread itself is busy (Graphviz in WebAssembly does not yield), a second thread sees that the parent has changed: it
// takes a tenth of a second of processor time to start, so only a worker that needs it has one.
import { rmSync } from "node:fs";
import { Worker, isMainThread, workerData } from "node:worker_threads";

const POLL_MS = 500;
const GRACE_MS = 1500;
// Our own, and the one of Mermaid CLI.
const BROWSERS = 2;

// Watches over this process; `folder` holds its temporary files. Returns what the rest of the worker tells it.
export function watchOver(folder) {
  const browsers = new Int32Array(new SharedArrayBuffer(BROWSERS * Int32Array.BYTES_PER_ELEMENT));
  const parent = process.ppid;
  let thread;
  process.once("exit", () => end(browsers, folder));
  return {
    // Told at once when one is started: until then nobody could end it.
    browserIs: (pid) => Atomics.store(browsers, browsers.indexOf(0), pid ?? 0),
    // The main thread may be busy from now on.
    guard: () => {
      thread ??= new Worker(new URL(import.meta.url), { workerData: { folder, browsers, parent } });
      thread.unref();
    },
    end: () => process.exit(0),
  };
}

function end(browsers, folder) {
  for (const pid of browsers.filter((pid) => pid > 0)) {
    try {
      process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
    } catch {
      // gone already
    }
  }
  if (folder) {
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    } catch {
      // nothing that could be done about it here
    }
  }
}

if (!isMainThread) {
  const { folder, browsers, parent } = workerData;
  setInterval(() => {
    if (process.ppid === parent) return;
    setTimeout(() => {
      end(browsers, folder);
      process.kill(process.pid, "SIGKILL");
    }, GRACE_MS);
  }, POLL_MS);
}
