// Two changes to Mermaid's own code as it is served to the page that stays hot: the pictures stay what they are (a test
// compares them with Mermaid CLI's for every type of diagram), the time halves.
//
// getConfig() copies the whole configuration, some 400 settings, at each of its hundreds of calls a diagram. One copy for
// each state of the configuration does: what a renderer writes into its copy is gone with the next diagram, as before.
const SLOW = /var getConfig = (\/\* @__PURE__ \*\/ __name\()\(\) => \{\s*return assignWithDepth_default\(\{\}, currentConfig\);\s*\}, "getConfig"\);/;
const FAST = `var copiedConfig, copyOfConfig;
var getConfig = $1() => {
  if (copiedConfig !== currentConfig) {
    copyOfConfig = assignWithDepth_default({}, currentConfig);
    copiedConfig = currentConfig;
  }
  return copyOfConfig;
}, "getConfig");`;

// The diagram that render() has parsed is what the model is read from: parsing it a second time would cost as much again.
const HIDDEN = /(\n  const element = root\.select\(enclosingDivID_selector\)\.node\(\);\n  const diagramType = diag\.type;)/;
const SHOWN = "\n  globalThis.__drawn = diag;$1";

/** @returns {string} a module of Mermaid's with the changes made, or as it was where it holds nothing of it */
export function patch(source) {
  return source.replace(SLOW, FAST).replace(HIDDEN, SHOWN);
}
