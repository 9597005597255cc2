// The model of a Mermaid diagram, read from the database that Mermaid's own parser filled; nothing is guessed from text.
//
// A model is {type, title, nodes, edges, groups}:
//   node  {id, label, kind, classes, group, element}   element: the id of its SVG element without the diagram's prefix
//   edge  {id, source, target, label, kind}
//   group {id, label, kind, classes, parent, element}
// Labels hold "\n" where the picture breaks the line.

const text = (label) => decode(String(label ?? "")).replace(/<br\s*\/?>/gi, "\n").replace(/\\n/g, "\n").trim();
const words = (classes) => String(Array.isArray(classes) ? classes.join(" ") : classes ?? "").split(/\s+/).filter(Boolean);

// Mermaid hides entities (#quot;) from its grammars behind these signs.
const decoder = document.createElement("textarea");
function decode(label) {
  if (!/[ﬂ&]/.test(label)) return label;
  decoder.innerHTML = label.replace(/ﬂ°°/g, "&#").replace(/ﬂ°/g, "&").replace(/¶ß/g, ";");
  return decoder.value;
}

/** @returns the model of a diagram that Mermaid has parsed, which was drawn or not */
export function modelOf({ db, type }) {
  const read = READERS[type] ?? (typeof db.getData === "function" ? fromLayoutData : nothing);
  const model = { type, title: text(db.getDiagramTitle?.() || db.getCommonDb?.().getDiagramTitle?.() || ""), nodes: [], edges: [], groups: [] };
  read(db, model);
  return model;
}

function nothing() {}

// Flowchart, state, class, ER, requirement, mindmap, kanban … : one shape of data for all layouts.
function fromLayoutData(db, model) {
  const { nodes, edges } = db.getData();
  for (const node of nodes) {
    const common = {
      id: node.id,
      label: labelOf(node),
      kind: node.shape ?? "",
      classes: words(node.cssClasses).filter((name) => name !== "default"),
      element: node.domId ?? node.id,
    };
    if (node.isGroup) model.groups.push({ ...common, parent: node.parentId ?? null });
    else model.nodes.push({ ...common, group: node.parentId ?? null });
  }
  for (const edge of edges) {
    model.edges.push({
      id: edge.id,
      source: edge.start,
      target: edge.end,
      label: text(edge.label),
      kind: [edge.pattern, edge.thickness, edge.arrowTypeEnd].filter(Boolean).join(" "),
      classes: words(edge.classes),
    });
  }
}

function labelOf(node) {
  if (node.shape === "stateStart" || node.shape === "stateEnd") return "";
  const lines = [node.alias || (node.label ?? node.name ?? node.id)];
  for (const { type, name, keys = [], comment } of node.attributes ?? []) {
    lines.push([type, name, keys.join(","), comment].filter(Boolean).join(" "));
  }
  for (const member of [...(node.members ?? []), ...(node.methods ?? [])]) lines.push(member.text ?? member.id);
  if (Array.isArray(node.description)) lines.push(...node.description);
  return lines.map((line) => text(Array.isArray(line) ? line.join("\n") : line)).join("\n");
}

const SEQUENCE_NOTE = 2;
const SEQUENCE_FRAGMENTS = new Map([
  [10, "loop"], [12, "alt"], [13, "else"], [15, "opt"], [19, "par"], [20, "and"], [27, "critical"], [28, "option"], [30, "break"],
  [32, "par"],
]);
const SEQUENCE_SILENT = new Set([17, 18, 26]);
const SEQUENCE_KINDS = new Map([[0, "solid"], [1, "dotted"], [3, "solid cross"], [4, "dotted cross"], [5, "solid open"], [6, "dotted open"]]);

function fromSequence(db, model) {
  for (const box of db.getBoxes()) {
    model.groups.push({ id: `box ${model.groups.length}`, label: text(box.name), kind: "box", classes: [], parent: null, fill: box.fill });
  }
  const boxes = db.getBoxes();
  for (const actor of db.getActors().values()) {
    const at = boxes.indexOf(actor.box);
    const group = at < 0 ? null : `box ${at}`;
    model.nodes.push({ id: actor.name, label: text(actor.description), kind: actor.type, classes: [], group });
  }
  db.getMessages().forEach((message, at) => {
    const label = text(typeof message.message === "object" ? "" : message.message);
    if (message.type === SEQUENCE_NOTE) {
      model.nodes.push({ id: `note ${at}`, label, kind: "note", classes: [], group: null, over: [message.from, message.to] });
    } else if (SEQUENCE_FRAGMENTS.has(message.type)) {
      model.groups.push({ id: `fragment ${at}`, label, kind: SEQUENCE_FRAGMENTS.get(message.type), classes: [], parent: null });
    } else if (message.from && message.to && !SEQUENCE_SILENT.has(message.type)) {
      const kind = SEQUENCE_KINDS.get(message.type) ?? `type ${message.type}`;
      model.edges.push({ id: `message ${at}`, source: message.from, target: message.to, label, kind });
    }
  });
}

function fromTimeline(db, model) {
  for (const section of db.getSections()) model.groups.push({ id: section, label: text(section), kind: "section", classes: [], parent: null });
  // getTasks() appends to its list at every call: the renderer has called it before.
  [...new Set(db.getTasks())].forEach((task, at) => {
    const group = task.section || null;
    model.nodes.push({ id: `period ${at}`, label: text(task.task), kind: "period", classes: [], group });
    (task.events ?? []).forEach((event, nth) => {
      const id = `event ${at}.${nth}`;
      model.nodes.push({ id, label: text(event.text ?? event), kind: "event", classes: [], group });
      model.edges.push({ id: `line ${at}.${nth}`, source: `period ${at}`, target: id, label: "", kind: "timeline" });
    });
  });
}

function fromQuadrant(db, model) {
  const data = db.getQuadrantData();
  model.title = text(data.title?.text ?? "") || model.title;
  data.quadrants.forEach((quadrant, at) => {
    model.groups.push({ id: `quadrant ${at + 1}`, label: text(quadrant.text.text), kind: "quadrant", classes: [], parent: null });
  });
  (data.axisLabels ?? []).forEach((label, at) => {
    model.groups.push({ id: `axis ${at}`, label: text(label.text), kind: "axis", classes: [], parent: null });
  });
  data.points.forEach((point, at) => {
    model.nodes.push({ id: `point ${at}`, label: text(point.text.text), kind: "point", classes: [], group: null, at: [point.x, point.y] });
  });
}

function fromSankey(db, model) {
  const { nodes, links } = db.getGraph();
  for (const { id } of nodes) model.nodes.push({ id, label: text(id), kind: "flow", classes: [], group: null });
  links.forEach(({ source, target, value }, at) => {
    model.edges.push({ id: `flow ${at}`, source, target, label: "", kind: "flow", value });
  });
}

function fromGantt(db, model) {
  const day = (date) => (date instanceof Date && !Number.isNaN(date.getTime()) ? date.toISOString() : null);
  for (const section of db.getSections()) model.groups.push({ id: section, label: text(section), kind: "section", classes: [], parent: null });
  for (const task of db.getTasks()) {
    model.nodes.push({
      id: task.id, label: text(task.task), kind: task.milestone ? "milestone" : "task", classes: words(task.classes),
      group: task.section || null, start: day(task.startTime), end: day(task.endTime),
    });
  }
}

function fromXyChart(db, model) {
  const data = db.getXYChartData();
  model.title = text(data.title) || model.title;
  for (const [name, axis] of [["x", data.xAxis], ["y", data.yAxis]]) {
    model.groups.push({ id: `axis ${name}`, label: text(axis.title), kind: "axis", classes: [], parent: null });
  }
  data.plots.forEach((plot, series) => {
    plot.data.forEach(([category, value], at) => {
      model.nodes.push({ id: `${plot.type} ${series}.${at}`, label: text(category), kind: plot.type, classes: [], group: null, value });
    });
  });
}

function fromPie(db, model) {
  for (const [label, value] of db.getSections()) model.nodes.push({ id: label, label: text(label), kind: "slice", classes: [], group: null, value });
}

function fromJourney(db, model) {
  for (const section of db.getSections()) model.groups.push({ id: section, label: text(section), kind: "section", classes: [], parent: null });
  db.getTasks().forEach((task, at) => {
    model.nodes.push({ id: `task ${at}`, label: text(task.task), kind: "task", classes: [], group: task.section || null, value: task.score });
  });
}

function fromGit(db, model) {
  for (const commit of db.getCommits().values()) {
    model.nodes.push({ id: commit.id, label: text(commit.message || commit.id), kind: "commit", classes: [], group: commit.branch });
    for (const parent of commit.parents) model.edges.push({ id: `${parent} ${commit.id}`, source: parent, target: commit.id, label: "", kind: "parent" });
  }
  for (const { name } of db.getBranchesAsObjArray()) model.groups.push({ id: name, label: text(name), kind: "branch", classes: [], parent: null });
}

function fromC4(db, model) {
  for (const boundary of db.getBoundarys?.() ?? []) {
    if (boundary.alias === "global") continue;
    model.groups.push({ id: boundary.alias, label: text(boundary.label?.text), kind: "boundary", classes: [], parent: boundary.parentBoundary || null });
  }
  for (const shape of db.getC4ShapeArray()) {
    const lines = [shape.label?.text, shape.techn?.text, shape.descr?.text].filter(Boolean);
    model.nodes.push({ id: shape.alias, label: lines.map(text).join("\n"), kind: shape.typeC4Shape?.text ?? "", classes: [], group: shape.parentBoundary || null });
  }
  for (const rel of db.getRels()) {
    model.edges.push({ id: `${rel.from} ${rel.to}`, source: rel.from, target: rel.to, label: text(rel.label?.text), kind: rel.type });
  }
}

function fromBlock(db, model) {
  for (const block of db.getBlocksFlat()) {
    if (block.id === "root" || block.type === "space" || block.type === "edge") continue;
    const common = { id: block.id, label: text(block.label), kind: block.type, classes: words(block.classes) };
    if (block.type === "composite") model.groups.push({ ...common, parent: null });
    else model.nodes.push({ ...common, group: null });
  }
  for (const edge of db.getEdges()) model.edges.push({ id: edge.id, source: edge.start, target: edge.end, label: text(edge.label), kind: edge.pattern ?? "" });
}

function fromArchitecture(db, model) {
  for (const group of db.getGroups()) model.groups.push({ id: group.id, label: text(group.title), kind: "group", classes: [], parent: group.in ?? null });
  for (const node of db.getNodes()) model.nodes.push({ id: node.id, label: text(node.title), kind: node.icon ?? node.type, classes: [], group: node.in ?? null });
  for (const edge of db.getEdges()) {
    model.edges.push({ id: `${edge.lhsId} ${edge.rhsId}`, source: edge.lhsId, target: edge.rhsId, label: text(edge.title), kind: "" });
  }
}

function fromPacket(db, model) {
  for (const block of db.getPacket().flat()) {
    model.nodes.push({ id: `bits ${block.start}`, label: text(block.label), kind: "field", classes: [], group: null, value: block.bits });
  }
}

function fromRadar(db, model) {
  for (const axis of db.getAxes()) model.groups.push({ id: axis.name, label: text(axis.label), kind: "axis", classes: [], parent: null });
  for (const curve of db.getCurves()) model.nodes.push({ id: curve.name, label: text(curve.label), kind: "curve", classes: [], group: null, value: curve.entries });
}

function fromTreemap(db, model) {
  const walk = (node, parent) => {
    const id = parent ? `${parent}/${node.name}` : node.name;
    if (node.children) model.groups.push({ id, label: text(node.name), kind: "section", classes: [], parent: parent || null });
    else model.nodes.push({ id, label: text(node.name), kind: "leaf", classes: [], group: parent || null, value: node.value });
    for (const child of node.children ?? []) walk(child, id);
  };
  for (const child of db.getRoot().children ?? []) walk(child, "");
}

const READERS = {
  sequence: fromSequence,
  timeline: fromTimeline,
  quadrantChart: fromQuadrant,
  sankey: fromSankey,
  gantt: fromGantt,
  xychart: fromXyChart,
  pie: fromPie,
  journey: fromJourney,
  gitGraph: fromGit,
  c4: fromC4,
  block: fromBlock,
  architecture: fromArchitecture,
  packet: fromPacket,
  radar: fromRadar,
  treemap: fromTreemap,
};
