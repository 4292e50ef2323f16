import type { TensorType } from '../../base/tensorType';
import type { Family } from '../family';
import { type FieldSet, type FieldValues, field } from '../field';
import {
  defineLayer,
  type Example,
  type InputsByPort,
  type LayerDefinition,
  type LayerKind,
} from '../layerKind';
import type { InputPorts } from '../port';
import { tapeOfInput } from '../tape';

/** What the file of a part of a training step says; see `LayerKind` for what each entry means. */
export type StepDefinition<
  Inputs extends InputPorts,
  Fields extends FieldSet,
  Message extends string,
> = Omit<
  LayerDefinition<Inputs, Fields, Message>,
  | 'family'
  | 'layers'
  | 'macs'
  | 'operations'
  | 'reach'
  | 'keeps'
  | 'sharesWith'
  | 'view'
  | 'formula'
> & {
  /** The formula, as KaTeX lines; none where there is nothing to calculate. */
  readonly formula?: (fields: FieldValues<Fields>) => readonly string[];
};

/** A kind that stands in training steps, of a family; it costs no memory of its own in a network. */
function defineStep<
  const Inputs extends InputPorts,
  Fields extends FieldSet,
  Message extends string = never,
>(family: Family, definition: StepDefinition<Inputs, Fields, Message>): LayerKind {
  const { formula, outputs, weights } = definition;
  const kind = defineLayer<Inputs, Fields, Message>({
    ...definition,
    family,
    keeps: 'none',
    operations: () => 0,
    layers: () => [],
    formula: (fields) => formula?.(fields) ?? [],
  });
  return {
    ...kind,
    // What has no output at all is not given one; being trained is up to updates.
    outputs: outputs ?? kind.outputs,
    fields: definition.fields,
    weights: (fields, inputs) => (weights ? kind.weights(fields, inputs) : []),
  };
}

/** A calculation with tensors, run by the function of the same name in `src/runtime/steps`. */
export function defineMath<
  const Inputs extends InputPorts,
  Fields extends FieldSet,
  Message extends string = never,
>(definition: StepDefinition<Inputs, Fields, Message>): LayerKind {
  return defineStep('math', definition);
}

/** A source of values that is no data set: it takes inputs, or keeps something between steps. */
export function defineSource<
  const Inputs extends InputPorts,
  Fields extends FieldSet,
  Message extends string = never,
>(definition: StepDefinition<Inputs, Fields, Message>): LayerKind {
  return defineStep('data', definition);
}

/** A number for a whole batch that tells how well it went, run by the function of the same name. */
export function defineMetric<
  const Inputs extends InputPorts,
  Fields extends FieldSet,
  Message extends string = never,
>(definition: StepDefinition<Inputs, Fields, Message>): LayerKind {
  // Most compare number by number: a difference, and its square or size.
  const tape = tapeOfInput({ workspace: 2 });
  return defineStep('metric', { tape, ...definition });
}

/** Something to look at while a run goes on; it has no outputs. */
export function defineView<
  const Inputs extends InputPorts,
  Fields extends FieldSet,
  Message extends string = never,
>(definition: Omit<StepDefinition<Inputs, Fields, Message>, 'outputs' | 'infer'>): LayerKind {
  return defineStep('view', { ...definition, outputs: [], infer: () => ({}) });
}

/** An activation at the end of a network that a loss can take into itself. */
export type OutputHead = 'softmax' | 'sigmoid';

/** A measure of how wrong something is: one number for a batch, which updates make smaller. */
export interface LossKind extends LayerKind {
  /** Activations of the layer before `prediction` that it expects, as Keras names; null when any will do. */
  expects(fields: Readonly<Record<string, unknown>>): readonly string[] | null;
  /**
   * The activation that it can take into itself: given what goes into that, and its field
   * `fromLogits` set, it calculates the same more exactly.
   */
  readonly head: OutputHead | null;
}

/** The fields that every loss has. */
export const lossFields = {
  weight: field.number({
    label: 'Weight',
    help: 'What the loss is multiplied by, in curves too.',
    default: 1,
    step: 0.1,
  }),
} as const;

/** The field of losses that compare number by number. */
export const reductionField = field.choice({
  label: 'Reduction',
  help: 'How the numbers of an example become one; the batch is always averaged.',
  default: 'mean',
  advanced: true,
  options: [
    { value: 'mean', label: 'mean of all numbers' },
    { value: 'sum', label: 'sum over each example' },
  ],
});

/** A loss kind, run by the function of the same name; it gets the field `weight`. */
export function defineLoss<
  const Inputs extends InputPorts,
  Fields extends FieldSet,
  Message extends string = never,
>(
  definition: StepDefinition<Inputs, Fields, Message> & {
    readonly expects?: (fields: FieldValues<Fields>) => readonly string[] | null;
    readonly head?: OutputHead;
  },
): LossKind {
  const { expects, head = null, ...step } = definition;
  const kind = defineStep('loss', {
    ...step,
    fields: { ...step.fields, ...lossFields } as Fields & typeof lossFields,
  } as StepDefinition<Inputs, Fields & typeof lossFields, Message>);
  return {
    ...kind,
    head,
    telling(values) {
      const weight = values.weight === 1 ? '' : `× ${values.weight}`;
      return [kind.telling(values), weight].filter(Boolean).join(' · ');
    },
    formula(values, inputs, outputs) {
      const [first, ...others] = kind.formula(values, inputs, outputs);
      return first === undefined || values.weight === 1
        ? kind.formula(values, inputs, outputs)
        : [weighted(first, values.weight as number), ...others];
    },
    expects: (fields) => expects?.(fields as FieldValues<Fields>) ?? null,
  };
}

/** A formula `J = …` with its weight in front of the right side. */
function weighted(formula: string, weight: number): string {
  const sign = formula.indexOf('=');
  return sign < 0
    ? formula
    : `${formula.slice(0, sign)}= ${weight} \\cdot \\left(${formula.slice(sign + 1).trim()}\\right)`;
}

/** The columns of a data set by name: what leaves a data node. */
export type Columns = Readonly<Record<string, TensorType>>;

/** A source of examples. How it is read is the data room's business; this is what it gives. */
export interface DataKind extends LayerKind {
  /** The column usually fed to a network. */
  readonly input: string;
  /** The column an output is usually compared with. */
  readonly target: string;
  /** The columns where they are known beforehand; null for a user's own files. */
  columns(fields: Readonly<Record<string, unknown>>): Columns | null;
  /** How many training examples there are, where that is known beforehand; Infinity without end. */
  trainCount(fields: Readonly<Record<string, unknown>>): number | null;
}

/** A data kind from its definition; its outputs are its columns. */
export function defineData<Fields extends FieldSet>(definition: {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly source: string;
  readonly fields: Fields;
  readonly outputs: readonly string[];
  readonly input: string;
  readonly target: string;
  readonly columns: (fields: FieldValues<Fields>) => Columns | null;
  readonly trainCount: (fields: FieldValues<Fields>) => number | null;
  readonly telling?: (fields: FieldValues<Fields>) => string;
  readonly examples?: readonly Example[];
}): DataKind {
  const { input, target, columns, trainCount, telling, examples, ...about } = definition;
  const kind = defineStep('data', {
    ...about,
    inputs: {},
    messages: {},
    infer: (fields) => columns(fields as FieldValues<Fields>) as InputsByPort | null,
    telling: (fields) => telling?.(fields as FieldValues<Fields>) ?? '',
    examples: examples ?? [],
  });
  return {
    ...kind,
    input,
    target,
    columns: (fields) => columns(fields as FieldValues<Fields>),
    trainCount: (fields) => trainCount(fields as FieldValues<Fields>),
  };
}

/** A rule that changes weights by their gradients so that losses fall. */
export interface UpdateKind extends LayerKind {
  /** How many numbers it keeps beside every trainable number. */
  slots(fields: Readonly<Record<string, unknown>>): number;
  /** What it holds only while it changes weights. */
  workspace(fields: Readonly<Record<string, unknown>>): UpdateWorkspace;
}

/** The numbers that the optimizer of tf.js holds while it changes weights, beside their gradients. */
export interface UpdateWorkspace {
  /** For every number that it changes: it frees nothing until the last weight is changed. */
  readonly all: number;
  /** For every number of the largest weight: it frees what one weight took before the next. */
  readonly largest: number;
}

/** Whether a kind is a data set. */
export function isDataKind(kind: LayerKind): kind is DataKind {
  return kind.family === 'data' && 'trainCount' in kind;
}

/** Whether a kind is a loss. */
export function isLossKind(kind: LayerKind): kind is LossKind {
  return kind.family === 'loss' && 'expects' in kind;
}

/** Whether a kind is an update with an optimizer. */
export function isUpdateKind(kind: LayerKind): kind is UpdateKind {
  return kind.family === 'update' && 'slots' in kind;
}
