import * as tf from '@tensorflow/tfjs';
import type { StepMoment } from '../compile/stepProgram';
import { graphUsedBy } from '../document/project';
import type { ReadyPhase } from './prepareRun';
import type { DrawnBatch } from './stepSources';

/** Where numbers stop being numbers. */
export interface BrokenPlace {
  /** The node of the training step; a layer inside a network behind its name and a slash. */
  readonly node: string;
  readonly message: string;
}

/**
 * Looks for the first node whose output, or the first layer whose weights, are no finite numbers, in
 * the order in which they are calculated; null where everything is finite by now.
 */
export async function findBroken(
  { program, step }: ReadyPhase,
  { tensors }: DrawnBatch,
  moment: StepMoment,
): Promise<BrokenPlace | null> {
  for (const id of step.structure.order) {
    const { kind, outputs, node } = step.nodes.get(id) ?? {};
    if (!kind || !outputs || kind.family === 'view' || kind.family === 'update') continue;
    const used = graphUsedBy(node?.kind ?? '');
    if (used) {
      const weight = await brokenWeight(program.weights, `${used.graph}/`);
      if (weight) {
        return {
          node: `${id}/${weight.layer}`,
          message: `the weights ${weight.name} have grown beyond all bounds`,
        };
      }
    }
    const ports = Object.keys(outputs).map((port) => ({ node: id, port }));
    const values = program.look(ports, tensors, moment);
    const isBroken = await Promise.all(values.map(isNotFinite));
    tf.dispose([...values]);
    if (isBroken.includes(true)) {
      return { node: id, message: `${id} gives the first value that is no finite number` };
    }
  }
  return null;
}

async function brokenWeight(
  weights: ReadyPhase['program']['weights'],
  prefix: string,
): Promise<{ readonly name: string; readonly layer: string } | null> {
  for (const { name, variable } of weights) {
    if (!name.startsWith(prefix) || !(await isNotFinite(variable))) continue;
    const path = name.slice(prefix.length);
    return { name, layer: path.slice(0, path.lastIndexOf('/')) };
  }
  return null;
}

async function isNotFinite(tensor: tf.Tensor): Promise<boolean> {
  const values = await tensor.data();
  return values.some((value: number) => !Number.isFinite(value));
}
