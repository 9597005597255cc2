// SVG to PNG in a tab of the worker's own browser: the picture is drawn onto a canvas, which costs half of what a
// screenshot does, since nothing is put together from tiles, layers and frames first.
import { openPage } from "./page.mjs";

const HTML = '<!doctype html><html><head><meta charset="utf-8"></head><body></body></html>';

export async function paint(session, { svg, width, height, scale }) {
  const page = await (session.painter ??= openPainter(session));
  return { png: await page.evaluate(draw, svg, width, height, scale) };
}

async function openPainter(session) {
  const browser = await session.browser.launched();
  return openPage(browser, { html: HTML, folders: {} });
}

async function draw(svg, width, height, scale) {
  // An image is cut to whole px: 99.5 would lose half a px where a page shows all of it.
  const [across, down] = [width, height].map((side) => Math.max(side, Math.round(side)));
  const whole = svg.replace(
    /viewBox="(\S+) (\S+) \S+ \S+" width="\S+" height="\S+"/,
    `viewBox="$1 $2 ${across} ${down}" width="${across}" height="${down}"`,
  );
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([whole], { type: "image/svg+xml" }));
  try {
    await image.decode();
    // Not an OffscreenCanvas: its PNG has an alpha channel, and an eighth more bytes.
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(Math.ceil(width) * scale);
    canvas.height = Math.round(Math.ceil(height) * scale);
    const context = canvas.getContext("2d", { alpha: false, willReadFrequently: true });
    context.fillStyle = "white";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.scale(scale, scale);
    context.drawImage(image, 0, 0);
    const png = await new Promise((done) => canvas.toBlob(done, "image/png"));
    if (png === null) throw new Error(`the browser cannot paint ${canvas.width} x ${canvas.height} px`);
    const reader = new FileReader();
    await new Promise((done, failed) => {
      reader.onload = done;
      reader.onerror = () => failed(reader.error);
      reader.readAsDataURL(png);
    });
    return reader.result.slice(reader.result.indexOf(",") + 1);
  } finally {
    URL.revokeObjectURL(image.src);
  }
}
