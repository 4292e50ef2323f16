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
  );
  const changing =
    gradientBytes + (workspace ? workspaceBytes(workspace, weightSizes(analysis)) : 0);
  return {
    batch,
    gradientBytes,
    optimizerBytes,
    peakBytes: weightBytes + optimizerBytes + Math.max(tape.peak, changing),
  };
}

/** What an optimizer holds while it changes weights of these sizes (in numbers), in bytes. */
export function workspaceBytes(
  { all, largest }: UpdateWorkspace,
  sizes: readonly number[],
): number {
  const sum = sizes.reduce((total, size) => total + size, 0);
  return 4 * (all * sum + largest * Math.max(0, ...sizes));
}

/**
 * The sizes of the trainable weights of a network, or of the part of it with a path, in numbers;
 * shared ones once.
 */
export function weightSizes(analysis: GraphAnalysis, part = ''): readonly number[] {
  return expandNetwork(analysis).nodes.flatMap((node) => {
    if (part !== '' && node.path !== part && !node.path.startsWith(`${part}/`)) return [];
    if (node.shared?.weights === 'all' || !node.analysis.costs) return [];
    if (node.analysis.inner) return weightSizes(node.analysis.inner);
    const taken = node.shared?.weights ?? [];
    return node.analysis.costs.weights
      .filter(({ name, trainable }) => trainable && !taken.includes(name))
      .map(({ shape }) => shape.reduce((product, axis) => product * axis, 1));
  });
}
