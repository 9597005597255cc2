// Runs in the page that stays hot: draws, parses and measures. Loaded once; `globalThis.atlas` is what the worker calls.
import mermaid from "/mermaid/mermaid.esm.mjs";
import zenuml from "/zenuml/mermaid-zenuml.esm.mjs";

import { syntaxError } from "/page/mermaid_errors.mjs";
import { modelOf } from "/page/mermaid_model.mjs";
import { loadFonts, loadedFonts } from "/page/page_fonts.mjs";
import { cleaned } from "/page/svg_cleaned.mjs";
import { measure, viewOf } from "/page/svg_measure.mjs";
import { shortened } from "/page/svg_short.mjs";
import { dropUnseen } from "/page/svg_unseen.mjs";

await mermaid.registerExternalDiagrams([zenuml]);

const container = document.getElementById("container");
let family;
let placed;

// Mermaid keeps what it was initialised with; doing it again costs, so only where there is a new configuration.
function configure(config) {
  if (config === null) return;
  mermaid.initialize({ startOnLoad: false, ...config });
  family = config.fontFamily;
}

// What a source said of configuration outlives a failure, and would spoil the next diagram.
function failed(error) {
  container.replaceChildren();
  mermaid.mermaidAPI.reset();
  return { error: syntaxError(error) };
}

async function draw(id, source, config) {
  configure(config);
  await loadFonts(family, source);
  let rendered;
  let fonts;
  try {
    do {
      fonts = loadedFonts();
      placed = undefined;
      rendered = await mermaid.render(id, source, container);
      await document.fonts.ready;
      // An entity may stand for a character that the source does not hold: drawn with the wrong font, so once more.
    } while (loadedFonts() !== fonts);
  } catch (error) {
    return failed(error);
  }
  const drawn = taken() ?? (await drawnAgain(rendered.svg, source));
  const svg = drawn.svg ?? written(treeOf(rendered.svg));
  container.replaceChildren();
  return { svg: shortened(svg), model: drawn.model, type: rendered.diagramType };
}

// As Mermaid CLI does: the text goes through the HTML parser, the tree comes out as XML.
function treeOf(svg) {
  // What has been cleaned stands in a document of its own, where nothing has a size.
  if (svg instanceof Node) container.replaceChildren(svg.querySelector("svg"));
  else container.innerHTML = svg;
  return container.getElementsByTagName("svg")[0];
}

function written(svg) {
  svg.style.backgroundColor = "white";
  return new XMLSerializer().serializeToString(svg);
}

// Mermaid's code, as it is patched, calls these: when all is in its place and the view box alone is missing (not for every
// type), and when the drawing is done and still stands. Without a text (`svg`) it is cleaned and comes back from render().
globalThis.__whenPlaced = (svg) => {
  // Another Mermaid may not have told what it draws. Properties that a script has set become an attribute when one looks, and
  // attributes have an order.
  if (globalThis.__drawing === undefined || svg.style.length > 0) return;
  placed = measure(svg, modelOf(globalThis.__drawing));
};
globalThis.__whenDrawn = (svg) => {
  const model = placed ?? measure(svg, modelOf(globalThis.__drawing));
  model.view = viewOf(svg) ?? model.view;
  dropUnseen(svg);
  return { model, svg: cleaned(written(svg)) };
};

function taken() {
  const drawn = globalThis.__drawn;
  globalThis.__drawn = undefined;
  return drawn;
}

async function drawnAgain(svg, source) {
  const model = modelOf(await mermaid.mermaidAPI.getDiagramFromText(source));
  const tree = treeOf(svg);
  return { model: measure(tree, model), svg: written(tree) };
}

async function parse(id, source, config) {
  configure(config);
  try {
    // parse() puts the source's own configuration in force, which getDiagramFromText() alone does not.
    const { diagramType } = await mermaid.parse(source);
    return { model: modelOf(await mermaid.mermaidAPI.getDiagramFromText(source)), type: diagramType };
  } catch (error) {
    return failed(error);
  }
}

// Whether a source has changed what every script of the page builds on.
function isSpoiled() {
  for (const name in {}) return name !== undefined;
  return false;
}

globalThis.atlas = { draw, parse, isSpoiled };
