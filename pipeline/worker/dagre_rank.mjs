// Ranks of nodes by the network simplex method (Gansner et al., A Technique for Drawing Directed Graphs, 1993, section 2.3).
// Makes the same choices in the same order as dagre's own code: ties decide what a picture looks like.
import { numbered } from "./dagre_graph.mjs";

/** Sets `rank` of every node that is no group. @returns {boolean} false where dagre's own code has to do it */
export function rank(g) {
  if ((g.graph().ranker ?? "network-simplex") !== "network-simplex") return false;
  const graph = numbered(g);
  if (!graph) return false;
  const nodes = graph.ids.map((id, at) => at).filter((at) => !graph.isGroup[at]);
  if (nodes.length === 0) return false;
  const simplex = new Simplex(graph, nodes);
  simplex.run();
  for (const v of nodes) graph.labels[v].rank = simplex.rank[v];
  return true;
}

class Simplex {
  constructor({ ids, edges }, nodes) {
    this.ids = ids;
    this.nodes = nodes;
    this.rank = ids.map(() => undefined);
    /** Edges between the same nodes count as one: {v, w, weight, minlen}. */
    this.edges = [];
    this.between = new Map();
    this.in = ids.map(() => []);
    this.out = ids.map(() => []);
    for (const { v, w, label } of edges) {
      const key = v * ids.length + w;
      const same = this.between.get(key);
      if (same) {
        same.weight += label.weight;
        same.minlen = Math.max(same.minlen, label.minlen);
        continue;
      }
      const edge = { v, w, weight: label.weight, minlen: Math.max(1, label.minlen) };
      this.between.set(key, edge);
      this.edges.push(edge);
      this.in[w].push(edge);
      this.out[v].push(edge);
    }
    this.touching = ids.map((_, v) => [...this.in[v], ...this.out[v]]);
    // The tree: its nodes in the order of joining; its edges; of each node the neighbours named before it and after it.
    this.joined = [];
    this.inTree = ids.map(() => false);
    this.treeEdges = [];
    this.treeEdge = new Map();
    this.before = ids.map(() => []);
    this.after = ids.map(() => []);
    this.low = [];
    this.lim = [];
    this.parent = [];
  }

  run() {
    this.longestPath();
    this.feasibleTree();
    this.number();
    this.cutValues();
    for (let leaving; (leaving = this.treeEdges.find((edge) => edge.cutvalue < 0)); ) {
      const entering = this.entering(leaving);
      this.cut(leaving);
      this.link(entering.v, entering.w);
      this.number();
      this.cutValues();
      this.updateRanks();
    }
  }

  slack({ v, w, minlen }) {
    return this.rank[w] - this.rank[v] - minlen;
  }

  longestPath() {
    const visit = (v) => {
      if (this.rank[v] !== undefined) return this.rank[v];
      let least = 0;
      this.out[v].forEach(({ w, minlen }, at) => {
        const here = visit(w) - minlen;
        if (at === 0 || here < least) least = here;
      });
      return (this.rank[v] = least);
    };
    for (const v of this.nodes) if (this.in[v].length === 0) visit(v);
  }

  feasibleTree() {
    this.join(this.nodes[0]);
    while (this.grow() < this.nodes.length) {
      let nearest;
      let least = Infinity;
      for (const edge of this.edges) {
        if (this.inTree[edge.v] === this.inTree[edge.w]) continue;
        const slack = this.slack(edge);
        if (slack < least) [nearest, least] = [edge, slack];
      }
      const shift = this.inTree[nearest.v] ? least : -least;
      for (const v of this.joined) this.rank[v] += shift;
    }
  }

  /** Lets all nodes join that a tight edge leads to. @returns {number} how many have joined */
  grow() {
    const visit = (v) => {
      for (const edge of this.touching[v]) {
        const w = edge.v === v ? edge.w : edge.v;
        if (this.inTree[w] || this.slack(edge) !== 0) continue;
        this.join(w);
        this.link(v, w);
        visit(w);
      }
    };
    for (const v of [...this.joined]) visit(v);
    return this.joined.length;
  }

  join(v) {
    this.inTree[v] = true;
    this.joined.push(v);
  }

  link(v, w) {
    if (this.ids[v] > this.ids[w]) [v, w] = [w, v];
    const edge = { v, w, cutvalue: undefined };
    this.treeEdges.push(edge);
    this.treeEdge.set(v * this.ids.length + w, edge);
    this.before[w].push(v);
    this.after[v].push(w);
  }

  cut(edge) {
    const { v, w } = edge;
    this.treeEdges.splice(this.treeEdges.indexOf(edge), 1);
    this.treeEdge.delete(v * this.ids.length + w);
    this.before[w].splice(this.before[w].indexOf(v), 1);
    this.after[v].splice(this.after[v].indexOf(w), 1);
  }

  linkOf(v, w) {
    return this.treeEdge.get(this.ids[v] > this.ids[w] ? w * this.ids.length + v : v * this.ids.length + w);
  }

  /** Numbers the tree's nodes as a walk leaves them: those below a node have numbers from its `low` to its `lim`. */
  number() {
    this.order = [];
    this.found = [];
    let next = 1;
    const visit = (v, parent) => {
      this.parent[v] = parent;
      this.low[v] = next;
      this.found.push(v);
      for (const side of [this.before[v], this.after[v]]) for (const w of side) if (w !== parent) visit(w, v);
      this.lim[v] = next++;
      this.order.push(v);
    };
    visit(this.joined[0], -1);
  }

  cutValues() {
    for (const child of this.order.slice(0, -1)) {
      const parent = this.parent[child];
      const down = this.between.get(child * this.ids.length + parent);
      const isTail = down !== undefined;
      let value = (down ?? this.between.get(parent * this.ids.length + child)).weight;
      for (const edge of this.touching[child]) {
        const isOut = edge.v === child;
        const other = isOut ? edge.w : edge.v;
        if (other === parent) continue;
        const toHead = isOut === isTail;
        value += toHead ? edge.weight : -edge.weight;
        const link = this.linkOf(child, other);
        if (link) value += toHead ? -link.cutvalue : link.cutvalue;
      }
      this.linkOf(child, parent).cutvalue = value;
    }
  }

  entering({ v, w }) {
    if (!this.between.has(v * this.ids.length + w)) [v, w] = [w, v];
    const flip = this.lim[v] > this.lim[w];
    const tail = flip ? w : v;
    const isBelow = (at) => this.low[tail] <= this.lim[at] && this.lim[at] <= this.lim[tail];
    let best;
    let least = Infinity;
    for (const edge of this.edges) {
      if (flip !== isBelow(edge.v) || flip === isBelow(edge.w)) continue;
      const slack = this.slack(edge);
      if (slack < least) [best, least] = [edge, slack];
    }
    return best;
  }

  updateRanks() {
    for (const v of this.found.slice(1)) {
      const parent = this.parent[v];
      const up = this.between.get(v * this.ids.length + parent);
      const minlen = up ? -up.minlen : this.between.get(parent * this.ids.length + v).minlen;
      this.rank[v] = this.rank[parent] + minlen;
    }
  }
}
