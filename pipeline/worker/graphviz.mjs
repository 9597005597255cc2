// Graphviz compiled to WebAssembly: no file system, no network, no dependence on the machine's fonts.
import { setFlagsFromString } from "node:v8";

import { load } from "./packages.mjs";

// Most runs hold a few graphs, and compiling Graphviz's functions anew, optimised, costs more than it spares until there are
// a hundred: they have to be used this much more (V8's budget is 13 million).
setFlagsFromString("--wasm-tiering-budget=200000000");

// Begins to load it; whether it loads is told to the first job.
export function warm(session) {
  instance(session).catch(() => undefined);
}

function instance(session) {
  session.graphviz ??= library(session).then(({ Graphviz }) => Graphviz.load());
  return session.graphviz;
}

function library({ modules }) {
  return load(modules, "@hpcc-js/wasm-graphviz/dist/index.js");
}

// What breaks off elsewhere than in the parser leaves the instance's memory as it was in the middle of something: the next
// diagram gets another.
async function forget(session) {
  const { Graphviz } = await library(session);
  Graphviz.unload();
  session.graphviz = undefined;
}

export async function draw(session, { source, config }) {
  const svg = await layout(session, source, "svg", config);
  const json = await layout(session, source, "json", config);
  return { svg, model: read(json), type: "dot" };
}

function read(json) {
  try {
    return JSON.parse(json);
  } catch {
    const error = new Error("a size or distance is no number, or not one that can be drawn");
    error.kind = "syntax";
    throw error;
  }
}

export async function parse(session, { source, config }) {
  const model = read(await layout(session, source, "dot_json", config));
  // Boxes without the places of the nodes in them: the model of a source that was only read has no geometry.
  for (const item of [model, ...(model.objects ?? [])]) delete item.bb;
  return { model, type: "dot" };
}

async function layout(session, source, format, config) {
  const graphviz = await instance(session);
  try {
    return graphviz.layout(source, format, config?.engine ?? "dot");
  } catch (error) {
    const blamed = blame(error, source, graphviz);
    if (blamed.line === undefined) await forget(session);
    throw blamed;
  }
}

// What WebAssembly says where Graphviz itself could say nothing any more.
const TRAP = /out of bounds|unreachable|null function|signature mismatch|indirect call|call stack|exit\(|abort|by zero|allocat|memory/i;

// Graphviz says: syntax error in line 3 near '->'
function blame(error, source, graphviz) {
  const trap = !/line \d+/.test(String(error?.message)) && TRAP.test(String(error?.message ?? error));
  const said = String(error?.message ?? error).replace(/^Error: /, "").trim();
  const message = trap ? `Graphviz broke off: the graph is too large or too deep for it (${said})` : said;
  const found = /line (\d+)(?: near '(.*)')?/s.exec(message);
  const blamed = new Error(message.replace(/ in line \d+/, ""));
  blamed.kind = trap ? "engine" : "syntax";
  if (found) {
    blamed.line = Number(found[1]);
    blamed.column = found[2] ? columnOf(found[2].split("\n")[0], blamed.line, source, graphviz) : 1;
  }
  return blamed;
}

// Graphviz names a line and a token, which may stand in that line more than once. The one it means is the first behind
// which it can be cut off and the complaint stays the same.
function columnOf(token, line, source, graphviz) {
  const lines = source.split("\n");
  const before = lines.slice(0, line - 1).join("\n") + (line > 1 ? "\n" : "");
  const text = lines[line - 1] ?? "";
  const first = text.indexOf(token);
  for (let at = first, tries = 0; at >= 0 && tries < 50; at = text.indexOf(token, at + 1), tries += 1) {
    try {
      graphviz.layout(before + text.slice(0, at + token.length), "canon", "nop");
    } catch (error) {
      if (String(error?.message).includes(`line ${line} near '${token}'`)) return at + 1;
    }
  }
  return first + 1 || 1;
}
