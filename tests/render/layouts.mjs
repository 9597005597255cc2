// Lays random graphs out with dagre as it is published and with the steps that are the page's own; prints how many took the
// page's way, and which came out otherwise. Arguments: node_modules, the worker's folder, a folder to write to.
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [modules, worker, scratch] = process.argv.slice(2);
const dagre = path.join(modules, "dagre-d3-es", "src", "dagre");
const at = (...parts) => pathToFileURL(path.join(...parts)).href;

globalThis.quick = { rank: 0, order: 0, position: 0 };
const published = await readFile(path.join(dagre, "layout.js"), "utf8");
const steps = ["rank", "order", "position"];
const own = steps.map((step) => `import { ${step} as own_${step} } from "${at(worker, `dagre_${step}.mjs`)}";\n`).join("");
let replaced = published
  .replaceAll(/from '(\.\.?\/[^']*)'/g, (_, file) => `from "${at(dagre, file)}"`)
  .replace("'lodash-es'", `"${at(modules, "lodash-es", "lodash.js")}"`);
for (const step of steps) replaced = replaced.replace(`() => ${step}(`, `() => (own_${step}(g) && ++globalThis.quick.${step}) || ${step}(`);
const file = path.join(scratch, "layout.mjs");
await writeFile(file, own + replaced);

const { layout } = await import(at(dagre, "layout.js"));
const { layout: quickLayout } = await import(at(file));
const { Graph } = await import(at(modules, "dagre-d3-es", "src", "graphlib", "index.js"));

// mulberry32, public domain
function dice(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function graph(seed) {
  const random = dice(seed);
  const below = (count) => Math.floor(random() * count);
  const g = new Graph({ multigraph: true, compound: true });
  g.setGraph({ rankdir: ["TB", "BT", "LR", "RL"][below(4)], nodesep: 50, ranksep: 50, marginx: 8, marginy: 8 });
  g.setDefaultEdgeLabel(() => ({}));
  const odd = { 3: "7", 5: "constructor", 7: "length" }[seed % 50];
  const nodes = Array.from({ length: 2 + below(30) }, (_, n) => (odd && n === 1 ? odd : `${"ABCxyz"[below(6)]}${n}`));
  for (const node of nodes) g.setNode(node, { width: 20 + below(2000) / 10, height: 20 + below(400) / 10 });
  const groups = [];
  for (let count = below(6); count > 0; count -= 1) {
    const group = `g${groups.length}`;
    g.setNode(group, {});
    if (groups.length > 0 && random() < 0.4) g.setParent(group, groups[below(groups.length)]);
    groups.push(group);
  }
  for (const node of nodes) if (groups.length > 0 && random() < 0.6) g.setParent(node, groups[below(groups.length)]);
  for (let count = below(2 * nodes.length); count > 0; count -= 1) {
    const label = { minlen: 1 + below(3), weight: 1 + below(3), labelpos: "clr"[below(3)] };
    if (random() < 0.5) Object.assign(label, { width: 10 + below(800) / 10, height: 16 });
    // Mostly onwards, so that few edges are turned round; the same two nodes may meet again, or a node itself.
    const [v, w] = [below(nodes.length), below(nodes.length)].sort((a, b) => (random() < 0.85 ? a - b : 0));
    g.setEdge(nodes[v], nodes[w], label, `e${count}`);
  }
  return g;
}

function places(g, lay) {
  try {
    lay(g);
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
  return JSON.stringify([g.nodes().map((node) => g.node(node)), g.edges().map((edge) => g.edge(edge)), g.graph()]);
}

const GRAPHS = 120;
const differ = [];
let failed = 0;
for (let seed = 0; seed < GRAPHS; seed += 1) {
  const expected = places(graph(seed), layout);
  failed += expected.startsWith("[") ? 0 : 1;
  if (places(graph(seed), quickLayout) !== expected) differ.push(seed);
}
console.log(JSON.stringify({ graphs: GRAPHS, failed, quick: globalThis.quick, differ }));
