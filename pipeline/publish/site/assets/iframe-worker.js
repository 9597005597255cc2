// Browsers start no workers for pages that are read from a disk. There, a worker is a hidden frame that runs the worker's
// script; messages are handed over as events, for the frame has the page's own origin. Elsewhere this file does nothing.
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    #frame = document.createElement("iframe");
    #ready;

    constructor(url) {
      super();
      this.#frame.hidden = true;
      this.#frame.title = "Search";
      this.#frame.srcdoc = '<!doctype html><html lang="en"><head><title>Search</title></head><body></body></html>';
      this.#ready = new Promise((ready, failed) => {
        const run = () => {
          const inner = this.#frame.contentWindow;
          inner.postMessage = (data) => this.dispatchEvent(new MessageEvent("message", { data }));
          const script = inner.document.createElement("script");
          script.src = new URL(url, location.href).href;
          script.addEventListener("load", () => ready(inner));
          script.addEventListener("error", failed);
          inner.document.body.append(script);
        };
        this.#frame.addEventListener("load", run, { once: true });
      });
      document.body.append(this.#frame);
    }

    postMessage(data) {
      this.#ready.then((inner) => inner.dispatchEvent(new inner.MessageEvent("message", { data })));
    }

    terminate() {
      this.#frame.remove();
    }
  };
}
