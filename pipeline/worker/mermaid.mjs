// Mermaid: in a page that stays hot (mode "hot"), or through Mermaid CLI's own API, a page a diagram (mode "mmdc").
import path from "node:path";
import { pathToFileURL } from "node:url";

import { isLoss, makeDeterministic, openPage, refuseOutside } from "./browser.mjs";
import { syntaxError } from "./mermaid_errors.mjs";
import { lineMap } from "./mermaid_lines.mjs";
import { patch } from "./mermaid_patch.mjs";

const SVG_ID = "atlas";
const HTML = `<!doctype html><html><head><meta charset="utf-8"><link rel="stylesheet" href="/fonts/fonts.css"></head>
<body style="background:white"><div id="container"></div>
<script type="module" src="/page/mermaid_page.mjs"></script></body></html>`;

// Both answer with an object, or with the text of one in JSON: so it leaves the page, and need not be read on its way.
export async function draw(session, job) {
  if (job.mode === "mmdc") return drawWithMermaidCli(session, job);
  return ask(session, "draw", job);
}

export async function parse(session, job) {
  return ask(session, "parse", job);
}

async function ask(session, verb, { source, config }) {
  const page = await (session.mermaidPage ??= openMermaidPage(session));
  // A configuration of 15 KB is mostly the last one again, the very same object, which the page keeps.
  const known = session.configured === config;
  session.configured = config;
  const asked = page.evaluate(
    async (verb, ...args) => {
      const { error, ...reply } = await globalThis.atlas[verb](...args);
      return { error, spoiled: globalThis.atlas.isSpoiled(), json: JSON.stringify(reply) };
    },
    verb,
    SVG_ID,
    source,
    known ? null : config,
  );
  const reply = await asked.catch(async (error) => {
    if (!isLoss(error)) await leave(session, page);
    throw error;
  });
  if (reply.spoiled || (reply.error && reply.error.line === null)) await leave(session, page);
  if (reply.error) throw blame(reply.error, source);
  if (!reply.json.startsWith('{"') || reply.json.includes("\n")) throw new Error("the page gave no answer");
  return reply.json;
}

// A page in which something went wrong that was not foreseen is no place for the next diagram.
async function leave(session, page) {
  session.mermaidPage = undefined;
  session.configured = undefined;
  await page.close();
}

async function openMermaidPage(session) {
  const browser = await session.open.launched();
  const page = await openPage(browser, {
    html: HTML,
    folders: {
      mermaid: session.mermaid ?? path.join(session.modules, "mermaid", "dist"),
      zenuml: path.join(session.modules, "@mermaid-js", "mermaid-zenuml", "dist"),
      fonts: session.fonts,
      page: import.meta.dirname,
    },
    change: patch,
    hidden: true,
  });
  await page.waitForFunction(() => globalThis.atlas !== undefined, { polling: 10 });
  return page;
}

// Mermaid CLI opens its own page; it gets the same fonts, clock and randomness as ours, and nothing else.
async function drawWithMermaidCli(session, { source, config }) {
  session.cli ??= import(pathToFileURL(path.join(session.modules, "@mermaid-js/mermaid-cli/src/index.js")).href);
  const { renderMermaid } = await session.cli;
  const browser = await session.open.launched();
  const newPage = async () => {
    const page = await browser.newPage();
    await refuseOutside(page, [session.modules, session.fonts]);
    await page.evaluateOnNewDocument(makeDeterministic);
    return page;
  };
  const fontsCss = pathToFileURL(path.join(session.fonts, "fonts.css"));
  try {
    const { data } = await renderMermaid({ newPage }, source, "svg", {
      backgroundColor: "white",
      mermaidConfig: config,
      svgId: SVG_ID,
      fontEmbed: false,
      customFontCSS: [{ cssUrl: fontsCss }],
    });
    return { svg: new TextDecoder().decode(data), model: null, type: null };
  } catch (error) {
    if (isLoss(error)) throw error;
    // Mermaid CLI puts the page's stack behind the message.
    const [message] = error.message.split(/\n(?:\s+at )?[^\n]*\(?(?:https|file):\/\//);
    throw blame(syntaxError({ message }), source);
  }
}

// Mermaid counts lines after it has taken front matter, directives and comments out: put them back.
function blame({ syntax, message, line, column }, source) {
  const error = new Error(message);
  error.kind = syntax ? "syntax" : "engine";
  if (line != null) {
    error.line = lineMap(source)[line - 1] ?? source.split("\n").length;
    error.column = column ?? 1;
  }
  return error;
}
