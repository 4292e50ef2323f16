/** The first thing that is wrong with a JSON text. */
export interface JsonProblem {
  /** Counted from 1, in characters. */
  readonly line: number;
  readonly column: number;
  /** What is wrong there, and what would be right. */
  readonly message: string;
}

/** Deeper nesting than this is no drawing but an attempt to exhaust whatever reads it. */
const deepest = 100;

/** Carries a problem out of the scanner's recursion. */
class ScanProblem extends Error {
  constructor(
    readonly offset: number,
    message: string,
    /** Whether what stands there is part of the message. */
    readonly tellsFound = true,
  ) {
    super(message);
  }
}

/**
 * Finds the first thing that keeps a text from being read as JSON without loss: mistakes in the
 * grammar, a name twice in one object (of which JSON.parse silently keeps the last), the name
 * `__proto__`, nesting without end. Null when there is none. Source: RFC 8259.
 */
export function scanJson(text: string): JsonProblem | null {
  try {
    const end = skipBlanks(text, scanValue(text, skipBlanks(text, 0), 0));
    if (end < text.length) throw new ScanProblem(end, 'The file goes on after its end');
    return null;
  } catch (error) {
    if (!(error instanceof ScanProblem)) throw error;
    const before = text.slice(0, error.offset).split('\n');
    const found = error.offset >= text.length ? 'the end of the file' : quoted(text, error.offset);
    return {
      line: before.length,
      column: (before.at(-1)?.length ?? 0) + 1,
      message: error.tellsFound ? `${error.message}, found ${found}` : error.message,
    };
  }
}

function quoted(text: string, offset: number): string {
  return JSON.stringify(String.fromCodePoint(text.codePointAt(offset) ?? 0));
}

function skipBlanks(text: string, start: number): number {
  let at = start;
  for (let code = text.charCodeAt(at); isBlank(code); code = text.charCodeAt(at)) at++;
  return at;
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/** Scans the value that starts here and gives the offset behind it. */
function scanValue(text: string, start: number, depth: number): number {
  if (depth > deepest)
    throw new ScanProblem(start, `The file is nested deeper than ${deepest} levels`, false);
  const first = text[start];
  if (first === '{') return scanObject(text, start, depth);
  if (first === '[') return scanArray(text, start, depth);
  if (first === '"') return scanText(text, start);
  const word = wordAt(text, start);
  if (word !== null) {
    if (Math.abs(Number(word)) === Number.POSITIVE_INFINITY) {
      throw new ScanProblem(start, `The number ${word.slice(0, 20)} is too large`, false);
    }
    return start + word.length;
  }
  throw new ScanProblem(start, expectation(first));
}

/** What to do instead of a mistake that people make often. */
function expectation(found: string | undefined): string {
  if (found === "'") return 'Texts stand in double quotes, not single ones';
  if (found === '/' || found === '#') return 'JSON has no comments (use "notes")';
  if (found === ']' || found === '}')
    return 'A value is missing, or a comma is too many before this';
  return 'Expected a value: a text in double quotes, a number, true, false, null, […] or {…}';
}

const word = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

function wordAt(text: string, start: number): string | null {
  word.lastIndex = start;
  return word.exec(text)?.[0] ?? null;
}

function scanArray(text: string, start: number, depth: number): number {
  let at = skipBlanks(text, start + 1);
  if (text[at] === ']') return at + 1;
  for (;;) {
    at = skipBlanks(text, scanValue(text, at, depth + 1));
    if (text[at] === ']') return at + 1;
    if (text[at] !== ',') throw new ScanProblem(at, 'Expected "," or "]" in a list');
    at = skipBlanks(text, at + 1);
  }
}

function scanObject(text: string, start: number, depth: number): number {
  const names = new Set<string>();
  let at = skipBlanks(text, start + 1);
  if (text[at] === '}') return at + 1;
  for (;;) {
    if (text[at] !== '"') {
      const isEnd = text[at] === '}';
      throw new ScanProblem(
        at,
        isEnd ? 'A comma is too many before this' : 'Expected a name in double quotes',
      );
    }
    const end = scanText(text, at);
    const name = JSON.parse(text.slice(at, end)) as string;
    if (names.has(name)) throw new ScanProblem(at, `The name "${name}" is there twice`, false);
    if (name === '__proto__')
      throw new ScanProblem(at, 'The name "__proto__" is not allowed', false);
    names.add(name);
    at = skipBlanks(text, end);
    if (text[at] !== ':') throw new ScanProblem(at, `Expected ":" after "${name}"`);
    at = skipBlanks(text, scanValue(text, skipBlanks(text, at + 1), depth + 1));
    if (text[at] === '}') return at + 1;
    if (text[at] !== ',') throw new ScanProblem(at, 'Expected "," or "}" in an object');
    at = skipBlanks(text, at + 1);
  }
}

function scanText(text: string, start: number): number {
  let at = start + 1;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at + 1;
    if (code === 0x5c) {
      const escaped = /^\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.exec(text.slice(at, at + 6));
      if (!escaped) throw new ScanProblem(at, 'A backslash starts no known escape (write \\\\)');
      at += escaped[0].length;
    } else if (Number.isNaN(code) || code < 0x20) {
      throw new ScanProblem(at, 'A text is not closed by a double quote on its line');
    } else at++;
  }
}
