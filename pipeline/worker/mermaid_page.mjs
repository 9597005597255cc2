// Runs in the page that stays hot: draws, parses and measures. Loaded once; `globalThis.atlas` is what the worker calls.
import mermaid from "/mermaid/mermaid.esm.mjs";
import zenuml from "/zenuml/mermaid-zenuml.esm.mjs";

import { syntaxError } from "/page/mermaid_errors.mjs";
import { modelOf } from "/page/mermaid_model.mjs";
import { loadFonts, loadedFonts } from "/page/page_fonts.mjs";
import { measure } from "/page/svg_measure.mjs";

await mermaid.registerExternalDiagrams([zenuml]);

const container = document.getElementById("container");
let configured;

// Mermaid keeps what it was initialised with; doing it again costs, so only when the configuration differs.
function configure(config) {
  const wanted = JSON.stringify(config);
  if (wanted === configured) return;
  mermaid.initialize({ startOnLoad: false, ...config });
  configured = wanted;
}

// What a source said of configuration outlives a failure, and would spoil the next diagram.
function failed(error) {
  container.replaceChildren();
  mermaid.mermaidAPI.reset();
  return { error: syntaxError(error) };
}

async function draw(id, source, config) {
  configure(config);
  await loadFonts(config.fontFamily, source);
  let rendered;
  let fonts;
  try {
    do {
      fonts = loadedFonts();
      rendered = await mermaid.render(id, source, container);
      await document.fonts.ready;
      // An entity may stand for a character that the source does not hold: drawn with the wrong font, so once more.
    } while (loadedFonts() !== fonts);
  } catch (error) {
    return failed(error);
  }
  // As Mermaid CLI does: the text goes through the HTML parser, the tree comes out as XML.
  const svg = rendered.svg instanceof Node ? rendered.svg.querySelector("svg") : built(rendered.svg);
  const model = takeDrawn() ?? measure(svg, modelOf(await mermaid.mermaidAPI.getDiagramFromText(source)));
  svg.style.backgroundColor = "white";
  const text = new XMLSerializer().serializeToString(svg);
  container.replaceChildren();
  return { svg: text, model, type: rendered.diagramType };
}

function built(svg) {
  container.innerHTML = svg;
  return container.getElementsByTagName("svg")[0];
}

// Mermaid's code, as it is patched, calls this while the drawing still stands where it was laid out.
globalThis.__whenDrawn = (diagram, svg) => measure(svg, modelOf(diagram));

function takeDrawn() {
  const model = globalThis.__drawn;
  globalThis.__drawn = undefined;
  return model;
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
