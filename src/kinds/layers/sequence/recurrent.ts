import type { JsonValue } from '../../../base/jsonValue';
import { float32, formatShape, type TensorType } from '../../../base/tensorType';
import { type FieldValues, field } from '../../field';
import type { InputsByPort, KerasLayer, Weight } from '../../layerKind';
import type { InputPort } from '../../port';
import type { Report } from '../../report';
import type { Tape } from '../../tape';
import {
  recurrentOptionConfig,
  recurrentOptionFields,
  withRecurrentNormalization,
  withRecurrentNormalizationWeights,
} from '../kernelOptions';
import { activationChoice, biasInitializerField, initializerField } from '../sharedFields';

/** A port for the state before the first step. */
const statePort = (help: string) =>
  ({
    rank: 1,
    axes: ['units'],
    dtype: 'float32',
    optional: true,
    help,
  }) as const satisfies InputPort;

const sequencePort = { rank: 2, axes: ['time', 'features'], dtype: 'float32' } as const;

/** The inputs of a layer whose state is h: a sequence and, where wanted, the states to start from. */
export const recurrentInputs = {
  x: sequencePort,
  h: statePort('The state before the first step; 0 without a wire.'),
  backwardH: statePort('The same for the backward direction.'),
} as const;

/** The inputs of a layer whose states are h and the memory c. */
export const memoryInputs = {
  x: sequencePort,
  h: recurrentInputs.h,
  c: statePort('The memory before the first step; 0 without a wire.'),
  backwardH: recurrentInputs.backwardH,
  backwardC: statePort('The same memory for the backward direction.'),
} as const;

/** The fields of every recurrent layer. */
export const recurrentFields = {
  units: field.integer({ label: 'Units', help: 'Numbers in the state.', default: 32, min: 1 }),
  activation: activationChoice({
    label: 'Activation',
    help: 'The function of the state.',
    default: 'tanh',
  }),
  returnSequences: field.boolean({
    label: 'Every step',
    help: 'On: the state after every step, for a layer that takes a sequence. Off: the last one.',
    default: false,
  }),
  returnState: field.boolean({
    label: 'Give states',
    help: 'Gives the states after the last step at outputs of their own, for another layer to start from.',
    default: false,
  }),
  bidirectional: field.choice({
    label: 'Directions',
    help: 'Reads forwards only, or both ways with weights for each, and how what they give is merged.',
    default: 'none',
    options: [
      { value: 'none', label: 'forwards' },
      { value: 'concatenate', label: 'both, concatenated' },
      { value: 'sum', label: 'both, summed' },
      { value: 'average', label: 'both, averaged' },
      { value: 'multiply', label: 'both, multiplied' },
    ],
  }),
  useBias: field.boolean({
    label: 'Bias',
    help: 'Adds one number per unit and gate.',
    default: true,
  }),
  goBackwards: field.boolean({
    label: 'From the end',
    help: 'Reads the last step first; outputs come in the order in which they are read.',
    default: false,
    advanced: true,
  }),
  stateful: field.boolean({
    label: 'Keep states',
    help: 'A batch starts in the states in which the one before ended, if it has as many examples, instead of at 0.',
    default: false,
    advanced: true,
  }),
  kernelInitializer: initializerField('Kernel starts as', 'glorotUniform'),
  recurrentInitializer: initializerField('Recurrent kernel starts as', 'orthogonal'),
  biasInitializer: biasInitializerField,
  ...recurrentOptionFields,
} as const;

/** The field for the gates of LSTM and GRU. */
export const recurrentActivationField = activationChoice({
  label: 'Gates',
  help: 'The function of the gates: sigmoid as in the paper, Keras and PyTorch. tf.js itself, when not told, takes hardSigmoid.',
  default: 'sigmoid',
  advanced: true,
});

/** The fields of a recurrent layer, with those that only some cells have. */
export type RecurrentValues = FieldValues<typeof recurrentFields> & {
  readonly recurrentActivation?: string;
  readonly unitForgetBias?: boolean;
  readonly peepholes?: boolean;
  readonly resetAfter?: boolean;
};

/** What the numbers of a recurrent layer depend on, beside its fields. */
export interface Cell {
  /** The name by which the runtime's layer knows it. */
  readonly name: 'simpleRnn' | 'lstm' | 'gru';
  /** The class of tf.js that does what most fields ask for. */
  readonly className: 'SimpleRNN' | 'LSTM' | 'GRU';
  readonly gates: 1 | 3 | 4;
  readonly states: readonly ('h' | 'c')[];
  /** Operations of one unit and step beside the sums of matrices and biases. */
  readonly operations: number;
  /**
   * What one step holds for the gradient, for every unit: what was kept, gradients inside; and how
   * many squares of units of the recurrent kernel are taken out of it.
   */
  readonly tape: { readonly kept: number; readonly gradients: number; readonly slices: number };
}

/** What arrives at a recurrent layer: a sequence, and the states that are wired. */
export type RecurrentTypes = Readonly<Record<string, TensorType | undefined>> & {
  readonly x: TensorType;
};

/** The sentences of recurrent layers. */
export const recurrentMessages = {
  unknownFeatures: 'The number of features of {shape} is unknown, so the number of weights is too.',
  stateWidth: 'The state that arrives at {port} has {width} numbers; the layer has {units} units.',
  noBackward: '{port} starts the backward direction, but this layer reads forwards only.',
  keptAndGiven:
    'States that are kept from batch to batch cannot be given as outputs too: tf.js runs a layer once for each output that is used, which would move them on each time.',
} as const;

/** Reports states that are both kept and given; false when there are none. */
export function reportKeptAndGiven(
  { stateful, returnState }: { readonly stateful: boolean; readonly returnState: boolean },
  report: Report<'keptAndGiven'>,
): boolean {
  if (!stateful || !returnState) return false;
  const off = (name: string) => ({ type: 'setFields', values: { [name]: false } }) as const;
  report.error(
    'keptAndGiven',
    {},
    {
      field: 'stateful',
      fixes: [
        { title: 'Start every batch at 0', change: off('stateful') },
        { title: 'Give no states', change: off('returnState') },
      ],
    },
  );
  return true;
}

/** In how many directions a layer reads. */
export const directionsOf = ({ bidirectional }: Pick<RecurrentValues, 'bidirectional'>): 1 | 2 =>
  bidirectional === 'none' ? 1 : 2;

/** The names of the states by direction: h and c, backwardH and backwardC. */
const stateNames = (cell: Cell, directions: 1 | 2): string[] => [
  ...cell.states,
  ...(directions === 2 ? cell.states.map((state) => `backward${state.toUpperCase()}`) : []),
];

/** The state after every step or the last, then the last states; null after reporting why not. */
export function inferRecurrent(
  fields: RecurrentValues,
  cell: Cell,
  inputs: RecurrentTypes,
  report: Report<keyof typeof recurrentMessages>,
): InputsByPort | null {
  const { units, returnSequences, returnState, bidirectional } = fields;
  const [time = null, features = null] = inputs.x.shape;
  if (features === null) {
    report.error('unknownFeatures', { shape: formatShape(inputs.x.shape) }, { port: 'x' });
    return null;
  }
  if (reportKeptAndGiven(fields, report)) return null;
  const directions = directionsOf(fields);
  const names = stateNames(cell, directions);
  let sound = true;
  for (const port of stateNames(cell, 2)) {
    const state = inputs[port];
    if (!state) continue;
    const [width = null] = state.shape;
    if (!names.includes(port)) {
      sound = false;
      const values = { bidirectional: 'concatenate' };
      const fixes = [{ title: 'Read both ways', change: { type: 'setFields', values } }] as const;
      report.error('noBackward', { port }, { port, fixes });
    } else if (width !== units) {
      sound = false;
      const fixes =
        width === null
          ? []
          : [
              {
                title: `${width} units`,
                change: { type: 'setFields', values: { units: width } },
              } as const,
            ];
      report.error('stateWidth', { port, width: width ?? '?', units }, { port, fixes });
    }
  }
  if (!sound) return null;
  const width = bidirectional === 'concatenate' ? 2 * units : units;
  const outputs: Record<string, TensorType> = {
    y: float32(returnSequences ? [time, width] : [width]),
  };
  if (returnState) for (const name of names) outputs[name] = float32([units]);
  return outputs;
}

/** Rows of a bias: a GRU that resets after the matrix has one for the input and one for the state. */
export const biasRows = ({ useBias, resetAfter }: RecurrentValues): 0 | 1 | 2 =>
  useBias ? (resetAfter ? 2 : 1) : 0;

/**
 * Kernel [features, g·units], recurrent kernel [units, g·units], bias [g·units] or [2, g·units] and
 * peepholes [3, units] (input, forget and output gate) of each direction, then what normalises kernels.
 */
export function recurrentWeights(
  fields: RecurrentValues,
  cell: Cell,
  inputs: RecurrentTypes,
): readonly Weight[] {
  return withRecurrentNormalizationWeights(ownWeights(fields, cell, inputs), fields);
}

/** The weights of each direction. */
function ownWeights(fields: RecurrentValues, { gates }: Cell, { x }: RecurrentTypes): Weight[] {
  const { units, peepholes } = fields;
  const width = gates * units;
  const rows = biasRows(fields);
  const prefixes = directionsOf(fields) === 1 ? [''] : ['forward_', 'backward_'];
  const weight = (name: string, shape: number[]): Weight => ({ name, shape, trainable: true });
  return prefixes.flatMap((prefix) => [
    weight(`${prefix}kernel`, [x.shape[1] ?? 0, width]),
    weight(`${prefix}recurrent_kernel`, [units, width]),
    ...(rows > 0 ? [weight(`${prefix}bias`, rows === 2 ? [2, width] : [width])] : []),
    ...(peepholes ? [weight(`${prefix}peephole_kernel`, [3, units])] : []),
  ]);
}

/**
 * At every step the part of the input that belongs to it, what the gates pass through, and a gradient
 * of the whole weights; a gated recurrent unit also takes its recurrent kernel apart.
 */
export function recurrentTape(fields: RecurrentValues, cell: Cell, { x }: RecurrentTypes): Tape {
  const [time, features] = x.shape;
  const steps = directionsOf(fields) * (time ?? 1);
  const { units, returnSequences } = fields;
  const slices = cell.tape.slices * steps * units * units;
  // Compiled, the gate of a simple recurrent network is its state, and all states are the output
  // where they are given as they are.
  const isGiven = returnSequences && directionsOf(fields) === 1;
  const gates = cell.gates + Number(fields.resetAfter === true);
  const keptGates = cell.name === 'simpleRnn' ? 0 : gates;
  const keptStates = cell.states.length - Number(isGiven);
  const starts = directionsOf(fields) * cell.states.length * units;
  return {
    kept: steps * (cell.tape.kept * units + 2 * (features ?? 1)),
    gradients:
      steps * ((cell.tape.gradients + (returnSequences ? 1 : 0)) * units + 2 * (features ?? 1)),
    keptOnce: slices,
    gradientsOnce: 1.5 * slices,
    uses: time ?? 1,
    // Peepholes are read step by step everywhere.
    ...(fields.peepholes === true
      ? {}
      : {
          compiled: {
            kept: steps * (keptGates + keptStates) * units + starts,
            workspace: steps * (gates + 1 + Number(cell.name === 'gru')) * units + starts,
          },
        }),
  };
}

/** T·g·h·(x + h) a direction: both matrices at every step, the products between gates left out. */
export function recurrentMacs(
  fields: RecurrentValues,
  { gates }: Cell,
  { x }: RecurrentTypes,
): number | null {
  const [time = null, features = null] = x.shape;
  if (time === null || features === null) return null;
  return directionsOf(fields) * time * gates * fields.units * (features + fields.units);
}

/** Biases, functions of gates and states, products between gates, peepholes, and the merging. */
export function recurrentOperations(
  fields: RecurrentValues,
  { gates, operations }: Cell,
  { x }: RecurrentTypes,
): number | null {
  const [time = null] = x.shape;
  if (time === null) return null;
  const { units, bidirectional, returnSequences, peepholes, resetAfter } = fields;
  const perUnit =
    operations +
    gates * biasRows(fields) +
    // Three products and sums; the reset gate's product is then added rather than summed up.
    (peepholes ? 6 : 0) +
    (resetAfter ? 1 : 0);
  const merged = { none: 0, concatenate: 0, sum: 1, average: 2, multiply: 1 }[bidirectional];
  return (
    directionsOf(fields) * time * units * perUnit + merged * units * (returnSequences ? time : 1)
  );
}

/**
 * The layer of tf.js, or the runtime's own where tf.js lacks what is asked for: states from outside
 * or from the last batch, both directions, peepholes, a reset gate after the matrix.
 */
export function recurrentLayers(
  fields: RecurrentValues,
  cell: Cell,
  inputs: RecurrentTypes,
): readonly KerasLayer[] {
  const { bidirectional, stateful, peepholes = false, resetAfter = false } = fields;
  const wired = stateNames(cell, 2).filter((name) => inputs[name]);
  const both = bidirectional !== 'none';
  const shared = {
    units: fields.units,
    activation: fields.activation,
    ...(fields.recurrentActivation === undefined
      ? {}
      : { recurrentActivation: fields.recurrentActivation }),
    useBias: fields.useBias,
    kernelInitializer: fields.kernelInitializer,
    recurrentInitializer: fields.recurrentInitializer,
    biasInitializer: fields.biasInitializer,
    ...(fields.unitForgetBias === undefined ? {} : { unitForgetBias: fields.unitForgetBias }),
    returnSequences: fields.returnSequences,
    returnState: fields.returnState,
    goBackwards: fields.goBackwards,
    ...recurrentOptionConfig(fields, { rank: 2, outputAxes: [-1] }),
  };
  const normalized = (layer: KerasLayer): KerasLayer[] => [
    withRecurrentNormalization(layer, fields, ownWeights(fields, cell, inputs)),
  ];
  if (!both && !stateful && !peepholes && !resetAfter && wired.length === 0) {
    return normalized({ className: cell.className, config: shared });
  }
  const own: Record<string, JsonValue> = { cell: cell.name, ...shared };
  for (const name of ['returnState', 'goBackwards'] as const) if (!fields[name]) delete own[name];
  if (both) {
    own.bidirectional = bidirectional;
    // Under names of their own the run draws other numbers for them.
    own.backwardKernelInitializer = fields.kernelInitializer;
    own.backwardRecurrentInitializer = fields.recurrentInitializer;
  }
  if (peepholes) own.peepholes = true;
  if (resetAfter) own.resetAfter = true;
  if (stateful) own.stateful = true;
  if (wired.length > 0) own.initialStates = wired;
  return normalized({ className: 'RecurrentLayer', config: own });
}
