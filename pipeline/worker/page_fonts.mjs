// Fonts of the page that stays hot, loaded when a diagram first needs them: all of them, most for Chinese, are 6 MB.
const known = new Set();
const WEIGHTS = ["400", "700"];

/** Loads what the browser would choose for the characters of `text`: a text set with another font has another size. */
export async function loadFonts(family, text) {
  const fresh = Array.from(new Set(text)).filter((character) => !known.has(character));
  if (fresh.length === 0) return;
  for (const character of fresh) known.add(character);
  const probes = WEIGHTS.map((weight) => probe(family, weight, fresh.join(" ")));
  await document.fonts.ready;
  for (const element of probes) element.remove();
}

/** How many fonts have been asked for so far. */
export function loadedFonts() {
  let count = 0;
  for (const font of document.fonts) count += font.status === "unloaded" ? 0 : 1;
  return count;
}

function probe(family, weight, text) {
  const element = document.createElement("div");
  element.style.cssText = "position:absolute;visibility:hidden";
  element.style.fontFamily = family;
  element.style.fontWeight = weight;
  element.textContent = text;
  document.body.append(element);
  element.getBoundingClientRect();
  return element;
}
