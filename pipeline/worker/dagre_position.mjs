// Coordinates of nodes, after Brandes and Köpf (Fast and Simple Horizontal Coordinate Assignment, 2001). Gives the same numbers
// as dagre's own code.
import { numbered } from "./dagre_graph.mjs";

/** Sets `x` and `y` of every node that is no group. @returns {boolean} false where dagre's own code has to do it */
export function position(g) {
  const graph = numbered(g);
  if (!graph || g.graph().align) return false;
  const positions = new Positions(graph, g.graph());
  // Of a rank without nodes dagre has something to say as well.
  if (positions.layers.length === 0 || positions.layers.includes(undefined)) return false;
  positions.run();
  return true;
}

class Positions {
  constructor({ labels, isGroup, edges }, { nodesep, edgesep, ranksep }) {
    Object.assign(this, { labels, nodesep, edgesep, ranksep });
    this.above = labels.map(() => []);
    this.below = labels.map(() => []);
    for (const { v, w } of edges) {
      if (this.below[v].includes(w)) continue;
      this.below[v].push(w);
      this.above[w].push(v);
    }
    this.layers = [];
    labels.forEach(({ rank, order }, v) => {
      if (rank !== undefined && !isGroup[v]) (this.layers[rank] ??= [])[order] = v;
    });
    this.layers = Array.from(this.layers);
    this.nodes = this.layers.flat();
    this.conflicts = new Set();
  }

  run() {
    this.#rows();
    this.#crossedInner();
    this.#crossedBorders();
    const columns = [];
    for (const down of [true, false]) {
      const layers = down ? this.layers : this.layers.toReversed();
      columns.push(this.#column(layers, down, false));
      columns.push(this.#column(layers.map((layer) => layer.toReversed()), down, true).map((x) => -x));
    }
    this.#align(columns);
    for (const v of this.nodes) {
      const [, second, third] = columns.map((column) => column[v]).sort((a, b) => a - b);
      this.labels[v].x = (second + third) / 2;
    }
  }

  #rows() {
    let top = 0;
    for (const layer of this.layers) {
      const height = layer.reduce((most, v) => Math.max(most, this.labels[v].height), -Infinity);
      for (const v of layer) this.labels[v].y = top + height / 2;
      top += height + this.ranksep;
    }
  }

  #conflict(v, w) {
    this.conflicts.add(Math.min(v, w) * this.labels.length + Math.max(v, w));
  }

  #inConflict(v, w) {
    return this.conflicts.has(Math.min(v, w) * this.labels.length + Math.max(v, w));
  }

  /** Type 1: an edge between real nodes crosses an inner segment, one between two dummies of a long edge. */
  #crossedInner() {
    const { labels } = this;
    for (let at = 1; at < this.layers.length; at += 1) {
      const layer = this.layers[at];
      let from = 0;
      let scanned = 0;
      layer.forEach((v, place) => {
        const inner = labels[v].dummy ? this.above[v].find((u) => labels[u].dummy) : undefined;
        if (inner === undefined && place < layer.length - 1) return;
        const to = inner === undefined ? this.layers[at - 1].length : labels[inner].order;
        for (; scanned <= place; scanned += 1) {
          const w = layer[scanned];
          for (const u of this.above[w]) {
            const { order, dummy } = labels[u];
            if ((order < from || to < order) && !(dummy && labels[w].dummy)) this.#conflict(u, w);
          }
        }
        from = to;
      });
    }
  }

  /** Type 2: inner segments that cross the border of a group. */
  #crossedBorders() {
    const { labels } = this;
    for (let at = 1; at < this.layers.length; at += 1) {
      const layer = this.layers[at];
      const scan = (from, to, left, right) => {
        for (let place = from; place < to; place += 1) {
          const v = layer[place];
          if (!labels[v].dummy) continue;
          for (const u of this.above[v]) {
            const { order, dummy } = labels[u];
            if (dummy && (order < left || order > right)) this.#conflict(u, v);
          }
        }
      };
      let start = 0;
      let left = -1;
      layer.forEach((v, place) => {
        if (labels[v].dummy === "border" && this.above[v].length > 0) {
          const right = labels[this.above[v][0]].order;
          scan(start, place, left, right);
          scan(place, layer.length, right, this.layers[at - 1].length);
          [start, left] = [place, right];
        }
      });
    }
  }

  /** The x of each node with all blocks as far to one side as they go, groups' left out. */
  #column(layers, down, isReversed) {
    return this.#compact(layers, this.#roots(layers, down ? this.above : this.below), isReversed);
  }

  /** Nodes that stand above each other are a block: of each node the root of its block. */
  #roots(layers, neighbours) {
    const root = this.labels.map((_, v) => v);
    const align = [...root];
    const place = [];
    for (const layer of layers) layer.forEach((v, at) => (place[v] = at));
    for (const layer of layers) {
      let last = -1;
      for (const v of layer) {
        const sorted = neighbours[v].length > 1 ? neighbours[v].toSorted((u, w) => place[u] - place[w]) : neighbours[v];
        const middle = (sorted.length - 1) / 2;
        for (let at = Math.floor(middle); at >= 0 && at <= Math.ceil(middle); at += 1) {
          const w = sorted[at];
          if (align[v] !== v || last >= place[w] || this.#inConflict(v, w)) continue;
          align[w] = v;
          align[v] = root[v] = root[w];
          last = place[w];
        }
      }
    }
    return root;
  }

  /** Blocks first go as far left as those before them let them, then as far right as those after them do. */
  #compact(layers, root, isReversed) {
    const blocks = this.#blockGraph(layers, root, isReversed);
    const x = [];
    finish(blocks.roots, (v) => blocks.before[v].map((edge) => edge.u), (v) => {
      x[v] = blocks.before[v].reduce((most, { u, gap }) => Math.max(most, x[u] + gap), 0);
    });
    const border = isReversed ? "borderLeft" : "borderRight";
    finish(blocks.roots, (v) => blocks.after[v].map((edge) => edge.v), (v) => {
      const least = blocks.after[v].reduce((least, edge) => Math.min(least, x[edge.v] - edge.gap), Infinity);
      if (least !== Infinity && this.labels[v].borderType !== border) x[v] = Math.max(x[v], least);
    });
    for (const v of this.nodes) x[v] = x[root[v]];
    return x;
  }

  /** Which block stands next to which, and how far their middles are apart: edges {u, v, gap}. */
  #blockGraph(layers, root, isReversed) {
    const roots = [];
    const before = [];
    const after = [];
    for (const layer of layers) {
      layer.forEach((node, at) => {
        const v = root[node];
        if (!before[v]) {
          roots.push(v);
          before[v] = [];
          after[v] = [];
        }
        if (at === 0) return;
        const u = root[layer[at - 1]];
        const gap = this.#gap(this.labels[node], this.labels[layer[at - 1]], isReversed);
        const edge = before[v].find((edge) => edge.u === u);
        if (edge) {
          edge.gap = Math.max(gap, edge.gap);
        } else {
          const fresh = { u, v, gap: Math.max(gap, 0) };
          before[v].push(fresh);
          after[u].push(fresh);
        }
      });
    }
    return { roots, before, after };
  }

  #gap(label, left, isReversed) {
    const side = isReversed ? 1 : -1;
    let gap = label.width / 2;
    gap += side * shift(label);
    gap += (label.dummy ? this.edgesep : this.nodesep) / 2;
    gap += (left.dummy ? this.edgesep : this.nodesep) / 2;
    gap += left.width / 2;
    return gap - side * shift(left);
  }

  /** Moves all columns to where the narrowest one begins (left ones) or ends (right ones). */
  #align(columns) {
    const extents = columns.map((column) => this.#extent(column));
    let narrowest = 0;
    extents.forEach(({ width }, at) => (narrowest = width < extents[narrowest].width ? at : narrowest));
    const { least, most } = extents[narrowest];
    columns.forEach((column, at) => {
      if (at === narrowest) return;
      const delta = at % 2 === 0 ? least - extents[at].least : most - extents[at].most;
      for (const v of this.nodes) column[v] += delta;
    });
  }

  #extent(column) {
    let [left, right, least, most] = [Infinity, -Infinity, Infinity, -Infinity];
    for (const v of this.nodes) {
      const [x, half] = [column[v], this.labels[v].width / 2];
      left = Math.min(left, x - half);
      right = Math.max(right, x + half);
      least = Math.min(least, x);
      most = Math.max(most, x);
    }
    return { width: right - left, least, most };
  }
}

/** How far the label of an edge stands aside of the edge. */
function shift({ labelpos, width }) {
  return { l: -width / 2, r: width / 2 }[labelpos?.toLowerCase()] ?? 0;
}

/** Calls `done` for each of `nodes` after the `next` of it; the last ones first. */
function finish(nodes, next, done) {
  const stack = [...nodes];
  const visited = new Set();
  for (let v; (v = stack.pop()) !== undefined; ) {
    if (visited.has(v)) {
      done(v);
    } else {
      visited.add(v);
      stack.push(v, ...next(v));
    }
  }
}
