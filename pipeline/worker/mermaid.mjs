// Mermaid: in a page that stays hot (mode "hot"), or through Mermaid CLI's own API, a page a diagram (mode "mmdc").
import { isLoss } from "./browser.mjs";
import { drawWithMermaidCli } from "./mermaid_cli.mjs";
import { lineMap } from "./mermaid_lines.mjs";
import { openPage } from "./page.mjs";

const SVG_ID = "atlas";
const HTML = `<!doctype html><html><head><meta charset="utf-8"><link rel="stylesheet" href="/fonts/fonts.css">
<link rel="modulepreload" href="/page/common.mjs"></head>
<body style="background:white"><div id="container"></div></body></html>`;

// Both answer with an object, or with the text of one in JSON: so it leaves the page, and need not be read on its way.
export async function draw(session, job) {
  if (job.mode !== "mmdc") return ask(session, "draw", job);
  const { error, ...reply } = await drawWithMermaidCli(session, SVG_ID, job);
  if (error) throw blame(error, job.source);
  return reply;
}

export async function parse(session, job) {
  return ask(session, "parse", job);
}

// Begins to open the page; whether it opens is told to the first job.
export function warm(session) {
  pageOf(session).catch(() => undefined);
}

function pageOf(session) {
  return (session.mermaidPage ??= openMermaidPage(session));
}

async function ask(session, verb, { source, config }) {
  const page = await pageOf(session);
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
  const browser = await session.browser.launched();
  const page = await openPage(browser, {
    html: HTML,
    folders: { page: session.page, fonts: session.fonts },
    hidden: true,
  });
  await page.evaluate(() => import("/page/page.mjs").then(() => undefined));
  return page;
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
