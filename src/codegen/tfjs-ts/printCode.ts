import { initializerMakers, layerArguments, layerFactory } from './layerFactories';
import { type CodeProperties, type CodeValue, Written } from './written';

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

/** The functions of tf.js that make parts of layers, by the names of their classes. */
const makers: Readonly<Record<string, string>> = {
  ...initializerMakers,
  L1L2: 'tf.regularizers.l1l2',
  MaxNorm: 'tf.constraints.maxNorm',
  MinMaxNorm: 'tf.constraints.minMaxNorm',
  NonNeg: 'tf.constraints.nonNeg',
  UnitNorm: 'tf.constraints.unitNorm',
};

/**
 * A penalty, a constraint, an initializer or a layer, which a Keras config writes as class name and config, as the
 * call that makes it; null for anything else. The indentation is as `printObject` takes it.
 */
function printMade(value: CodeProperties, indentation: string): string | null {
  const { className, config } = value as { className?: CodeValue; config?: CodeValue };
  if (typeof className !== 'string' || typeof config !== 'object' || config === null) return null;
  const properties = config as CodeProperties;
  const maker = makers[className];
  if (maker) {
    if (Object.keys(properties).length === 0) return `${maker}()`;
    // The types of tf.js know one axis of a constraint where several may stand.
    return `${maker}(${printObject(properties, indentation, ' as never')})`;
  }
  const factory = layerFactory(className);
  const object = printObject(layerArguments(className, properties), indentation);
  return factory ? `tf.layers.${factory.name}(${object})` : `new ${className}(${object})`;
}

/** A value as TypeScript on one line, or objects with one property a line. */
export function printValue(value: CodeValue, indentation = ''): string {
  if (typeof value === 'string') return printText(value);
  if (value instanceof Written) return value.text;
  if (Array.isArray(value)) return printArray(value, indentation);
  if (typeof value === 'object' && value !== null) {
    const properties = value as CodeProperties;
    return printMade(properties, indentation) ?? printObject(properties, indentation);
  }
  return String(value).replace('e+', 'e');
}

/** A list on one line, or, with an indentation given, one item a line; numbers fill their lines. */
function printArray(items: readonly CodeValue[], indentation: string): string {
  const printed = items.map((item) => printValue(item));
  if (indentation === '') return `[${printed.join(', ')}]`;
  const within = `${indentation}  `;
  if (items.length > 1 && items.every((item) => typeof item === 'number')) {
    return `[\n${filledLines(printed, within)}${indentation}]`;
  }
  return printList(
    items.map((item) => printItem(item, within)),
    indentation,
  );
}

/** An item of a list on its line, or on several. */
function printItem(item: CodeValue, indentation: string): string {
  const line = printValue(item);
  if (fits(`${indentation}${line},`)) return line;
  if (item instanceof Written) return item.spread?.(indentation).trimStart() ?? line;
  return printValue(item, indentation);
}

/** Items one after the other, as many a line as fit. */
function filledLines(items: readonly string[], indentation: string): string {
  const lines: string[] = [];
  let line = '';
  for (const item of items) {
    const longer = line === '' ? `${indentation}${item},` : `${line} ${item},`;
    if (line === '' || longer.length <= codeWidth) line = longer;
    else {
      lines.push(line);
      line = `${indentation}${item},`;
    }
  }
  return [...lines, line, ''].join('\n');
}

/** An object on one line, or, with an indentation given, one property a line; lists with a cast. */
export function printObject(
  properties: CodeProperties,
  indentation: string,
  listCast = '',
): string {
  const entries = Object.entries(properties).map(([name, value]) => {
    const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : printText(name);
    const within = `${indentation}  `;
    if (indentation !== '' && isMatrix(value)) {
      const items = (value as readonly CodeValue[]).map((item) => printItem(item, `${within}  `));
      return `${key}: ${printList(items, within)}`;
    }
    if (value instanceof Written) return printWritten(key, value, indentation === '' ? '' : within);
    const line = `${key}: ${printValue(value)}${Array.isArray(value) ? listCast : ''}`;
    return indentation === '' || fits(`${within}${line},`)
      ? line
      : `${key}: ${printValue(value, within)}`;
  });
  if (entries.length === 0) return '{}';
  if (indentation === '') return `{ ${entries.join(', ')} }`;
  return `{\n${entries.map((entry) => `${indentation}  ${entry},\n`).join('')}${indentation}}`;
}

/** A property whose value is code: a name alone where both are the same. */
function printWritten(key: string, { text, spread }: Written, indentation: string): string {
  if (text === key) return key;
  const line = `${key}: ${text}`;
  if (indentation === '' || !spread || fits(`${indentation}${line},`)) return line;
  return `${key}:${spread(indentation)}`;
}

/** Whether an object can stand on one line: Prettier spreads lists of lists over several. */
export function fitsOneLine(properties: CodeProperties): boolean {
  return !Object.values(properties).some(isMatrix);
}

/** A list of lists, or of objects, each with several entries. */
function isMatrix(value: CodeValue): boolean {
  if (!isLong(value)) return false;
  const items = value as readonly CodeValue[];
  return items.every(isLong) || items.every(isRich);
}

function isLong(value: CodeValue): boolean {
  return Array.isArray(value) && value.length > 1;
}

function isRich(value: CodeValue): boolean {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject && !(value instanceof Written) && Object.keys(value).length > 1;
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

/** A value as an argument in code. */
export function codeText(value: CodeValue): string {
  return value instanceof Written ? value.text : printText(String(value));
}
