// SVG to PNG in a tab of the worker's own browser.
import { openPage } from "./browser.mjs";

const HTML = `<!doctype html><html><head><meta charset="utf-8"><style>
html, body { margin: 0; background: white; } svg { display: block; }
</style></head><body></body></html>`;

export async function paint(session, { svg, width, height, scale }) {
  const page = await (session.painter ??= openPainter(session));
  await page.evaluate(show, svg);
  const client = await (page.__client ??= page.createCDPSession());
  // A viewport of the picture's own size: capturing beyond the viewport paints everything once more.
  await client.send("Emulation.setDeviceMetricsOverride", {
    width: Math.ceil(width),
    height: Math.ceil(height),
    deviceScaleFactor: scale,
    mobile: false,
  });
  const { data } = await client.send("Page.captureScreenshot", { format: "png", optimizeForSpeed: true });
  return { png: data };
}

async function openPainter(session) {
  const browser = await session.open.launched();
  const page = await openPage(browser, { html: HTML, folders: {} });
  await page.setViewport({ width: 800, height: 600, deviceScaleFactor: 1 });
  return page;
}

async function show(text) {
  const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
  document.body.replaceChildren(document.importNode(parsed.documentElement, true));
  await Promise.all(Array.from(document.fonts, (font) => font.load()));
}
