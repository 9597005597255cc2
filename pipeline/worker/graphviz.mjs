// Graphviz compiled to WebAssembly: no file system, no network, no dependence on the machine's fonts.
import path from "node:path";
import { pathToFileURL } from "node:url";

export async function version(session) {
  return (await load(session)).version();
}

function load(session) {
  session.graphviz ??= import(entry(session)).then(({ Graphviz }) => Graphviz.load());
  return session.graphviz;
}

function entry(session) {
  return pathToFileURL(path.join(session.modules, "@hpcc-js/wasm-graphviz/dist/index.js")).href;
}

// A trap leaves the instance's memory as it was in the middle of something: the next diagram gets another.
async function forget(session) {
  const { Graphviz } = await import(entry(session));
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
  const graphviz = await load(session);
  try {
    return graphviz.layout(source, format, config?.engine ?? "dot");
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) await forget(session);
    throw blame(error, source);
  }
}

// Graphviz says: syntax error in line 3 near '->'
function blame(error, source) {
  const trap = error instanceof WebAssembly.RuntimeError;
  const said = String(error?.message ?? error).replace(/^Error: /, "").trim();
  const message = trap ? `Graphviz broke off: the graph is too large or too deep for it (${said})` : said;
  const found = /line (\d+)(?: near '(.*)')?/s.exec(message);
  const blamed = new Error(message.replace(/ in line \d+/, ""));
  blamed.kind = trap ? "engine" : "syntax";
  if (found) {
    blamed.line = Number(found[1]);
    const at = found[2] ? (source.split("\n")[blamed.line - 1] ?? "").indexOf(found[2].split("\n")[0]) : -1;
    blamed.column = at + 1 || 1;
  }
  return blamed;
}
