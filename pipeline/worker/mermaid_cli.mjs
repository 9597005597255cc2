// Mermaid as Mermaid CLI draws it: through its own API, a page a diagram, in a browser that Puppeteer speaks to.
import { realpath } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { isLoss } from "./browser.mjs";
import { syntaxError } from "./mermaid_errors.mjs";
import { load } from "./packages.mjs";
import { makeDeterministic } from "./page.mjs";

// For openBrowser(): Puppeteer's own view of the browser.
export async function connectPuppeteer(transport, modules) {
  const { default: puppeteer } = await load(modules, "puppeteer/lib/puppeteer/puppeteer.js");
  return puppeteer.connect({ transport, protocolTimeout: 0 });
}

// Mermaid CLI opens its own page; it gets the same fonts, clock and randomness as ours, and nothing else.
export async function drawWithMermaidCli({ modules, fonts, puppeteer }, id, { source, config }) {
  const { renderMermaid } = await load(modules, "@mermaid-js/mermaid-cli/src/index.js");
  const browser = await puppeteer.launched();
  const newPage = async () => {
    const page = await browser.newPage();
    await refuseOutside(page, [modules, fonts]);
    await page.evaluateOnNewDocument(makeDeterministic);
    return page;
  };
  try {
    const { data } = await renderMermaid({ newPage }, source, "svg", {
      backgroundColor: "white",
      mermaidConfig: config,
      svgId: id,
      fontEmbed: false,
      customFontCSS: [{ cssUrl: pathToFileURL(path.join(fonts, "fonts.css")) }],
    });
    return { svg: new TextDecoder().decode(data), model: null, type: null };
  } catch (error) {
    if (isLoss(error)) throw error;
    // Mermaid CLI puts the page's stack behind the message.
    const [message] = error.message.split(/\n(?:\s+at )?[^\n]*\(?(?:https|file):\/\//);
    return { error: syntaxError({ message }) };
  }
}

// For a page that is not ours, Mermaid CLI's: it may load files below `folders` and what its own interceptor answers.
export async function refuseOutside(page, folders) {
  const homes = await Promise.all(folders.map(async (folder) => (await realpath(folder)) + path.sep));
  await page.setRequestInterception(true);
  page.on("request", async (request) => {
    if (await isInside(request.url(), homes)) request.continue({}, 0);
    else request.abort("blockedbyclient", 0);
  });
}

async function isInside(address, homes) {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  if (url.protocol === "data:" || url.hostname === "mermaid-cli-intercept.invalid") return true;
  if (url.protocol !== "file:") return false;
  try {
    const file = await realpath(fileURLToPath(url));
    return homes.some((home) => file.startsWith(home));
  } catch {
    return false;
  }
}
