// Changes to Mermaid's own code as it is bundled for the page that stays hot: the pictures stay what they are (a test compares
// them with Mermaid CLI's for every type of diagram), the time halves. Where Mermaid's code no longer reads as expected a
// change is left out, and the page does the same work the long way.

// The configuration in force, some 400 settings, is worked out anew at its five changes a diagram, and getConfig() copies it
// at each of its hundreds of calls. A state is known from what it was made of, where that is little; one copy for each does.
// What a renderer writes into its copy is gone with the next diagram, which reset() begins; until a diagram's type is known,
// copies are only read.
const CONFIG = {
  found: /(var updateCurrentConfig = [^\n]*\n)([\s\S]*?\n  currentConfig = cfg;\n)([\s\S]*?\n +)(siteConfigDelta = [\s\S]*?\n +)(siteConfigDelta = [\s\S]*?var getConfig = [^\n]*\n +return )(assignWithDepth_default\(\{\}, currentConfig\));\n([\s\S]*?var reset = [^\n]*\n)/,
  becomes: `var known = new WeakMap();
var typed = {};
var untyped = {};
var copyIn = (kept) => (kept.of === currentConfig ? kept : Object.assign(kept, { of: currentConfig, copy: $6 })).copy;
$1  _directives.forEach((d) => sanitize(d));
  const parts = JSON.stringify([diagramConfigKey, _directives], (_, value) => (Object(value) === value ? value : typeof value + value));
  const states = known.get(siteCfg) ?? known.set(siteCfg, new Map()).get(siteCfg);
  if (states.has(parts)) return (currentConfig = states.get(parts));
$2  if (parts.length < 200 && states.size < 100) states.set(parts, cfg);
$3known = new WeakMap();
  $4known = new WeakMap();
  $5copyIn(diagramConfigKey === void 0 ? untyped : typed);
$7  typed = {};
`,
};

// Copies of the configuration are made for each diagram a few times. A property that is defined like this is one that is set,
// where nothing of that name is inherited, and setting leaves an object that is quick to read. Most settings stand in objects
// that hold no others.
const COPY = {
  found: /if \(!Object\.hasOwn\(dst, key\)\) (\{\n +Object\.defineProperty\(dst, key, \{\n +value: void 0,[\s\S]*?)if \(Object\.hasOwn\(dst, key\)\)/,
  becomes: `if (!(key in dst) && !Array.isArray(srcValue) && Object.values(srcValue).every((value) => typeof value !== "object")) {
          dst[key] = { ...srcValue };
          return;
        }
        if (key in dst && !Object.hasOwn(dst, key)) $1if (Object.hasOwn(dst, key) || !(key in dst))`,
};

// render() takes the drawing down before it returns: parsing, drawing and measuring it again would cost as much again. Where
// cleaning would not alter the drawing, it is not done.
const DRAWN = {
  found: /(svg\.insertBefore\(style1, firstChild\);\n)([\s\S]*?\n +const serializeSvg = \/\* @__PURE__ \*\/ __name\(\(\) => \{\n)/,
  becomes: `$1  globalThis.__drawing = diag;
$2    globalThis.__drawn = globalThis.__whenDrawn?.(svgNode.node());
    if (globalThis.__drawn?.svg && !isSandboxed) {
      attachFunctions();
      return "";
    }
`,
};

// A view box makes the browser lay all text out again. What is measured before there is one need not wait for that.
const PLACED = {
  found: /(calculateDimensionsWithPadding\(svg, padding\);\n)/,
  becomes: "$1  globalThis.__whenPlaced?.(svg.node());\n",
};

// The cleaned tree is written as text, which the page would have to parse again to write it as XML.
const CLEANED = {
  found: /( +code2 = purify_default\.sanitize\(code2, \{\n)(\s+ADD_TAGS: DOMPURIFY_TAGS,)/,
  becomes: "$1        RETURN_DOM: globalThis.__whenDrawn !== undefined,\n$2",
};

// Cleaning a label parses it as a document of its own. With no markup but line breaks the outcome is known beforehand;
// characters that a parser changes or a serialiser escapes go the long way.
const PLAIN = String.raw`[^<>&\0-\b\v-\x1f\xa0\ud800-\udfff\ufeff]*`;
const LABEL = {
  found: /( +text2 = )(purify_default\.sanitize\()(sanitizeMore\(text2, config2\))(, \{\n +FORBID_TAGS: \["style"\]\n)/,
  becomes: `$1$3;
$1/^${PLAIN}(?:<br ?\\/?>${PLAIN})*$/i.test(text2) ? \`\${text2}\`.replace(/<br ?\\/?>/gi, "<br>") : $2text2$4`,
};

// Whether a line of a label is too wide is measured on a text made for it, with a layout a line. Mostly none is: all lines
// are set where they will stay, and those of all labels measured after one layout. Words with spaces would collapse there.
// Earlier Mermaids have neither centred labels nor measure together.
const LINES = {
  found: /function createFormattedText(?<=fastdom_default2[\s\S]*)(\([^)]*\bcenterText\b[\s\S]*?\n)( +)let lineIndex = 0;\n( +for \(const line of )structuredText(\) \{\n +const checkWidth = [\s\S]*? svgLabel = )createFormattedText\(/,
  becomes: `async function createFormattedText$1$2const spans = structuredText.map((line, index) => {
$2  const tspan = createTspan(textElement, index, lineHeight, centerText);
$2  updateTextContentAndStyles(tspan, line);
$2  return tspan.node();
$2});
$2const narrow = await fastdom_default2.measure(() => spans.every((span) => span.getComputedTextLength() <= width));
$2const allFit = narrow && !structuredText.flat().some(({ content }) => /\\s/.test(content));
$2if (!allFit) textElement.text("");
$2let lineIndex = 0;
$3allFit ? [] : structuredText$4await createFormattedText(`,
};

// The length of an edge costs a layout, and one look alone makes use of it.
const LENGTH = {
  found: /(const len = )(typeof pathNode\.getTotalLength === "function" \?)/,
  becomes: '$1edge.look === "neo" && $2',
};

// The three steps of dagre that take longest, on numbers instead of names; they make the same choices.
const LAYOUT = {
  found: /^([\s\S]*\(\) => )(rank\(asNonCompoundGraph\(g\)\)\)[\s\S]*\(\) => )(order\(g\)\)[\s\S]*\(\) => )(position\(g\)\))/,
  becomes: `import { rank as quickRank } from "/page/dagre_rank.mjs";
import { order as quickOrder } from "/page/dagre_order.mjs";
import { position as quickPosition } from "/page/dagre_position.mjs";
$1quickRank(g) || $2quickOrder(g) || $3quickPosition(g) || $4`,
};

export const CHANGES = [CONFIG, COPY, DRAWN, PLACED, CLEANED, LABEL, LINES, LENGTH, LAYOUT];

/** @returns {string} a module of Mermaid's with the changes made, or as it was where it holds nothing of it */
export function patch(source) {
  return CHANGES.reduce((text, { found, becomes }) => text.replace(found, becomes), source);
}
