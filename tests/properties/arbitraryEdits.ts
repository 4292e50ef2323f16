import fc from 'fast-check';
import type { JsonValue } from '../../src/base/jsonValue';
import { connect, disconnect, insertOnEdge } from '../../src/document/edits/edgeEdits';
import { combineEdits, type Edit } from '../../src/document/edits/edit';
import {
  addNodes,
  freeNodeId,
  moveNodes,
  removeNodes,
  renameNode,
  setFields,
  setNodeKind,
} from '../../src/document/edits/nodeEdits';
import { renameProject, setProjectNotes } from '../../src/document/edits/projectEdits';
import { emptyProject, type Graph, type GraphNode, type Project } from '../../src/document/project';
import { isVariadic, variadicPortName } from '../../src/kinds/port';
import { layerKinds } from '../../src/kinds/registry';

/** Something a person does; what it becomes depends on the project at that moment. */
export type Action = (project: Project) => Edit | null;

const main = 'main';
const graphOf = (project: Project): Graph => project.graphs[main] as Graph;

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
];
const ports = ['x', 'a', 'b', 'c', 'd', variadicPortName(30), 'nowhere'];

const fieldValue: fc.Arbitrary<JsonValue> = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 4 }) },
  fc.constantFrom<JsonValue>('same', 'valid', 'relu', true, false, null, -1, 0.5, 1e9, 'rubbish'),
  fc.array(fc.oneof(fc.integer({ min: -1, max: 5 }), fc.constant(null)), { maxLength: 4 }),
);

const fieldNames = [
  ...new Set(layerKinds.flatMap((kind) => Object.keys(kind.fields))),
  'unheardOf',
];

const nodeOf = (graph: Graph, at: number): string | undefined => pick(Object.keys(graph.nodes), at);

const newNode = (graph: Graph, kind: string): GraphNode => ({
  id: freeNodeId(graph, kind),
  kind,
  fields: {},
});

const adding = fc.tuple(fc.constantFrom(...kindIds), number).map(
  ([kind, at]): Action =>
    (project) => {
      const graph = graphOf(project);
      const node = newNode(graph, kind);
      const before = nodeOf(graph, at);
      const added = addNodes(main, [node]);
      if (before === undefined) return added;
      const known = layerKinds.find(({ id }) => id === kind);
      const port = known && isVariadic(known.inputs) ? 'a' : 'x';
      const wire = { from: { node: before, port: 'y' }, to: { node: node.id, port } };
      return combineEdits(added.label, [added, connect(main, wire)]);
    },
);

const connecting = fc
  .tuple(number, number, fc.constantFrom(...ports), fc.constantFrom('y', 'y', 'y', 'z'))
  .map(
    ([from, to, port, output]): Action =>
      (project) => {
        const graph = graphOf(project);
        const [source, target] = [nodeOf(graph, from), nodeOf(graph, to)];
        if (source === undefined || target === undefined) return null;
        return connect(main, {
          from: { node: source, port: output },
          to: { node: target, port },
        });
      },
  );

const settingFields = fc.tuple(number, fc.constantFrom(...fieldNames), number, fieldValue).map(
  ([at, anyName, which, value]): Action =>
    (project) => {
      const graph = graphOf(project);
      const id = nodeOf(graph, at);
      if (id === undefined) return null;
      const kind = layerKinds.find((candidate) => candidate.id === graph.nodes[id]?.kind);
      const name = pick(Object.keys(kind?.fields ?? {}), which) ?? anyName;
      return setFields(main, id, { [name]: value === null && which % 2 === 0 ? undefined : value });
    },
);

const onNode = (edit: (id: string, graph: Graph) => Edit): fc.Arbitrary<Action> =>
  number.map((at) => (project) => {
    const graph = graphOf(project);
    const id = nodeOf(graph, at);
    return id === undefined ? null : edit(id, graph);
  });

const onWire = (edit: (wire: Graph['edges'][number], graph: Graph) => Edit): fc.Arbitrary<Action> =>
  number.map((at) => (project) => {
    const graph = graphOf(project);
    const wire = pick(graph.edges, at);
    return wire ? edit(wire, graph) : null;
  });

/** Anything that a person does to a network, sensible and not. */
export const anyAction: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: adding },
  { weight: 5, arbitrary: connecting },
  { weight: 5, arbitrary: settingFields },
  fc.boolean().chain((heal) => onNode((id) => removeNodes(main, [id], heal))),
  onNode((id, graph) => renameNode(main, id, freeNodeId(graph, 'renamed'))),
  fc.constantFrom(...kindIds).chain((kind) => onNode((id) => setNodeKind(main, id, kind, {}))),
  fc.tuple(number, number).chain(([x, y]) => onNode((id) => moveNodes(main, { [id]: { x, y } }))),
  onWire((wire) => disconnect(main, [wire])),
  onWire((wire, graph) => insertOnEdge(main, wire, newNode(graph, 'relu'), 'x', 'y')),
  fc.string().map((name) => () => renameProject(name)),
  fc.string().map((notes) => () => setProjectNotes(notes)),
);

/** Where the actions begin: an image on its way to classes. */
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
  return { ...emptyProject('Small'), graphs: { main: graph } };
}
