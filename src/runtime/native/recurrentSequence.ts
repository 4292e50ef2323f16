import * as tf from '@tensorflow/tfjs';
import { gradientDepth } from '../corrections/nestedGradient';
import { withGradient } from './handwrittenGradient';
import type { NativeModule } from './nativeModule';

/** Cells as the compiled kernels number them. */
const cells = { simpleRnn: 0, lstm: 1, gru: 2, gruResetAfter: 3 } as const;

/** Numbers that a cell keeps for each unit and step. */
const gatesKept = { simpleRnn: 1, lstm: 4, gru: 3, gruResetAfter: 4 } as const;

/** Activations as the compiled kernels number them, by the names of tf.js. */
const activations: Readonly<Record<string, number>> = {
  linear: 0,
  tanh: 1,
  sigmoid: 2,
  relu: 3,
  hardSigmoid: 4,
};

/** What a sequence can be asked for: all states, the last one, and the last memory of an LSTM. */
export type SequenceResult = 'states' | 'lastState' | 'lastMemory';

/** A recurrent layer reading a batch; weights lie as in Keras. */
export interface Sequence {
  readonly cell: keyof typeof cells;
  /** The functions of the state and of the gates, by the names of tf.js. */
  readonly activation: string;
  readonly gateActivation: string;
  /** Whether the last step is read first. */
  readonly backwards: boolean;
  /** Whether the state after the step that is read last is given first. */
  readonly turned: boolean;
  /** [batch, steps, features] */
  readonly x: tf.Tensor;
  readonly kernel: tf.Tensor;
  readonly recurrentKernel: tf.Tensor;
  readonly bias: tf.Tensor | null;
  /** [batch, units] */
  readonly firstState: tf.Tensor;
  readonly firstMemory: tf.Tensor | null;
  /** [batch, steps]; a step at which it is 0 is left out. */
  readonly mask: tf.Tensor | null;
}

/** Whether the compiled kernels can read such a sequence with such activations now. */
export function canReadSequence(
  { x, recurrentKernel }: Pick<Sequence, 'x' | 'recurrentKernel'>,
  activation: string,
  gateActivation: string,
): boolean {
  return (
    tf.getBackend() === 'wasm' &&
    x.rank === 3 &&
    x.size > 0 &&
    x.dtype === 'float32' &&
    recurrentKernel.dtype === 'float32' &&
    activation in activations &&
    gateActivation in activations &&
    // The gradient of our gradient is not written by hand: composed steps have it.
    gradientDepth() < 2
  );
}

/**
 * Reads a whole sequence in a few compiled jobs, and its gradients in a few more. Gives what is
 * `wanted`, in that order: states [batch, steps, units], last state and memory [batch, units].
 */
export function readSequence(
  native: NativeModule,
  sequence: Sequence,
  wanted: readonly SequenceResult[],
): tf.Tensor[] {
  const { x, kernel, recurrentKernel, bias, firstState, firstMemory } = sequence;
  const mask = sequence.mask && tf.cast(tf.cast(sequence.mask, 'bool'), 'float32');
  const inputs: Record<string, tf.Tensor> = { x, kernel, recurrentKernel, firstState };
  if (bias) inputs.bias = bias;
  if (firstMemory) inputs.firstMemory = firstMemory;
  const learns = gradientDepth() > 0;
  return withGradient({
    name: 'a recurrent layer',
    inputs,
    forward(save) {
      const made = forward(native, { ...sequence, mask }, wanted, learns);
      const kept = [made.gates, made.states, made.memories].filter((tensor) => tensor !== null);
      if (learns) save([...Object.values(inputs), ...(mask ? [mask] : []), ...kept]);
      return wanted.map((name) => made[name] as tf.Tensor);
    },
    backward(gradients, saved) {
      const of = new Map(Object.keys(inputs).map((name, place) => [name, saved[place]!]));
      const rest = saved.slice(of.size);
      return backward(
        native,
        {
          ...sequence,
          x: of.get('x')!,
          kernel: of.get('kernel')!,
          recurrentKernel: of.get('recurrentKernel')!,
          bias: of.get('bias') ?? null,
          firstState: of.get('firstState')!,
          firstMemory: of.get('firstMemory') ?? null,
          mask: mask ? rest.shift()! : null,
        },
        rest,
        (name) => gradients[wanted.indexOf(name)] ?? null,
      );
    },
  });
}

interface Sizes {
  readonly batch: number;
  readonly steps: number;
  readonly features: number;
  readonly units: number;
  readonly gateWidth: number;
}

function setSequence(native: NativeModule, sequence: Sequence): Sizes {
  const [batch, steps, features] = sequence.x.shape as [number, number, number];
  const units = sequence.recurrentKernel.shape[0]!;
  native.exports.setSequence(
    cells[sequence.cell],
    activations[sequence.activation]!,
    activations[sequence.gateActivation]!,
    batch,
    steps,
    units,
    sequence.backwards,
    sequence.turned,
    addressOf(native, sequence.mask),
  );
  return { batch, steps, features, units, gateWidth: gatesKept[sequence.cell] * units };
}

function addressOf(native: NativeModule, tensor: tf.Tensor | null): number {
  return tensor ? native.addressOf(tensor) : 0;
}

/** Bytes from the first row of a bias to the second; 0 where there is one row. */
function secondRow({ cell, bias }: Sequence, { units }: Sizes): number {
  return cell === 'gruResetAfter' && bias ? 3 * units * 4 : 0;
}

type Made = Record<SequenceResult | 'gates' | 'memories', tf.Tensor | null>;

function forward(
  native: NativeModule,
  sequence: Sequence,
  wanted: readonly SequenceResult[],
  learns: boolean,
): Made {
  const sizes = setSequence(native, sequence);
  const { batch, steps, features, units, gateWidth } = sizes;
  const tensor = (isMade: boolean, ...shape: number[]): tf.Tensor | null =>
    isMade ? newTensor(native, shape) : null;
  const isLstm = sequence.cell === 'lstm';
  const keepsStates = learns || wanted.includes('states');
  const made: Made = {
    // The only gate of a simple recurrent network is its state.
    gates: tensor(learns && sequence.cell !== 'simpleRnn', batch, steps, gateWidth),
    states: tensor(keepsStates, batch, steps, units),
    memories: tensor(learns && isLstm, batch, steps, units),
    lastState: tensor(wanted.includes('lastState'), batch, units),
    lastMemory: tensor(wanted.includes('lastMemory'), batch, units),
  };
  const gates = made.gates ? 0 : native.allocate(batch * steps * gateWidth * 4);
  const running = native.allocate(batch * units * 4 * 2);
  const panels = native.allocate(native.exports.sequencePanelBytes());
  const bias = addressOf(native, sequence.bias);
  const toSecondRow = secondRow(sequence, sizes);
  native.exports.readSequence(
    native.addressOf(sequence.x),
    features,
    native.addressOf(sequence.kernel),
    native.addressOf(sequence.recurrentKernel),
    bias,
    toSecondRow > 0 ? bias + toSecondRow : 0,
    native.addressOf(sequence.firstState),
    addressOf(native, sequence.firstMemory),
    made.gates ? native.addressOf(made.gates) : gates,
    made.states ? native.addressOf(made.states) : running,
    keepsStates,
    made.memories ? native.addressOf(made.memories) : running + batch * units * 4,
    made.memories !== null,
    addressOf(native, made.lastState),
    addressOf(native, made.lastMemory),
    panels,
  );
  for (const address of [gates, running, panels]) native.free(address);
  return made;
}

function backward(
  native: NativeModule,
  sequence: Sequence,
  kept: readonly tf.Tensor[],
  gradientOf: (name: SequenceResult) => tf.Tensor | null,
): Record<string, () => tf.Tensor> {
  const { exports } = native;
  const sizes = setSequence(native, sequence);
  const { batch, steps, features, units, gateWidth } = sizes;
  const isLstm = sequence.cell === 'lstm';
  const [gates, states, memories] =
    sequence.cell === 'simpleRnn' ? [null, kept[0]!, null] : [kept[0]!, kept[1]!, kept[2] ?? null];
  const like = (tensor: tf.Tensor): tf.Tensor => newTensor(native, tensor.shape);
  const made: Record<string, tf.Tensor> = {
    kernel: like(sequence.kernel),
    recurrentKernel: like(sequence.recurrentKernel),
    firstState: like(sequence.firstState),
  };
  if (sequence.bias) made.bias = like(sequence.bias);
  if (sequence.firstMemory) made.firstMemory = like(sequence.firstMemory);
  const gateGradients = newTensor(native, [batch, steps, gateWidth]);
  const statesBefore = native.allocate(batch * steps * units * 4);
  const resetStates = native.allocate(sequence.cell === 'gru' ? batch * steps * units * 4 : 0);
  const panels = native.allocate(exports.sequencePanelBytes());
  exports.readSequenceBack(
    native.addressOf(sequence.recurrentKernel),
    native.addressOf(sequence.firstState),
    addressOf(native, sequence.firstMemory),
    addressOf(native, gates),
    native.addressOf(states),
    addressOf(native, memories),
    addressOf(native, gradientOf('states')),
    addressOf(native, gradientOf('lastState')),
    addressOf(native, isLstm ? gradientOf('lastMemory') : null),
    native.addressOf(made.firstState!),
    addressOf(native, made.firstMemory ?? null),
    native.addressOf(gateGradients),
    statesBefore,
    resetStates,
    panels,
  );
  const bias = addressOf(native, made.bias ?? null);
  const toSecondRow = secondRow(sequence, sizes);
  exports.sequenceWeightGradients(
    native.addressOf(sequence.x),
    features,
    native.addressOf(made.kernel!),
    native.addressOf(made.recurrentKernel!),
    bias,
    toSecondRow > 0 ? bias + toSecondRow : 0,
  );
  for (const address of [statesBefore, resetStates, panels]) native.free(address);
  const given = Object.entries(made).map(([name, tensor]) => [name, () => tensor] as const);
  return {
    ...Object.fromEntries(given),
    // Only asked for where something before the layer learns.
    x: () => {
      const out = like(sequence.x);
      setSequence(native, sequence);
      exports.sequenceInputGradient(
        native.addressOf(gateGradients),
        native.addressOf(sequence.kernel),
        features,
        native.addressOf(out),
      );
      gateGradients.dispose();
      return out;
    },
  };
}

function newTensor(native: NativeModule, shape: number[]): tf.Tensor {
  return tf.engine().makeTensorFromTensorInfo(native.newTensor(shape));
}
