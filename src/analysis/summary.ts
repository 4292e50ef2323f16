import type { DataType, Shape } from '../base/tensorType';
import { expandNetwork } from './expandNetwork';
import type { GraphAnalysis, NodeAnalysis } from './graphAnalysis';
import { graphTotals } from './graphTotals';
import { type NetworkNumbers, networkNumbers } from './networkNumbers';
import { timesCosts } from './nodeCosts';
import type { ReceptiveField } from './receptiveField';
import { type OptimizerMemory, type TrainingMemory, trainingMemory } from './trainingMemory';

export { conventions } from './summaryConventions';

/** The numbers of a row that add up; null while not known. `conventions` says what each means. */
export interface RowNumbers {
  readonly parameters: number | null;
  readonly trainableParameters: number | null;
  /** Inside a scanned block of all its steps, as are the operations. */
  readonly macs: number | null;
  readonly forwardFlops: number | null;
  readonly backwardFlops: number | null;
  /** Bytes of the output for one example. */
  readonly activationBytes: number | null;
  readonly weightBytes: number | null;
  readonly gradientBytes: number | null;
}

/** One line of the table of a network: a layer, or a block with what is inside it below. */
export interface SummaryRow extends RowNumbers {
  /** The ids of the blocks around it and its own, repetitions numbered: `stage3/unit5/conv2`. */
  readonly node: string;
  /** The last part of that path. */
  readonly name: string;
  /** How many blocks it stands in. */
  readonly depth: number;
  /** Whether rows of what is inside follow; their numbers are in this row's. */
  readonly block: boolean;
  readonly kind: string;
  /** The output shape without the batch axis; null while it is not known. */
  readonly output: Shape | null;
  readonly dtype: DataType | null;
  /** What it sees of the network's input; a block what its first output sees. */
  readonly receptiveField: ReceptiveField;
  /** The node whose weights it uses, which are counted there. */
  readonly weightsOf: string | null;
}

/** The sums of a network; rows that are not known are left out and make it incomplete. */
export interface SummaryTotals {
  readonly parameters: number;
  readonly trainableParameters: number;
  readonly nonTrainableParameters: number;
  readonly macs: number;
  readonly forwardFlops: number;
  readonly backwardFlops: number;
  readonly weightBytes: number;
  readonly gradientBytes: number;
  readonly activationBytes: number;
  readonly training: TrainingMemory;
}

/** The table of a network: a tree of rows, each block before what is inside it, and sums. */
export interface Summary {
  readonly rows: readonly SummaryRow[];
  readonly totals: SummaryTotals;
  /** False when some row has a number missing, so that the sums are lower bounds. */
  readonly complete: boolean;
  /** What the first output of the network sees of its input. */
  readonly receptiveField: ReceptiveField;
}

/**
 * Sums up a network without allocating a weight.
 * `batch` and `optimizer` (its memory, or only the numbers it keeps per trainable number) set the
 * training memory.
 */
export function summarise(
  analysis: GraphAnalysis,
  batch: number,
  optimizer: number | OptimizerMemory,
): Summary {
  const { rows, totals, complete, receptiveField } = summaryOf(analysis);
  const training = trainingMemory(analysis, batch, optimizer);
  return { rows, complete, receptiveField, totals: { ...totals, training } };
}

/** What of a row, or of the sums, depends on how it is trained. */
export interface TrainingNumbers {
  /** Bytes of the output for all examples of a batch. */
  readonly batchActivationBytes: number | null;
  readonly optimizerBytes: number | null;
}

/** The numbers of a row, or of the sums, for a batch and an optimizer. */
export function trainingNumbers(
  { activationBytes, gradientBytes }: Pick<RowNumbers, 'activationBytes' | 'gradientBytes'>,
  batch: number,
  optimizerSlots: number,
): TrainingNumbers {
  return {
    batchActivationBytes: activationBytes === null ? null : activationBytes * batch,
    optimizerBytes: gradientBytes === null ? null : gradientBytes * optimizerSlots,
  };
}

/** All of a summary that does not depend on how the network is trained. */
type Untrained = Omit<Summary, 'totals'> & { readonly totals: Omit<SummaryTotals, 'training'> };

/** A summary with what the next one can be made from. */
interface Remembered {
  readonly analysis: GraphAnalysis;
  readonly numbers: NetworkNumbers;
  readonly work: Work;
  readonly summary: Untrained;
}

const known = new WeakMap<GraphAnalysis, Untrained>();
/** The summary that was made last, by the wiring of its network. */
const latest = new WeakMap<object, Remembered>();

function summaryOf(analysis: GraphAnalysis): Untrained {
  const before = known.get(analysis);
  if (before) return before;
  const { wiring } = expandNetwork(analysis);
  const last = latest.get(wiring);
  const made = (last && updatedSummary(analysis, last)) ?? wholeSummary(analysis);
  known.set(analysis, made.summary);
  latest.set(wiring, made);
  return made.summary;
}

const networkPlace = { prefix: '', depth: 0, steps: 1, counted: true } as const;

function wholeSummary(analysis: GraphAnalysis): Remembered {
  const rows: SummaryRow[] = [];
  const numbers = networkNumbers(analysis);
  const work = addRows(rows, analysis, { ...networkPlace, numbers });
  return remembered(analysis, numbers, rows, work);
}

/** The summary of a network of which only some layers are others; null where all has to be made anew. */
function updatedSummary(analysis: GraphAnalysis, before: Remembered): Remembered | null {
  const numbers = networkNumbers(analysis);
  if (numbers.learning !== before.numbers.learning) return null;
  const place = { ...networkPlace, numbers };
  let { forward, backward } = before.work;
  const rows: SummaryRow[] = [];
  for (const row of before.summary.rows) {
    const found = row.depth === 0 ? analysis.nodes.get(row.node) : undefined;
    if (!found || found === before.analysis.nodes.get(row.node)) {
      const receptiveField = numbers.receptiveFields.get(row.node) ?? null;
      rows.push(receptiveField === row.receptiveField ? row : { ...row, receptiveField });
      continue;
    }
    const next = rowOf(found, row.node, row.name, place, workOf(found, row.node, place));
    if (row.forwardFlops === null || next.forwardFlops === null) return null;
    forward += next.forwardFlops - row.forwardFlops;
    backward += (next.backwardFlops ?? 0) - (row.backwardFlops ?? 0);
    rows.push(next);
  }
  // Beyond, adding and taking away again is not exact.
  if (!Number.isSafeInteger(forward) || !Number.isSafeInteger(backward)) return null;
  return remembered(analysis, numbers, rows, { ...before.work, forward, backward });
}

function remembered(
  analysis: GraphAnalysis,
  numbers: NetworkNumbers,
  rows: readonly SummaryRow[],
  work: Work,
): Remembered {
  const { costs, complete } = graphTotals(analysis);
  const summary: Untrained = {
    rows,
    complete: complete && work.complete,
    receptiveField: numbers.outputField,
    totals: {
      parameters: costs.parameters,
      trainableParameters: costs.trainableParameters,
      nonTrainableParameters: costs.parameters - costs.trainableParameters,
      macs: costs.macs ?? 0,
      forwardFlops: work.forward,
      backwardFlops: work.backward,
      weightBytes: costs.parameters * 4,
      gradientBytes: costs.trainableParameters * 4,
      activationBytes: costs.activationBytes ?? 0,
    },
  };
  return { analysis, numbers, work, summary };
}

/** Where the rows of a block go, and what their numbers depend on. */
interface Place {
  readonly prefix: string;
  readonly depth: number;
  /** How often everything here runs: the steps of the scanned blocks around it. */
  readonly steps: number | null;
  /** False where the weights belong to another block, and are counted there. */
  readonly counted: boolean;
  readonly numbers: NetworkNumbers;
}

/** Floating-point operations, as far as they are known. */
interface Work {
  readonly forward: number;
  readonly backward: number;
  readonly complete: boolean;
}

/**
 * Adds a row for every node that takes part, sources first; what a block holds comes after its own
 * row. Gives the operations of them all.
 */
function addRows(rows: SummaryRow[], analysis: GraphAnalysis, place: Place): Work {
  let forward = 0;
  let backward = 0;
  let complete = true;
  for (const id of analysis.structure.order) {
    const found = analysis.nodes.get(id);
    if (!found || found.bypassed || isEnd(found, place.depth)) continue;
    if (analysis.structure.nowhere.has(id)) continue;
    let number = 0;
    for (const part of found.parts ?? [found]) {
      const name = found.parts ? `${id}${++number}` : id;
      const work = addRow(rows, part, name, place);
      forward += work.forward;
      backward += work.backward;
      complete &&= work.complete;
    }
  }
  return { forward, backward, complete };
}

/** The ends of a block are its neighbours' tensors, and an output is what arrives at it. */
function isEnd({ node }: NodeAnalysis, depth: number): boolean {
  return node.kind === 'output' || (node.kind === 'input' && depth > 0);
}

/** Adds the row of a node that stands once, and of all that is inside it; gives its operations. */
function addRow(rows: SummaryRow[], found: NodeAnalysis, name: string, place: Place): Work {
  const node = `${place.prefix}${name}`;
  const { inner, costs } = found;
  if (!inner) {
    const work = workOf(found, node, place);
    rows.push(rowOf(found, node, name, place, work));
    return work;
  }
  // The row comes before those inside, but sums them up.
  const index = rows.length;
  rows.length++;
  const counted = place.counted && (costs?.parameters ?? 0) === graphTotals(inner).costs.parameters;
  const steps = found.steps === null || place.steps === null ? null : place.steps * found.steps;
  const work = addRows(rows, inner, {
    ...place,
    prefix: `${node}/`,
    depth: place.depth + 1,
    steps,
    counted,
  });
  rows[index] = rowOf(found, node, name, place, work);
  return work;
}

/** The operations of a layer; one that takes no part in the network learns nothing. */
function workOf({ costs }: NodeAnalysis, node: string, { numbers, steps }: Place): Work {
  const known = numbers.operations.get(node);
  const alone = costs && timesCosts(costs, steps);
  const { forward, backward } = known ?? {
    forward:
      alone?.macs == null || alone.operations === null ? null : 2 * alone.macs + alone.operations,
    backward: 0,
  };
  return {
    forward: forward ?? 0,
    backward: backward ?? 0,
    complete: forward !== null && backward !== null,
  };
}

function rowOf(
  found: NodeAnalysis,
  node: string,
  name: string,
  place: Place,
  work: Work,
): SummaryRow {
  const [type = null] = Object.values(found.outputs ?? {});
  const costs = found.costs && timesCosts(found.costs, place.steps);
  const own = (count: number): number => (place.counted ? count : 0);
  const parameters = costs && own(costs.parameters);
  const trainableParameters = costs && own(costs.trainableParameters);
  const isKnown = costs !== null && work.complete;
  return {
    node,
    name,
    depth: place.depth,
    block: found.inner !== null,
    kind: found.node.kind,
    output: type?.shape ?? null,
    dtype: type?.dtype ?? null,
    parameters,
    trainableParameters,
    macs: costs?.macs ?? null,
    forwardFlops: isKnown ? work.forward : null,
    backwardFlops: isKnown ? work.backward : null,
    activationBytes: costs?.activationBytes ?? null,
    weightBytes: parameters === null ? null : parameters * 4,
    gradientBytes: trainableParameters === null ? null : trainableParameters * 4,
    receptiveField: place.numbers.receptiveFields.get(node) ?? null,
    weightsOf: found.node.weightsOf ?? null,
  };
}
