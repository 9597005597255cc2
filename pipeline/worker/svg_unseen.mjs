// Takes out of a drawing what draws nothing: the empty labels of edges without one, and the ends of lines that no line has, a
// quarter of all elements. The program does the same again, and more, for engines without such a page.

const HOLDERS = "g, defs, text, tspan";

/** Alters a drawing that is done. */
export function dropUnseen(svg) {
  dropUnusedMarkers(svg);
  for (const rect of svg.querySelectorAll("rect")) {
    if (["width", "height"].some((name) => (rect.getAttribute(name) ?? "0") === "0")) rect.remove();
  }
  for (const holder of Array.from(svg.querySelectorAll(HOLDERS)).reverse()) {
    if (holder.firstChild === null && !holder.hasAttribute("id")) holder.remove();
  }
}

// Where a marker may be named by anything but an attribute of the usual kind, none goes.
function dropUnusedMarkers(svg) {
  const markers = svg.querySelectorAll("marker");
  if (markers.length === 0 || svg.querySelector('use, [style*="url("]')) return;
  if (Array.from(svg.querySelectorAll("style"), (style) => style.textContent).join("").includes("url(")) return;
  const names = ["marker-start", "marker-mid", "marker-end"];
  const used = new Set();
  for (const line of svg.querySelectorAll(names.map((name) => `[${name}]`).join())) {
    for (const name of names) used.add(line.getAttribute(name) ?? "none");
  }
  if (Array.from(used).some((value) => !/^none$|^url\(#[^\s'")]+\)$/.test(value))) return;
  for (const marker of markers) if (!used.has(`url(#${marker.id})`)) marker.remove();
}
