import * as tf from '@tensorflow/tfjs';
import { RecurrentLayer, type RecurrentLayerConfig } from '../layers/recurrentLayer';
import type { NativeModule } from './nativeModule';
import {
  canReadSequence,
  readSequence,
  type Sequence,
  type SequenceResult,
} from './recurrentSequence';

type Call = (
  inputs: tf.Tensor | tf.Tensor[],
  kwargs?: {
    readonly mask?: tf.Tensor | tf.Tensor[] | null;
    readonly training?: boolean;
    readonly initialState?: tf.Tensor[] | null;
  } | null,
) => tf.Tensor | tf.Tensor[];

/** A layer class whose `call` is replaced. */
interface Callable {
  call: Call;
}

/**
 * Lets recurrent layers read whole sequences in compiled code where it can: those of tf.js without
 * kept states and dropout, and our own without peepholes. Elsewhere they go on step by step.
 */
export function readSequencesAtOnce(native: NativeModule): void {
  readShippedLayers(native);
  readOurLayers(native);
}

interface ShippedLayer {
  readonly cell: {
    getClassName(): string;
    readonly activation: tf.serialization.Serializable;
    readonly recurrentActivation?: tf.serialization.Serializable;
    readonly kernel: tf.LayerVariable;
    readonly recurrentKernel: tf.LayerVariable;
    readonly bias?: tf.LayerVariable | null;
    readonly dropout: number;
    readonly recurrentDropout: number;
  };
  readonly goBackwards: boolean;
  readonly returnSequences: boolean;
  readonly returnState: boolean;
  readonly stateful: boolean;
}

const shippedCells: Readonly<Record<string, Sequence['cell']>> = {
  SimpleRNNCell: 'simpleRnn',
  LSTMCell: 'lstm',
  GRUCell: 'gru',
};

/** SimpleRNN, LSTM and GRU of tf.js; all read through the class that they extend. */
function readShippedLayers(native: NativeModule): void {
  const layer = tf.layers.simpleRNN({ units: 1 });
  const shared = Object.getPrototypeOf(Object.getPrototypeOf(layer)) as Callable;
  const stepByStep = shared.call;
  shared.call = function (this: ShippedLayer, inputs, kwargs) {
    const { cell } = this;
    const kind = shippedCells[cell.getClassName()];
    const given = [inputs].flat();
    const [x] = given as [tf.Tensor];
    const drops = kwargs?.training && (cell.dropout > 0 || cell.recurrentDropout > 0);
    if (!kind || given.length !== 1 || this.stateful || drops) {
      return stepByStep.call(this, inputs, kwargs);
    }
    const recurrentKernel = cell.recurrentKernel.read();
    const activation = cell.activation.getClassName();
    const gateActivation = cell.recurrentActivation?.getClassName() ?? 'linear';
    if (!canReadSequence({ x, recurrentKernel }, activation, gateActivation)) {
      return stepByStep.call(this, inputs, kwargs);
    }
    return tf.tidy(() => {
      const start = (): tf.Tensor => tf.zeros([x.shape[0]!, recurrentKernel.shape[0]!]);
      const [firstState = start(), firstMemory = start()] = kwargs?.initialState ?? [];
      const wanted: SequenceResult[] = [this.returnSequences ? 'states' : 'lastState'];
      if (this.returnState && this.returnSequences) wanted.push('lastState');
      if (this.returnState && kind === 'lstm') wanted.push('lastMemory');
      const [output, ...states] = readSequence(
        native,
        {
          cell: kind,
          activation,
          gateActivation,
          backwards: this.goBackwards,
          turned: false,
          x,
          kernel: cell.kernel.read(),
          recurrentKernel,
          bias: cell.bias?.read() ?? null,
          firstState,
          firstMemory: kind === 'lstm' ? firstMemory : null,
          mask: [kwargs?.mask ?? null].flat()[0] ?? null,
        },
        wanted,
      ) as [tf.Tensor, ...tf.Tensor[]];
      if (!this.returnState) return output;
      return this.returnSequences ? [output, ...states] : [output, output, ...states];
    });
  } as Call;
}

/** Our own layer, as far as its reading is done here. */
interface OwnLayer {
  readonly config: Required<RecurrentLayerConfig>;
  readonly directions: readonly {
    readonly kernel: tf.LayerVariable;
    readonly recurrentKernel: tf.LayerVariable;
    readonly bias: tf.LayerVariable | null;
  }[];
  startingStates(batch: number, given: readonly tf.Tensor[]): tf.Tensor2D[][];
  keepStates(states: readonly tf.Tensor[][]): void;
}

function readOurLayers(native: NativeModule): void {
  const ours = RecurrentLayer.prototype as unknown as Callable;
  const stepByStep = ours.call;
  ours.call = function (this: OwnLayer, inputs, kwargs) {
    const { config, directions } = this;
    const { cell, activation, recurrentActivation, returnSequences, bidirectional } = config;
    const [x, ...given] = [inputs].flat() as [tf.Tensor, ...tf.Tensor[]];
    const recurrentKernel = directions[0]!.recurrentKernel.read();
    const isLstm = cell === 'lstm';
    if (
      (isLstm && config.peepholes) ||
      !canReadSequence({ x, recurrentKernel }, activation, recurrentActivation)
    ) {
      return stepByStep.call(this, inputs, kwargs);
    }
    return tf.tidy(() => {
      const starts = this.startingStates(x.shape[0]!, given);
      const givesStates = config.returnState || config.stateful;
      const wanted: SequenceResult[] = returnSequences ? ['states'] : ['lastState'];
      if (returnSequences && givesStates) wanted.push('lastState');
      if (givesStates && isLstm) wanted.push('lastMemory');
      const results = directions.map((direction, index) => {
        const [output, ...states] = readSequence(
          native,
          {
            cell: cell === 'gru' && config.resetAfter ? 'gruResetAfter' : cell,
            activation,
            gateActivation: recurrentActivation,
            backwards: config.goBackwards !== (index === 1),
            // The outputs of the backward direction stand the other way round.
            turned: index === 1,
            x,
            kernel: direction.kernel.read(),
            recurrentKernel: direction.recurrentKernel.read(),
            bias: direction.bias?.read() ?? null,
            firstState: starts[index]![0]!,
            firstMemory: starts[index]![1] ?? null,
            mask: [kwargs?.mask ?? null].flat()[0] ?? null,
          },
          wanted,
        ) as [tf.Tensor, ...tf.Tensor[]];
        return { output, states: returnSequences ? states : [output, ...states] };
      });
      const states = results.map((result) => result.states);
      if (config.stateful) this.keepStates(states);
      const merged = merge(
        results.map(({ output }) => output),
        bidirectional,
      );
      return config.returnState ? [merged, ...states.flat()] : merged;
    });
  } as Call;
}

function merge(outputs: tf.Tensor[], how: RecurrentLayerConfig['bidirectional']): tf.Tensor {
  const [forward, backward] = outputs as [tf.Tensor, tf.Tensor | undefined];
  if (!backward) return forward;
  if (how === 'concatenate') return tf.concat([forward, backward], -1);
  if (how === 'multiply') return tf.mul(forward, backward);
  const sum = tf.add(forward, backward);
  return how === 'sum' ? sum : tf.mul(sum, 0.5);
}
