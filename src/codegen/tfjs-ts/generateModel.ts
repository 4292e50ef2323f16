import type { Diagnostic } from '../../analysis/diagnostic';
import type { GraphAnalysis } from '../../analysis/graphAnalysis';
import { kerasLayers, type LayerTensor, type NamedKerasLayer } from '../../analysis/kerasLayers';
import { formatExact } from '../../base/humanNumber';
import type { JsonValue } from '../../base/jsonValue';
import { formatShape } from '../../base/tensorType';
import { classNamesWithin, layerArguments, layerFactory, layerModule } from './layerFactories';
import { commentText, fits, fitsOneLine, printList, printObject, printText } from './printCode';
import { variableNames } from './variableNames';

/** What the code calls the network. */
export interface ModelNames {
  /** The project's name, for the comment. */
  readonly project: string;
}

/** Lines of a text, both counted from 1 and included. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}

/** The code of a network. */
export interface GeneratedModel {
  /** `model.ts`, or a comment with the problems where the network has errors. */
  readonly code: string;
  /** False where the code is only the comment. */
  readonly complete: boolean;
  /** Where each node's lines are; empty where the code is only the comment. */
  readonly lines: ReadonlyMap<string, LineRange>;
}

/** What stands in the way of building a network: its errors, or that there is nothing in it. */
export function modelProblems(analysis: GraphAnalysis): readonly Diagnostic[] {
  const errors = analysis.diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  return errors.length > 0
    ? errors
    : analysis.diagnostics.filter((diagnostic) => diagnostic.code === 'graph/empty');
}

/**
 * The file `model.ts` of a network: one function `buildModel` with a constant a node, laid out as
 * Prettier would. A network with errors gives a comment that lists them. Takes time linear in the
 * layers and allocates nothing of the model.
 */
export function generateModel(analysis: GraphAnalysis, names: ModelNames): GeneratedModel {
  const problems = modelProblems(analysis);
  if (problems.length > 0) {
    return { code: explainProblems(problems, names), complete: false, lines: new Map() };
  }
  const { layers, order, outputs } = kerasLayers(analysis);
  const supplied = [...new Set(layers.flatMap(classNamesWithin))]
    .filter((className) => className !== 'InputLayer' && !layerFactory(className))
    .sort();
  const variables = variableNames(
    order.map(({ layer, call }) => callName(layer, call)),
    supplied,
  );
  const text = [
    "import * as tf from '@tensorflow/tfjs';",
    ...supplied.map(
      (className) => `import { ${className} } from './layers/${layerModule(className)}';`,
    ),
    '',
    ...modelComment(analysis, names),
    'export function buildModel(): tf.LayersModel {',
  ];
  let line = text.length + 1;
  const ranges = new Map<string, LineRange>();
  for (const { layer, call } of order) {
    const part = [layerComment(analysis, layer), printLayer(layer, call, variables)].join('\n');
    const last = line + part.split('\n').length - 1;
    ranges.set(layer.node, { first: ranges.get(layer.node)?.first ?? line, last });
    text.push(part);
    line = last + 1;
  }
  text.push(printReturn(analysis, variables, outputs), '}', '');
  return { code: text.join('\n'), complete: true, lines: ranges };
}

function explainProblems(problems: readonly Diagnostic[], names: ModelNames): string {
  const rows = problems.map(({ node, message }) =>
    commentText(node === null ? message : `${node}: ${message}`),
  );
  return [
    '/*',
    ` * There is no code for "${commentText(names.project)}" yet:`,
    ' *',
    ...rows.map((row) => ` * - ${row}`),
    ' */',
    '',
  ].join('\n');
}

function modelComment(analysis: GraphAnalysis, names: ModelNames): string[] {
  const types = (ids: readonly string[]): string =>
    ids
      .map((id) => Object.values(analysis.nodes.get(id)?.outputs ?? {})[0])
      .map((type) => (type ? formatShape(type.shape) : '?'))
      .join(', ');
  const parameters = [...analysis.nodes.values()].reduce(
    (sum, node) => sum + (node.costs?.parameters ?? 0),
    0,
  );
  const sentence = `${types(analysis.inputs)} to ${types(analysis.outputs)}, ${formatExact(parameters)} parameters.`;
  return [
    '/**',
    ` * ${commentText(names.project)}: ${sentence}`,
    ' * Shapes leave out the batch axis.',
    ' */',
  ];
}

/** The comment above a layer: its output shape and its parameters. */
function layerComment(analysis: GraphAnalysis, layer: NamedKerasLayer): string {
  const node = analysis.nodes.get(layer.node);
  if (layer.name !== layer.node) return `  /** Padding for ${layer.node}. */`;
  const [type] = Object.values(node?.outputs ?? {});
  const parameters = node?.costs?.parameters ?? 0;
  const counted = parameters > 0 ? `, ${formatExact(parameters)} parameters` : '';
  return `  /** Output ${type ? formatShape(type.shape) : '?'}${counted}. */`;
}

/** What a use of a layer is called: the first has the layer's name. */
function callName(layer: Pick<NamedKerasLayer, 'name'>, call: number): string {
  return call === 0 ? layer.name : `${layer.name}_${call + 1}`;
}

function tensorVariable(tensor: LayerTensor, variables: ReadonlyMap<string, string>): string {
  const name = callName({ name: tensor.layer }, tensor.call);
  return variables.get(name) ?? name;
}

function printLayer(
  layer: NamedKerasLayer,
  call: number,
  variables: ReadonlyMap<string, string>,
): string {
  const variable = variables.get(callName(layer, call));
  const inputs = (layer.calls[call]?.inputs ?? []).map((tensor) =>
    tensorVariable(tensor, variables),
  );
  if (layer.className === 'InputLayer') return printInput(layer, variable ?? layer.name);
  const properties = { name: layer.name, ...layerArguments(layer.className, layer.config) };
  const factory = layerFactory(layer.className);
  const [only = ''] = inputs;
  const argument = (indentation: string): string =>
    inputs.length === 1 ? only : printList(inputs, indentation);
  const start = `  const ${variable} = `;
  const cast = ' as tf.SymbolicTensor;';

  // As Prettier breaks lines: not at all, then the calls of a chain, then the objects within.
  const oneLine = printObject(properties, '');
  const oneLineFits = fitsOneLine(properties);
  if (!factory) {
    const made = (object: string): string => `${start}new ${layer.className}(${object})`;
    const whole = `${made(oneLine)}.apply(${argument('')})${cast}`;
    if (oneLineFits && fits(whole)) return whole;
    const spread = `${made(printObject(properties, '  '))}.apply(${argument('')})${cast}`;
    return fits(spread)
      ? spread
      : `${made(printObject(properties, '  '))}.apply(${argument('  ')})${cast}`;
  }
  const whole = `${start}tf.layers.${factory.name}(${oneLine}).apply(${argument('')})${cast}`;
  if (oneLineFits && fits(whole)) return whole;
  const made = `    .${factory.name}(${oneLine})`;
  const applied = `    .apply(${argument('')})${cast}`;
  return [
    `${start}tf.layers`,
    oneLineFits && fits(made) ? made : `    .${factory.name}(${printObject(properties, '    ')})`,
    fits(applied) ? applied : `    .apply(${argument('    ')})${cast}`,
  ].join('\n');
}

function printInput(layer: NamedKerasLayer, variable: string): string {
  const [, ...shape] = layer.config.batchInputShape as readonly JsonValue[];
  const { dtype } = layer.config;
  const properties: Record<string, JsonValue> = { name: layer.name, shape };
  if (dtype !== undefined && dtype !== 'float32') properties.dtype = dtype;
  const line = `  const ${variable} = tf.input(${printObject(properties, '')});`;
  return fits(line) ? line : `  const ${variable} = tf.input(${printObject(properties, '  ')});`;
}

function printReturn(
  analysis: GraphAnalysis,
  variables: ReadonlyMap<string, string>,
  ends: readonly LayerTensor[],
): string {
  const names = (ids: readonly string[]): readonly string[] =>
    ids.map((id) => variables.get(id) ?? id);
  const list = (ids: readonly string[], indentation: string): string =>
    ids.length === 1 ? (names(ids)[0] as string) : printList(names(ids), indentation);
  const entry = (key: string, ids: readonly string[], indentation: string): string => {
    const value = list(ids, indentation);
    return value === key ? key : `${key}: ${value}`;
  };
  const name = `name: ${printText(analysis.id)}`;
  const inputs = (indentation: string): string => entry('inputs', analysis.inputs, indentation);
  const outputs = (indentation: string): string =>
    entry(
      'outputs',
      ends.map(({ layer, call }) => callName({ name: layer }, call)),
      indentation,
    );
  const line = `  return tf.model({ ${name}, ${inputs('')}, ${outputs('')} });`;
  if (fits(line)) return line;
  const row = (print: (indentation: string) => string): string =>
    fits(`    ${print('')},`) ? print('') : print('    ');
  return [
    '  return tf.model({',
    `    ${name},`,
    `    ${row(inputs)},`,
    `    ${row(outputs)},`,
    '  });',
  ].join('\n');
}
