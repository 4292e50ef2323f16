import * as tf from '@tensorflow/tfjs';

/** The name of an initial state, in the order in which the layer takes them. */
type StateName = 'h' | 'c' | 'backwardH' | 'backwardC';

/** How a weight starts: by name, or as a saved initializer. */
type Initializer = string | tf.serialization.ConfigDict;

/** Penalties on the weights of both directions, and what every update of them ends in. */
type Options = Partial<Record<`${Part}${'Regularizer' | 'Constraint'}`, object>>;
type Part = 'kernel' | 'recurrent' | 'bias';

/** The fields of a RecurrentLayer, as its config holds them. */
export interface RecurrentLayerConfig extends Options {
  cell: 'simpleRnn' | 'lstm' | 'gru';
  units: number;
  /** The function of the state, and that of the gates; tanh and sigmoid when left out. */
  activation?: string;
  recurrentActivation?: string;
  useBias?: boolean;
  kernelInitializer?: Initializer;
  recurrentInitializer?: Initializer;
  biasInitializer?: Initializer;
  /** How the weights of the backward direction start; as those of the forward one when left out. */
  backwardKernelInitializer?: Initializer;
  backwardRecurrentInitializer?: Initializer;
  /** LSTM: the bias of the forget gate starts at 1. */
  unitForgetBias?: boolean;
  /** LSTM: gates see the memory too, through one weight a unit. */
  peepholes?: boolean;
  /** GRU: the reset gate acts after the matrix of the state, which then has a bias of its own. */
  resetAfter?: boolean;
  returnSequences?: boolean;
  returnState?: boolean;
  goBackwards?: boolean;
  /** A batch starts from the states in which the one before, of the same size, ended. */
  stateful?: boolean;
  /** Reads in both directions and merges what they give. */
  bidirectional?: 'none' | 'concatenate' | 'sum' | 'average' | 'multiply';
  /** The initial states that follow the sequence in the list of inputs; the rest start at 0. */
  initialStates?: StateName[];
  name?: string;
  trainable?: boolean;
}

/** The weights of one direction. */
interface Direction {
  readonly kernel: tf.LayerVariable;
  readonly recurrentKernel: tf.LayerVariable;
  readonly bias: tf.LayerVariable | null;
  readonly peepholes: tf.LayerVariable | null;
}

/** One time step: from what the input adds and the states to the new states, the output first. */
type Step = (input: tf.Tensor2D, states: tf.Tensor2D[]) => tf.Tensor2D[];

type Cell = ReturnType<typeof tf.layers.lstmCell>;

const gatesOf = { simpleRnn: 1, lstm: 4, gru: 3 } as const;

/**
 * Simple RNN, LSTM (gates i, f, c, o; peepholes of Gers & Schmidhuber, 2000) and GRU (gates z, r, h;
 * the reset gate before or after the matrix, as Keras' reset_after) with what the layers of tf.js
 * lack: initial states as inputs, states that a batch hands to the next whatever its size, and both
 * directions with weights of their own.
 *
 * Inputs: [batch, time, features], then the initial states [batch, units] that `initialStates` names.
 * Output: [batch, units] or [batch, time, units], twice as wide when directions are concatenated;
 * with `returnState` followed by the last states [batch, units], those of the forward direction first.
 * Sources: the layers SimpleRNN, LSTM, GRU and Bidirectional of Keras, whose weights it takes.
 */
export class RecurrentLayer extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'RecurrentLayer';
  private readonly config: Required<
    Omit<RecurrentLayerConfig, 'name' | 'trainable' | keyof Options>
  >;
  /** Holds activations and initializers as tf.js reads them; it never gets weights. */
  private readonly cell: Cell;
  private readonly backwardCell: Cell;
  private directions: Direction[] = [];
  /** The states in which the last batch ended, by direction. */
  private keptStates: tf.Tensor2D[][] | null = null;

  constructor(config: RecurrentLayerConfig) {
    super(config as { name?: string });
    const { name: _name, trainable: _trainable, ...given } = config;
    const kernelInitializer = given.kernelInitializer ?? 'glorotUniform';
    const recurrentInitializer = given.recurrentInitializer ?? 'orthogonal';
    this.config = {
      cell: given.cell,
      units: given.units,
      activation: given.activation ?? 'tanh',
      recurrentActivation: given.recurrentActivation ?? 'sigmoid',
      useBias: given.useBias ?? true,
      kernelInitializer,
      recurrentInitializer,
      biasInitializer: given.biasInitializer ?? 'zeros',
      backwardKernelInitializer: given.backwardKernelInitializer ?? kernelInitializer,
      backwardRecurrentInitializer: given.backwardRecurrentInitializer ?? recurrentInitializer,
      unitForgetBias: given.unitForgetBias ?? true,
      peepholes: given.peepholes ?? false,
      resetAfter: given.resetAfter ?? false,
      returnSequences: given.returnSequences ?? false,
      returnState: given.returnState ?? false,
      goBackwards: given.goBackwards ?? false,
      stateful: given.stateful ?? false,
      bidirectional: given.bidirectional ?? 'none',
      initialStates: given.initialStates ?? [],
    };
    const cell = (kernel: Initializer, recurrent: Initializer): Cell =>
      tf.layers.lstmCell({
        units: given.units,
        activation: this.config.activation as 'tanh',
        recurrentActivation: this.config.recurrentActivation as 'sigmoid',
        kernelInitializer: kernel as 'zeros',
        recurrentInitializer: recurrent as 'zeros',
        biasInitializer: this.config.biasInitializer as 'zeros',
        ...optionsOf(given),
      });
    this.cell = cell(kernelInitializer, recurrentInitializer);
    this.backwardCell = cell(
      this.config.backwardKernelInitializer,
      this.config.backwardRecurrentInitializer,
    );
    this._stateful = this.config.stateful;
    this.supportsMasking = true;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const features = sequenceShape(inputShape)[2] as number;
    this.directions =
      this.config.bidirectional === 'none'
        ? [this.addDirection('', features, this.cell)]
        : [
            this.addDirection('forward_', features, this.cell),
            this.addDirection('backward_', features, this.backwardCell),
          ];
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    const [batch, time] = sequenceShape(inputShape);
    const { units, bidirectional, returnSequences, returnState } = this.config;
    const width = bidirectional === 'concatenate' ? 2 * units : units;
    const output = (returnSequences ? [batch, time, width] : [batch, width]) as tf.Shape;
    if (!returnState) return output;
    return [output, ...this.eachState(() => [batch, units] as tf.Shape)];
  }

  override computeMask(
    _inputs: tf.Tensor | tf.Tensor[],
    mask?: tf.Tensor | tf.Tensor[],
  ): tf.Tensor {
    const { returnSequences, returnState } = this.config;
    const ofSequence = Array.isArray(mask) ? mask[0] : mask;
    const ofOutput = returnSequences ? (ofSequence ?? null) : null;
    // tf.js says one mask, and takes a list of them where there are several outputs.
    return (returnState ? [ofOutput, ...this.eachState(() => null)] : ofOutput) as tf.Tensor;
  }

  override call(
    inputs: tf.Tensor | tf.Tensor[],
    kwargs: { mask?: tf.Tensor | null },
  ): tf.Tensor | tf.Tensor[] {
    return tf.tidy(() => {
      const [x, ...given] = (Array.isArray(inputs) ? inputs : [inputs]) as tf.Tensor[];
      const { bidirectional, goBackwards, returnSequences, returnState, stateful } = this.config;
      const starts = this.startingStates((x as tf.Tensor).shape[0] as number, given);
      const results = this.directions.map((direction, index) =>
        this.read(
          direction,
          x as tf.Tensor3D,
          starts[index] as tf.Tensor2D[],
          goBackwards !== (index === 1),
          kwargs.mask ?? null,
        ),
      );
      const states = results.map((result) => result.states);
      if (stateful) this.keepStates(states);
      const outputs = results.map(({ steps, states: [last] }, index) => {
        if (!returnSequences) return last as tf.Tensor;
        // The backward direction ends at the first step; its outputs belong the other way round.
        return tf.stack(index === 1 ? [...steps].reverse() : steps, 1);
      });
      const output = bidirectional === 'none' ? outputs[0] : merge(outputs, bidirectional);
      return returnState ? [output as tf.Tensor, ...states.flat()] : (output as tf.Tensor);
    });
  }

  /** Forgets the states of the last batch: the next one starts at 0. */
  override resetStates(): void {
    tf.dispose(this.keptStates ?? []);
    this.keptStates = null;
  }

  /** The states kept from the last batch, one after the other; none before it. */
  keptTensors(): readonly tf.Tensor[] {
    return (this.keptStates ?? []).flat();
  }

  /** Goes on from such states; they are copied. */
  keepTensors(tensors: readonly tf.Tensor[]): void {
    const perDirection = this.config.cell === 'lstm' ? 2 : 1;
    this.keepStates(
      this.directions.map((_, direction) =>
        tensors.slice(direction * perDirection, (direction + 1) * perDirection),
      ) as tf.Tensor2D[][],
    );
  }

  override dispose(): ReturnType<tf.layers.Layer['dispose']> {
    this.resetStates();
    return super.dispose();
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.config, ...optionsOf(this.cell.getConfig()) };
  }

  private eachState<Value>(value: () => Value): Value[] {
    const { cell, bidirectional } = this.config;
    const states = (cell === 'lstm' ? 2 : 1) * (bidirectional === 'none' ? 1 : 2);
    return Array.from({ length: states }, value);
  }

  private addDirection(prefix: string, features: number, cell: Cell): Direction {
    const { units, useBias, resetAfter, unitForgetBias, cell: kind } = this.config;
    const width = gatesOf[kind] * units;
    const add = (name: string, shape: number[], part: Part, start = cell[`${part}Initializer`]) => {
      const [penalty, constraint] = [cell[`${part}Regularizer`], cell[`${part}Constraint`]];
      return this.addWeight(prefix + name, shape, 'float32', start, penalty, true, constraint);
    };
    const kernel = add('kernel', [features, width], 'kernel');
    const recurrentKernel = add('recurrent_kernel', [units, width], 'recurrent');
    const twice = kind === 'gru' && resetAfter;
    const biasStart =
      kind === 'lstm' && unitForgetBias
        ? rememberingBias(cell.biasInitializer, units)
        : cell.biasInitializer;
    const bias = useBias ? add('bias', twice ? [2, width] : [width], 'bias', biasStart) : null;
    const zeros = tf.initializers.zeros();
    const sees = kind === 'lstm' && this.config.peepholes;
    const name = `${prefix}peephole_kernel`;
    const peepholes = sees ? this.addWeight(name, [3, units], 'float32', zeros) : null;
    return { kernel, recurrentKernel, bias, peepholes };
  }

  /** The states before the first step, by direction: given ones, kept ones, or 0. */
  private startingStates(batch: number, given: readonly tf.Tensor[]): tf.Tensor2D[][] {
    const { cell, units, initialStates } = this.config;
    const kept = this.keptStates?.[0]?.[0]?.shape[0] === batch ? this.keptStates : null;
    const names: readonly (readonly StateName[])[] = [
      ['h', 'c'],
      ['backwardH', 'backwardC'],
    ];
    return this.directions.map((_, direction) =>
      (names[direction] as readonly StateName[])
        .slice(0, cell === 'lstm' ? 2 : 1)
        .map((name, state) => {
          const wired = given[initialStates.indexOf(name)];
          return (wired ?? kept?.[direction]?.[state] ?? tf.zeros([batch, units])) as tf.Tensor2D;
        }),
    );
  }

  private keepStates(states: readonly tf.Tensor2D[][]): void {
    const before = this.keptStates;
    this.keptStates = states.map((ofDirection) =>
      ofDirection.map((state) => tf.keep(state.clone())),
    );
    tf.dispose(before ?? []);
  }

  /** Runs one direction over the sequence; outputs stand in the order in which they were read. */
  private read(
    direction: Direction,
    x: tf.Tensor3D,
    start: tf.Tensor2D[],
    backwards: boolean,
    mask: tf.Tensor | null,
  ): { readonly steps: tf.Tensor2D[]; readonly states: tf.Tensor2D[] } {
    const [batch, time, features] = x.shape;
    const step = this.stepOf(direction);
    // All steps of the input in one product: the state's is the only one that has to wait.
    const kernel = direction.kernel.read() as tf.Tensor2D;
    const rows = tf.matMul(tf.reshape(x, [batch * time, features]), kernel);
    const bias = direction.bias?.read();
    const biased = bias ? tf.add(rows, bias.rank === 2 ? firstRow(bias) : bias) : rows;
    const inputs = tf.unstack(tf.reshape(biased, [batch, time, -1]), 1) as tf.Tensor2D[];
    const masks = mask ? tf.unstack(tf.cast(mask, 'float32'), 1) : null;
    const steps: tf.Tensor2D[] = [];
    let states = start;
    for (let place = 0; place < time; place++) {
      const at = backwards ? time - 1 - place : place;
      const next = step(inputs[at] as tf.Tensor2D, states);
      const seen = masks && tf.expandDims(masks[at] as tf.Tensor, 1);
      states = seen
        ? next.map((state, index) => chosen(seen, state, states[index] as tf.Tensor2D))
        : next;
      steps.push(states[0] as tf.Tensor2D);
    }
    return { steps, states };
  }

  private stepOf({ recurrentKernel, bias, peepholes }: Direction): Step {
    const { units, cell, resetAfter } = this.config;
    const matrix = recurrentKernel.read() as tf.Tensor2D;
    const state: Activation = (value) => this.cell.activation.apply(value) as tf.Tensor2D;
    const gate: Activation = (value) => this.cell.recurrentActivation.apply(value) as tf.Tensor2D;
    if (cell === 'simpleRnn') {
      return (input, [h]) => [state(tf.add(input, tf.matMul(h as tf.Tensor2D, matrix)))];
    }
    if (cell === 'lstm') return lstmStep(matrix, peepholes, state, gate);
    return resetAfter
      ? gruStepResetAfter(matrix, bias, state, gate)
      : gruStep(matrix, units, state, gate);
  }
}

/** The penalties and constraints in a config. */
function optionsOf(config: object): object {
  const given = Object.entries(config).filter(([, value]) => value != null);
  return Object.fromEntries(given.filter(([name]) => /(Regularizer|Constraint)$/.test(name)));
}

/** A bias of four gates in which that of the forget gate starts at 1: a new network remembers. */
function rememberingBias(rest: Cell['biasInitializer'], units: number): Cell['biasInitializer'] {
  const apply = (): tf.Tensor =>
    tf.tidy(() => tf.concat([rest.apply([units]), tf.ones([units]), rest.apply([2 * units])]));
  return { apply } as unknown as Cell['biasInitializer'];
}

type Activation = (value: tf.Tensor) => tf.Tensor2D;

function lstmStep(
  matrix: tf.Tensor2D,
  peepholes: tf.LayerVariable | null,
  state: Activation,
  gate: Activation,
): Step {
  const [toInput, toForget, toOutput] = peepholes ? tf.unstack(peepholes.read()) : [];
  const seeing = (sum: tf.Tensor, weight: tf.Tensor | undefined, memory: tf.Tensor): tf.Tensor =>
    weight ? tf.add(sum, tf.mul(weight, memory)) : sum;
  return (input, states) => {
    const [h, c] = states as [tf.Tensor2D, tf.Tensor2D];
    const sums = tf.split(tf.add(input, tf.matMul(h, matrix)), 4, 1);
    const [i, f, candidate, o] = sums as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const taken = tf.mul(gate(seeing(i, toInput, c)), state(candidate));
    const memory = tf.add(tf.mul(gate(seeing(f, toForget, c)), c), taken) as tf.Tensor2D;
    const output = tf.mul(gate(seeing(o, toOutput, memory)), state(memory)) as tf.Tensor2D;
    return [output, memory];
  };
}

function gruStep(matrix: tf.Tensor2D, units: number, state: Activation, gate: Activation): Step {
  const [toGates, toState] = tf.split(matrix, [2 * units, units], 1) as [tf.Tensor2D, tf.Tensor2D];
  return (input, states) => {
    const [h] = states as [tf.Tensor2D];
    const [forGates, forState] = tf.split(input, [2 * units, units], 1);
    const sums = tf.split(tf.add(forGates as tf.Tensor, tf.matMul(h, toGates)), 2, 1);
    const [z, r] = sums.map(gate) as [tf.Tensor2D, tf.Tensor2D];
    const reset = tf.mul(r, h) as tf.Tensor2D;
    return [mixed(z, h, state(tf.add(forState as tf.Tensor, tf.matMul(reset, toState))))];
  };
}

function gruStepResetAfter(
  matrix: tf.Tensor2D,
  bias: tf.LayerVariable | null,
  state: Activation,
  gate: Activation,
): Step {
  const stateBias = bias ? tf.slice(bias.read(), [1, 0], [1, -1]) : null;
  return (input, states) => {
    const [h] = states as [tf.Tensor2D];
    const product = tf.matMul(h, matrix);
    const [xz, xr, xh] = tf.split(input, 3, 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const [hz, hr, hh] = tf.split(stateBias ? tf.add(product, stateBias) : product, 3, 1);
    const r = gate(tf.add(xr, hr as tf.Tensor));
    const candidate = state(tf.add(xh, tf.mul(r, hh as tf.Tensor)));
    return [mixed(gate(tf.add(xz, hz as tf.Tensor)), h, candidate)];
  };
}

/** z∘h + (1 − z)∘h̃, written with one product: h̃ + z∘(h − h̃). */
function mixed(z: tf.Tensor2D, h: tf.Tensor2D, candidate: tf.Tensor2D): tf.Tensor2D {
  return tf.add(candidate, tf.mul(z, tf.sub(h, candidate)));
}

/** The new state where the mask is 1, the old one where it is 0. */
function chosen(mask: tf.Tensor, next: tf.Tensor2D, before: tf.Tensor2D): tf.Tensor2D {
  return tf.add(before, tf.mul(mask, tf.sub(next, before)));
}

function firstRow(matrix: tf.Tensor): tf.Tensor {
  return tf.slice(matrix, [0, 0], [1, -1]);
}

function merge(
  [forward, backward]: tf.Tensor[],
  how: 'concatenate' | 'sum' | 'average' | 'multiply',
): tf.Tensor {
  const both = [forward as tf.Tensor, backward as tf.Tensor] as const;
  if (how === 'concatenate') return tf.concat([...both], -1);
  if (how === 'multiply') return tf.mul(...both);
  const sum = tf.add(...both);
  return how === 'sum' ? sum : tf.mul(sum, 0.5);
}

function sequenceShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
  return (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as tf.Shape;
}

tf.serialization.registerClass(RecurrentLayer);
