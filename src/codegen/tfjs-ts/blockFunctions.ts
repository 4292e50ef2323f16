import { blockEnds } from '../../analysis/blockEnds';
import type { GraphAnalysis } from '../../analysis/graphAnalysis';
import type { Argument } from '../../document/project';
import type { BlockUses } from './blockUses';
import { type BlockFunction, type CodeContext, Split, tensorsType } from './codeContext';
import { GraphBody } from './graphBody';
import { commentText, fits, printList, printText } from './printCode';
import { printComment, printHead } from './printStatements';
import { camelCase, variableNames } from './variableNames';

/**
 * The functions of all blocks of a network, outer ones first. Where one function cannot be right for
 * all uses of a block there are several, each for some of them.
 */
export function writeBlocks(
  root: GraphAnalysis,
  groups: readonly BlockUses[],
  context: CodeContext,
): readonly string[] {
  const taken = new Set<string>();
  const avoided = new Set(
    [root, ...groups.flatMap(({ uses }) => uses.slice(0, 1))].flatMap(({ graph }) =>
      Object.keys(graph.nodes).map(camelCase),
    ),
  );
  const written: string[] = [];
  for (const group of groups) {
    const waiting = [group.uses];
    for (let uses = waiting.shift(); uses; uses = waiting.shift()) {
      try {
        const name = functionName(group, avoided, taken);
        written.push(writeFunction(name, { ...group, uses }, context));
        taken.add(name);
      } catch (error) {
        if (!(error instanceof Split) || uses.length === 1) throw error;
        const { keys } = error;
        waiting.unshift(...groupBy(uses, (use) => keys.get(use) ?? ''));
      }
    }
  }
  return written.reverse();
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return [...groups.values()];
}

function functionName(
  { graph, mode }: BlockUses,
  avoided: ReadonlySet<string>,
  taken: ReadonlySet<string>,
): string {
  const [plain = 'block'] = variableNames([graph], ['reuse']).values();
  const ending = mode === 'cell' ? 'Cell' : 'Block';
  const isNamed = plain.toLowerCase().endsWith(ending.toLowerCase());
  const wanted = (mode === 'cell' || avoided.has(plain)) && !isNamed ? `${plain}${ending}` : plain;
  let name = wanted;
  for (let number = 2; taken.has(name) || avoided.has(name); number++) name = `${wanted}${number}`;
  return name;
}

function writeFunction(name: string, group: BlockUses, context: CodeContext): string {
  const { mode, uses, isShared } = group;
  const isBlock = mode === 'block';
  const body = new GraphBody({ mode: isBlock ? 'block' : 'model', uses, isShared }, context);
  const pieces = body.pieces().map(({ text }) => text);
  const end = isBlock ? [printReturn(body)] : printModelEnd(body);
  const parameters = isBlock ? body.parameters() : new Map<string, string>();
  const outputs = isBlock ? [...blockEnds(body.graph.graph).outputs.keys()] : [];
  const called: BlockFunction = {
    name,
    inputs: [...parameters.keys()],
    outputs,
    options: [...body.usedArguments().keys()],
    isShared: isBlock && isShared,
    needsLayers: isBlock && body.needsLayers,
    needsLike: body.needsLike,
  };
  for (const use of uses) context.functions[mode].set(use, called);
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Options`;
  const given = [
    ...[...parameters.values()].map((id) => `${body.variable(id)}: tf.SymbolicTensor`),
    ...(called.needsLike ? ['like: tf.SymbolicTensor'] : []),
    ...(isBlock ? ['path: string'] : []),
    ...(called.isShared ? ['weights: string'] : []),
    ...(called.needsLayers ? ['layers: Layers'] : []),
    ...(called.options.length > 0 ? [`${destructured(body)}: ${type}`] : []),
  ];
  const returned = isBlock ? tensorsType(Math.max(1, outputs.length), context) : 'tf.LayersModel';
  return [
    ...(called.options.length > 0 ? [optionsType(type, body), ''] : []),
    ...functionComment(body, mode),
    printHead(`function ${name}`, given, returned),
    ...(!isBlock && body.needsLayers ? ['  const layers: Layers = new Map();'] : []),
    ...pieces,
    ...end,
    '}',
  ].join('\n');
}

function functionComment(body: GraphBody, mode: 'block' | 'cell'): string[] {
  const notes = (body.graph.graph.notes ?? '').split('\n');
  const line = notes.find((text) => text.trim() !== '' && !text.startsWith('#'));
  if (line !== undefined) return [printComment(commentText(line))];
  return mode === 'cell' ? ['/** One step along a sequence. */'] : [];
}

function destructured(body: GraphBody): string {
  const names = [...body.usedArguments()].map(([name, code]) =>
    name === code ? name : `${name}: ${code}`,
  );
  return `{ ${names.join(', ')} }`;
}

function optionsType(type: string, body: GraphBody): string {
  const declared = body.graph.graph.arguments ?? {};
  const rows = [...body.usedArguments().keys()].flatMap((name) => {
    const argument = declared[name];
    const help = argument?.help ?? argument?.label;
    const about = help === undefined ? [] : [`  /** ${commentText(help)} */`];
    return [...about, `  ${name}: ${argumentType(argument)};`];
  });
  return [`interface ${type} {`, ...rows, '}'].join('\n');
}

/** The TypeScript type of an argument. */
export function argumentType(argument: Argument | undefined): string {
  switch (argument?.type) {
    case 'boolean':
      return 'boolean';
    case 'shape':
      return '(number | null)[]';
    case 'text':
    case 'choice':
      return 'string';
    default:
      return 'number';
  }
}

function printReturn(body: GraphBody): string {
  const ends = [...blockEnds(body.graph.graph).outputs.values()].flatMap(
    (id) => body.endOf(id) ?? [],
  );
  if (ends.length === 1) return `  return ${ends[0]};`;
  const line = `  return ${printList(ends, '')};`;
  return fits(line) ? line : `  return ${printList(ends, '  ')};`;
}

/** The end of a function that builds a model: makes it, ties weights, gives it back. */
export function printModelEnd(body: GraphBody): string[] {
  const ties = body.ties();
  const made = printModel(body, ties.length === 0 ? 'return ' : 'const model = ');
  if (ties.length === 0) return [made];
  const rows = ties.map(({ layer, owner }) => {
    const line = `  tieEmbeddings(model, ${printText(layer)}, ${printText(owner)});`;
    if (fits(line)) return line;
    return `  tieEmbeddings(\n    model,\n    ${printText(layer)},\n    ${printText(owner)},\n  );`;
  });
  return [made, ...rows, '  return model;'];
}

function printModel(body: GraphBody, start: string): string {
  const { graph } = body;
  const ends = (ids: readonly string[]): readonly string[] =>
    ids.flatMap((id) => body.endOf(id) ?? []);
  const entry = (key: string, ids: readonly string[], indentation: string): string => {
    const tensors = ends(ids);
    const value = tensors.length === 1 ? (tensors[0] as string) : printList(tensors, indentation);
    return value === key ? key : `${key}: ${value}`;
  };
  const name = `name: ${printText(graph.id)}`;
  const inputs = (indentation: string): string => entry('inputs', graph.inputs, indentation);
  const outputs = (indentation: string): string => entry('outputs', graph.outputs, indentation);
  const line = `  ${start}tf.model({ ${name}, ${inputs('')}, ${outputs('')} });`;
  if (fits(line)) return line;
  const row = (print: (indentation: string) => string): string =>
    fits(`    ${print('')},`) ? print('') : print('    ');
  return [
    `  ${start}tf.model({`,
    `    ${name},`,
    `    ${row(inputs)},`,
    `    ${row(outputs)},`,
    '  });',
  ].join('\n');
}
