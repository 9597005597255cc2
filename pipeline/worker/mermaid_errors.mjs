// What went wrong in Mermaid: whose fault, the message, and the 1-based line and column in the text Mermaid parsed.

/** @returns {{syntax: boolean, message: string, line: number|null, column: number|null}} */
export function syntaxError(error) {
  const message = firstLines(error?.str ?? error?.message ?? String(error));
  const place = fromJison(error) ?? fromLangium(error) ?? fromMessage(message);
  // Without a place it is still the source that Mermaid refused, except for these, which no source should be able to
  // cause: some flowcharts make its layout fail on "Cannot set properties of undefined".
  const broken = error instanceof RangeError || (!place && (error instanceof ReferenceError || error instanceof TypeError));
  return { syntax: !broken, message, line: place?.line ?? null, column: place?.column ?? null };
}

// Jison's grammars put a location into `hash`; where the lexer fails there is only the line and the picture of the
// place in the message: an excerpt, and below it a pointer.
function fromJison(error) {
  const hash = error?.hash;
  if (!hash || typeof hash !== "object") return null;
  const line = Number(hash.loc?.first_line ?? Number(hash.line) + 1);
  if (!Number.isFinite(line)) return null;
  // At the end of a line the parser has already moved on: the location is where the unexpected token starts.
  return { line, column: Number(hash.loc?.first_column ?? pointed(error.message)) + 1 };
}

function pointed(message) {
  const pointer = message.split("\n").find((line) => /^-*\^$/.test(line));
  return pointer ? pointer.length - 1 : 0;
}

function fromLangium(error) {
  const lexer = error?.result?.lexerErrors?.[0];
  if (lexer) return { line: lexer.line ?? 1, column: lexer.column ?? 1 };
  const token = error?.result?.parserErrors?.[0]?.token;
  if (!token) return null;
  if (Number.isFinite(token.startLine)) return { line: token.startLine, column: token.startColumn };
  const before = error.result.parserErrors[0].previousToken;
  return Number.isFinite(before?.endLine) ? { line: before.endLine, column: before.endColumn + 1 } : { line: 1, column: 1 };
}

function fromMessage(message) {
  const found = /\bline:? (\d+)(?:,? col(?:umn)?:? (\d+))?/i.exec(message);
  if (found) return { line: Number(found[1]), column: Number(found[2] ?? 1) };
  return /^(No diagram type detected|UnknownDiagramError)/.test(message) ? { line: 1, column: 1 } : null;
}

// Positions in the message count in the text as Mermaid cleaned it, and its excerpt has lost its line breaks: whoever
// shows the error shows the true line instead.
function firstLines(message) {
  if (message.startsWith("No diagram type detected")) return "no diagram type that Mermaid knows";
  const jison = /^(?:Parse|Lexical) error on line \d+[:.] ?([^\n]*)\n.*?\n-*\^\n?(.*)$/s.exec(message);
  const text = (jison ? jison[1] || jison[2] : message).replace(/ ?\b(?:on|at) line \d+, col(?:umn)? \d+/g, "").trim() || message;
  return text.length > 2000 ? `${text.slice(0, 2000)}…` : text;
}
