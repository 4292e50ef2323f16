import { stepUpdates } from '../analysis/stepLearners';
import { stepMemory } from '../analysis/stepMemory';
import { updateTape } from '../analysis/stepTape';
import { formatBytes } from '../base/humanNumber';
import { bytesPerElement } from '../base/tensorType';
import { numbersIn } from '../kinds/tape';
import { isUpdateKind } from '../kinds/training/stepKind';
import type { BackendMemory } from '../runtime/backendMemory';
import type { CheckedPhase } from './prepareRun';

/** Why a phase can't be trained on a backend, told before it begins. */
export interface TooLarge {
  readonly message: string;
  /** The node that costs most: one of the training step, or `step node/layer` inside a network. */
  readonly node: string;
  /** The largest batch that fits; null where not even one example does. */
  readonly fittingBatch: number | null;
}

/** What a node holds while a batch is trained, in bytes. */
interface NodeBytes {
  readonly node: string;
  /** Its largest output. */
  readonly output: number;
  /** All its outputs, kept for the gradients. */
  readonly activations: number;
  /** Its largest weight. */
  readonly weight: number;
  /** Its weights, their gradients and the optimizer's slots. */
  readonly weights: number;
}

/**
 * Compares the predicted peak of a phase with what a backend can hold; null where it fits, or where
 * the backend says nothing of its limits.
 */
export function checkMemory(
  checked: CheckedPhase,
  backend: string,
  { totalBytes, tensorBytes }: BackendMemory,
): TooLarge | null {
  if (totalBytes === null && tensorBytes === null) return null;
  const total = totalBytes ?? Number.POSITIVE_INFINITY;
  const single = tensorBytes ?? Number.POSITIVE_INFINITY;
  const { phase, project, step } = checked;
  const kernels = backend === 'wasm' ? 'compiled' : 'composed';
  const peak = (batch: number): number =>
    stepMemory(project, step, batch, phase.frozen, kernels).peakBytes;
  const fits = (batch: number): boolean =>
    peak(batch) <= total && largestTensor(nodeBytes(checked, batch)) <= single;
  const { batchSize } = phase;
  if (fits(batchSize)) return null;
  const fittingBatch = largestFitting(batchSize, fits);
  const nodes = nodeBytes(checked, batchSize);
  const needed = peak(batchSize);
  const isWhole = needed > total;
  const costs = ({ activations, weights }: NodeBytes): number => activations + weights;
  const largest = ({ output, weight }: NodeBytes): number => Math.max(output, weight);
  const most = greatest(nodes, isWhole ? costs : largest);
  const what = most.activations >= most.weights ? 'activations' : 'weights, gradients and slots';
  const wrong = isWhole
    ? `“${phase.name}” needs about ${formatBytes(needed)} with batches of ${batchSize}, and the ${backend} backend holds at most ${formatBytes(Math.max(0, total))}. ${most.node} takes the most, ${formatBytes(Math.max(most.activations, most.weights))} of ${what}.`
    : `${most.node} has a tensor of ${formatBytes(largest(most))} with batches of ${batchSize}, and the ${backend} backend holds at most ${formatBytes(single)} in one.`;
  const advice =
    fittingBatch === null
      ? `Not even one example at a time fits: make ${most.node} smaller, or choose another backend.`
      : `Batches of ${fittingBatch} fit: lower the batch size, or choose another backend.`;
  return { message: `${wrong} ${advice}`, node: most.node, fittingBatch };
}

/** The largest batch below one that does not fit; what is held only grows with the batch. */
function largestFitting(tooLarge: number, fits: (batch: number) => boolean): number | null {
  let low = 0;
  let high = tooLarge;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return low === 0 ? null : low;
}

/** What each node holds in the updates of a step, at its most. */
function nodeBytes({ project, step }: CheckedPhase, batch: number): readonly NodeBytes[] {
  const found = new Map<string, NodeBytes>();
  for (const update of stepUpdates(step)) {
    const { kind, fields } = update.analysis;
    const slots = kind && fields && isUpdateKind(kind) ? kind.slots(fields) : 0;
    for (const { path, analysis, batch: examples, trains } of updateTape(
      project,
      step,
      update,
      batch,
    )) {
      const outputs = Object.values(analysis.outputs ?? {}).map(
        (type) =>
          numbersIn(type) * bytesPerElement(type.dtype) * (type.per === 'batch' ? 1 : examples),
      );
      const weights = (analysis.costs?.weights ?? []).map(({ shape }) => 4 * product(shape));
      const bytes: NodeBytes = {
        // The path inside a network follows the call after a space.
        node: path.replace(' ', '/'),
        output: Math.max(0, ...outputs),
        activations: analysis.kind?.view ? 0 : sum(outputs),
        weight: Math.max(0, ...weights),
        weights: sum(weights) * (trains ? 2 + slots : 1),
      };
      const known = found.get(bytes.node);
      if (!known || known.weights < bytes.weights) found.set(bytes.node, bytes);
    }
  }
  return [...found.values()];
}

function largestTensor(nodes: readonly NodeBytes[]): number {
  return Math.max(0, ...nodes.map(({ output, weight }) => Math.max(output, weight)));
}

function greatest(nodes: readonly NodeBytes[], size: (node: NodeBytes) => number): NodeBytes {
  return nodes.reduce((most, node) => (size(node) > size(most) ? node : most));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function product(shape: readonly (number | null)[]): number {
  return shape.reduce<number>((total, axis) => total * (axis ?? 1), 1);
}
