import type { StepSummary, StepSummaryRow } from '../analysis/stepSummary';
import { formatBytes, formatCount, formatExact } from '../base/humanNumber';
import { type TextColumn, textTable } from './textTable';

const columns: readonly TextColumn[] = [
  { title: 'Part', align: 'left' },
  { title: 'Changed by', align: 'left' },
  { title: 'Parameters', align: 'right' },
  { title: 'Trainable', align: 'right' },
  { title: 'Calls', align: 'right' },
  { title: 'MACs', align: 'right' },
  { title: 'FLOPs forward', align: 'right' },
  { title: 'backward', align: 'right' },
  { title: 'Activations', align: 'right' },
];

/** The table of a training step and what is below it, for people. */
export function stepSummaryLines({ rows, totals, complete }: StepSummary): string[] {
  const exactly = (value: number): string =>
    value < 1000 ? formatExact(value) : `${formatCount(value)} (${formatExact(value)})`;
  const { training } = totals;
  const copied =
    totals.copiedParameters > 0 ? `; copies ${formatCount(totals.copiedParameters)}` : '';
  return [
    ...textTable(columns, [
      ...rows.map((row) => cells(nameOf(row), row.updates.join(', '), row)),
      null,
      cells('total', '', totals),
    ]),
    '',
    ...(complete ? [] : ['Something is not known, so the sums are lower bounds.']),
    `Parameters   ${exactly(totals.parameters)}: ${exactly(totals.trainableParameters)} trained, ${exactly(totals.frozenParameters)} frozen, ${exactly(totals.nonTrainableParameters)} not trainable${copied}; ${formatBytes(totals.weightBytes)}`,
    `FLOPs        ${exactly(totals.forwardFlops)} forward, ${exactly(totals.backwardFlops)} backward, of one example in a step`,
    `Training     ${formatBytes(training.peakBytes)} at most with batches of ${training.batch}: gradients ${formatBytes(training.gradientBytes)}, optimizers ${formatBytes(training.optimizerBytes)}, data ${formatBytes(training.dataBytes)}`,
  ];
}

function nameOf({ name, role }: StepSummaryRow): string {
  return { network: name, copy: `${name} (copy)`, tensor: name, step: 'the step itself' }[role];
}

function cells(
  name: string,
  updates: string,
  row: Omit<StepSummaryRow, 'name' | 'role' | 'updates'>,
): readonly string[] {
  return [
    name,
    updates,
    formatCount(row.parameters),
    formatCount(row.trainableParameters),
    String(row.calls),
    formatCount(row.macs),
    formatCount(row.forwardFlops),
    formatCount(row.backwardFlops),
    formatBytes(row.activationBytes),
  ];
}
