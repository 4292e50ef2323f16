import { bytesPerElement } from '../base/tensorType';
import { graphUsedBy } from '../document/project';
import { type Kernels, numbersIn } from '../kinds/tape';
import { isUpdateKind } from '../kinds/training/stepKind';
import { pruningWorkspace } from '../kinds/training/update/prune';
import type { GraphAnalysis, ProjectAnalysis } from './graphAnalysis';
import { takenPorts } from './graphStructure';
import { graphTotals } from './graphTotals';
import {
  belongsTo,
  learnerOf,
  type StepUpdate,
  stepLearners,
  stepUpdates,
  trainableTensorKind,
} from './stepLearners';
import { updateTape } from './stepTape';
import { tapeBytes } from './tapeMemory';
import {
  type SizedWeight,
  type TrainingMemory,
  trainableWeights,
  workspaceBytes,
} from './trainingMemory';

/** What training a step holds in memory, in bytes. */
export interface StepMemory extends TrainingMemory {
  /** All networks once, copies that follow, trainable tensors; masks of what is pruned. */
  readonly weightBytes: number;
  /** What data nodes give for a batch, and the pools of earlier examples. */
  readonly dataBytes: number;
  /** The update at which the peak is reached; null without any. */
  readonly peakUpdate: string | null;
}

/**
 * What a training step holds at most: weights, optimizer slots, the batch, pools, and of the update
 * that takes the most its tape or its optimizer's work. Gradients are those of all updates, of which
 * only one's are held at a time. What is `frozen` (names as phases give them) is not changed. Unknown
 * dimensions count as 1. Other backends than WASM have composed kernels.
 */
export function stepMemory(
  project: ProjectAnalysis,
  step: GraphAnalysis,
  batch: number,
  frozen: readonly string[] = [],
  kernels: Kernels = 'compiled',
): StepMemory {
  const pruned = pruningMemory(project, step);
  const weightBytes = learnedBytes(project, step) + pruned.maskBytes;
  const dataBytes = batchBytes(step, batch);
  let gradientBytes = 0;
  let optimizerBytes = 0;
  let peak = 0;
  let peakUpdate: string | null = null;
  for (const update of stepUpdates(step)) {
    const { kind, fields } = update.analysis;
    if (!kind || !fields || !isUpdateKind(kind)) continue;
    const sizes = changedWeights(project, step, update, frozen).map(({ size }) => size);
    const gradients = 4 * sizes.reduce((sum, size) => sum + size, 0);
    gradientBytes += gradients;
    optimizerBytes += gradients * kind.slots(fields);
    const tape = tapeBytes(updateTape(project, step, update, batch), update.losses, kernels);
    const clips =
      kernels === 'compiled'
        ? 0
        : Number(Number(fields.clipValue) > 0) + 2 * Number(Number(fields.clipNorm) > 0);
    const changing =
      gradients * (1 + clips) + workspaceBytes(kind.workspace(fields), sizes, kernels);
    const most = Math.max(tape.peak, changing);
    if (peakUpdate !== null && most <= peak) continue;
    peak = most;
    peakUpdate = update.node;
  }
  return {
    batch,
    weightBytes,
    gradientBytes,
    optimizerBytes,
    dataBytes,
    peakBytes: weightBytes + optimizerBytes + dataBytes + Math.max(peak, pruned.workspaceBytes),
    peakUpdate,
  };
}

/**
 * The weights that an update changes, by the names under which they are saved; `frozen` are names of
 * weights, and of what they belong to, that stay as they are.
 */
export function changedWeights(
  project: ProjectAnalysis,
  step: GraphAnalysis,
  { changes }: StepUpdate,
  frozen: readonly string[] = [],
): readonly SizedWeight[] {
  return learnerWeights(project, step, new Set(changes.map(learnerOf))).filter(
    ({ name }) =>
      changes.some((change) => belongsTo(name, change)) &&
      !frozen.some((one) => belongsTo(name, one)),
  );
}

/** The trainable weights of networks and trainable tensors, by the names under which they are saved. */
function learnerWeights(
  project: ProjectAnalysis,
  step: GraphAnalysis,
  learners: Iterable<string>,
): readonly SizedWeight[] {
  return [...learners].flatMap((learner): readonly SizedWeight[] => {
    const network = project.graphs[learner];
    if (!network) {
      const found = step.nodes.get(learner);
      const rank = 1 + (found?.outputs?.y?.shape.length ?? 0);
      return [{ name: learner, size: found?.costs?.trainableParameters ?? 0, rank }];
    }
    return trainableWeights(network).map((weight) => ({
      ...weight,
      name: `${learner}/${weight.name}`,
    }));
  });
}

/** The masks of kernels that are pruned, and the most that is held while one is made, in bytes. */
function pruningMemory(
  project: ProjectAnalysis,
  step: GraphAnalysis,
): { readonly maskBytes: number; readonly workspaceBytes: number } {
  const { networks, tensors } = stepLearners(step);
  const weights = learnerWeights(project, step, [...networks.keys(), ...tensors]);
  let maskBytes = 0;
  let workspaceBytes = 0;
  for (const { node, fields } of step.nodes.values()) {
    if (node.kind !== 'prune' || !fields) continue;
    const names = fields.networks as readonly string[];
    for (const { name, size, rank } of weights) {
      const isPruned = names.length === 0 || names.some((one) => belongsTo(name, one));
      if (rank < 2 || !isPruned) continue;
      maskBytes += 4 * size;
      workspaceBytes = Math.max(workspaceBytes, 4 * size * pruningWorkspace(fields));
    }
  }
  return { maskBytes, workspaceBytes };
}

function learnedBytes(project: ProjectAnalysis, step: GraphAnalysis): number {
  const counted = new Set<string>();
  let numbers = 0;
  for (const { node, costs } of step.nodes.values()) {
    const used = graphUsedBy(node.kind);
    const network = used && project.graphs[used.graph];
    if (!network) {
      if (node.kind === trainableTensorKind) numbers += costs?.parameters ?? 0;
      continue;
    }
    const name = `${used.relation} ${used.graph}`;
    if (counted.has(name)) continue;
    counted.add(name);
    numbers += graphTotals(network).costs.parameters;
  }
  return 4 * numbers;
}

function batchBytes(step: GraphAnalysis, batch: number): number {
  let bytes = 0;
  for (const [id, { node, kind, fields, outputs }] of step.nodes) {
    if (kind?.family !== 'data' || !outputs) continue;
    const count = node.kind === 'historyBuffer' ? Number(fields?.capacity ?? 0) : batch;
    const taken = takenPorts(step.structure, id);
    for (const [port, type] of Object.entries(outputs)) {
      if (!taken.has(port)) continue;
      bytes += numbersIn(type) * bytesPerElement(type.dtype) * (type.per === 'batch' ? 1 : count);
    }
  }
  return bytes;
}
