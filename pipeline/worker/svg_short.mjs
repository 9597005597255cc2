// Shortens a drawing's text where it is made: what the program would take away from its tree, and numbers that it would round,
// need not go there. The same as `compact.py` and `svg.py` do, which do it again for engines that have no such page.

const TAG = /<[a-zA-Z][^<>]*>/g;
const DATA = / (data-[a-z-]+)="[^"]*"/g;
const GEOMETRY = / (?:d|points|viewBox|width|height|[cd]?[xy]|r[xy]?|[xy][12])="[^"]*\.\d{3}[^"]*"| transform="[^"]*translate\([^)"]*\.\d{3}[^"]*"/g;
const LONG_NUMBER = /-?\d*\.\d{3,}(?:e-?\d+)?/g;

/** @returns {string} the text without attributes of data that no style asks for, coordinates to a hundredth */
export function shortened(text) {
  const asked = new Set(["data-look", ...Array.from(text.matchAll(/\[(data-[\w-]+)/g), ([, name]) => name)]);
  return text.replace(TAG, (tag) =>
    tag.replace(DATA, (attribute, name) => (asked.has(name) ? attribute : "")).replace(GEOMETRY, (attribute) =>
      attribute.startsWith(" transform")
        ? attribute.replace(/translate\([^)]*\)/g, (moved) => moved.replace(LONG_NUMBER, rounded))
        : attribute.replace(LONG_NUMBER, rounded),
    ),
  );
}

// To the nearest hundredth, of two to the even one, which toFixed() does not take. Two are equally near to eighths alone.
function rounded(text) {
  const value = Number(text);
  const isHalf = Math.abs((value * 8) % 2) === 1;
  const hundredths = Math.floor(Math.abs(value) * 100);
  const short = isHalf ? `${value < 0 ? "-" : ""}${((hundredths + (hundredths % 2)) / 100).toFixed(2)}` : value.toFixed(2);
  const brief = short.replace(/\.?0+$/, "");
  return brief === "-0" || brief === "" ? "0" : brief;
}
