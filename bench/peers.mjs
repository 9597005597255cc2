// The peers, each drawing the same Mermaid files, timed in one run: milliseconds a diagram by name, as JSON on stdout.
//   node peers.mjs MODULES BROWSER ISOMORPHIC CONFIG FEW SOME
// FEW and SOME are folders of .mmd files. mermaid-isomorphic, where npm has installed it in ISOMORPHIC (which may be ""), draws
// some; the others the few, and a process a file every fourth of these.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const [modules, browser, isomorphic, configFile, folder, more] = process.argv.slice(2);
const namesIn = async (where) => (await readdir(where)).filter((name) => name.endsWith(".mmd")).sort();
const textsIn = async (where) => Promise.all((await namesIn(where)).map((name) => readFile(path.join(where, name), "utf8")));
const names = await namesIn(folder);
const sources = await textsIn(folder);
const config = JSON.parse(await readFile(configFile, "utf8"));
const work = await mkdtemp(path.join(path.dirname(folder), "peers-"));
const cli = path.join(modules, "@mermaid-js/mermaid-cli/src/cli.js");
const puppeteerConfig = path.join(work, "puppeteer.json");
const args = ["--no-sandbox"];
await writeFile(puppeteerConfig, JSON.stringify({ executablePath: browser, headless: "shell", args }));

async function timed(work, count = names.length) {
  const start = performance.now();
  await work();
  return (performance.now() - start) / count;
}

const mmdc = (input, output, ...more) =>
  run(process.execPath, [cli, "-i", input, "-o", output, "-c", configFile, "-p", puppeteerConfig, "-q", ...more]);

const results = {};
const each = names.filter((_, at) => at % 4 === 2);
const once = await timed(async () => {
  for (const name of each) await mmdc(path.join(folder, name), path.join(work, `${name}.svg`));
}, each.length);
const again = await timed(async () => {
  for (const name of each) await mmdc(path.join(folder, name), path.join(work, `${name}.png`), "-s", "2");
}, each.length);
results["mmdc, a process a file"] = once;
results["mmdc twice, SVG and PNG"] = once + again;
const markdown = path.join(work, "all.md");
await writeFile(markdown, sources.map((source) => `\`\`\`mermaid\n${source}\n\`\`\`\n`).join("\n"));
results["mmdc, one Markdown file, -j 2"] = await timed(() => mmdc(markdown, path.join(work, "all.out.md"), "-j", "2"));

const { default: puppeteer } = await import(pathToFileURL(path.join(modules, "puppeteer/lib/puppeteer/puppeteer.js")).href);
const { renderMermaid } = await import(pathToFileURL(path.join(modules, "@mermaid-js/mermaid-cli/src/index.js")).href);
const shared = await puppeteer.launch({ executablePath: browser, headless: "shell", args });
results["mermaid-cli's API, one shared browser"] = await timed(async () => {
  const queue = [...sources];
  const next = async () => {
    for (let source = queue.pop(); source !== undefined; source = queue.pop()) {
      await renderMermaid(shared, source, "svg", { mermaidConfig: config, fontEmbed: false });
    }
  };
  await Promise.all([next(), next()]);
});
await shared.close();

if (isomorphic) {
  const entry = path.join(isomorphic, "node_modules/mermaid-isomorphic/dist/mermaid-isomorphic.js");
  const { createMermaidRenderer } = await import(pathToFileURL(entry).href);
  const some = await textsIn(more);
  results["mermaid-isomorphic"] = await timed(async () => {
    const render = createMermaidRenderer({ launchOptions: { executablePath: browser, args } });
    await render(some, { mermaidConfig: config });
  }, some.length);
}
process.stdout.write(JSON.stringify({ milliseconds: results }));
