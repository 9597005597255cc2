// A worker never outlives the program that started it, whatever ended that: not its browser, not its folder.
//
// The program holds the other end of stdin. When it closes with a job still running, the main thread acts; when the
// main thread itself is busy (Graphviz in WebAssembly does not yield), a second thread sees that the parent has changed.
import { rmSync } from "node:fs";
import { Worker, isMainThread, workerData } from "node:worker_threads";

const POLL_MS = 500;
const GRACE_MS = 1500;

// Watches over this process; `folder` holds its temporary files. Returns what the rest of the worker tells it.
export function watchOver(folder) {
  const browser = new Int32Array(new SharedArrayBuffer(4));
  const thread = new Worker(new URL(import.meta.url), { workerData: { folder, browser, parent: process.ppid } });
  thread.unref();
  return {
    browserIs: (pid) => Atomics.store(browser, 0, pid ?? 0),
    end: () => {
      // As the last of those who listen: a browser that is still being launched, whose pid nobody has told yet, is ended
      // by its launcher's listener, and would make its folder again.
      process.once("exit", () => end(browser, folder));
      process.exit(0);
    },
  };
}

function end(browser, folder) {
  const pid = Atomics.load(browser, 0);
  if (pid > 0) {
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
  const { folder, browser, parent } = workerData;
  setInterval(() => {
    if (process.ppid === parent) return;
    setTimeout(() => {
      end(browser, folder);
      process.kill(process.pid, "SIGKILL");
    }, GRACE_MS);
  }, POLL_MS);
}
