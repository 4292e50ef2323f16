import type { DataType, Shape } from '../base/tensorType';
import type { GraphAnalysis, NodeAnalysis } from './graphAnalysis';
import { graphTotals } from './graphTotals';
import { timesCosts } from './nodeCosts';
import { type TrainingMemory, trainingMemory } from './trainingMemory';

/** One line of the table of a network: a layer, or a block with what is inside it below. */
export interface SummaryRow {
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
  readonly parameters: number | null;
  readonly trainableParameters: number | null;
  /** Multiply-accumulates of one forward pass of one example; inside a scanned block of all its steps. */
  readonly macs: number | null;
  /** Bytes of the output for one example. */
  readonly activationBytes: number | null;
  /** The node whose weights it uses, which are counted there. */
  readonly weightsOf: string | null;
}

/** The sums of a network; rows that are not known are left out and make it incomplete. */
export interface SummaryTotals {
  readonly parameters: number;
  readonly trainableParameters: number;
  readonly nonTrainableParameters: number;
  readonly macs: number;
  readonly weightBytes: number;
  readonly activationBytes: number;
  readonly training: TrainingMemory;
}

/** The table of a network: a row a node, sources first, and sums. */
export interface Summary {
  readonly rows: readonly SummaryRow[];
  readonly totals: SummaryTotals;
  /** False when some row has a number missing, so that the sums are lower bounds. */
  readonly complete: boolean;
}

/** What each number of a summary means, for headings and help. */
export const conventions = {
  parameters:
    'Numbers in all weights; a shared weight counts once. Moving averages are not trainable.',
  macs: 'Multiply-accumulates of one forward pass of one example; bias and element-wise work not counted.',
  activationBytes:
    'Bytes of every output for one example, 4 a number; layers that only reshape share memory and count 0.',
  peakBytes:
    'The most that training one batch holds: weights, optimizer slots, kept activations and gradients in flight.',
} as const;

/**
 * Sums up a network without allocating a weight.
 * `batch` and `optimizerSlots` (numbers an optimizer keeps per trainable number) set the training memory.
 */
export function summarise(analysis: GraphAnalysis, batch: number, optimizerSlots: number): Summary {
  const rows: SummaryRow[] = [];
  addRows(rows, analysis, { prefix: '', depth: 0, steps: 1, counted: true });
  const { costs, complete } = graphTotals(analysis);
  return {
    rows,
    complete,
    totals: {
      parameters: costs.parameters,
      trainableParameters: costs.trainableParameters,
      nonTrainableParameters: costs.parameters - costs.trainableParameters,
      macs: costs.macs ?? 0,
      weightBytes: costs.parameters * 4,
      activationBytes: costs.activationBytes ?? 0,
      training: trainingMemory(analysis, batch, optimizerSlots),
    },
  };
}

/** Where the rows of a block go. */
interface Place {
  readonly prefix: string;
  readonly depth: number;
  /** How often everything here runs: the steps of the scanned blocks around it. */
  readonly steps: number | null;
  /** False where the weights belong to another block, and are counted there. */
  readonly counted: boolean;
}

/** A row for every node that takes part, sources first; what a block holds comes after its own row. */
function addRows(rows: SummaryRow[], analysis: GraphAnalysis, place: Place): void {
  for (const id of analysis.structure.order) {
    const found = analysis.nodes.get(id);
    if (!found || found.bypassed || isEnd(found, place.depth)) continue;
    for (const [index, part] of (found.parts ?? [found]).entries()) {
      const name = found.parts ? `${id}${index + 1}` : id;
      const row = rowOf(part, name, place);
      rows.push(row);
      if (!part.inner) continue;
      addRows(rows, part.inner, {
        prefix: `${row.node}/`,
        depth: place.depth + 1,
        steps: part.steps === null || place.steps === null ? null : place.steps * part.steps,
        counted:
          place.counted && (row.parameters ?? 0) === graphTotals(part.inner).costs.parameters,
      });
    }
  }
}

/** The ends of a block are its neighbours' tensors, and an output is what arrives at it. */
function isEnd({ node }: NodeAnalysis, depth: number): boolean {
  return node.kind === 'output' || (node.kind === 'input' && depth > 0);
}

function rowOf(found: NodeAnalysis, name: string, place: Place): SummaryRow {
  const [type = null] = Object.values(found.outputs ?? {});
  const costs = found.costs && timesCosts(found.costs, place.steps);
  const weights = (count: number | undefined): number | null =>
    count === undefined ? null : place.counted ? count : 0;
  return {
    node: `${place.prefix}${name}`,
    name,
    depth: place.depth,
    block: found.inner !== null,
    kind: found.node.kind,
    output: type?.shape ?? null,
    dtype: type?.dtype ?? null,
    parameters: weights(costs?.parameters),
    trainableParameters: weights(costs?.trainableParameters),
    macs: costs?.macs ?? null,
    activationBytes: costs?.activationBytes ?? null,
    weightsOf: found.node.weightsOf ?? null,
  };
}
