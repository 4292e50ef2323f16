import { layerArguments, layerFactory } from './layerFactories';
import { fits, fitsOneLine, printList, printObject } from './printCode';
import type { CodeProperties } from './written';

/** A layer to be made in code. */
export interface LayerCode {
  readonly className: string;
  /** Its config and its name. */
  readonly properties: CodeProperties;
}

/** `start` (such as `const x = `), a layer made and applied to tensors, laid out as Prettier would. */
export function printLayerCall(
  start: string,
  { className, properties }: LayerCode,
  inputs: readonly string[],
  cast: string,
  indentation: string,
): string {
  const begin = `${indentation}${start}`;
  const end = ` as ${cast};`;
  const written = layerArguments(className, properties);
  const factory = layerFactory(className);
  const [only = ''] = inputs;
  const argument = (within: string): string =>
    inputs.length === 1 ? only : printList(inputs, within);

  // As Prettier breaks lines: not at all, then the calls of a chain, then the objects within.
  const oneLine = printObject(written, '');
  const oneLineFits = fitsOneLine(written);
  if (!factory) {
    const made = (object: string): string => `${begin}new ${className}(${object})`;
    const whole = `${made(oneLine)}.apply(${argument('')})${end}`;
    if (oneLineFits && fits(whole)) return whole;
    const broken = made(printObject(written, indentation));
    const spread = `${broken}.apply(${argument('')})${end}`;
    return fits(spread) ? spread : `${broken}.apply(${argument(indentation)})${end}`;
  }
  const whole = `${begin}tf.layers.${factory.name}(${oneLine}).apply(${argument('')})${end}`;
  if (oneLineFits && fits(whole)) return whole;
  const within = `${indentation}  `;
  const made = `${within}.${factory.name}(${oneLine})`;
  const applied = `${within}.apply(${argument('')})${end}`;
  return [
    `${begin}tf.layers`,
    oneLineFits && fits(made) ? made : `${within}.${factory.name}(${printObject(written, within)})`,
    fits(applied) ? applied : `${within}.apply(${argument(within)})${end}`,
  ].join('\n');
}

/** A statement that makes a layer without applying it. */
export function printLayer(start: string, layer: LayerCode, indentation: string): string {
  const line = `${indentation}${start}${made(layer, '')};`;
  if (fitsOneLine(layer.properties) && fits(line)) return line;
  return `${indentation}${start}${made(layer, indentation)};`;
}

/** A statement that looks a layer up by its name or makes it: `reuse(layers, …)`. */
export function printReused(start: string, layer: LayerCode, indentation: string): string {
  const within = `${indentation}  `;
  const line = `${indentation}${start}reuse(layers, ${made(layer, '')});`;
  if (fitsOneLine(layer.properties) && fits(line)) return line;
  const row = `${within}${made(layer, '')},`;
  const second =
    fitsOneLine(layer.properties) && fits(row) ? row : `${within}${made(layer, within)},`;
  return `${indentation}${start}reuse(\n${within}layers,\n${second}\n${indentation});`;
}

function made({ className, properties }: LayerCode, indentation: string): string {
  const object = printObject(layerArguments(className, properties), indentation);
  const factory = layerFactory(className);
  return factory ? `tf.layers.${factory.name}(${object})` : `new ${className}(${object})`;
}

/** A statement that applies a layer that is there. */
export function printApplied(
  start: string,
  layer: string,
  inputs: readonly string[],
  cast: string,
  indentation: string,
): string {
  const [only = ''] = inputs;
  const print = (within: string): string =>
    `${indentation}${start}${layer}.apply(${inputs.length === 1 ? only : printList(inputs, within)}) as ${cast};`;
  return fits(print('')) ? print('') : print(indentation);
}

/** A statement that calls a function, its last argument an object or nothing. */
export function printCall(
  start: string,
  name: string,
  given: readonly string[],
  options: CodeProperties | null,
  indentation: string,
): string {
  const begin = `${indentation}${start}`;
  const last = (within: string): string[] => (options ? [printObject(options, within)] : []);
  const line = `${begin}${name}(${[...given, ...last('')].join(', ')});`;
  if (fits(line) && (!options || fitsOneLine(options))) return line;
  const hugged = `${begin}${name}(${[...given, ''].join(', ')}`;
  if (options && fits(`${hugged}{`)) return `${hugged}${printObject(options, indentation)});`;
  const within = `${indentation}  `;
  const rows = options
    ? [...given, fits(`${within}${last('')},`) ? String(last('')) : String(last(within))]
    : given;
  return `${begin}${name}(\n${rows.map((row) => `${within}${row},\n`).join('')}${indentation});`;
}

/** The head of a function, up to its brace. */
export function printHead(start: string, parameters: readonly string[], returned: string): string {
  const line = `${start}(${parameters.join(', ')}): ${returned} {`;
  if (fits(line)) return line;
  const rows = parameters.map((parameter) =>
    fits(`  ${parameter},`) ? parameter : brokenPattern(parameter),
  );
  return `${start}(\n${rows.map((row) => `  ${row},\n`).join('')}): ${returned} {`;
}

/** `{ a, b }: Options` with a name a line. */
function brokenPattern(parameter: string): string {
  const [, names = '', type = ''] = /^\{ (.*) \}: (.*)$/.exec(parameter) ?? [];
  const rows = names.split(', ').map((name) => `    ${name},\n`);
  return `{\n${rows.join('')}  }: ${type}`;
}

/** A text as a comment above a declaration, broken between words where it is long. */
export function printComment(text: string): string {
  if (text.length <= 90) return `/** ${text} */`;
  const rows: string[] = [];
  for (const word of text.split(' ')) {
    const row = rows.at(-1);
    if (row !== undefined && row.length + word.length < 95)
      rows[rows.length - 1] = `${row} ${word}`;
    else rows.push(word);
  }
  return ['/**', ...rows.map((row) => ` * ${row}`), ' */'].join('\n');
}
