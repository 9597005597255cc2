// Where each line that Mermaid's parsers see stands in the source as written.
//
// Mermaid removes front matter, directives and comments before it parses, and counts lines in what is left
// (preprocess.ts of Mermaid 12). This takes the same steps on the text while carrying each character's line along.
const FRONT_MATTER = /^([^\S\n]*)---[^\S\n]*\n(?:.*?\n)??\1---\s*?\n/s;
const DIRECTIVE = /%{2}{\s*(?:(\w+)\s*:|(\w+))\s*(?:(\w+)|((?:(?!}%{2}).|\r?\n)*))?\s*(?:}%{2})?/gi;
const COMMENT = /^\s*%%(?!{)[^\n]+\n?/gm;

/** @returns {number[]} for each line of the cleaned text, counted from 0, its 1-based line in the source */
export function lineMap(source) {
  let kept = withLines(source.replace(/\r\n?/g, "\n"));
  kept = cut(kept, FRONT_MATTER);
  kept = cut(kept, DIRECTIVE);
  kept = cut(kept, COMMENT);
  kept = cut(kept, /^\s+/);
  const map = [];
  let start = 0;
  for (let at = 0; at <= kept.text.length; at += 1) {
    if (at < kept.text.length && kept.text[at] !== "\n") continue;
    map.push(kept.lines[Math.min(start, kept.lines.length - 1)] ?? 1);
    start = at + 1;
  }
  return map;
}

function withLines(text) {
  let line = 1;
  const lines = Array.from(text, () => 0);
  for (let at = 0; at < text.length; at += 1) {
    lines[at] = line;
    if (text[at] === "\n") line += 1;
  }
  return { text, lines };
}

function cut({ text, lines }, pattern) {
  const gone = new Set();
  text.replace(pattern, (match, ...rest) => {
    const offset = rest.find((value) => typeof value === "number");
    for (let at = offset; at < offset + match.length; at += 1) gone.add(at);
    return match;
  });
  if (gone.size === 0) return { text, lines };
  return {
    text: Array.from({ length: text.length }, (_, at) => (gone.has(at) ? "" : text[at])).join(""),
    lines: lines.filter((_, at) => !gone.has(at)),
  };
}
