// Bundles what the page that draws Mermaid loads, with our changes to Mermaid, into few files: each one is a request that the
// browser has to hand to the worker and back. Arguments: the node_modules folder, the folder to write to.
import path from "node:path";

import { patch } from "./mermaid_patch.mjs";
import { load } from "./packages.mjs";

const [modules, out] = process.argv.slice(2);
const FOLDERS = {
  page: import.meta.dirname,
  mermaid: path.join(modules, "mermaid", "dist"),
  zenuml: path.join(modules, "@mermaid-js", "mermaid-zenuml", "dist"),
};

// What these need at once stands in one file: almost every page draws flowcharts; the parsers of a dozen new types are 20 files.
const TOGETHER = {
  common: /\/(mermaid_page|flowDiagram-[A-Z0-9]+|dagre-[A-Z0-9]+)\.mjs$/,
  parsers: /\/pieDiagram-[A-Z0-9]+\.mjs$/,
};
const chosen = new Map();

function choose(name, id, importsOf) {
  if (chosen.has(id)) return;
  chosen.set(id, name);
  for (const imported of importsOf(id)) choose(name, imported, importsOf);
}

const { rolldown } = await load(modules, "rolldown/dist/index.mjs");
const bundle = await rolldown({
  input: { page: path.join(FOLDERS.page, "mermaid_page.mjs") },
  // Nothing is left out that seems to be without use: Mermaid is what it was.
  treeshake: false,
  // Its comments say where each module lies, seen from the working directory: the same page would be another one elsewhere.
  experimental: { attachDebugInfo: "none" },
  plugins: [
    {
      name: "atlas",
      resolveId(address) {
        const [, folder, ...rest] = address.split("/");
        return address.startsWith("/") && folder in FOLDERS ? path.join(FOLDERS[folder], ...rest) : undefined;
      },
      transform(code) {
        return { code: patch(code), map: null };
      },
      buildEnd() {
        const ids = [...this.getModuleIds()];
        for (const [name, roots] of Object.entries(TOGETHER)) {
          for (const id of ids.filter((id) => roots.test(id))) {
            choose(name, id, (id) => this.getModuleInfo(id).importedIds);
          }
        }
      },
    },
  ],
});
await bundle.write({
  dir: out,
  format: "esm",
  entryFileNames: "[name].mjs",
  chunkFileNames: "[name].mjs",
  codeSplitting: { groups: [{ name: (id) => chosen.get(id) ?? null }] },
});
