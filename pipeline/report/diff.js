"use strict";
// The viewer of a diff report: one diagram at a time, its pictures unpacked when it is looked at.
const data = JSON.parse(document.getElementById("data").textContent);
const at = (id) => document.getElementById(id);
const state = { verdict: "", words: "", id: "", mode: "side", full: false };
let shown = [];
let blinking = 0;
let looking = 0;

// --- the list ---

function fits(diagram) {
  if (state.verdict && diagram.verdict !== state.verdict) return false;
  const text = [diagram.id, diagram.title, ...diagram.changes].join("\n").toLowerCase();
  return text.includes(state.words.toLowerCase());
}

function list() {
  shown = data.diagrams.filter(fits);
  at("list").replaceChildren(...shown.map(item));
  at("none").hidden = shown.length > 0;
  for (const button of at("filters").children) button.setAttribute("aria-pressed", String(button.dataset.verdict === state.verdict));
  if (!shown.some(({ id }) => id === state.id)) state.id = shown[0]?.id ?? "";
  show();
}

function item(diagram) {
  const button = element("button", { type: "button", dataset: { id: diagram.id } }, diagram.id, element("small", {}, diagram.verdict));
  button.addEventListener("click", () => choose(diagram.id));
  return element("li", {}, button);
}

function choose(id) {
  state.id = id;
  show();
}

function step(by) {
  const next = shown[shown.findIndex(({ id }) => id === state.id) + by];
  if (next) choose(next.id);
}

function filters() {
  const counts = new Map();
  for (const { verdict } of data.diagrams) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  const entries = [["", `all ${data.diagrams.length}`]];
  for (const verdict of data.verdicts) if (counts.has(verdict)) entries.push([verdict, `${verdict} ${counts.get(verdict)}`]);
  at("filters").replaceChildren(
    ...entries.map(([verdict, label]) => {
      const button = element("button", { type: "button", dataset: { verdict } }, label);
      button.addEventListener("click", () => filter(verdict));
      return button;
    }),
  );
}

function filter(verdict) {
  state.verdict = verdict;
  list();
}

function nextFilter() {
  const names = Array.from(at("filters").children, (button) => button.dataset.verdict);
  filter(names[(names.indexOf(state.verdict) + 1) % names.length]);
}

// --- one diagram ---

function show() {
  clearInterval(blinking);
  const place = shown.findIndex(({ id }) => id === state.id);
  const diagram = shown[place];
  for (const button of at("list").querySelectorAll("button")) {
    const current = button.dataset.id === state.id;
    button.setAttribute("aria-current", String(current));
    if (current) button.scrollIntoView({ block: "nearest" });
  }
  at("previous").disabled = place <= 0;
  at("next").disabled = place < 0 || place === shown.length - 1;
  at("position").textContent = diagram ? `${place + 1} of ${shown.length}` : "";
  for (const button of at("modes").children) button.setAttribute("aria-checked", String(button.dataset.mode === state.mode));
  at("zoom").setAttribute("aria-pressed", String(state.full));
  at("name").textContent = diagram ? diagram.id : "";
  at("about").textContent = diagram ? [diagram.verdict, diagram.title, diagram.path].filter(Boolean).join(" · ") : "";
  at("changes").replaceChildren(...(diagram?.changes ?? []).map((words) => element("li", {}, words)));
  const findings = diagram?.findings ?? [];
  at("lint").hidden = findings.length === 0;
  at("findings").replaceChildren(
    ...findings.map(({ severity, place: where, message, rule }) => element("li", {}, `${where}: ${severity}: ${message} [${rule}]`)),
  );
  at("note").textContent = "";
  document.body.classList.toggle("full", state.full);
  void present(diagram);
}

async function present(diagram) {
  const turn = (looking += 1);
  const stage = at("stage");
  const [before, after] = diagram ? await Promise.all([picture(diagram.before), picture(diagram.after)]) : [null, null];
  if (turn !== looking) return;
  at("divider").hidden = !(state.mode === "swipe" && before && after);
  if (!diagram) return stage.replaceChildren();
  sized(before, after);
  const view = before && after ? VIEWS[state.mode] : sideBySide;
  stage.className = view === sideBySide ? "side" : "over";
  view(stage, before, after, diagram);
  stage.dataset.ready = `${diagram.id} ${state.mode}`;
}

async function picture(packed) {
  if (!packed) return null;
  const bytes = Uint8Array.from(atob(packed), (sign) => sign.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const svg = await new Response(stream).text();
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  return image;
}

// Both pictures in one scale, that of the wider one where it does not fit.
function sized(...pictures) {
  const images = pictures.filter(Boolean);
  const most = Math.max(...images.map((image) => image.naturalWidth));
  for (const image of images) {
    image.style.width = state.full ? "auto" : `${(100 * image.naturalWidth) / most}%`;
    image.style.maxWidth = state.full ? "none" : `${image.naturalWidth}px`;
  }
}

const VIEWS = { side: sideBySide, swipe, blink, difference };

function sideBySide(stage, before, after, diagram) {
  stage.replaceChildren(
    figure("Before", before ?? missing(diagram.verdict === "added" ? "Not there before." : "No picture of the old state at hand.")),
    figure("Now", after ?? missing(diagram.verdict === "removed" ? "Removed." : "Not drawn.")),
  );
}

function swipe(stage, before, after) {
  const above = figure("\u00a0", after);
  above.className = "above";
  stage.replaceChildren(figure("Before, left of the line; now, right of it", before), above);
  const most = Math.max(before.naturalWidth, after.naturalWidth);
  const cut = () => {
    const line = (Number(at("divider").value) / 100) * most;
    before.style.clipPath = `inset(0 ${Math.max(0, 100 - (100 * line) / before.naturalWidth)}% 0 0)`;
    after.style.clipPath = `inset(0 0 0 ${Math.min(100, (100 * line) / after.naturalWidth)}%)`;
  };
  at("divider").oninput = cut;
  cut();
}

function blink(stage, before, after) {
  const frame = figure("Before", before);
  stage.replaceChildren(frame);
  let old = true;
  blinking = setInterval(() => {
    old = !old;
    frame.replaceChildren(element("figcaption", {}, old ? "Before" : "Now"), old ? before : after);
  }, 700);
}

function difference(stage, before, after) {
  const { canvas, count } = compared(before, after);
  at("note").textContent = count === 1 ? "1 pixel differs." : `${count.toLocaleString("en")} pixels differ.`;
  stage.replaceChildren(figure("Now, pale; what differs from before is marked", canvas));
}

// The same rule as the command's: a pixel differs when its colour lies outside what the other picture has within one
// pixel around it, by more than the tolerance in any channel, in either direction. See docs/regression.md.
const MARK = [220, 0, 120];

function compared(before, after) {
  const width = Math.max(before.naturalWidth, after.naturalWidth);
  const height = Math.max(before.naturalHeight, after.naturalHeight);
  const [old, now] = [pixels(before, width, height), pixels(after, width, height)];
  const canvas = element("canvas", { width, height });
  const context = canvas.getContext("2d");
  const out = context.createImageData(width, height);
  let count = 0;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const place = 4 * (y * width + x);
      const same = old[place] === now[place] && old[place + 1] === now[place + 1] && old[place + 2] === now[place + 2];
      const marked = !same && (stands(old, now, x, y, width, height) || stands(now, old, x, y, width, height));
      count += marked ? 1 : 0;
      for (let channel = 0; channel < 3; channel += 1) {
        const pale = 255 - (255 - now[place + channel]) * 0.35;
        out.data[place + channel] = marked ? 0.7 * MARK[channel] + 0.3 * now[place + channel] : pale;
      }
      out.data[place + 3] = 255;
    }
  }
  context.putImageData(out, 0, 0);
  return { canvas, count };
}

function pixels(image, width, height) {
  const canvas = element("canvas", { width, height });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, width, height);
  context.drawImage(image, 0, 0);
  return context.getImageData(0, 0, width, height).data;
}

function stands(one, other, x, y, width, height) {
  for (let channel = 0; channel < 3; channel += 1) {
    let [least, most] = [255, 0];
    for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v += 1) {
      for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u += 1) {
        const value = other[4 * (v * width + u) + channel];
        if (value < least) least = value;
        if (value > most) most = value;
      }
    }
    const value = one[4 * (y * width + x) + channel];
    if (value < least - data.tolerance || value > most + data.tolerance) return true;
  }
  return false;
}

// --- parts of the page ---

function figure(caption, content) {
  return element("figure", {}, element("figcaption", {}, caption), content);
}

function missing(words) {
  return element("div", { className: "missing" }, words);
}

function element(name, { dataset = {}, ...properties }, ...children) {
  const made = document.createElement(name);
  Object.assign(made, properties);
  Object.assign(made.dataset, dataset);
  made.append(...children);
  return made;
}

function setMode(mode) {
  state.mode = mode;
  show();
}

function zoom() {
  state.full = !state.full;
  show();
}

const KEYS = {
  j: () => step(1), ArrowDown: () => step(1), k: () => step(-1), ArrowUp: () => step(-1), f: nextFilter, z: zoom,
  1: () => setMode("side"), 2: () => setMode("swipe"), 3: () => setMode("blink"), 4: () => setMode("difference"),
  "/": () => at("search").focus(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target instanceof HTMLInputElement) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (!Object.hasOwn(KEYS, event.key)) return;
  event.preventDefault();
  KEYS[event.key]();
});
at("previous").addEventListener("click", () => step(-1));
at("next").addEventListener("click", () => step(1));
at("zoom").addEventListener("click", zoom);
at("modes").addEventListener("click", ({ target }) => target.dataset.mode && setMode(target.dataset.mode));
at("search").addEventListener("input", ({ target }) => {
  state.words = target.value;
  list();
});
at("summary").textContent = `${data.diagrams.length} of ${data.total}, against ${data.base}`;
filters();
list();
