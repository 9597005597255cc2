// The peers, each drawing the same Mermaid files, timed in one run: {name: seconds} as JSON on stdout.
//   node peers.mjs MODULES BROWSER ISOMORPHIC CONFIG FOLDER   (FOLDER holds the .mmd files; ISOMORPHIC may be "")
import { execFile } from "node:child_process";
import { mkdtemp, readFile, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const [modules, browser, isomorphic, configFile, folder] = process.argv.slice(2);
const names = (await readdir(folder)).filter((name) => name.endsWith(".mmd")).sort();
const sources = await Promise.all(names.map((name) => readFile(path.join(folder, name), "utf8")));
const config = JSON.parse(await readFile(configFile, "utf8"));
const work = await mkdtemp(path.join(tmpdir(), "atlas-bench-"));
const cli = path.join(modules, "@mermaid-js/mermaid-cli/src/cli.js");
const puppeteerConfig = path.join(work, "puppeteer.json");
const args = ["--no-sandbox"];
await writeFile(puppeteerConfig, JSON.stringify({ executablePath: browser, headless: "shell", args }));

async function timed(work) {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

const mmdc = (input, output, ...more) =>
  run(process.execPath, [cli, "-i", input, "-o", output, "-c", configFile, "-p", puppeteerConfig, "-q", ...more]);

const results = {};
results["mmdc, a process a file"] = await timed(async () => {
  for (const name of names) await mmdc(path.join(folder, name), path.join(work, `${name}.svg`));
});
results["mmdc twice, SVG and PNG"] = await timed(async () => {
  for (const name of names) {
    await mmdc(path.join(folder, name), path.join(work, `${name}.svg`));
    await mmdc(path.join(folder, name), path.join(work, `${name}.png`), "-s", "2");
  }
});
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
  results["mermaid-isomorphic"] = await timed(async () => {
    const render = createMermaidRenderer({ launchOptions: { executablePath: browser, args } });
    await render(sources, { mermaidConfig: config });
  });
}
process.stdout.write(JSON.stringify({ count: names.length, results }));
