// A long-lived engine worker: JSON lines in on stdin, JSON lines out on stdout.
//
// The first line configures it: {op: "start", modules, page, browser, args, env, fonts}. Each later line is a job:
//   {id, op: "draw", engine, mode, source, config}  -> {id, ok: true, svg, model, type}     (config null: the engine's last one)
//   {id, op: "paint", svg, width, height, scale}     -> {id, ok: true, png}     (PNG in base64)
//   {id, op: "parse", engine, source, config}        -> {id, ok: true, model, type}
//   {id, op: "warm", engine}                         -> {id, ok: true, warming}     (at once: what fails fails the first job)
// A job that fails answers {id, ok: false, kind, message, line, column}: kind "syntax" blames the source,
// "engine" the engine. Jobs are done one after the other: a worker's page is one thread. When stdin closes the worker
// ends and takes its browser along, in the middle of a job too. Its argument is the folder for its temporary files.
import { createInterface } from "node:readline";

import { die, isLoss, openBrowser } from "./browser.mjs";
import * as graphviz from "./graphviz.mjs";
import { watchOver } from "./lifeline.mjs";
import * as mermaid from "./mermaid.mjs";
import { connectPuppeteer } from "./mermaid_cli.mjs";
import * as painter from "./painter.mjs";

const engines = { mermaid, graphviz };
const out = process.stdout;
// What libraries print must not mix with the answers.
console.log = console.info = console.debug = (...words) => process.stderr.write(`${words.join(" ")}\n`);

const lifeline = watchOver(process.argv[2]);
// A drawing whose text, with its model and as JSON, is longer would only fill the memory of both sides: no page could carry it.
const LONGEST = 20_000_000;

let session;

async function answer(job) {
  if (job.op === "start") {
    session = {
      ...job,
      configs: {},
      browser: openBrowser(job, lifeline),
      puppeteer: openBrowser(job, lifeline, connectPuppeteer),
    };
    return { started: true };
  }
  if (job.op === "paint") return painter.paint(session, job);
  const engine = engines[job.engine];
  if (!engine) throw new Error(`no engine named ${job.engine}`);
  if (job.op === "warm") {
    engine.warm(session);
    return { warming: true };
  }
  if (engine === graphviz) lifeline.guard();
  job.config = session.configs[job.engine] = job.config ?? session.configs[job.engine];
  return job.op === "parse" ? engine.parse(session, job) : engine.draw(session, job);
}

function failure(error) {
  return {
    kind: error.kind ?? "engine",
    message: String(error.message ?? error),
    line: error.line ?? null,
    column: error.column ?? null,
  };
}

function tooBig({ length }) {
  const message = `the engine's drawing takes ${length} characters, more than ${LONGEST} can be handled`;
  return { kind: "too-big", message, line: null, column: null };
}

// `said` is an object, or the text of one in JSON; it holds something.
function written(job, ok, said) {
  const text = typeof said === "string" ? said : JSON.stringify(said);
  return `{"id":${job.id},"ok":${ok},${text.slice(1)}`;
}

async function reply(job) {
  try {
    const text = written(job, true, await answer(job));
    return text.length > LONGEST && job.op !== "paint" ? written(job, false, tooBig(text)) : text;
  } catch (error) {
    if (isLoss(error)) await die("the browser went away in the middle of a job");
    return written(job, false, failure(error));
  }
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
  busy = true;
  if (!out.write(`${await reply(job)}\n`)) await new Promise((done) => out.once("drain", done));
  busy = false;
}
lifeline.end();
