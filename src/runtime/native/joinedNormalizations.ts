import * as tf from '@tensorflow/tfjs';
import type { JoinedSteps, Plan, Step } from '../corrections/modelExecution';
import type { NativeModule } from './nativeModule';
import { fitsKernels, type NormalizationLayer, normalizeBatch } from './normalizationLayers';
import { type Rectifier, rectifiers } from './trainingNormalizations';

/**
 * The batch normalisations of a model with what stands behind each and takes nothing else: a sum of
 * two inputs, a rectifier, or both, as in residual networks. One kernel works them out, and what is
 * between them is never stored.
 */
export function joinNormalizations(native: NativeModule, plan: Plan): readonly JoinedSteps[] {
  const takers = new Map<tf.SymbolicTensor, Step>();
  for (const step of plan.steps) for (const symbol of step.inputs) takers.set(symbol, step);
  /** The step that alone takes what a step gives. */
  const follower = ({ outputs: [output] }: Step): Step | null =>
    output && plan.uses.get(output) === 1 && !plan.outputs.includes(output)
      ? (takers.get(output) ?? null)
      : null;
  const joined: JoinedSteps[] = [];
  const taken = new Set<Step>();
  for (const step of plan.steps) {
    if (!isNormalization(step.layer)) continue;
    const steps = [step];
    let next = follower(step);
    let addend: tf.SymbolicTensor | null = null;
    if (next && !taken.has(next) && isSumOfTwo(next)) {
      addend = next.inputs.find((symbol) => symbol !== step.outputs[0]) ?? null;
      steps.push(next);
      next = follower(next);
    }
    const activation = next && rectifierOf(next.layer);
    if (next && activation) steps.push(next);
    if (steps.length === 1) continue;
    for (const one of steps) taken.add(one);
    joined.push(join(native, steps, addend, activation));
  }
  return joined;
}

function join(
  native: NativeModule,
  steps: readonly Step[],
  addend: tf.SymbolicTensor | null,
  activation: Rectifier,
): JoinedSteps {
  const [{ layer, inputs }] = steps as [Step];
  const normalization = layer as NormalizationLayer;
  return {
    steps,
    run(tensorOf) {
      const x = tensorOf(inputs[0] as tf.SymbolicTensor);
      const added = addend && tensorOf(addend);
      const fits =
        fitsKernels(normalization, x) &&
        (!added || (added.dtype === 'float32' && String(added.shape) === String(x.shape)));
      return fits
        ? tf.tidy(() => normalizeBatch(native, normalization, x, { addend: added, activation }))
        : null;
    },
  };
}

/** Whether a layer normalises batches in training as its class does; a frozen one does not. */
function isNormalization(layer: tf.layers.Layer): boolean {
  return layer.getClassName() === 'BatchNormalization' && !Object.hasOwn(layer, 'call');
}

function isSumOfTwo({ layer, inputs }: Step): boolean {
  const [a, b] = inputs;
  return (
    layer.getClassName() === 'Add' &&
    inputs.length === 2 &&
    a !== b &&
    String(a?.shape) === String(b?.shape)
  );
}

function rectifierOf(layer: tf.layers.Layer): Rectifier {
  const { activation, maxValue } = layer.getConfig();
  const name =
    layer.getClassName() === 'Activation'
      ? activation
      : layer.getClassName() === 'ReLU' && (maxValue === null || maxValue === undefined)
        ? 'relu'
        : null;
  return typeof name === 'string' && Object.hasOwn(rectifiers, name) ? (name as Rectifier) : null;
}
