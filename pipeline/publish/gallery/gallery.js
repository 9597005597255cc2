// The gallery: all diagrams of a folder of pictures, from the data in the page. It asks for nothing but pictures.
"use strict";

const at = (id) => document.getElementById(id);
const stage = new AtlasStage(at("stage"), (scale) => { at("percent").textContent = `${Math.round(scale * 100)} %`; });
const cards = new AtlasCards({ grid: at("grid"), query: at("query"), count: at("count"), thumbnail: (entry) => address(entry.picture) });
let opened = null;

function address(path) {
  return path ? path.split("/").map(encodeURIComponent).join("/") : null;
}

function route() {
  const entry = cards.entries.get(decodeURI(location.hash.slice(1)));
  at("viewer").hidden = !entry;
  at("grid").hidden = Boolean(entry);
  const last = opened;
  opened = entry ? entry.id : null;
  stage.clear();
  if (entry) show(entry);
  else if (last) cards.focus(last);
}

async function show(entry) {
  at("title").textContent = entry.title || entry.id;
  at("identity").textContent = entry.id;
  at("question").textContent = entry.question || "";
  for (const [name, path] of [["svg", entry.picture], ["png", entry.png]]) {
    at(name).hidden = !path;
    if (path) at(name).href = address(path);
  }
  const facts = [["Entity", entry.entity], ["Components", (entry.components || []).join(", ")], ["File", entry.path]];
  at("about").replaceChildren(...facts.filter(([, value]) => value).flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));
  at("stage").focus({ preventScroll: true });
  const image = new Image();
  image.alt = entry.title || entry.id;
  image.src = address(entry.picture);
  try {
    await image.decode();
  } catch {
    return; // the page was moved away from its pictures
  }
  if (opened === entry.id) stage.show(image, entry.width, entry.height);
}

atlasKeys({ cards, stage, opened: () => opened, close: () => { location.hash = ""; }, toggleTheme: atlasTheme(at("theme")) });
JSON.parse(at("data").textContent).forEach((entry) => cards.put(entry));
window.addEventListener("hashchange", route);
route();
