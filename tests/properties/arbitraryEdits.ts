import fc from 'fast-check';
import { blockEnds } from '../../src/analysis/blockEnds';
import type { JsonValue } from '../../src/base/jsonValue';
import { groupIntoBlock, ungroupBlock } from '../../src/document/edits/blockEdits';
import { connect, disconnect, insertOnEdge } from '../../src/document/edits/edgeEdits';
import { combineEdits, type Edit } from '../../src/document/edits/edit';
import {
  addGraph,
  freeGraphId,
  removeGraph,
  renameGraph,
  setArgument,
} from '../../src/document/edits/graphEdits';
import {
  addNodes,
  freeNodeId,
  moveNodes,
  removeNodes,
  renameNode,
  setFields,
  setNodeKind,
  setNodeSettings,
} from '../../src/document/edits/nodeEdits';
import { renameProject, setProjectNotes } from '../../src/document/edits/projectEdits';
import {
  blockOf,
  emptyProject,
  type Graph,
  type GraphNode,
  type Project,
  phaseDefaults,
} from '../../src/document/project';
import { isVariadic, variadicPortName } from '../../src/kinds/port';
import { findKind, layerKinds } from '../../src/kinds/registry';
import { stepKinds } from '../../src/kinds/training/registry';

/** Something a person does; what it becomes depends on the project at that moment. */
export type Action = (project: Project) => Edit | null;

const main = 'main';
const graphIds = [main, main, main, 'inner', 'outer', 'block', 'train', 'train'];
const noGraph: Graph = { role: 'network', nodes: {}, edges: [] };
/** A graph that may have been removed or renamed since; edits of it then fail. */
const graphOf = (project: Project, graphId: string): Graph => project.graphs[graphId] ?? noGraph;

/** The entry that a number picks, or undefined from an empty list. */
const pick = <Value>(list: readonly Value[], number: number): Value | undefined =>
  list[number % Math.max(list.length, 1)];

const number = fc.nat({ max: 10_000 });
const kindIds = [
  ...layerKinds.map((kind) => kind.id),
  'input',
  'input',
  'add',
  'kindFromTheFuture',
  'output',
  'block:inner',
  'block:inner',
  'block:outer',
  'block:outer',
  'block:main',
  'block:nowhere',
  'block:block',
  ...stepKinds.map((kind) => kind.id),
  'call:main',
  'call:main',
  'call:inner',
  'target:main',
  'call:train',
  'block:train',
  'call:nowhere',
];
const ports = ['x', 'a', 'b', 'c', 'd', 'prediction', 'target', variadicPortName(30), 'nowhere'];

const fieldValue: fc.Arbitrary<JsonValue> = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 4 }) },
  fc.constantFrom<JsonValue>('same', 'valid', 'relu', true, false, null, -1, 0.5, 1e9, 'rubbish'),
  fc.constantFrom('=size', '=2*size', '=index', '=size > 2', '=nothing', '=1/0', '=(', '='),
  fc.array(fc.oneof(fc.integer({ min: -1, max: 5 }), fc.constant(null)), { maxLength: 4 }),
  fc.array(fc.constantFrom('main', 'main/conv', 'inner', 'conv', 'nowhere'), { maxLength: 2 }),
);

const fieldNames = [
  ...new Set([...layerKinds, ...stepKinds].flatMap((kind) => Object.keys(kind.fields))),
  'mode',
  'frozen',
  'features',
  'unheardOf',
];

const nodeOf = (graph: Graph, at: number): string | undefined => pick(Object.keys(graph.nodes), at);

const repeats = [0, 1, 2, 3, '=size', '=size - 3', '=index', '=true', undefined] as const;
const bypasses = [true, false, '=size > 2', '=size', undefined] as const;

const newNode = (graph: Graph, kind: string): GraphNode => ({
  id: freeNodeId(graph, kind),
  kind,
  fields: {},
});

const anyGraph = fc.constantFrom(...graphIds);

const adding = fc.tuple(anyGraph, fc.constantFrom(...kindIds), number).map(
  ([main, kind, at]): Action =>
    (project) => {
      const graph = graphOf(project, main);
      const node = newNode(graph, kind);
      const before = nodeOf(graph, at);
      const added = addNodes(main, [node]);
      if (before === undefined) return added;
      const known = findKind(kind);
      const port =
        known && isVariadic(known.inputs) ? 'a' : (Object.keys(known?.inputs ?? {})[0] ?? 'x');
      const from = findKind(graph.nodes[before]?.kind ?? '')?.outputs[0] ?? 'y';
      const wire = { from: { node: before, port: from }, to: { node: node.id, port } };
      return combineEdits(added.label, [added, connect(main, wire)]);
    },
);

const connecting = fc
  .tuple(
    anyGraph,
    number,
    number,
    fc.constantFrom(...ports),
    fc.constantFrom('y', 'y', 'y', 'image', 'z'),
  )
  .map(
    ([main, from, to, port, output]): Action =>
      (project) => {
        const graph = graphOf(project, main);
        const [source, target] = [nodeOf(graph, from), nodeOf(graph, to)];
        if (source === undefined || target === undefined) return null;
        return connect(main, {
          from: { node: source, port: output },
          to: { node: target, port },
        });
      },
  );

const settingFields = fc
  .tuple(anyGraph, number, fc.constantFrom(...fieldNames), number, fieldValue)
  .map(
    ([main, at, anyName, which, value]): Action =>
      (project) => {
        const graph = graphOf(project, main);
        const id = nodeOf(graph, at);
        if (id === undefined) return null;
        const kind = findKind(graph.nodes[id]?.kind ?? '');
        const name = pick(Object.keys(kind?.fields ?? {}), which) ?? anyName;
        return setFields(main, id, {
          [name]: value === null && which % 2 === 0 ? undefined : value,
        });
      },
  );

const onNode = (edit: (main: string, id: string, graph: Graph) => Edit): fc.Arbitrary<Action> =>
  fc.tuple(anyGraph, number).map(([main, at]) => (project) => {
    const graph = graphOf(project, main);
    const id = nodeOf(graph, at);
    return id === undefined ? null : edit(main, id, graph);
  });

const onWire = (
  edit: (main: string, wire: Graph['edges'][number], graph: Graph) => Edit,
): fc.Arbitrary<Action> =>
  fc.tuple(anyGraph, number).map(([main, at]) => (project) => {
    const graph = graphOf(project, main);
    const wire = pick(graph.edges, at);
    return wire ? edit(main, wire, graph) : null;
  });

/** Repeats, bypasses, shares and scans nodes, blocks or not. */
const settling = fc
  .tuple(fc.constantFrom(...repeats), fc.constantFrom(...bypasses), fc.boolean(), number, number)
  .chain(([repeat, bypass, flag, which, other]) =>
    onNode((main, id, graph) => {
      const scan = {
        feedback: [{ from: 'row', to: 'x', initial: 'port' as const }],
        whole: [],
        last: [],
        steps: 2,
      };
      const settings = [
        { repeat },
        { bypass },
        { sharedWeights: flag ? true : undefined },
        { weightsOf: flag ? nodeOf(graph, other) : undefined },
        { scan: flag ? { ...scan, feedback: which % 2 === 0 ? scan.feedback : [] } : undefined },
      ];
      return setNodeSettings(main, id, pick(settings, which) ?? {});
    }),
  );

const declaring = fc
  .tuple(fc.constantFrom('inner', 'outer'), fc.constantFrom('size', 'units'), fc.option(fieldValue))
  .map(
    ([graphId, name, value]): Action =>
      () =>
        setArgument(
          graphId,
          name,
          value === null ? undefined : { type: 'integer', default: value },
        ),
  );

/** Adds, renames and removes graphs, all but the first, and makes blocks of nodes and nodes of blocks. */
const restructuring: fc.Arbitrary<Action> = fc.oneof(
  number.map(
    (at): Action =>
      (project) => {
        const [, copied = noGraph] = pick(Object.entries(project.graphs), at) ?? [];
        return addGraph(freeGraphId(project, 'block'), copied);
      },
  ),
  number.map(
    (at): Action =>
      (project) => {
        const id = pick(otherGraphs(project), at);
        const names = ['inner', 'outer', 'block', freeGraphId(project, 'block')];
        return id === undefined ? null : renameGraph(id, pick(names, at) as string);
      },
  ),
  number.map(
    (at): Action =>
      (project) => {
        const id = pick(otherGraphs(project), at);
        return id === undefined ? null : removeGraph(id);
      },
  ),
  fc.tuple(anyGraph, number, fc.integer({ min: 1, max: 3 })).map(
    ([graphId, at, count]): Action =>
      (project) => {
        const ids = Object.keys(graphOf(project, graphId).nodes);
        const start = at % Math.max(ids.length, 1);
        return groupIntoBlock({
          graphId,
          nodes: ids.slice(start, start + count),
          blockId: freeGraphId(project, 'block'),
          inputFields: () => ({ shape: [4] }),
        });
      },
  ),
  fc.tuple(anyGraph, number).map(
    ([graphId, at]): Action =>
      (project) => {
        const blocks = Object.values(graphOf(project, graphId).nodes).filter(
          ({ kind }) => blockOf(kind) !== null,
        );
        const node = pick(blocks, at);
        return node
          ? ungroupBlock(graphId, node.id, blockEnds(graphOf(project, blockOf(node.kind) ?? '')))
          : null;
      },
  ),
);

const otherGraphs = (project: Project): string[] =>
  Object.keys(project.graphs).filter((id) => id !== main);

/** Anything that a person does to a network, sensible and not. */
export const anyAction: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: adding },
  { weight: 5, arbitrary: connecting },
  { weight: 5, arbitrary: settingFields },
  { weight: 4, arbitrary: settling },
  { weight: 2, arbitrary: restructuring },
  declaring,
  fc.boolean().chain((heal) => onNode((main, id) => removeNodes(main, [id], heal))),
  onNode((main, id, graph) => renameNode(main, id, freeNodeId(graph, 'renamed'))),
  fc
    .constantFrom(...kindIds)
    .chain((kind) => onNode((main, id) => setNodeKind(main, id, kind, {}))),
  fc
    .tuple(number, number)
    .chain(([x, y]) => onNode((main, id) => moveNodes(main, { [id]: { x, y } }))),
  onWire((main, wire) => disconnect(main, [wire])),
  onWire((main, wire, graph) => insertOnEdge(main, wire, newNode(graph, 'relu'), 'x', 'y')),
  fc.string().map((name) => () => renameProject(name)),
  fc.string().map((notes) => () => setProjectNotes(notes)),
);

/** Where the actions begin: an image on its way to classes, blocks, and a step that trains. */
export function smallProject(): Project {
  const node = (id: string, kind: string, fields: GraphNode['fields'] = {}): GraphNode => ({
    id,
    kind,
    fields,
  });
  const names = ['image', 'conv', 'pool', 'row', 'classes'];
  const graph: Graph = {
    role: 'network',
    nodes: {
      image: node('image', 'input', { shape: [12, 12, 3] }),
      conv: node('conv', 'conv2d', { filters: 4 }),
      pool: node('pool', 'maxPooling2d'),
      row: node('row', 'flatten'),
      classes: node('classes', 'dense', { units: 10 }),
    },
    edges: names.slice(1).map((name, index) => ({
      from: { node: names[index] as string, port: 'y' },
      to: { node: name, port: 'x' },
    })),
  };
  const inner: Graph = {
    role: 'network',
    arguments: { size: { type: 'integer', default: 3 } },
    nodes: {
      x: node('x', 'input', { shape: [4] }),
      row: node('row', 'dense', { units: '=size' }),
    },
    edges: [{ from: { node: 'x', port: 'y' }, to: { node: 'row', port: 'x' } }],
  };
  const outer: Graph = {
    role: 'network',
    nodes: {
      x: node('x', 'input', { shape: [4] }),
      row: { ...node('row', 'block:inner', { size: '=index' }), repeat: 2 },
    },
    edges: inner.edges,
  };
  const wire = (
    from: string,
    output: string,
    to: string,
    input: string,
  ): Graph['edges'][number] => ({
    from: { node: from, port: output },
    to: { node: to, port: input },
  });
  const train: Graph = {
    role: 'trainingStep',
    nodes: {
      data: node('data', 'shapes', { size: 12 }),
      network: node('network', 'call:main'),
      loss: node('loss', 'categoricalCrossentropy', { fromLogits: true }),
      update: node('update', 'adam', { networks: ['main/conv'] }),
    },
    edges: [
      wire('data', 'image', 'network', 'x'),
      wire('network', 'y', 'loss', 'prediction'),
      wire('data', 'label', 'loss', 'target'),
      wire('loss', 'y', 'update', 'a'),
    ],
  };
  return {
    ...emptyProject('Small'),
    graphs: { main: graph, inner, outer, train },
    phases: [{ ...phaseDefaults, step: 'train', frozen: ['main/conv'] }],
  };
}
