// A long-lived engine worker: JSON lines in on stdin, JSON lines out on stdout.
//
// The first line configures it: {op: "start", modules, browser, args, env, fonts}. Each later line is a job:
//   {id, op: "draw", engine, mode, source, config}  -> {id, ok: true, svg, model, type}
//   {id, op: "paint", svg, width, height, scale}     -> {id, ok: true, png}     (PNG in base64)
//   {id, op: "parse", engine, source, config}        -> {id, ok: true, model, type}
// A job that fails answers {id, ok: false, kind, message, line, column}: kind "syntax" blames the source,
// "engine" the engine. Jobs are done one after the other: a worker's page is one thread. When stdin closes the worker
// ends and takes its browser along, in the middle of a job too. Its argument is the folder for its temporary files.
import { createInterface } from "node:readline";

import { die, isLoss, openBrowser } from "./browser.mjs";
import * as graphviz from "./graphviz.mjs";
import { watchOver } from "./lifeline.mjs";
import * as mermaid from "./mermaid.mjs";
import * as painter from "./painter.mjs";

const engines = { mermaid, graphviz };
const out = process.stdout;
// What libraries print must not mix with the answers.
console.log = console.info = console.debug = (...words) => process.stderr.write(`${words.join(" ")}\n`);

const lifeline = watchOver(process.argv[2]);
// The answers to a picture that no page could carry would only fill the memory of both sides.
const LONGEST = 20_000_000;

let session;

async function answer(job) {
  if (job.op === "start") {
    session = { ...job, open: openBrowser(job, lifeline) };
    return {};
  }
  if (job.op === "paint") return painter.paint(session, job);
  const engine = engines[job.engine];
  if (!engine) throw new Error(`no engine named ${job.engine}`);
  return job.op === "parse" ? engine.parse(session, job) : engine.draw(session, job);
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

function tooBig(svg) {
  const message = `the engine's SVG has ${svg.length} characters, more than ${LONGEST} can be handled`;
  return { ok: false, kind: "too-big", message, line: null, column: null };
}

// Whoever ends this process, and not the program above it, would leave the browser's files behind.
for (const name of ["SIGTERM", "SIGHUP"]) process.once(name, () => lifeline.end());

// Nobody is left to read an answer.
out.once("error", () => lifeline.end());

let busy = false;
const lines = createInterface({ input: process.stdin, crlfDelay: Infinity });
lines.once("close", () => {
  if (busy) lifeline.end();
});
for await (const line of lines) {
  if (line.trim() === "") continue;
  const job = JSON.parse(line);
  let reply;
  busy = true;
  try {
    reply = { ok: true, ...(await answer(job)) };
    if (reply.svg?.length > LONGEST) reply = tooBig(reply.svg);
  } catch (error) {
    if (isLoss(error)) await die("the browser went away in the middle of a job");
    reply = failure(error);
  }
  if (!out.write(`${JSON.stringify({ id: job.id, ...reply })}\n`)) await new Promise((done) => out.once("drain", done));
  busy = false;
}
await session?.open.close();
lifeline.end();
