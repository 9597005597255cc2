// The order of nodes within their layers, after Gansner et al. and, for groups, Forster (A Fast and Simple Heuristic for
// Constrained Two-Level Crossing Reduction, 2004). Makes the same choices in the same order as dagre's own code.
import { numbered } from "./dagre_graph.mjs";

/** Sets `order` of every node that has a rank. @returns {boolean} false where dagre's own code has to do it */
export function order(g) {
  const graph = numbered(g);
  if (!graph || graph.labels.every(({ rank }) => rank === undefined)) return false;
  new Ordering(g, graph).run();
  return true;
}

class Ordering {
  constructor(g, graph) {
    const { ids, labels, number, isGroup, edges } = graph;
    this.labels = labels;
    this.isGroup = isGroup;
    this.root = ids.length;
    this.parent = Int32Array.from(ids, (id) => number.get(g.parent(id)) ?? this.root);
    this.successors = ids.map((id) => g.successors(id).map((w) => number.get(w)));
    this.position = ids.map(() => undefined);
    // Edges between the same nodes pull as one: of each node {nodes, weights, sum of weights}.
    this.above = ids.map(() => ({ nodes: [], weights: [], weight: 0 }));
    this.below = ids.map(() => ({ nodes: [], weights: [], weight: 0 }));
    this.crossing = ids.map(() => []);
    for (const { v, w, label } of edges) {
      pull(this.above[w], v, label.weight);
      pull(this.below[v], w, label.weight);
      this.crossing[v].push([w, label.weight]);
    }
    for (const side of [...this.above, ...this.below]) side.weight = side.weights.reduce((sum, weight) => sum + weight, 0);
    this.number = number;
    this.layers = this.#layers();
  }

  /** Of each rank {group: its nodes}, the root's under `root`: what a sweep sorts. */
  #layers() {
    const last = this.labels.reduce((most, { rank }) => Math.max(most, rank ?? 0), 0);
    const layers = Array.from({ length: last + 1 }, (_, rank) => ({ rank, children: new Map([[this.root, []]]) }));
    this.labels.forEach((label, v) => {
      const [from, to] = label.rank === undefined ? [label.minRank, label.maxRank] : [label.rank, label.rank];
      for (let rank = from; rank <= to; rank += 1) {
        const { children } = layers[rank];
        if (!children.has(this.parent[v])) children.set(this.parent[v], []);
        children.get(this.parent[v]).push(v);
      }
    });
    return layers;
  }

  run() {
    this.#start();
    let best;
    let fewest = Infinity;
    // Where no edges cross, another order is no better.
    for (let round = 0, since = 0; since < 4 && fewest > 0; round += 1, since += 1) {
      this.#sweep(round % 2 === 1, round % 4 >= 2);
      const matrix = this.#matrix();
      const crossings = this.#crossings(matrix);
      if (crossings < fewest) [since, best, fewest] = [0, matrix, crossings];
    }
    for (const layer of best ?? []) layer.forEach((v, at) => (this.labels[v].order = at));
  }

  /** Nodes in the order in which a walk along the edges finds them. */
  #start() {
    const next = this.layers.map(() => 0);
    const visited = new Set();
    const visit = (v) => {
      if (visited.has(v)) return;
      visited.add(v);
      this.position[v] = next[this.labels[v].rank]++;
      this.successors[v].forEach(visit);
    };
    const nodes = [...this.labels.keys()].filter((v) => !this.isGroup[v]);
    nodes.sort((v, w) => this.labels[v].rank - this.labels[w].rank).forEach(visit);
  }

  #sweep(down, biasRight) {
    const constraints = new Constraints(this.labels.length);
    const last = this.layers.length - 1;
    for (let at = 1; at <= last; at += 1) {
      const layer = this.layers[down ? at : last - at];
      const { nodes } = this.#sorted(layer, this.root, down ? this.above : this.below, constraints, biasRight);
      nodes.forEach((v, place) => (this.position[v] = place));
      this.#constrain(layer, nodes, constraints);
    }
  }

  /** The nodes of a group in one layer, groups within it resolved: {nodes, barycenter, weight}. */
  #sorted(layer, group, neighbours, constraints, biasRight) {
    const label = this.labels[group];
    const left = label && this.number.get(label.borderLeft[layer.rank]);
    const right = label && this.number.get(label.borderRight[layer.rank]);
    const inner = new Map();
    const entries = [];
    for (const v of layer.children.get(group)) {
      if (v === left || v === right) continue;
      const entry = { v, i: entries.length, ...this.#barycenter(neighbours[v]) };
      entries.push(entry);
      if (!layer.children.has(v)) continue;
      const sorted = this.#sorted(layer, v, neighbours, constraints, biasRight);
      inner.set(v, sorted.nodes);
      if (sorted.barycenter !== undefined) merge(entry, sorted);
    }
    const resolved = constraints.resolve(entries);
    for (const entry of resolved) entry.nodes = entry.nodes.flatMap((v) => inner.get(v) ?? v);
    const result = sort(resolved, biasRight);
    if (left === undefined) return result;
    result.nodes = [left, ...result.nodes, right];
    if (neighbours[left].nodes.length > 0) {
      result.barycenter ??= 0;
      result.weight ??= 0;
      const borders = this.position[neighbours[left].nodes[0]] + this.position[neighbours[right].nodes[0]];
      result.barycenter = (result.barycenter * result.weight + borders) / (result.weight + 2);
      result.weight += 2;
    }
    return result;
  }

  #barycenter({ nodes, weights, weight }) {
    if (nodes.length === 0) return { barycenter: undefined, weight: undefined };
    let sum = 0;
    for (let at = 0; at < nodes.length; at += 1) sum += weights[at] * this.position[nodes[at]];
    return { barycenter: sum / weight, weight };
  }

  /** Groups keep, in the layers still to come, the order that they have in this one. */
  #constrain(layer, nodes, constraints) {
    const previous = new Map();
    for (const v of nodes) {
      for (let child = this.parent[v]; child !== this.root; child = this.parent[child]) {
        const parent = this.parent[child];
        const before = previous.get(parent);
        previous.set(parent, child);
        if (before !== undefined && before !== child) {
          constraints.add(before, child);
          break;
        }
      }
    }
  }

  #matrix() {
    const matrix = this.layers.map(() => []);
    this.labels.forEach(({ rank }, v) => {
      if (rank !== undefined) matrix[rank][this.position[v]] = v;
    });
    return matrix;
  }

  /** The weights of edges that cross, by an accumulator tree (Barth et al., Bilayer Cross Counting, 2004). */
  #crossings(matrix) {
    let crossings = 0;
    for (let at = 1; at < matrix.length; at += 1) {
      let first = 1;
      while (first < matrix[at].length) first *= 2;
      const tree = new Array(2 * first - 1).fill(0);
      for (const v of matrix[at - 1]) {
        const edges = this.crossing[v];
        if (edges.length > 1) edges.sort(([v], [w]) => this.position[v] - this.position[w]);
        for (const [w, weight] of edges) {
          let index = this.position[w] + first - 1;
          tree[index] += weight;
          let sum = 0;
          while (index > 0) {
            if (index % 2 === 1) sum += tree[index + 1];
            index = (index - 1) >> 1;
            tree[index] += weight;
          }
          crossings += weight * sum;
        }
      }
    }
    return crossings;
  }
}

function pull(side, node, weight) {
  const at = side.nodes.indexOf(node);
  if (at < 0) {
    side.nodes.push(node);
    side.weights.push(weight);
  } else {
    side.weights[at] += weight;
  }
}

function merge(entry, { barycenter, weight }) {
  if (entry.barycenter === undefined) {
    entry.barycenter = barycenter;
    entry.weight = weight;
  } else {
    entry.barycenter = (entry.barycenter * entry.weight + barycenter * weight) / (entry.weight + weight);
    entry.weight += weight;
  }
}

/** Which group has to stand left of which. */
class Constraints {
  #pairs = [];
  #known = new Set();

  constructor(count) {
    this.count = count;
  }

  add(left, right) {
    const key = left * this.count + right;
    if (this.#known.has(key)) return;
    this.#known.add(key);
    this.#pairs.push([left, right]);
  }

  /** Entries that would break a constraint are merged: {nodes, i, barycenter, weight}. */
  resolve(entries) {
    const waiting = new Map();
    for (const entry of entries) waiting.set(entry.v, { ...entry, nodes: [entry.v], indegree: 0, in: [], out: [], merged: false });
    for (const [left, right] of this.#pairs) {
      if (!waiting.has(left) || !waiting.has(right)) continue;
      waiting.get(right).indegree += 1;
      waiting.get(left).out.push(waiting.get(right));
    }
    const free = [...waiting.values()].filter((entry) => entry.indegree === 0);
    const done = [];
    for (let entry; (entry = free.pop()); ) {
      done.push(entry);
      for (const left of entry.in.reverse()) {
        if (left.merged) continue;
        if (left.barycenter === undefined || entry.barycenter === undefined || left.barycenter >= entry.barycenter) absorb(entry, left);
      }
      for (const right of entry.out) {
        right.in.push(entry);
        right.indegree -= 1;
        if (right.indegree === 0) free.push(right);
      }
    }
    return done.filter((entry) => !entry.merged);
  }
}

function absorb(target, source) {
  let sum = 0;
  let weight = 0;
  for (const entry of [target, source]) {
    if (!entry.weight) continue;
    sum += entry.barycenter * entry.weight;
    weight += entry.weight;
  }
  target.nodes = [...source.nodes, ...target.nodes];
  target.barycenter = sum / weight;
  target.weight = weight;
  target.i = Math.min(source.i, target.i);
  source.merged = true;
}

/** By barycenter; entries without one keep their places. */
function sort(entries, biasRight) {
  const side = biasRight ? -1 : 1;
  const sortable = entries.filter((entry) => entry.barycenter !== undefined);
  sortable.sort((v, w) => (v.barycenter < w.barycenter ? -1 : v.barycenter > w.barycenter ? 1 : side * (v.i - w.i)));
  const fixed = entries.filter((entry) => entry.barycenter === undefined).sort((v, w) => w.i - v.i);
  const nodes = [];
  let place = 0;
  let sum = 0;
  let weight = 0;
  const placeFixed = () => {
    while (fixed.length > 0 && fixed.at(-1).i <= place) {
      nodes.push(...fixed.pop().nodes);
      place += 1;
    }
  };
  placeFixed();
  for (const entry of sortable) {
    place += entry.nodes.length;
    nodes.push(...entry.nodes);
    sum += entry.barycenter * entry.weight;
    weight += entry.weight;
    placeFixed();
  }
  return weight ? { nodes, barycenter: sum / weight, weight } : { nodes, barycenter: undefined, weight: undefined };
}
