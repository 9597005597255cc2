// The preview: takes the entries of the server and every change of them, and shows the grid or one diagram.
"use strict";

const at = (id) => document.getElementById(id);
const stage = new AtlasStage(at("stage"), (scale) => { at("percent").textContent = `${Math.round(scale * 100)} %`; });
const cards = new AtlasCards({ grid: at("grid"), query: at("query"), count: at("count"), thumbnail });
let open = null; // the id of the diagram that is shown
let pictured = null; // "id digest" of the picture on the stage

function address(entry, suffix, query) {
  return `/picture/${entry.id.split("/").map(encodeURIComponent).join("/")}.${suffix}?${query}`;
}

function thumbnail(entry) {
  if (entry.picture) return address(entry, "svg", `v=${entry.picture.digest}`);
  return entry.loaded && entry.problems.some((problem) => problem.severity === "error") ? null : address(entry, "svg", "list");
}

// --- what the server says ---

function take(entry) {
  const known = cards.entries.get(entry.id);
  if (known && known.version >= entry.version) return false;
  cards.put(entry);
  return true;
}

async function takeAll() {
  const answer = await (await fetch("/entries")).json();
  at("project").textContent = answer.project;
  document.title = `${answer.project} · Atlas preview`;
  showTrouble(answer.trouble);
  const there = new Set(answer.entries.map((entry) => entry.id));
  for (const id of [...cards.entries.keys()]) if (!there.has(id)) cards.remove(id);
  answer.entries.forEach(take);
  route();
}

function listen() {
  const events = new EventSource("/events");
  events.addEventListener("hello", () => {
    at("link").hidden = true;
    // A server that was started again counts from the beginning.
    for (const entry of cards.entries.values()) entry.version = -1;
    takeAll();
  });
  events.addEventListener("error", () => { at("link").hidden = false; });
  events.addEventListener("message", (event) => {
    const change = JSON.parse(event.data);
    if (change.trouble) showTrouble(change.trouble);
    if (change.gone) {
      cards.remove(change.gone);
      if (change.gone === open) at("problems").replaceChildren(element("p", {}, "This diagram is no longer there."));
    }
    if (change.entry && take(change.entry)) {
      if (change.entry.id === open) show(change.entry);
      else if (change.edited && at("follow").checked) location.hash = encodeURI(change.entry.id);
    }
  });
}

// --- one diagram ---

function route() {
  const id = decodeURI(location.hash.slice(1));
  const entry = cards.entries.get(id);
  at("viewer").hidden = !entry;
  // What nobody sees need not be laid out and painted while somebody waits for a picture.
  at("grid").hidden = Boolean(entry);
  if (!entry) {
    const last = open;
    open = pictured = null;
    stage.clear();
    if (last) cards.focus(last);
    return;
  }
  if (open !== id) {
    open = id;
    pictured = null;
    stage.clear();
    at("stage").focus({ preventScroll: true });
  }
  show(entry);
}

function show(entry) {
  at("title").textContent = entry.title || entry.id;
  at("identity").textContent = `${entry.id} · ${entry.path}`;
  at("stale").hidden = !entry.stale;
  at("stage").classList.toggle("stale", entry.stale);
  for (const suffix of ["svg", "png"]) at(suffix).href = address(entry, suffix, "download");
  at("problems").replaceChildren(...(entry.problems.length ? entry.problems.map(problemOf) : [element("p", { className: "fine" }, "None.")]));
  const facts = [["Question", entry.question], ["Entity", entry.entity], ["Components", entry.components.join(", ")], ["File", entry.path]];
  at("about").replaceChildren(...facts.filter(([, value]) => value).flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));
  paint(entry);
}

async function paint(entry) {
  const wanted = `${entry.id} ${entry.picture ? entry.picture.digest : ""}`;
  if (pictured === wanted) return painted(entry);
  pictured = wanted;
  const image = new Image();
  image.alt = entry.title || entry.id;
  image.src = entry.picture ? address(entry, "svg", `v=${entry.picture.digest}`) : address(entry, "svg", "look");
  try {
    await image.decode();
  } catch {
    if (pictured === wanted) painted(entry); // there is no picture: what is wrong stands beside it
    return;
  }
  if (pictured !== wanted) return;
  const size = entry.picture || { width: image.naturalWidth, height: image.naturalHeight };
  stage.show(image, size.width, size.height, { keep: true });
  painted(entry);
}

// Says when an entry was on the screen, for whoever measures: after the frame that holds it.
function painted(entry) {
  requestAnimationFrame(() => setTimeout(() => {
    const detail = { id: entry.id, version: entry.version, saved: entry.saved, at: Date.now(), problems: entry.problems.length, stale: entry.stale };
    document.dispatchEvent(new CustomEvent("atlas:shown", { detail }));
  }));
}

// --- problems ---

function problemOf(problem) {
  const place = problem.path ? `${problem.path}:${problem.line}:${problem.column}` : "";
  const parts = [
    element("div", { className: "message" }, problem.message),
    problem.hint && element("div", { className: "hint" }, problem.hint),
    element("div", { className: "place" }, [place, problem.rule].filter(Boolean).join("  ")),
    problem.lines.length > 0 && element("div", { className: "lines" }, ...problem.lines.map((line, n) => lineOf(problem, problem.first + n, line))),
  ];
  return element("div", { className: `problem ${problem.severity}` }, ...parts.filter(Boolean));
}

function lineOf(problem, number, line) {
  const here = number === problem.line;
  const letters = [...line];
  const start = problem.column - 1;
  const end = problem.end_column && (problem.end_line ?? number) === number ? problem.end_column - 1 : start + 1;
  const text = here && start < letters.length
    ? [letters.slice(0, start).join(""), element("mark", {}, letters.slice(start, end).join("")), letters.slice(end).join("")]
    : [line];
  return element("div", { className: here ? "at" : "" }, element("span", { className: "number" }, `${number}`), element("span", {}, ...text));
}

function showTrouble(problems) {
  at("trouble").hidden = problems.length === 0;
  at("trouble").replaceChildren(...problems.map(problemOf));
}

// --- keys ---

atlasKeys({
  cards,
  stage,
  opened: () => open,
  close: () => { location.hash = ""; },
  toggleTheme: atlasTheme(at("theme")),
  more: { f: () => at("follow").click() },
});
window.addEventListener("hashchange", route);
listen();
