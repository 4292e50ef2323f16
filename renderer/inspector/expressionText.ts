import { type Names, resolveValue } from '../../src/analysis/nodeSettings';
import { valueFunctions } from '../../src/base/expression';
import type { JsonValue } from '../../src/base/jsonValue';
import { failure, type Result, success } from '../../src/base/result';
import type { Field, FieldControl } from '../../src/kinds/field';

/** The text of a value that is, or holds, an expression: `=4*filters`, `=stride, 1`. */
export function writeExpression(value: JsonValue): string {
  if (Array.isArray(value)) return value.map((item) => writeEntry(item as JsonValue)).join(', ');
  return writeEntry(value);
}

function writeEntry(value: JsonValue): string {
  if (value === null) return '?';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The controls whose values are lists, so that commas part their entries. */
const listControls: ReadonlySet<FieldControl['type']> = new Set([
  'sizes',
  'shape',
  'integers',
  'padding',
  'sides',
]);

/**
 * The value that a text stands for in a field: `=stride, 1` is a list with an expression in it where
 * the field has lists. What is no expression is a plain value; whether it fits is for the field to say.
 */
export function readExpression(text: string, control: FieldControl): JsonValue {
  const trimmed = text.trim();
  if (control.type === 'text' || control.type === 'choice') return trimmed;
  if (!listControls.has(control.type)) return readEntry(trimmed);
  const entries = splitEntries(trimmed);
  const [only] = entries;
  return entries.length === 1 && only !== undefined ? readEntry(only) : entries.map(readEntry);
}

function readEntry(text: string): JsonValue {
  if (text.startsWith('=')) return text;
  if (text === '?') return null;
  if (text === 'true' || text === 'false') return text === 'true';
  const number = Number(text);
  return text === '' || Number.isNaN(number) ? text : number;
}

/** The entries between the commas that stand outside of brackets and quotes. */
function splitEntries(text: string): string[] {
  const entries: string[] = [];
  let depth = 0;
  let quote: string | null = null;
  let entry = '';
  for (const sign of text) {
    if (quote !== null) {
      if (sign === quote) quote = null;
    } else if (sign === '"' || sign === "'") quote = sign;
    else if ('([{'.includes(sign)) depth++;
    else if (')]}'.includes(sign)) depth--;
    else if (sign === ',' && depth === 0) {
      entries.push(entry.trim());
      entry = '';
      continue;
    }
    entry += sign;
  }
  return [...entries, entry.trim()];
}

/** A plain value as the expression that one begins to write from. */
export function expressionOf(value: unknown): string {
  return value === undefined || value === null || hasUnknown(value)
    ? '='
    : `=${JSON.stringify(value)}`;
}

/** Whether a list has an axis of any length, which no expression can say. */
function hasUnknown(value: unknown): boolean {
  return Array.isArray(value) && value.includes(null);
}

/** How many repetitions the present value of a field is worked out for. */
const mostPlaces = 64;

/** The values of the names in a node that stands once (`repeat` null) or several times. */
export function placesOf(names: Names, repeat: number | null): readonly Names[] {
  if (repeat === null) return [names];
  const shown = Math.min(Math.max(repeat, 1), mostPlaces);
  return Array.from({ length: shown }, (_, place) => ({ ...names, index: place + 1 }));
}

/** The value of an expression in a field at the first place, or why it has none. */
export function presentValue(
  raw: JsonValue,
  field: Pick<Field<unknown>, 'parse'>,
  names: Names,
): Result<JsonValue> {
  const found = resolveValue(raw, names);
  if (!found.ok) return found;
  const parsed = field.parse(found.value);
  return parsed.ok ? success(parsed.value as JsonValue) : parsed;
}

/** The present value as text; of a repeated node the value of every repetition where they differ. */
export function presentText(
  raw: JsonValue,
  field: Pick<Field<unknown>, 'parse'>,
  places: readonly Names[],
): Result<string> {
  const texts: string[] = [];
  for (const names of places) {
    const found = presentValue(raw, field, names);
    if (!found.ok) return failure(found.error);
    texts.push(writeValue(found.value));
  }
  const [first = ''] = texts;
  if (texts.every((text) => text === first)) return success(first);
  const shown = texts.length <= 6 ? texts : [...texts.slice(0, 4), '…', texts.at(-1) ?? ''];
  return success(shown.join(' · '));
}

/** A value as the form shows it: `2, 2`, `?` for an axis of any length. */
export function writeValue(value: JsonValue): string {
  if (Array.isArray(value)) return value.map((item) => writeEntry(item as JsonValue)).join(', ');
  return writeEntry(value);
}

/** Something that can be put into an expression. */
export interface Suggestion {
  readonly name: string;
  /** Its present value, or that it is a function. */
  readonly detail: string;
  readonly inserted: string;
}

/** The names and functions that go on from what is written before the cursor. */
export function suggestionsFor(before: string, names: Names): readonly Suggestion[] {
  const word = wordBefore(before);
  const known = Object.entries(names).map(([name, value]) => ({
    name,
    detail: writeValue(value),
    inserted: name,
  }));
  const functions = Object.keys(valueFunctions).map((name) => ({
    name: `${name}(…)`,
    detail: 'function',
    inserted: `${name}(`,
  }));
  // An open quote is a text of its own.
  if ((before.match(/"/g)?.length ?? 0) % 2 === 1) return [];
  if (word === '') return /[\w)\]]\s*$/.test(before) ? [] : known;
  return [...known, ...functions].filter(
    ({ inserted }) => inserted !== word && inserted.toLowerCase().startsWith(word.toLowerCase()),
  );
}

/** The name that is being written where a text ends. */
export function wordBefore(text: string): string {
  return /[A-Za-z_]\w*$/.exec(text)?.[0] ?? '';
}
