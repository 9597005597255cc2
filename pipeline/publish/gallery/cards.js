// The grid of diagrams and the line to search it. Pictures are loaded when they come near the screen.
"use strict";

// Makes an element; children that are text stay text.
function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key === "dataset") Object.assign(made.dataset, value);
    else made[key] = value;
  }
  made.append(...children);
  return made;
}

class AtlasCards {
  // thumbnail(entry) gives the address of an entry's picture, or null where it has none.
  constructor({ grid, query, count, thumbnail }) {
    this.grid = grid;
    this.query = query;
    this.count = count;
    this.thumbnail = thumbnail;
    this.index = new AtlasSearch.Index();
    this.entries = new Map();
    this.cards = new Map();
    this.shown = [];
    this.due = false;
    query.addEventListener("input", () => this.refresh());
  }

  put(entry) {
    this.entries.set(entry.id, entry);
    this.index.put(entry);
    const card = this.cards.get(entry.id);
    if (card) this.#fill(card, entry);
    else this.cards.set(entry.id, this.#fill(element("a", { className: "card", href: `#${encodeURI(entry.id)}` }), entry));
    this.refresh();
  }

  remove(id) {
    this.entries.delete(id);
    this.index.remove(id);
    this.cards.delete(id);
    this.refresh();
  }

  // Shows what matches the query, once for all changes of a moment.
  refresh() {
    if (this.due) return;
    this.due = true;
    requestAnimationFrame(() => {
      this.due = false;
      this.shown = this.index.find(this.query.value);
      this.grid.replaceChildren(...this.shown.map((id) => this.cards.get(id)));
      const all = this.entries.size;
      this.count.textContent = this.shown.length === all ? `${all} diagrams` : `${this.shown.length} of ${all}`;
      this.grid.classList.toggle("empty", this.shown.length === 0);
    });
  }

  // The id that stands before (-1) or after (+1) another one among those shown.
  beside(id, step) {
    const at = this.shown.indexOf(id);
    const next = at < 0 ? 0 : at + step;
    return this.shown[Math.min(this.shown.length - 1, Math.max(0, next))];
  }

  // How many cards stand in one row of the grid.
  columns() {
    const cards = [...this.grid.children];
    const below = cards.findIndex((card) => card.offsetTop > cards[0].offsetTop);
    return below < 0 ? cards.length || 1 : below;
  }

  focus(id) {
    const card = this.cards.get(id);
    if (card && card.isConnected) card.focus();
  }

  #fill(card, entry) {
    const source = this.thumbnail(entry);
    let image = card.querySelector("img");
    if (source && (!image || image.getAttribute("src") !== source)) {
      image = element("img", { alt: "", loading: "lazy", decoding: "async" });
      image.addEventListener("error", () => image.classList.add("absent"));
      image.src = source;
    }
    const worst = (entry.problems || [])[0];
    const mark = worst && element("span", { className: `mark ${worst.severity}`, title: worst.message }, `${entry.problems.length}`);
    const caption = element(
      "span", { className: "caption" },
      element("span", { className: "id" }, entry.id),
      element("span", { className: "title" }, entry.title || ""),
      element("span", { className: "question" }, entry.question || ""),
    );
    card.replaceChildren(...[source ? image : element("span", { className: "absent" }, "no picture"), caption, mark].filter(Boolean));
    return card;
  }
}

// Light or dark: what the system says, until the reader chooses.
function atlasTheme(button) {
  const root = document.documentElement;
  const read = () => { try { return localStorage.getItem("atlas-theme"); } catch { return null; } };
  const keep = (value) => { try { localStorage.setItem("atlas-theme", value); } catch { /* pages from disk may not store */ } };
  const dark = () => (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const stored = read();
  if (stored) root.dataset.theme = stored;
  const toggle = () => {
    root.dataset.theme = dark() ? "light" : "dark";
    keep(root.dataset.theme);
  };
  button.addEventListener("click", toggle);
  return toggle;
}

// Whether a key belongs to a field that somebody types in, or to the browser.
function atlasTyping(event) {
  return event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select");
}
