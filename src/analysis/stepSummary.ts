import { graphUsedBy } from '../document/project';
import { isUpdateKind } from '../kinds/training/stepKind';
import { floatingPointConventions } from './floatingPointOperations';
import type { GraphAnalysis, ProjectAnalysis } from './graphAnalysis';
import { graphTotals } from './graphTotals';
import { timesCosts } from './nodeCosts';
import { belongsTo, type StepUpdate, stepUpdates, trainableTensorKind } from './stepLearners';
import { changedWeights, type StepMemory, stepMemory } from './stepMemory';
import { updateTape } from './stepTape';
import { conventions } from './summaryConventions';
import { learningNodes, type TapeNode } from './tapeMemory';

/** What a row of the summary of a training step is about. */
export type StepRowRole = 'network' | 'copy' | 'tensor' | 'step';

/** The numbers of a training step, or of what takes part in it. `stepConventions` says what each means. */
export interface StepNumbers {
  readonly parameters: number;
  readonly trainableParameters: number;
  readonly frozenParameters: number;
  readonly nonTrainableParameters: number;
  readonly macs: number;
  readonly forwardFlops: number;
  readonly backwardFlops: number;
  readonly activationBytes: number;
  readonly weightBytes: number;
  readonly gradientBytes: number;
  readonly optimizerBytes: number;
}

/** A network, a copy of one, a trainable tensor, or what the step calculates itself. */
export interface StepSummaryRow extends StepNumbers {
  /** The network, or the node of a tensor; of the step itself its graph. */
  readonly name: string;
  readonly role: StepRowRole;
  /** The updates that change some of its weights. */
  readonly updates: readonly string[];
  /** How often it is called in a step in which every update runs. */
  readonly calls: number;
}

/** The sums of a step, each network once; copies are left out of all counts of parameters. */
export interface StepTotals extends StepNumbers {
  readonly copiedParameters: number;
  readonly calls: number;
  readonly training: StepMemory;
}

/** The table of a training step, and sums. */
export interface StepSummary {
  readonly rows: readonly StepSummaryRow[];
  readonly totals: StepTotals;
  /** False when some number is not known, so that the sums are lower bounds. */
  readonly complete: boolean;
}

/** What each number of the summary of a step means. */
export const stepConventions = {
  parameters: 'Numbers in all weights of a network, once however often it is called.',
  trainableParameters: 'Parameters that some update of the step changes.',
  frozenParameters: 'Parameters that could be trained, but no update of the step changes them.',
  nonTrainableParameters: 'Moving averages, and the weights of layers that are not trainable.',
  calls: 'Calls in a step in which every update runs; each update calls anew what its losses need.',
  macs: 'Multiply-accumulates of all calls of a step for one example, forward.',
  forwardFlops: floatingPointConventions.forward,
  backwardFlops: `${floatingPointConventions.backward} Only where a gradient passes.`,
  activationBytes: 'Bytes of every output of all calls of a step for one example.',
  weightBytes: conventions.weightBytes,
  gradientBytes: 'One gradient for every parameter and update that changes it, 4 bytes a number.',
  optimizerBytes: conventions.optimizerBytes,
  dataBytes: 'What data nodes give for a batch, and pools of earlier examples.',
  peakBytes:
    'The most that tf.js holds in a step: weights, copies, optimizer slots, the batch, and what one update keeps for its gradient or takes to change weights.',
} as const;

/**
 * Sums up a training step without allocating a weight, for batches of so many examples; `frozen` are
 * the names that its phase keeps as they are.
 */
export function summariseStep(
  project: ProjectAnalysis,
  step: GraphAnalysis,
  batch: number,
  frozen: readonly string[] = [],
): StepSummary {
  const updates = stepUpdates(step);
  const work = new Map<string, Work>();
  let complete = true;
  for (const update of updates) {
    const tape = updateTape(project, step, update, batch);
    if (!addWork(work, step, tape, batch)) complete = false;
  }
  const changed = updates.map((update) => ({
    update,
    weights: changedWeights(project, step, update, frozen),
  }));
  const rows = learnersOf(project, step).map(({ name, role, parameters, learnable }) =>
    rowOf({ name, role, parameters, learnable }, changed, work.get(keyOf(role, name)) ?? noWork),
  );
  const own = work.get(keyOf('step', step.id));
  if (own && (own.forward > 0 || own.activationBytes > 0)) {
    const nothing = { name: step.id, role: 'step' as const, parameters: 0, learnable: 0 };
    rows.push({ ...rowOf(nothing, [], own), calls: updates.length });
  }
  const training = stepMemory(project, step, batch, frozen);
  return { rows, totals: { ...totalsOf(rows), training }, complete };
}

interface Learner {
  readonly name: string;
  readonly role: StepRowRole;
  readonly parameters: number;
  /** Parameters that could be trained. */
  readonly learnable: number;
}

/** Networks, copies and tensors in the order of their first nodes. */
function learnersOf(project: ProjectAnalysis, step: GraphAnalysis): readonly Learner[] {
  const learners = new Map<string, Learner>();
  for (const [id, { node, costs }] of step.nodes) {
    const used = graphUsedBy(node.kind);
    const network = used && project.graphs[used.graph];
    if (network) {
      const role = used.relation === 'target' ? 'copy' : 'network';
      const { parameters, trainableParameters } = graphTotals(network).costs;
      learners.set(keyOf(role, used.graph), {
        name: used.graph,
        role,
        parameters,
        learnable: role === 'copy' ? 0 : trainableParameters,
      });
    } else if (node.kind === trainableTensorKind) {
      const parameters = costs?.parameters ?? 0;
      learners.set(keyOf('tensor', id), {
        name: id,
        role: 'tensor',
        parameters,
        learnable: parameters,
      });
    }
  }
  return [...learners.values()];
}

function keyOf(role: StepRowRole, name: string): string {
  return `${role} ${name}`;
}

/** What is calculated with a network in a step, for one example. */
interface Work {
  readonly calls: number;
  readonly macs: number;
  readonly forward: number;
  readonly backward: number;
  readonly activationBytes: number;
}

const noWork: Work = { calls: 0, macs: 0, forward: 0, backward: 0, activationBytes: 0 };

/** Adds what one update calculates; false where something of it is not known. */
function addWork(
  work: Map<string, Work>,
  step: GraphAnalysis,
  tape: readonly TapeNode[],
  batch: number,
): boolean {
  const learning = learningNodes(tape);
  let complete = true;
  const counted = new Set<string>();
  for (const node of tape) {
    // Metrics, and what a gradient calculates once more for itself.
    if (node.aside) continue;
    const key = keyOfNode(step, node);
    const { calls, ...sums } = work.get(key) ?? noWork;
    const isNewCall = node.call !== undefined && !counted.has(node.call);
    if (node.call !== undefined) counted.add(node.call);
    const costs = node.analysis.costs && timesCosts(node.analysis.costs, node.batch / batch);
    const isKnown = costs !== null && costs.macs !== null && costs.operations !== null;
    if (!isKnown || costs.activationBytes === null) complete = false;
    const macs = costs?.macs ?? 0;
    const operations = costs?.operations ?? 0;
    const learns = node.trains && (costs?.trainableParameters ?? 0) > 0;
    const before = node.sources.filter((source) => learning.has(source)).length;
    const hasWeights = (costs?.parameters ?? 0) > 0 || (costs?.weights.length ?? 0) > 0;
    const products = (learns ? 1 : 0) + (hasWeights ? Math.min(before, 1) : before);
    work.set(key, {
      calls: calls + Number(isNewCall),
      macs: sums.macs + macs,
      forward: sums.forward + 2 * macs + operations,
      backward: sums.backward + 2 * macs * products + (products > 0 ? operations : 0),
      activationBytes: sums.activationBytes + (node.given ? 0 : (costs?.activationBytes ?? 0)),
    });
  }
  return complete;
}

function keyOfNode(step: GraphAnalysis, { call, path, analysis }: TapeNode): string {
  if (call === undefined) {
    const isTensor = analysis.node.kind === trainableTensorKind;
    return isTensor ? keyOf('tensor', path) : keyOf('step', step.id);
  }
  const used = graphUsedBy(step.graph.nodes[call]?.kind ?? '');
  return keyOf(used?.relation === 'target' ? 'copy' : 'network', used?.graph ?? call);
}

function rowOf(
  { name, role, parameters, learnable }: Learner,
  changed: readonly {
    readonly update: StepUpdate;
    readonly weights: readonly { readonly name: string; readonly size: number }[];
  }[],
  { calls, macs, forward, backward, activationBytes }: Work,
): StepSummaryRow {
  const trained = new Map<string, number>();
  const updates: string[] = [];
  let gradients = 0;
  let slots = 0;
  for (const { update, weights } of role === 'copy' ? [] : changed) {
    const own = weights.filter((weight) => belongsTo(weight.name, name));
    if (own.length === 0) continue;
    updates.push(update.node);
    const { kind, fields } = update.analysis;
    const each = kind && fields && isUpdateKind(kind) ? kind.slots(fields) : 0;
    for (const weight of own) {
      trained.set(weight.name, weight.size);
      gradients += weight.size;
      slots += weight.size * each;
    }
  }
  const trainable = [...trained.values()].reduce((sum, size) => sum + size, 0);
  return {
    name,
    role,
    updates,
    calls,
    parameters,
    trainableParameters: trainable,
    frozenParameters: learnable - trainable,
    nonTrainableParameters: parameters - learnable,
    macs,
    forwardFlops: forward,
    backwardFlops: backward,
    activationBytes,
    weightBytes: 4 * parameters,
    gradientBytes: 4 * gradients,
    optimizerBytes: 4 * slots,
  };
}

function totalsOf(rows: readonly StepSummaryRow[]): Omit<StepTotals, 'training'> {
  const sum = (value: (row: StepSummaryRow) => number, of = rows): number =>
    of.reduce((total, row) => total + value(row), 0);
  const own = rows.filter(({ role }) => role !== 'copy');
  const copies = rows.filter(({ role }) => role === 'copy');
  return {
    parameters: sum(({ parameters }) => parameters, own),
    trainableParameters: sum(({ trainableParameters }) => trainableParameters, own),
    frozenParameters: sum(({ frozenParameters }) => frozenParameters, own),
    nonTrainableParameters: sum(({ nonTrainableParameters }) => nonTrainableParameters, own),
    copiedParameters: sum(({ parameters }) => parameters, copies),
    calls: sum(({ role, calls }) => (role === 'step' ? 0 : calls)),
    macs: sum(({ macs }) => macs),
    forwardFlops: sum(({ forwardFlops }) => forwardFlops),
    backwardFlops: sum(({ backwardFlops }) => backwardFlops),
    activationBytes: sum(({ activationBytes }) => activationBytes),
    weightBytes: sum(({ weightBytes }) => weightBytes),
    gradientBytes: sum(({ gradientBytes }) => gradientBytes),
    optimizerBytes: sum(({ optimizerBytes }) => optimizerBytes),
  };
}
