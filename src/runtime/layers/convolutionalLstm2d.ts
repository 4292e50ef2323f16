import * as tf from '@tensorflow/tfjs';

/** How a weight starts: by name, or as a saved initializer. */
type Initializer = string | tf.serialization.ConfigDict;

/** Penalties on the weights, and what every update of the kernels ends in. */
type Options = Partial<
  Record<`${'kernel' | 'recurrent'}${'Regularizer' | 'Constraint'}` | 'biasRegularizer', object>
>;

/** The fields of a ConvolutionalLstm2D layer, as its config holds them. */
export interface ConvolutionalLstm2DConfig extends Options {
  filters: number;
  kernelSize: [number, number];
  strides?: [number, number];
  padding?: 'valid' | 'same';
  dilationRate?: [number, number];
  /** The function of the state, and that of the gates; tanh and sigmoid when left out. */
  activation?: string;
  recurrentActivation?: string;
  useBias?: boolean;
  kernelInitializer?: Initializer;
  recurrentInitializer?: Initializer;
  biasInitializer?: Initializer;
  /** The bias of the forget gate starts at 1. */
  unitForgetBias?: boolean;
  returnSequences?: boolean;
  returnState?: boolean;
  goBackwards?: boolean;
  /** A batch starts from the states in which the one before, of the same size, ended. */
  stateful?: boolean;
  /** The initial states that follow the images in the list of inputs; the rest start at 0. */
  initialStates?: ('h' | 'c')[];
  name?: string;
  trainable?: boolean;
}

type Cell = ReturnType<typeof tf.layers.lstmCell>;

/**
 * ConvLSTM2D with what that of tf.js lacks: initial states as inputs, and states that a batch hands
 * to the next. Gates stand in the order i, f, c, o; weights are those of Keras' ConvLSTM2D.
 *
 * Inputs: [batch, time, height, width, channels], then the initial states [batch, height', width',
 * filters] that `initialStates` names. Output: the last state or all of them, [batch, (time,)
 * height', width', filters]; with `returnState` followed by the last h and c.
 * Source: Shi et al., Convolutional LSTM Network, 2015 (without its peepholes, as in Keras).
 */
export class ConvolutionalLstm2D extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'ConvolutionalLstm2D';
  private readonly config: Required<
    Omit<ConvolutionalLstm2DConfig, 'name' | 'trainable' | keyof Options>
  >;
  /** Holds activations and initializers as tf.js reads them; it never gets weights. */
  private readonly cell: Cell;
  private kernel: tf.LayerVariable | null = null;
  private recurrentKernel: tf.LayerVariable | null = null;
  private bias: tf.LayerVariable | null = null;
  /** The states in which the last batch ended. */
  private keptStates: tf.Tensor4D[] | null = null;

  constructor(config: ConvolutionalLstm2DConfig) {
    super(config as { name?: string });
    const { name: _name, trainable: _trainable, ...given } = config;
    this.config = {
      strides: [1, 1],
      padding: 'valid',
      dilationRate: [1, 1],
      activation: 'tanh',
      recurrentActivation: 'sigmoid',
      useBias: true,
      kernelInitializer: 'glorotUniform',
      recurrentInitializer: 'orthogonal',
      biasInitializer: 'zeros',
      unitForgetBias: true,
      returnSequences: false,
      returnState: false,
      goBackwards: false,
      stateful: false,
      initialStates: [],
      ...given,
    };
    this.cell = tf.layers.lstmCell({
      units: config.filters,
      activation: this.config.activation as 'tanh',
      recurrentActivation: this.config.recurrentActivation as 'sigmoid',
      kernelInitializer: this.config.kernelInitializer as 'zeros',
      recurrentInitializer: this.config.recurrentInitializer as 'zeros',
      biasInitializer: this.config.biasInitializer as 'zeros',
      ...optionsOf(given),
    });
    this._stateful = this.config.stateful;
    this.supportsMasking = true;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const { filters, kernelSize, useBias, unitForgetBias } = this.config;
    const channels = sequenceShape(inputShape)[4] as number;
    const { cell } = this;
    const { kernelInitializer, recurrentInitializer, biasInitializer } = cell;
    const add = (
      name: string,
      shape: number[],
      initializer: Cell['kernelInitializer'],
      regularizer?: Cell['kernelRegularizer'],
      constraint?: Cell['kernelConstraint'],
    ) => this.addWeight(name, shape, 'float32', initializer, regularizer, true, constraint);
    const width = 4 * filters;
    this.kernel = add(
      'kernel',
      [...kernelSize, channels, width],
      kernelInitializer,
      cell.kernelRegularizer,
      cell.kernelConstraint,
    );
    this.recurrentKernel = add(
      'recurrent_kernel',
      [...kernelSize, filters, width],
      recurrentInitializer,
      cell.recurrentRegularizer,
      cell.recurrentConstraint,
    );
    if (useBias) {
      const remembering = (): tf.Tensor =>
        tf.tidy(() => {
          const rest = (length: number): tf.Tensor => biasInitializer.apply([length]);
          return tf.concat([rest(filters), tf.ones([filters]), rest(2 * filters)]);
        });
      this.bias = add(
        'bias',
        [width],
        unitForgetBias
          ? ({ apply: remembering } as unknown as Cell['biasInitializer'])
          : biasInitializer,
        cell.biasRegularizer,
      );
    }
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    const [batch, time, height, width] = sequenceShape(inputShape);
    const { filters, kernelSize, strides, padding, dilationRate } = this.config;
    const places = (size: number | null, axis: 0 | 1): number | null => {
      if (size === null) return null;
      if (padding === 'same') return Math.ceil(size / strides[axis]);
      const span = dilationRate[axis] * (kernelSize[axis] - 1) + 1;
      return Math.floor((size - span) / strides[axis]) + 1;
    };
    const image = [places(height ?? null, 0), places(width ?? null, 1), filters];
    const state = [batch, ...image] as tf.Shape;
    const output = this.config.returnSequences ? ([batch, time, ...image] as tf.Shape) : state;
    return this.config.returnState ? [output, state, state] : output;
  }

  override computeMask(
    _inputs: tf.Tensor | tf.Tensor[],
    mask?: tf.Tensor | tf.Tensor[],
  ): tf.Tensor {
    const ofSequence = Array.isArray(mask) ? mask[0] : mask;
    const ofOutput = this.config.returnSequences ? (ofSequence ?? null) : null;
    // tf.js says one mask, and takes a list of them where there are several outputs.
    return (this.config.returnState ? [ofOutput, null, null] : ofOutput) as tf.Tensor;
  }

  override call(
    inputs: tf.Tensor | tf.Tensor[],
    kwargs: { mask?: tf.Tensor | null },
  ): tf.Tensor | tf.Tensor[] {
    return tf.tidy(() => {
      const [x, ...given] = (Array.isArray(inputs) ? inputs : [inputs]) as tf.Tensor[];
      const { goBackwards, returnSequences, returnState, stateful } = this.config;
      const steps = this.inputSums(x as tf.Tensor5D);
      const masks = kwargs.mask ? tf.unstack(tf.cast(kwargs.mask, 'float32'), 1) : null;
      const outputs: tf.Tensor4D[] = [];
      let states = this.startingStates((steps[0] as tf.Tensor4D).shape, given);
      for (let place = 0; place < steps.length; place++) {
        const at = goBackwards ? steps.length - 1 - place : place;
        const next = this.step(steps[at] as tf.Tensor4D, states);
        const mask = masks && tf.reshape(masks[at] as tf.Tensor, [-1, 1, 1, 1]);
        states = mask
          ? next.map((state, index) => chosen(mask, state, states[index] as tf.Tensor4D))
          : next;
        outputs.push(states[0] as tf.Tensor4D);
      }
      if (stateful) this.keepStates(states);
      const output = returnSequences ? tf.stack(outputs, 1) : (states[0] as tf.Tensor);
      return returnState ? [output, ...states] : output;
    });
  }

  /** Forgets the states of the last batch: the next one starts at 0. */
  override resetStates(): void {
    tf.dispose(this.keptStates ?? []);
    this.keptStates = null;
  }

  /** The states kept from the last batch; none before it. */
  keptTensors(): readonly tf.Tensor[] {
    return this.keptStates ?? [];
  }

  /** Goes on from such states; they are copied. */
  keepTensors(tensors: readonly tf.Tensor[]): void {
    this.keepStates(tensors as tf.Tensor4D[]);
  }

  override dispose(): ReturnType<tf.layers.Layer['dispose']> {
    this.resetStates();
    return super.dispose();
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.config, ...optionsOf(this.cell.getConfig()) };
  }

  /** What the images add to the gates, by time step: one convolution for all of them. */
  private inputSums(x: tf.Tensor5D): tf.Tensor4D[] {
    const { strides, padding, dilationRate } = this.config;
    const [batch, time, height, width, channels] = x.shape;
    const images = tf.reshape(x, [batch * time, height, width, channels]) as tf.Tensor4D;
    const kernel = this.kernel?.read() as tf.Tensor4D;
    const sums = tf.conv2d(images, kernel, strides, padding, 'NHWC', dilationRate);
    const biased = this.bias ? tf.add(sums, this.bias.read()) : sums;
    const image = biased.shape.slice(1);
    return tf.unstack(tf.reshape(biased, [batch, time, ...image]), 1) as tf.Tensor4D[];
  }

  private step(input: tf.Tensor4D, states: tf.Tensor4D[]): tf.Tensor4D[] {
    const [h, c] = states as [tf.Tensor4D, tf.Tensor4D];
    const state = (value: tf.Tensor): tf.Tensor => this.cell.activation.apply(value);
    const gate = (value: tf.Tensor): tf.Tensor => this.cell.recurrentActivation.apply(value);
    const recurrent = tf.conv2d(h, this.recurrentKernel?.read() as tf.Tensor4D, 1, 'same');
    const sums = tf.split(tf.add(input, recurrent), 4, -1);
    const [i, f, candidate, o] = sums as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const memory = tf.add(tf.mul(gate(f), c), tf.mul(gate(i), state(candidate))) as tf.Tensor4D;
    return [tf.mul(gate(o), state(memory)) as tf.Tensor4D, memory];
  }

  /** The states before the first step: given ones, kept ones, or 0. */
  private startingStates(sums: readonly number[], given: readonly tf.Tensor[]): tf.Tensor4D[] {
    const shape = [...sums.slice(0, 3), this.config.filters] as [number, number, number, number];
    const kept = String(this.keptStates?.[0]?.shape) === String(shape) ? this.keptStates : null;
    return (['h', 'c'] as const).map((name, index) => {
      const wired = given[this.config.initialStates.indexOf(name)];
      return (wired ?? kept?.[index] ?? tf.zeros(shape)) as tf.Tensor4D;
    });
  }

  private keepStates(states: readonly tf.Tensor4D[]): void {
    const before = this.keptStates;
    this.keptStates = states.map((state) => tf.keep(state.clone()));
    tf.dispose(before ?? []);
  }
}

/** The new state where the mask is 1, the old one where it is 0. */
function chosen(mask: tf.Tensor, next: tf.Tensor4D, before: tf.Tensor4D): tf.Tensor4D {
  return tf.add(before, tf.mul(mask, tf.sub(next, before)));
}

function sequenceShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
  return (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as tf.Shape;
}

/** The penalties and constraints in a config. */
function optionsOf(config: object): object {
  const given = Object.entries(config).filter(([, value]) => value != null);
  return Object.fromEntries(given.filter(([name]) => /(Regularizer|Constraint)$/.test(name)));
}

tf.serialization.registerClass(ConvolutionalLstm2D);
