import type { Diagnostic } from '../../analysis/diagnostic';
import type { GraphAnalysis } from '../../analysis/graphAnalysis';
import { formatExact } from '../../base/humanNumber';
import { formatShape } from '../../base/tensorType';
import { argumentType, printModelEnd, writeBlocks } from './blockFunctions';
import { blockUses, hasTies } from './blockUses';
import { type CodeContext, tupleName } from './codeContext';
import { GraphBody } from './graphBody';
import { layerModule } from './layerFactories';
import { commentText, fits, printValue } from './printCode';

/** What the code calls the network. */
export interface ModelNames {
  /** The project's name, for the comment. */
  readonly project: string;
  /** What the function is called; `buildModel` unless said otherwise. */
  readonly builder?: string;
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
 * The file `model.ts` of a network, laid out as Prettier would: a function `buildModel` with a
 * constant a node, and a function for every block. A network with errors gives a comment that lists
 * them. Takes time linear in what is drawn, however often blocks are used, and allocates nothing of
 * the model.
 */
export function generateModel(analysis: GraphAnalysis, names: ModelNames): GeneratedModel {
  const problems = modelProblems(analysis);
  if (problems.length > 0) {
    return { code: explainProblems(problems, names), complete: false, lines: new Map() };
  }
  const groups = blockUses(analysis);
  const context: CodeContext = {
    functions: { block: new Map(), cell: new Map() },
    supplied: new Set(),
    tuples: new Set(),
    hasTies: hasTies(analysis, groups),
  };
  const blocks = writeBlocks(analysis, groups, context);
  const body = new GraphBody({ mode: 'model', uses: [analysis], isShared: false }, context);
  const pieces = body.pieces();
  const rest = [...printModelEnd(body), '}', ...blocks.flatMap((block) => ['', block])].join('\n');
  const written = [...pieces.map(({ text }) => text), rest].join('\n');
  const text = [
    ...imports(written, context),
    '',
    ...types(written, context),
    ...modelComment(analysis, names),
    `export function ${names.builder ?? 'buildModel'}(): tf.LayersModel {`,
    ...printArguments(analysis, body),
    ...(body.needsLayers ? ['  const layers: Layers = new Map();'] : []),
  ];
  let line = text.join('\n').split('\n').length + 1;
  const ranges = new Map<string, LineRange>();
  for (const piece of pieces) {
    const last = piece.nodes.at(-1) ?? '';
    const part = [...nodeComments(analysis, last), piece.text].join('\n');
    const end = line + part.split('\n').length - 1;
    for (const id of piece.nodes) ranges.set(id, { first: line, last: end });
    text.push(part);
    line = end + 1;
  }
  text.push(rest, ...functions(written), '');
  return { code: text.join('\n'), complete: true, lines: ranges };
}

function imports(code: string, { supplied }: CodeContext): string[] {
  const ties = code.includes('tieEmbeddings(') ? ['EmbeddingProjection'] : [];
  const used = [...supplied, ...ties].filter(
    (className) => ties.includes(className) || code.includes(`new ${className}(`),
  );
  return [
    "import * as tf from '@tensorflow/tfjs';",
    ...[...new Set(used)].sort().map((className) => {
      const kind = code.includes(`new ${className}(`) ? '' : 'type ';
      return `import { ${kind}${className} } from './layers/${layerModule(className)}';`;
    }),
  ];
}

/** The types that the code names, each with what it is. */
function types(code: string, { tuples }: CodeContext): string[] {
  const named = [...tuples]
    .sort((a, b) => a - b)
    .filter((count) => new RegExp(`\\b${tupleName(count)}\\b`).test(code))
    .flatMap((count) => {
      const items = Array.from({ length: count }, () => 'tf.SymbolicTensor');
      const line = `type ${tupleName(count)} = [${items.join(', ')}];`;
      const spread = `type ${tupleName(count)} = [\n${items.map((item) => `  ${item},\n`).join('')}];`;
      return [fits(line) ? line : spread, ''];
    });
  const layers = usesLayers(code)
    ? [
        '/** Layers whose weights several places use, by name. */',
        'type Layers = Map<string, tf.layers.Layer>;',
        '',
      ]
    : [];
  return [...named, ...layers];
}

function usesLayers(code: string): boolean {
  return /\blayers: Layers\b|\breuse\(/.test(code);
}

/** The functions that the code calls beside those of its blocks. */
function functions(code: string): string[] {
  const reuse = [
    '',
    '/** The layer of that name that is there, else this one from now on: so places share weights. */',
    'function reuse(layers: Layers, layer: tf.layers.Layer): tf.layers.Layer {',
    '  const found = layers.get(layer.name) ?? layer;',
    '  layers.set(layer.name, found);',
    '  return found;',
    '}',
  ];
  const tie = [
    '',
    '/** Lets a layer that scores words use the matrix of an embedding. */',
    'function tieEmbeddings(model: tf.LayersModel, layer: string, embedding: string): void {',
    '  const [matrix] = model.getLayer(embedding).weights;',
    "  if (!matrix) throw new Error('The embedding has no weights.');",
    '  (model.getLayer(layer) as EmbeddingProjection).shareEmbeddings(matrix);',
    '}',
  ];
  return [
    ...(code.includes('reuse(') ? reuse : []),
    ...(code.includes('tieEmbeddings(') ? tie : []),
  ];
}

/** The arguments of the network itself, as constants. */
function printArguments({ graph, use }: GraphAnalysis, body: GraphBody): string[] {
  return [...body.usedArguments()].map(([name, code]) => {
    const argument = graph.arguments?.[name];
    const value = printValue(use.arguments[name] ?? null);
    // TypeScript would take the value for the only one there is.
    return argument?.type === 'boolean'
      ? `  const ${code} = ${value} as boolean;`
      : `  const ${code}: ${argumentType(argument)} = ${value};`;
  });
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

/** The comment above a node: its output shape and its parameters. */
function nodeComments(analysis: GraphAnalysis, id: string): string[] {
  const node = analysis.nodes.get(id);
  if (!node) return [];
  const [type] = Object.values(node.outputs ?? {});
  const parameters = node.costs?.parameters ?? 0;
  const counted = parameters > 0 ? `, ${formatExact(parameters)} parameters` : '';
  return [`  /** Output ${type ? formatShape(type.shape) : '?'}${counted}. */`];
}
