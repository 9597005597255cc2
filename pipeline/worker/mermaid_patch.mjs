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

export const CHANGES = [CONFIG, DRAWN, CLEANED];

/** @returns {string} a module of Mermaid's with the changes made, or as it was where it holds nothing of it */
export function patch(source) {
  return CHANGES.reduce((text, { found, becomes }) => text.replace(found, becomes), source);
}
