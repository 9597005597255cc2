// Changes to Mermaid's own code as it is served to the page that stays hot: the pictures stay what they are (a test compares
// them with Mermaid CLI's for every type of diagram), the time halves. Where Mermaid's code no longer reads as expected a
// change is left out, and the page does the same work the long way.

// getConfig() copies the whole configuration, some 400 settings, at each of its hundreds of calls a diagram. One copy for
// each state of the configuration does: what a renderer writes into its copy is gone with the next diagram, as before.
const CONFIG = {
  found: /var getConfig = (\/\* @__PURE__ \*\/ __name\()\(\) => \{\s*return assignWithDepth_default\(\{\}, currentConfig\);\s*\}, "getConfig"\);/,
  becomes: `var copiedConfig, copyOfConfig;
var getConfig = $1() => {
  if (copiedConfig !== currentConfig) {
    copyOfConfig = assignWithDepth_default({}, currentConfig);
    copiedConfig = currentConfig;
  }
  return copyOfConfig;
}, "getConfig");`,
};

// render() takes the drawing down before it returns: parsing, drawing and measuring it again would cost as much again.
const DRAWN = {
  found: /(\n +const serializeSvg = \/\* @__PURE__ \*\/ __name\(\(\) => \{\n)/,
  becomes: "$1    globalThis.__drawn = globalThis.__whenDrawn?.(diag, svgNode.node());\n",
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
const LINES = {
  found: /function createFormattedText(\([\s\S]*?\n)( +)let lineIndex = 0;\n( +for \(const line of )structuredText(\) \{\n +const checkWidth = [\s\S]*? svgLabel = )createFormattedText\(/,
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

// Where no edges cross, another order of the nodes is no better.
const ORDER = {
  found: /lastBest < 4;/,
  becomes: "lastBest < 4 && bestCC > 0;",
};

export const CHANGES = [CONFIG, DRAWN, CLEANED, LABEL, LINES, LENGTH, ORDER];

/** @returns {string} a module of Mermaid's with the changes made, or as it was where it holds nothing of it */
export function patch(source) {
  return CHANGES.reduce((text, { found, becomes }) => text.replace(found, becomes), source);
}
