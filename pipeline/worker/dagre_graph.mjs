// A graph of dagre's by numbers, for the three steps of its layout that take longest: arrays instead of objects by name.

/**
 * @typedef {object} Numbered
 * @property {string[]} ids          the names of the nodes, in their order; a node's number is its place here
 * @property {object[]} labels       what dagre keeps of each node
 * @property {Map<string, number>} number
 * @property {boolean[]} isGroup     whether a node holds others
 * @property {{v: number, w: number, label: object}[]} edges   in their order
 */

/**
 * @returns {Numbered | null} null where dagre's own code does something of its own: objects give names that are numbers out
 * first, know some names already and take "length" for an array's; and an edge to a group is none that dagre can lay out
 */
export function numbered(g) {
  const ids = g.nodes();
  if (ids.some((id) => id === "" || id === "length" || id in Object.prototype || /^\d+$/.test(id))) return null;
  const number = new Map(ids.map((id, at) => [id, at]));
  const isGroup = ids.map((id) => g.children(id).length > 0);
  const edges = g.edges().map((edge) => ({ v: number.get(edge.v), w: number.get(edge.w), label: g.edge(edge) }));
  if (edges.some(({ v, w }) => isGroup[v] || isGroup[w])) return null;
  return { ids, labels: ids.map((id) => g.node(id)), number, isGroup, edges };
}
