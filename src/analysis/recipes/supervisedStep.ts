import { sameShape, type TensorType } from '../../base/tensorType';
import { combineEdits, type Edit } from '../../document/edits/edit';
import { addGraph, freeGraphId } from '../../document/edits/graphEdits';
import { setPhase } from '../../document/edits/projectEdits';
import {
  type Edge,
  type Graph,
  type GraphNode,
  type Phase,
  type Project,
  phaseDefaults,
  usingKindId,
} from '../../document/project';
import { parseFields } from '../../kinds/field';
import { onlyOutput } from '../../kinds/layerKind';
import type { Report } from '../../kinds/report';
import { dataKinds, findDataKind, lossKinds } from '../../kinds/training/registry';
import type { Columns, DataKind, LossKind } from '../../kinds/training/stepKind';
import { blockEnds } from '../blockEnds';
import { finalActivation } from '../finalActivation';
import type { GraphAnalysis } from '../graphAnalysis';

/** A kind and the fields that differ from its defaults. */
type KindChoice = Pick<GraphNode, 'kind' | 'fields'>;

/** What one network learns from, and how: all that a usual training step needs to be told. */
export interface SupervisedStep {
  readonly network: string;
  readonly data: KindChoice;
  /** The column fed to the network, and the one that its output is compared with. */
  readonly input: string;
  readonly target: string;
  readonly loss: KindChoice;
  readonly update: KindChoice;
}

/** The columns of a data set with some fields; null where they are not known beforehand. */
export function columnsOf(kind: DataKind, fields: GraphNode['fields']): Columns | null {
  const { values } = parseFields(kind.fields, fields);
  return values && kind.columns(values);
}

/**
 * How a network would be trained: with data whose examples have the shape of its input, compared with
 * the input itself where it gives back what it takes, by the loss that belongs to its last activation.
 */
export function proposedStep(network: GraphAnalysis): SupervisedStep {
  const input = nodeType(network, network.inputs[0]);
  const output = nodeType(network, network.outputs[0]);
  const activation = finalActivation(network)?.activation ?? null;
  const data = dataFor(input);
  const kind = findDataKind(data.kind) as DataKind;
  const columns = columnsOf(kind, data.fields);
  const isAutoencoder =
    input !== null &&
    output !== null &&
    input.shape.length > 1 &&
    sameShape(input.shape, output.shape);
  const target = isAutoencoder ? kind.input : fittingTarget(kind, columns, output);
  const loss = lossFor(activation, output, columns?.[target] ?? null);
  return {
    network: network.id,
    data,
    input: kind.input,
    target,
    loss: { kind: loss.id, fields: {} },
    update: { kind: 'adam', fields: {} },
  };
}

function nodeType(analysis: GraphAnalysis, node: string | undefined): TensorType | null {
  const outputs = node === undefined ? null : analysis.nodes.get(node)?.outputs;
  return Object.values(outputs ?? {})[0] ?? null;
}

function dataFor(input: TensorType | null): KindChoice {
  const shape = input?.shape ?? null;
  const fitting =
    shape &&
    dataKinds.find((kind) => {
      const column = columnsOf(kind, {})?.[kind.input];
      const { values } = parseFields(kind.fields, {});
      const count = values && kind.trainCount(values);
      // A user's own files are only known once they are chosen.
      return (
        column &&
        count !== null &&
        count < Number.POSITIVE_INFINITY &&
        column.dtype === input?.dtype &&
        sameShape(column.shape, shape)
      );
    });
  if (fitting) return { kind: fitting.id, fields: {} };
  if (shape?.length === 1) return { kind: 'csv', fields: {} };
  const [height = null, width = null, channels = null] = shape ?? [];
  if (shape?.length === 3 && height !== null && width !== null) {
    return {
      kind: 'imageFolder',
      fields: { size: [height, width], channels: channels === 1 ? '1' : '3' },
    };
  }
  return { kind: 'mnist', fields: {} };
}

/** The usual target, or the first other column that some loss can compare with the output. */
function fittingTarget(kind: DataKind, columns: Columns | null, output: TensorType | null): string {
  const canCompare = (column: string): boolean => {
    const target = columns?.[column];
    return !target || !output || comparingLosses.some((loss) => compares(loss, output, target));
  };
  const others = Object.keys(columns ?? {}).filter((column) => column !== kind.input);
  return [kind.target, ...others].find(canCompare) ?? kind.target;
}

/** Losses that compare a prediction with a target, in menu order. */
export const comparingLosses: readonly LossKind[] = lossKinds.filter(
  ({ inputs }) => 'prediction' in inputs && 'target' in inputs,
);

const silent: Report = { error() {}, warning() {}, hint() {} };

function compares(loss: LossKind, prediction: TensorType, target: TensorType): boolean {
  const { values } = parseFields(loss.fields, {});
  return values !== null && loss.infer(values, { prediction, target }, silent) !== null;
}

function lossFor(
  activation: string | null,
  output: TensorType | null,
  target: TensorType | null,
): LossKind {
  const fits = (loss: LossKind): boolean => !output || !target || compares(loss, output, target);
  const expecting = comparingLosses.find(
    (loss) => activation !== null && expectedBy(loss)?.includes(activation) && fits(loss),
  );
  const usual = comparingLosses.find(({ id }) => id === 'meanSquaredError');
  const other = comparingLosses.find((loss) => expectedBy(loss) === null && fits(loss));
  const free = usual && fits(usual) ? usual : other;
  return expecting ?? free ?? (comparingLosses[0] as LossKind);
}

function expectedBy(loss: LossKind): readonly string[] | null {
  const { values } = parseFields(loss.fields, {});
  return values && loss.expects(values);
}

/** Losses whose single output tells two classes apart at 0 instead of ½. */
const signedLosses: ReadonlySet<string> = new Set([
  'meanSquaredError',
  'meanAbsoluteError',
  'hinge',
]);

/** The fields of what counts or shows answers: where a single output tells two classes apart. */
function thresholdFields(loss: string): GraphNode['fields'] {
  return signedLosses.has(loss) ? { threshold: 0 } : {};
}

/** The training step as a graph; its nodes have no places yet. */
export function drawSupervisedStep(step: SupervisedStep, network: Graph): Graph {
  const nodes: GraphNode[] = [
    { id: 'data', ...step.data },
    { id: 'network', kind: usingKindId('call', step.network), fields: {} },
    { id: 'loss', ...step.loss },
    { id: 'update', ...step.update },
    { id: 'predictions', kind: 'predictions', fields: thresholdFields(step.loss.kind) },
  ];
  const ends = blockEnds(network);
  const [entry = 'x'] = ends.inputs.keys();
  const [exit = onlyOutput] = ends.outputs.keys();
  const edges: Edge[] = [
    wire('data', step.input, 'network', entry),
    wire('network', exit, 'loss', 'prediction'),
    wire('data', step.target, 'loss', 'target'),
    wire('loss', onlyOutput, 'update', 'a'),
    wire('data', step.input, 'predictions', 'example'),
    wire('network', exit, 'predictions', 'prediction'),
    wire('data', step.target, 'predictions', 'target'),
  ];
  const drawn: Graph = { role: 'trainingStep', nodes: byId(nodes), edges };
  return withUsualMeasures(drawn);
}

function wire(from: string, output: string, to: string, input: string): Edge {
  return { from: { node: from, port: output }, to: { node: to, port: input } };
}

function byId(nodes: readonly GraphNode[]): Graph['nodes'] {
  return Object.fromEntries(nodes.map((node) => [node.id, node]));
}

/** The parts of a step with one data set, one network, one loss and one update. */
export interface SupervisedParts {
  readonly data: GraphNode;
  readonly network: GraphNode;
  readonly loss: GraphNode;
  readonly update: GraphNode;
  readonly input: string;
  readonly target: string;
}

/** What accompanies the parts of a usual step. */
const companions: ReadonlySet<string> = new Set(['predictions', 'accuracy', 'decisionBoundary']);

/** The parts of a step that says no more than a `SupervisedStep`; null for any other. */
export function supervisedParts(graph: Graph): SupervisedParts | null {
  const rest = Object.values(graph.nodes).filter(({ kind }) => !companions.has(kind));
  const loss = rest.find(({ kind }) => comparingLosses.some(({ id }) => id === kind));
  const data = rest.find(({ kind }) => findDataKind(kind) !== null);
  const network = rest.find(({ kind }) => kind.startsWith('call:'));
  const update = rest.find((node) => node !== loss && node !== data && node !== network);
  if (rest.length !== 4 || !loss || !data || !network || !update) return null;
  const into = (node: string, port?: string): Edge | undefined =>
    graph.edges.find(({ to }) => to.node === node && (port === undefined || to.port === port));
  const input = into(network.id);
  const target = into(loss.id, 'target');
  const isUsual =
    input?.from.node === data.id &&
    target?.from.node === data.id &&
    into(loss.id, 'prediction')?.from.node === network.id &&
    into(update.id)?.from.node === loss.id;
  if (!isUsual) return null;
  return { data, network, loss, update, input: input.from.port, target: target.from.port };
}

/**
 * A usual step with the measures and views that its data allow: the accuracy where classes are told
 * apart, the decision boundary of points in the plane. Other steps are left as they are.
 */
export function withUsualMeasures(graph: Graph): Graph {
  const parts = supervisedParts(graph);
  const kind = parts && findDataKind(parts.data.kind);
  if (!parts || !kind) return graph;
  const columns = columnsOf(kind, parts.data.fields);
  const target = columns?.[parts.target];
  const task = parts.data.fields.task ?? 'automatic';
  const hasClasses = target
    ? target.content === 'class'
    : parts.target === kind.target &&
      (kind.id !== 'csv' ||
        task === 'classification' ||
        (task === 'automatic' && parts.loss.kind.endsWith('Crossentropy')));
  const point = columns?.[parts.input];
  const isPlane = hasClasses && point?.content === 'vector' && sameShape(point.shape, [2]);
  const withAccuracy = withCompanion(graph, 'accuracy', hasClasses, {
    prediction: 'answer',
    target: 'target',
  });
  return withCompanion(withAccuracy, 'decisionBoundary', isPlane, {
    points: 'input',
    prediction: 'answer',
    target: 'target',
  });
}

/** What a port of a companion takes. */
type Taken = 'input' | 'answer' | 'target';

function withCompanion(
  graph: Graph,
  kind: string,
  isWanted: boolean,
  ports: Readonly<Record<string, Taken>>,
): Graph {
  const parts = supervisedParts(graph);
  const there = Object.values(graph.nodes).find((node) => node.kind === kind);
  if (!parts || isWanted === (there !== undefined)) return graph;
  if (there) {
    return {
      ...graph,
      nodes: byId(Object.values(graph.nodes).filter((node) => node !== there)),
      edges: graph.edges.filter(({ from, to }) => from.node !== there.id && to.node !== there.id),
    };
  }
  const id = kind === 'decisionBoundary' ? 'boundary' : kind;
  if (Object.hasOwn(graph.nodes, id)) return graph;
  const answer = graph.edges.find(
    ({ to }) => to.node === parts.loss.id && to.port === 'prediction',
  )?.from;
  const sources = {
    input: { node: parts.data.id, port: parts.input },
    answer: answer ?? { node: parts.network.id, port: onlyOutput },
    target: { node: parts.data.id, port: parts.target },
  };
  const added = Object.entries(ports).map(
    ([port, taken]): Edge => ({ from: sources[taken], to: { node: id, port } }),
  );
  return {
    ...graph,
    nodes: { ...graph.nodes, [id]: { id, kind, fields: thresholdFields(parts.loss.kind) } },
    edges: [...graph.edges, ...added],
  };
}

/** A phase that runs a step with the usual settings. */
export function usualPhase(step: string): Phase {
  return { ...phaseDefaults, step };
}

/** A step of its own for a network, the phase that runs it, and the edit that adds both. */
export interface AddedStep {
  readonly graphId: string;
  readonly phase: Phase;
  readonly edit: Edit;
}

/** Draws a training step for a network and lets a new phase run it, after those that are there. */
export function addSupervisedStep(project: Project, network: GraphAnalysis): AddedStep {
  const graphId = freeGraphId(project, 'train');
  const phase = usualPhase(graphId);
  const graph = drawSupervisedStep(proposedStep(network), network.graph);
  return {
    graphId,
    phase,
    edit: combineEdits(`Train ${network.id}`, [
      addGraph(graphId, graph),
      setPhase(project.phases.length, phase),
    ]),
  };
}
