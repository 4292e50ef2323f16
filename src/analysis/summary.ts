import type { DataType, Shape } from '../base/tensorType';
import type { GraphAnalysis } from './graphAnalysis';
import { type TrainingMemory, trainingMemory } from './trainingMemory';

/** One line of the table of a network. */
export interface SummaryRow {
  readonly node: string;
  readonly kind: string;
  /** The output shape without the batch axis; null while it is not known. */
  readonly output: Shape | null;
  readonly dtype: DataType | null;
  readonly parameters: number | null;
  readonly trainableParameters: number | null;
  /** Multiply-accumulates of one forward pass of one example. */
  readonly macs: number | null;
  /** Bytes of the output for one example. */
  readonly activationBytes: number | null;
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
  let complete = true;
  const totals = { parameters: 0, trainableParameters: 0, macs: 0, activationBytes: 0 };
  for (const id of analysis.structure.order) {
    const found = analysis.nodes.get(id);
    if (!found) continue;
    const [type = null] = Object.values(found.outputs ?? {});
    const { costs } = found;
    rows.push({
      node: id,
      kind: found.node.kind,
      output: type?.shape ?? null,
      dtype: type?.dtype ?? null,
      parameters: costs?.parameters ?? null,
      trainableParameters: costs?.trainableParameters ?? null,
      macs: costs?.macs ?? null,
      activationBytes: costs?.activationBytes ?? null,
    });
    if (!costs || costs.macs === null || costs.activationBytes === null) complete = false;
    totals.parameters += costs?.parameters ?? 0;
    totals.trainableParameters += costs?.trainableParameters ?? 0;
    totals.macs += costs?.macs ?? 0;
    totals.activationBytes += costs?.activationBytes ?? 0;
  }
  return {
    rows,
    complete,
    totals: {
      parameters: totals.parameters,
      trainableParameters: totals.trainableParameters,
      nonTrainableParameters: totals.parameters - totals.trainableParameters,
      macs: totals.macs,
      weightBytes: totals.parameters * 4,
      activationBytes: totals.activationBytes,
      training: trainingMemory(analysis, batch, optimizerSlots),
    },
  };
}
