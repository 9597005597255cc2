// How the theme's search gets its worker and what the worker is asked. Loaded before the theme's own script.
//
// Browsers start no workers for pages that are read from a disk. There, a worker is a hidden frame that runs the worker's
// script; messages are handed over as events, for the frame has the page's own origin.
//
// People paste whole lines of a log. The theme would read their punctuation as operators, and the beginning of every
// "a" and "to" as a word that is half typed: only the words that say something are asked for, all but the last in full.
(() => {
  const QUERY = 2; // the theme's number for the message that holds a query
  const SHORTEST = 3;
  const FILLERS = new Set(
    `about after all and any are because been but can could did does for from had has have her him his how into its just
     may more most must not now off only onto other our out over own same she should some such than that the their them
     then there these they this those too until was were what when where which while who why will with without would you
     your`.split(/\s+/),
  );

  function plain(query) {
    const words = query.toLowerCase().match(/[\p{L}\p{N}_]+(?:\.[\p{L}\p{N}_]+)*/gu) ?? [];
    const telling = words.filter((word) => (word.length >= SHORTEST || /\d/.test(word)) && !FILLERS.has(word));
    const asked = telling.length > 0 ? telling : words;
    // The worker takes every word for a beginning, except one that carries a weight.
    return [...asked.map((word) => `${word}^1`), asked.at(-1) ?? ""].join(" ");
  }

  class FrameWorker extends EventTarget {
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
  }

  const Base = location.protocol === "file:" ? FrameWorker : window.Worker;
  window.Worker = class extends Base {
    postMessage(message, ...more) {
      const isQuery = message?.type === QUERY && typeof message.data === "string";
      super.postMessage(isQuery ? { ...message, data: plain(message.data) } : message, ...more);
    }
  };
})();
