// Graphviz compiled to WebAssembly: no file system, no network, no dependence on the machine's fonts.
import path from "node:path";
import { pathToFileURL } from "node:url";

export async function version(session) {
  return (await load(session)).version();
}

function load(session) {
  session.graphviz ??= import(pathToFileURL(path.join(session.modules, "@hpcc-js/wasm-graphviz/dist/index.js")).href)
    .then(({ Graphviz }) => Graphviz.load());
  return session.graphviz;
}

export async function draw(session, { source, config }) {
  const svg = await layout(session, source, "svg", config);
  const json = await layout(session, source, "json", config);
  return { svg, model: JSON.parse(json), type: "dot" };
}

export async function parse(session, { source, config }) {
  return { model: JSON.parse(await layout(session, source, "dot_json", config)), type: "dot" };
}

async function layout(session, source, format, config) {
  const graphviz = await load(session);
  try {
    return graphviz.layout(source, format, config?.engine ?? "dot");
  } catch (error) {
    throw blame(error, source);
  }
}

// Graphviz says: syntax error in line 3 near '->'
function blame(error, source) {
  const message = String(error?.message ?? error).replace(/^Error: /, "").trim();
  const found = /line (\d+)(?: near '(.*)')?/s.exec(message);
  const blamed = new Error(message.replace(/ in line \d+/, ""));
  blamed.kind = /memory|unreachable|out of bounds/i.test(message) && !found ? "engine" : "syntax";
  if (found) {
    blamed.line = Number(found[1]);
    const at = found[2] ? (source.split("\n")[blamed.line - 1] ?? "").indexOf(found[2].split("\n")[0]) : -1;
    blamed.column = at + 1 || 1;
  }
  return blamed;
}
