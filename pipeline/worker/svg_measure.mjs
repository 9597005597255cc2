// Geometry and colours of a drawn SVG, in its own user units, taken from the live tree.
//
// Adds to a model: `size` [width, height]; `box` [x, y, width, height] to nodes and groups whose element is known;
// `points` to edges; and `texts`, one a text element: {text, box, size (px), weight, color, background, host, hostKind,
// classes}. A background is the fill of the last shape that was painted under the text's middle.

const SHAPES = "rect, polygon, path, circle, ellipse";

export function measure(svg, model) {
  const frame = svg.getBoundingClientRect();
  const view = svg.viewBox.baseVal;
  const zoom = view?.width && frame.width ? view.width / frame.width : 1;
  const [left, top] = view?.width ? [view.x, view.y] : [0, 0];
  const place = ({ x, y, width, height }) =>
    [(x - frame.x) * zoom + left, (y - frame.y) * zoom + top, width * zoom, height * zoom].map(round);
  const prefix = `${svg.id}-`;

  model.view = view?.width ? [view.x, view.y, view.width, view.height].map(round) : place(frame);
  const hosts = new Map();
  for (const kind of ["nodes", "groups"]) {
    for (const item of model[kind]) {
      const element = item.element === undefined ? null : svg.getElementById(prefix + item.element);
      delete item.element;
      if (!element) continue;
      hosts.set(element, [kind === "nodes" ? "node" : "group", item.id]);
      item.box = place(outline(element).getBoundingClientRect());
    }
  }
  const edges = new Map(model.edges.map((edge) => [edge.id, edge]));
  for (const path of svg.querySelectorAll("path[data-edge]")) {
    const edge = edges.get(path.dataset.id);
    if (edge) edge.points = corners(path).map(([x, y]) => [x + left, y + top].map(round));
  }
  model.texts = texts(svg, place, zoom, hosts);
  return model;
}

const round = (value) => Math.round(value * 10) / 10;

// The shape of a node, without markers and labels that stick out of it.
function outline(element) {
  return element.querySelector(":scope > .label-container, :scope > .outer-path, :scope > rect") ?? element;
}

// The points that a path goes through: ends of its segments, in the SVG's own units.
function corners(path) {
  const matrix = path.getCTM();
  const svgMatrix = path.ownerSVGElement.getCTM?.();
  const base = svgMatrix ? svgMatrix.inverse().multiply(matrix) : matrix;
  const points = [];
  for (const [, command, rest] of (path.getAttribute("d") ?? "").matchAll(/([MLCQAHV])([^MLCQAHVZz]*)/gi)) {
    const numbers = rest.match(/-?\d*\.?\d+(?:e-?\d+)?/gi)?.map(Number) ?? [];
    const step = { M: 2, L: 2, C: 6, Q: 4, A: 7 }[command];
    if (!step) continue;
    for (let at = step; at <= numbers.length; at += step) {
      const [x, y] = [numbers[at - 2], numbers[at - 1]];
      points.push([base.a * x + base.c * y + base.e, base.b * x + base.d * y + base.f]);
    }
  }
  return points;
}

function texts(svg, place, zoom, hosts) {
  const found = [];
  const painted = [];
  for (const element of svg.querySelectorAll(`text, ${SHAPES}`)) {
    if (element.closest("defs, marker, symbol, clipPath, mask")) continue;
    const style = getComputedStyle(element);
    if (element.tagName === "text") {
      const text = lines(element);
      if (text === "" || style.visibility === "hidden" || style.display === "none") continue;
      const box = place(element.getBoundingClientRect());
      found.push({
        text,
        box,
        size: round(parseFloat(style.fontSize) * scaleOf(element) * zoom),
        weight: Number(style.fontWeight) || 400,
        color: color(element.querySelector("tspan:not(:has(tspan))") ?? element),
        background: under(painted, box),
        ...hostOf(element, hosts),
        classes: classesOf(element),
      });
    } else if (style.fill !== "none" && Number(style.fillOpacity) * Number(style.opacity) >= 0.5 && !/^url/.test(style.fill)) {
      const box = place(element.getBoundingClientRect());
      if (box[2] > 0 && box[3] > 0 && style.fill !== "rgba(0, 0, 0, 0)") painted.push([box, style.fill]);
    }
  }
  return found;
}

function lines(element) {
  const rows = element.querySelectorAll(":scope > tspan.row, :scope > tspan[x]");
  const parts = rows.length > 0 ? Array.from(rows, (row) => row.textContent) : [element.textContent];
  return parts.map((part) => part.replace(/\s+/g, " ").trim()).filter(Boolean).join("\n");
}

function color(element) {
  return getComputedStyle(element).fill;
}

function scaleOf(element) {
  const matrix = element.getScreenCTM();
  return matrix ? Math.hypot(matrix.a, matrix.b) : 1;
}

function under(painted, [x, y, width, height]) {
  const [cx, cy] = [x + width / 2, y + height / 2];
  for (let at = painted.length - 1; at >= 0; at -= 1) {
    const [[left, top, w, h], fill] = painted[at];
    if (cx >= left && cx <= left + w && cy >= top && cy <= top + h) return fill;
  }
  return "rgb(255, 255, 255)";
}

function hostOf(element, hosts) {
  for (let at = element.parentElement; at; at = at.parentElement) {
    if (hosts.has(at)) {
      const [hostKind, host] = hosts.get(at);
      return { hostKind, host };
    }
    if (at.dataset?.id && at.closest(".edgeLabels")) return { hostKind: "edge", host: at.dataset.id };
  }
  return { hostKind: null, host: null };
}

function classesOf(element) {
  const names = [];
  for (let at = element; at && at.tagName !== "svg" && names.length < 8; at = at.parentElement) names.push(...at.classList);
  return names.slice(0, 8);
}
