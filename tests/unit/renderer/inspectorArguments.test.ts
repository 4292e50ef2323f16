import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  argumentDiagnostics,
  freeArgumentName,
  newArgument,
  withOptions,
  withPart,
  withType,
} from '../../../renderer/inspector/argumentEdits';
import { analyseProject } from '../../../src/analysis/analyse';
import { argumentProblems } from '../../../src/analysis/blockKind';
import { setArgument } from '../../../src/document/edits/graphEdits';
import {
  type Argument,
  argumentTypes,
  emptyProject,
  type Graph,
} from '../../../src/document/project';

const sound: readonly Argument[] = [
  newArgument,
  { type: 'number', default: 2.5 },
  { type: 'boolean', default: true },
  { type: 'choice', default: 'b', options: ['a', 'b'] },
  { type: 'shape', default: [3, 4] },
  { type: 'text', default: 'one, two' },
  { type: 'text', default: '' },
];

function graphWith(argument: Argument): Graph {
  return { role: 'network', arguments: { width: argument }, nodes: {}, edges: [] };
}

test('an argument of any type can become one of any other, with a default that fits', () => {
  const steps = fc.array(fc.constantFrom(...argumentTypes), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(fc.constantFrom(...sound), steps, (first, types) => {
      const last = types.reduce((argument, type) => withType(argument, type), first);
      expect(last.type).toBe(types.at(-1));
      expect(argumentProblems(graphWith(last))).toEqual([]);
    }),
  );
  expect(withType({ type: 'integer', default: 7, label: 'Width' }, 'text')).toEqual({
    type: 'text',
    default: '7',
    label: 'Width',
  });
});

test('the default of a choice stays one of its options', () => {
  const choice: Argument = { type: 'choice', default: 'b', options: ['a', 'b'] };
  expect(withOptions(choice, 'b, c , b')).toEqual({ ...choice, options: ['b', 'c'] });
  expect(withOptions(choice, 'c, d').default).toBe('c');
});

test('parts that are taken away leave nothing behind', () => {
  const labelled = withPart(newArgument, 'label', 'Width');
  expect(labelled).toEqual({ ...newArgument, label: 'Width' });
  expect(withPart(labelled, 'label', null)).toEqual(newArgument);
});

test('a new name is free, and what a deleted argument leaves behind is listed', () => {
  const graph = graphWith(newArgument);
  expect(freeArgumentName({ ...graph, arguments: { argument1: newArgument } })).toBe('argument2');
  const block: Graph = {
    ...graph,
    nodes: {
      input: { id: 'input', kind: 'input', fields: { shape: [4] } },
      dense: { id: 'dense', kind: 'dense', fields: { units: '=width' } },
    },
    edges: [{ from: { node: 'input', port: 'y' }, to: { node: 'dense', port: 'x' } }],
  };
  const main: Graph = {
    role: 'network',
    nodes: {
      input: { id: 'input', kind: 'input', fields: { shape: [4] } },
      user: { id: 'user', kind: 'block:block', fields: { width: 3 } },
    },
    edges: [{ from: { node: 'input', port: 'y' }, to: { node: 'user', port: 'x' } }],
  };
  const project = { ...emptyProject(), graphs: { main, block } };
  const listed = (of: typeof project) => {
    const analysis = analyseProject(of);
    const shown = analysis.graphs.block;
    return shown
      ? argumentDiagnostics(analysis, shown).map(({ graph: id, node }) => `${id} ${node}`)
      : [];
  };
  expect(listed(project)).toEqual([]);
  const deleted = setArgument('block', 'width', undefined).apply(project);
  expect(deleted.ok && listed(deleted.value as typeof project).sort()).toEqual([
    'block dense',
    'main user',
  ]);
});
