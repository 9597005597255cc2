// Shortens a drawing's text where it is made: what the program would take away from its tree, and numbers that it would round,
// need not go there. The same as `compact.py` and `svg.py` do, which do it again for engines that have no such page.

const TAG = /<[a-zA-Z][^<>]*>/g;
const DATA = / (data-[a-z-]+)="[^"]*"/g;
const GEOMETRY = / (?:d|points|viewBox|width|height|[cd]?[xy]|r[xy]?|[xy][12])="[^"]*\.\d{3}[^"]*"| transform="[^"]*translate\([^)"]*\.\d{3}[^"]*"/g;
const LONG_NUMBER = /-?\d*\.\d{3,}(?:e-?\d+)?/g;

// Each word of a label is an element of its own, which says that it is neither bold nor slanted.
const WORD = "<tspan";
const NORMAL = / font-(?:weight|style)="normal"/g;
const EMPHASIS = /font-(?:weight|style)(?!="normal")/;
const CLASS = / class="([^"]*)"/;

/**
 * @returns {string} the text without attributes of data that no style asks for, without what words need not say, and with
 *   coordinates to a hundredth
 */
export function shortened(text) {
  const asked = new Set(["data-look", ...Array.from(text.matchAll(/\[(data-[\w-]+)/g), ([, name]) => name)]);
  const word = wordShortener(text);
  const short = (tag) =>
    tag.replace(DATA, (attribute, name) => (asked.has(name) ? attribute : "")).replace(GEOMETRY, (attribute) =>
      attribute.startsWith(" transform")
        ? attribute.replace(/translate\([^)]*\)/g, (moved) => moved.replace(LONG_NUMBER, rounded))
        : attribute.replace(LONG_NUMBER, rounded),
    );
  // Words are most of a drawing's elements, and have few different tags.
  const words = new Map();
  return text.replace(TAG, (tag) => {
    if (!tag.startsWith(WORD)) return short(tag);
    let brief = words.get(tag);
    if (brief === undefined) words.set(tag, (brief = short(word(tag))));
    return brief;
  });
}

// Makes tags of words say less, where nothing in the whole text makes a difference of it.
function wordShortener(text) {
  const isPlain = !EMPHASIS.test(text);
  const isStyled = text.includes("[class");
  const isNamed = (name) => text.includes(`.${name}`);
  const classes = (attribute, names) => (isStyled || names.split(/\s+/).some(isNamed) ? attribute : "");
  return (tag) => (isPlain ? tag.replace(NORMAL, "") : tag).replace(CLASS, classes);
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
