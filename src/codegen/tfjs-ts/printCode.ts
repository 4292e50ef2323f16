import type { JsonValue } from '../../base/jsonValue';

/** The width that generated code keeps to. */
const codeWidth = 100;

/** A text in single quotes, or in double ones where that needs fewer escapes (as Prettier does). */
export function printText(text: string): string {
  const json = JSON.stringify(text).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
  const singles = text.split("'").length;
  const doubles = text.split('"').length;
  if (singles > doubles) return json;
  return `'${json.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** A JSON value as TypeScript on one line. */
export function printValue(value: JsonValue): string {
  if (typeof value === 'string') return printText(value);
  if (Array.isArray(value)) return `[${value.map(printValue).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return printObject(value as Readonly<Record<string, JsonValue>>, '');
  }
  return String(value);
}

/** An object on one line, or, with an indentation given, one property a line. */
export function printObject(
  properties: Readonly<Record<string, JsonValue>>,
  indentation: string,
): string {
  const entries = Object.entries(properties).map(([name, value]) => {
    const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : printText(name);
    const isSpread = indentation !== '' && isMatrix(value);
    const items = isSpread ? (value as readonly JsonValue[]).map(printValue) : [];
    return `${key}: ${isSpread ? printList(items, `${indentation}  `) : printValue(value)}`;
  });
  if (entries.length === 0) return '{}';
  if (indentation === '') return `{ ${entries.join(', ')} }`;
  return `{\n${entries.map((entry) => `${indentation}  ${entry},\n`).join('')}${indentation}}`;
}

/** Whether an object can stand on one line: Prettier spreads lists of lists over several. */
export function fitsOneLine(properties: Readonly<Record<string, JsonValue>>): boolean {
  return !Object.values(properties).some(isMatrix);
}

function isMatrix(value: JsonValue): boolean {
  const isList = (item: JsonValue): boolean => Array.isArray(item) && item.length > 1;
  return isList(value) && (value as readonly JsonValue[]).every(isList);
}

/** A list on one line, or, with an indentation given, one item a line. */
export function printList(items: readonly string[], indentation: string): string {
  if (indentation === '') return `[${items.join(', ')}]`;
  return `[\n${items.map((item) => `${indentation}  ${item},\n`).join('')}${indentation}]`;
}

/** Whether every line of a text keeps to the width. */
export function fits(text: string): boolean {
  return text.split('\n').every((line) => line.length <= codeWidth);
}

/** A text made safe for a comment: no end of comment, one line. */
export function commentText(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('*/', '*\\/').trim();
}
