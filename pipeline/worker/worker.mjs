// A long-lived engine worker: JSON lines in on stdin, JSON lines out on stdout.
//
// The first line configures it: {op: "start", modules, browser, args, env, fontsCss, theme}. Each later line is a job:
//   {id, op: "draw", engine, mode, source, config}  -> {id, ok: true, svg, model, type}
//   {id, op: "paint", svg, width, height, scale}     -> {id, ok: true, png}     (PNG in base64)
//   {id, op: "parse", engine, source, config}        -> {id, ok: true, model, type}
// A job that fails answers {id, ok: false, kind, message, line, column}: kind "syntax" blames the source,
// "engine" the engine. Jobs are done one after the other: a worker's page is one thread. When stdin closes the worker
// ends and takes its browser along.
import { createInterface } from "node:readline";

import { openBrowser } from "./browser.mjs";
import * as graphviz from "./graphviz.mjs";
import * as mermaid from "./mermaid.mjs";
import * as painter from "./painter.mjs";

const engines = { mermaid, graphviz };
const out = process.stdout;
// What libraries print must not mix with the answers.
console.log = console.info = console.debug = (...words) => process.stderr.write(`${words.join(" ")}\n`);

let session;

async function answer(job) {
  if (job.op === "start") {
    session = { ...job, open: openBrowser(job) };
    return { versions: await versions(session) };
  }
  if (job.op === "paint") return painter.paint(session, job);
  const engine = engines[job.engine];
  if (!engine) throw new Error(`no engine named ${job.engine}`);
  return job.op === "parse" ? engine.parse(session, job) : engine.draw(session, job);
}

async function versions(session) {
  return { node: process.versions.node, graphviz: await graphviz.version(session) };
}

function failure(error) {
  return {
    ok: false,
    kind: error.kind ?? "engine",
    message: String(error.message ?? error),
    line: error.line ?? null,
    column: error.column ?? null,
  };
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  if (line.trim() === "") continue;
  const job = JSON.parse(line);
  let reply;
  try {
    reply = { ok: true, ...(await answer(job)) };
  } catch (error) {
    reply = failure(error);
  }
  if (!out.write(`${JSON.stringify({ id: job.id, ...reply })}\n`)) await new Promise((done) => out.once("drain", done));
}
await session?.open.close();
process.exit(0);
