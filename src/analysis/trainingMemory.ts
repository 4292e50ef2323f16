import { elementCount } from '../base/tensorType';
import type { Kernels } from '../kinds/tape';
import type { UpdateWorkspace } from '../kinds/training/stepKind';
import { expandNetwork } from './expandNetwork';
import type { GraphAnalysis } from './graphAnalysis';
import { graphTotals } from './graphTotals';
import { type TapeNode, tapeBytes } from './tapeMemory';

/** What training one batch holds in memory, in bytes. */
export interface TrainingMemory {
  readonly batch: number;
  /** One gradient for every trainable number. */
  readonly gradientBytes: number;
  /** The optimizer's slots. */
  readonly optimizerBytes: number;
  /** The most that is held at once: weights, slots, kept activations, gradients in flight. */
  readonly peakBytes: number;
}

/** What an optimizer holds: slots from step to step, and more while it works. */
export interface OptimizerMemory {
  readonly slots: number;
  readonly workspace: UpdateWorkspace;
}

/**
 * Plays one training step of a network through, as tf.js takes it: the tape of its layers (see
 * `tapeBytes`), then the optimizer, given by its memory or by the slots it keeps. Unknown dimensions
 * count as 1.
 */
export function trainingMemory(
  analysis: GraphAnalysis,
  batch: number,
  optimizer: number | OptimizerMemory,
  kernels: Kernels = 'compiled',
): TrainingMemory {
  const { slots, workspace = null } =
    typeof optimizer === 'number' ? { slots: optimizer } : optimizer;
  const { costs } = graphTotals(analysis);
  const weightBytes = costs.parameters * 4;
  const gradientBytes = costs.trainableParameters * 4;
  const optimizerBytes = gradientBytes * slots;
  const { nodes, outputs } = expandNetwork(analysis);
  const played = nodes
    .filter((node) => node.analysis.costs)
    .map(
      (node): TapeNode => ({
        path: node.path,
        analysis: node.analysis,
        sources: [...node.sources.values()].map(({ path }) => path),
        batch,
        trains: true,
        call: '',
      }),
    );
  const tape = tapeBytes(
    played,
    outputs.map(({ path }) => path),
    kernels,
  );
  const sizes = trainableWeights(analysis).map(({ size }) => size);
  const changing = gradientBytes + (workspace ? workspaceBytes(workspace, sizes, kernels) : 0);
  return {
    batch,
    gradientBytes,
    optimizerBytes,
    peakBytes: weightBytes + optimizerBytes + Math.max(tape.peak, changing),
  };
}

/** With compiled kernels an optimizer only writes one new weight at a time. */
const compiledWorkspace: UpdateWorkspace = { all: 0, largest: 1 };

/** What an optimizer holds while it changes weights of these sizes (in numbers), in bytes. */
export function workspaceBytes(
  workspace: UpdateWorkspace,
  sizes: readonly number[],
  kernels: Kernels,
): number {
  const { all, largest } = kernels === 'compiled' ? compiledWorkspace : workspace;
  const sum = sizes.reduce((total, size) => total + size, 0);
  return 4 * (all * sum + largest * Math.max(0, ...sizes));
}

/** A weight by its node and name, `conv1/kernel`, with its size in numbers. */
export interface SizedWeight {
  readonly name: string;
  readonly size: number;
  /** How many axes it has. */
  readonly rank: number;
}

/** The trainable weights of a network, those of scanned blocks too, shared ones once. */
export function trainableWeights(analysis: GraphAnalysis): readonly SizedWeight[] {
  return expandNetwork(analysis).nodes.flatMap((node): readonly SizedWeight[] => {
    const { path, shared } = node;
    const { costs, inner } = node.analysis;
    if (shared?.weights === 'all' || !costs) return [];
    const within = inner
      ? trainableWeights(inner)
      : costs.weights
          .filter(({ name, trainable }) => trainable && !shared?.weights.includes(name))
          .map(({ name, shape }) => ({
            name,
            size: elementCount(shape) ?? 0,
            rank: shape.length,
          }));
    return within.map((weight) => ({ ...weight, name: `${path}/${weight.name}` }));
  });
}
