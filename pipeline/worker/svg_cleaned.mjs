// Whether Mermaid's last cleaning would give a drawing back as it is, told from its text: then it need not be done.
//
// The cleaning writes the tree as HTML, parses that again and looks at every attribute. It alters nothing but spaces around
// values where all elements and attributes have one of these names, values name no protocol, ids are no properties of a
// document or a form, and no character is one that a parser changes or an entity of Mermaid's own.
const ELEMENT = "(?:circle|defs|ellipse|feDropShadow|filter|g|line|marker|path|polygon|polyline|rect|svg|text|tspan)";
const ANY_VALUE = "aria-[a-z-]+|class|data-[a-z-]+|role|style";
const NO_PROTOCOL =
  "c[xy]|d[xy]?|dominant-baseline|fill(?:-opacity|-rule)?|flood-(?:color|opacity)|font-(?:family|size|style|weight)|height|id|" +
  "marker(?:Height|Units|Width)|opacity|orient|points|r[xy]?|ref[XY]|stdDeviation|" +
  "stroke(?:-dasharray|-linecap|-linejoin|-opacity|-width)?|text-anchor|transform|viewBox|width|[xy][12]?";
const ODD = String.raw`\0-\x08\x0b-\x1f\x7f-\xa0¶\ud800-\udfffﬂ\ufeff`;
const ATTRIBUTE = [
  `(?:${ANY_VALUE})="[^<>&"${ODD}]*"`,
  `(?:${NO_PROTOCOL})="[^:<>&"${ODD}]*"`,
  String.raw`marker-(?:end|start)="url\(#[\w-]+\)"`,
  'xmlns="http://www.w3.org/2000/svg"',
  'xmlns:xlink="http://www.w3.org/1999/xlink"',
].join("|");
const TAG = new RegExp(`</?${ELEMENT}(?: (?:${ATTRIBUTE}))*/?>`, "g");
const NOT_TEXT = new RegExp(`<|&(?!gt;|amp;)|[${ODD}]`);
const NOT_RULES = new RegExp(`<|&(?!gt;)|[${ODD}]`);
// Mermaid makes its stylesheet an element of HTML's; parsed again it is one of the SVG's.
const STYLE = /<style xmlns="http:\/\/www\.w3\.org\/1999\/xhtml">([^]*?)<\/style>/;

const form = document.createElement("form");

/** @returns {string | null} what the cleaning makes of a drawing's text, or null where that cannot be told */
export function cleaned(text) {
  const [before, rules, after, ...more] = text.split(STYLE);
  if (after === undefined || more.length > 0 || NOT_RULES.test(rules)) return null;
  const drawing = before + after;
  if (NOT_TEXT.test(drawing.replace(TAG, ""))) return null;
  for (const [, id] of drawing.matchAll(/ id="([^"]*)"/g)) if (id in document || id in form) return null;
  return `${before}<style>${rules}</style>${after}`.replace(TAG, trimmed);
}

function trimmed(tag) {
  return /="\s|\s"/.test(tag) ? tag.replace(/="([^"]*)"/g, (_, value) => `="${value.trim()}"`) : tag;
}
