// Geometry and colours of a drawn SVG, in its own user units, taken from the live tree.
//
// Adds to a model: `view` [x, y, width, height]; `box` [x, y, width, height] to nodes and groups whose element is known;
// `points` to edges; and `texts`, one a text element: {text, box, size (px), weight, color, background, host, hostKind,
// classes}. A background is the fill of the last shape that was painted under the text's middle.

const SHAPES = new Set(["rect", "polygon", "path", "circle", "ellipse"]);
const DEFINITIONS = new Set(["defs", "marker", "symbol", "clipPath", "mask"]);

/** The view box of a drawing, [x, y, width, height], or null. */
export function viewOf(svg) {
  const { x, y, width, height } = svg.viewBox.baseVal ?? {};
  return width ? [x, y, width, height].map(round) : null;
}

export function measure(svg, model) {
  const restore = withoutView(svg);
  const frame = svg.getBoundingClientRect();
  const place = ({ x, y, width, height }) => [x - frame.x, y - frame.y, width, height].map(round);
  const prefix = `${svg.id}-`;

  const hosts = new Map();
  for (const kind of ["nodes", "groups"]) {
    for (const item of model[kind]) {
      const element = item.element === undefined ? null : svg.getElementById(prefix + item.element);
      delete item.element;
      if (!element) continue;
      hosts.set(element, { hostKind: kind === "nodes" ? "node" : "group", host: item.id });
      item.box = place(outline(element).getBoundingClientRect());
    }
  }
  const edges = new Map(model.edges.map((edge) => [edge.id, edge]));
  for (const path of svg.querySelectorAll("path[data-edge]")) {
    const edge = edges.get(path.dataset.id);
    if (edge) edge.points = corners(path).map((point) => point.map(round));
  }
  model.texts = texts(svg, place, hosts);
  restore();
  model.view = viewOf(svg) ?? place(frame);
  return model;
}

// Without its view box, and as large as that, a drawing has the px for its unit and its origin where it begins.
function withoutView(svg) {
  const view = viewOf(svg);
  if (view === null) return () => undefined;
  const before = ["viewBox", "style"].map((name) => [name, svg.getAttribute(name)]);
  const { width, height } = svg.viewBox.baseVal;
  svg.setAttribute("viewBox", "none");
  svg.setAttribute("style", `${svg.getAttribute("style") ?? ""};width:${width}px;height:${height}px;max-width:none`);
  return () => before.forEach(([name, value]) => (value === null ? svg.removeAttribute(name) : svg.setAttribute(name, value)));
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

function texts(svg, place, hosts) {
  const found = [];
  const painted = [];
  const visit = (element, outer) => {
    const { localName } = element;
    if (DEFINITIONS.has(localName)) return;
    const isText = localName === "text";
    const style = isText || SHAPES.has(localName) ? getComputedStyle(element) : null;
    if (isText) {
      const text = lines(element);
      if (text !== "" && style.visibility !== "hidden" && style.display !== "none") {
        const box = place(element.getBoundingClientRect());
        found.push({
          text,
          box,
          size: round(parseFloat(style.fontSize) * scaleOf(element)),
          weight: Number(style.fontWeight) || 400,
          color: getComputedStyle(innermost(element)).fill,
          background: under(painted, box),
          ...outer.host,
          classes: classesOf(element, outer),
        });
      }
    } else if (style && style.fill !== "none" && Number(style.fillOpacity) * Number(style.opacity) >= 0.5 && !/^url/.test(style.fill)) {
      const box = place(element.getBoundingClientRect());
      if (box[2] > 0 && box[3] > 0 && style.fill !== "rgba(0, 0, 0, 0)") painted.push([box, style.fill]);
    }
    // A text holds pieces of itself alone, which are many.
    let child = isText ? null : element.firstElementChild;
    if (child === null) return;
    for (const inner = within(element, outer, hosts); child; child = child.nextElementSibling) visit(child, inner);
  };
  visit(svg, { host: { hostKind: null, host: null }, classes: [], isLabel: false });
  return found;
}

// What the elements in `element` have from those around them: the nearest node, group or edge, and classes.
function within(element, outer, hosts) {
  const classes = element.localName === "svg" ? [] : classesOf(element, outer);
  const isLabel = outer.isLabel || classes.includes("edgeLabels");
  const id = isLabel && element.getAttribute("data-id");
  const host = hosts.get(element) ?? (id ? { hostKind: "edge", host: id } : outer.host);
  return { host, isLabel, classes };
}

function classesOf(element, outer) {
  const own = element.getAttribute("class")?.match(/[^\t\n\f\r ]+/g);
  return own ? [...new Set(own), ...outer.classes].slice(0, 8) : outer.classes;
}

// The first piece of a text that holds no other.
function innermost(element) {
  for (let piece; (piece = element.querySelector("tspan")); ) element = piece;
  return element;
}

function lines(element) {
  const rows = Array.from(element.children).filter((piece) => piece.localName === "tspan" && (piece.hasAttribute("x") || piece.classList.contains("row")));
  const parts = rows.length > 0 ? Array.from(rows, (row) => row.textContent) : [element.textContent];
  return parts.map((part) => part.replace(/\s+/g, " ").trim()).filter(Boolean).join("\n");
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
