import type { JsonValue } from '../base/jsonValue';
import { elementCount, type Shape, type TensorType } from '../base/tensorType';
import type { Family } from './family';
import { type FieldSet, type FieldValues, field } from './field';
import { normalizationFormula } from './normalizationFormula';
import { type InputPorts, isVariadic, variadicPortIndex } from './port';
import type { Report, ReportDetails } from './report';
import { startingSpreadFields, withStartingSpread } from './startingSpread';
import type { Tape } from './tape';

/** A tensor that a layer learns or keeps, named as Keras names it. */
export interface Weight {
  readonly name: string;
  readonly shape: readonly number[];
  /** False for statistics that no gradient reaches (moving averages). */
  readonly trainable: boolean;
}

/** A layer as Keras and tf.js write it down: class name and configuration in tf.js spelling. */
export interface KerasLayer {
  readonly className: string;
  readonly config: Readonly<Record<string, JsonValue>>;
  /**
   * Several layers stand for one node (explicit padding before a convolution): all but the last carry
   * the node's name with this suffix.
   */
  readonly suffix?: string;
}

/** What a kind keeps of its tensors until its gradient is computed. */
export type KeptForBackward = 'inputs' | 'output' | 'both' | 'none';

/** A worked example: documentation, test and first draft of the node in one. */
export interface Example {
  readonly fields: Readonly<Record<string, JsonValue>>;
  readonly inputs: readonly (Shape | TensorType)[];
  readonly output: Shape;
  readonly parameters: number;
  readonly macs?: number;
}

type InputTypes<Inputs extends InputPorts> = Inputs extends { readonly variadic: unknown }
  ? readonly TensorType[]
  : {
      readonly [Port in keyof Inputs]: Inputs[Port] extends { readonly optional: true }
        ? TensorType | undefined
        : TensorType;
    };

/**
 * How one position of the output sees the positions of the input, an entry for each axis but the
 * last: `size` of the window (dilation counted in), `stride` (below 1 where the image grows) and
 * padding in front. `everything` sees all positions, `same` just its own, `nothing` takes no more than
 * the number of examples.
 */
export type Reach =
  | {
      readonly size: readonly number[];
      readonly stride: readonly number[];
      readonly padding: readonly number[];
    }
  | 'everything'
  | 'same'
  | 'nothing';

/** What a layer's file says; see `LayerKind` for what each part means to the rest of Netloom. */
export interface LayerDefinition<
  Inputs extends InputPorts,
  Fields extends FieldSet,
  Message extends string,
> {
  readonly id: string;
  readonly title: string;
  readonly family: Family;
  readonly summary: string;
  readonly source: string;
  readonly inputs: Inputs;
  /** The output ports, the main one first; left out, the kind has one, `y`. */
  readonly outputs?: readonly string[];
  readonly fields: Fields;
  readonly messages: Readonly<Record<Message, string>>;
  readonly sharesWith?: LayerKind['sharesWith'];
  readonly view?: boolean;
  readonly keeps?: KeptForBackward;
  readonly tape?: (
    fields: FieldValues<Fields>,
    inputs: InputTypes<Inputs>,
    output: TensorType,
  ) => Tape;
  /**
   * The type of the only output, or the types by port; a port that is off with these fields (a state
   * that is not returned) is left out.
   */
  readonly infer: (
    fields: FieldValues<Fields>,
    inputs: InputTypes<Inputs>,
    report: Report<Message>,
  ) => TensorType | InputsByPort | null;
  readonly weights?: (fields: FieldValues<Fields>, inputs: InputTypes<Inputs>) => readonly Weight[];
  readonly macs?: (
    fields: FieldValues<Fields>,
    inputs: InputTypes<Inputs>,
    output: TensorType,
  ) => number | null;
  readonly operations?: (
    fields: FieldValues<Fields>,
    inputs: InputTypes<Inputs>,
    output: TensorType,
  ) => number | null;
  readonly reach?: (
    fields: FieldValues<Fields>,
    inputs: InputTypes<Inputs>,
    output: TensorType,
  ) => Reach;
  readonly layers: (
    fields: FieldValues<Fields>,
    inputs: InputTypes<Inputs>,
    output: TensorType,
  ) => readonly KerasLayer[];
  readonly formula: (
    fields: FieldValues<Fields>,
    inputs: InputTypes<Inputs>,
    output: TensorType,
  ) => readonly string[];
  readonly telling: (fields: FieldValues<Fields>) => string;
  readonly examples: readonly Example[];
}

type AnyFields = Readonly<Record<string, unknown>>;
/** The types that arrive at a node, by port. */
export type InputsByPort = Readonly<Record<string, TensorType>>;

/** A kind of layer, as the palette, the inspector, analysis, compilation and export see it. */
export interface LayerKind {
  /** Written into files: never renamed without a migration. */
  readonly id: string;
  readonly title: string;
  readonly family: Family;
  /** One sentence for the palette and the docs. */
  readonly summary: string;
  /** The paper, book or documentation it follows. */
  readonly source: string;
  readonly inputs: InputPorts;
  readonly outputs: readonly string[];
  readonly fields: FieldSet;
  /** Message templates by name; the diagnostic code is `kind/name`. */
  readonly messages: Readonly<Record<string, string>>;
  /** True when the output shares the input's memory (a reshape) and so costs none. */
  readonly view: boolean;
  readonly keeps: KeptForBackward;
  /** What tf.js holds for its gradient beside what `keeps` says; left out, nothing. */
  tape?(fields: AnyFields, inputs: InputsByPort, outputs: InputsByPort): Tape;
  /** Weights, by name, that it can take from nodes of other kinds: a tied embedding. */
  readonly sharesWith?: Readonly<Record<string, readonly string[]>>;
  /** The output types by port, or null after reporting why there are none. */
  infer(fields: AnyFields, inputs: InputsByPort, report: Report): InputsByPort | null;
  /** The tensors it learns or keeps; none is ever allocated here. */
  weights(fields: AnyFields, inputs: InputsByPort): readonly Weight[];
  /** Multiply-accumulates of one forward pass of one example; null when a dimension is unknown. */
  macs(fields: AnyFields, inputs: InputsByPort, outputs: InputsByPort): number | null;
  /**
   * What one forward pass of one example computes beside multiply-accumulates, one operation for
   * each addition (of a bias), comparison or function of a number; null when a dimension is unknown.
   * Unless a kind says otherwise, one for each number of its outputs; none for a view.
   */
  operations(fields: AnyFields, inputs: InputsByPort, outputs: InputsByPort): number | null;
  /** What a position of the output sees of the input; unless a kind says otherwise, its own. */
  reach(fields: AnyFields, inputs: InputsByPort, outputs: InputsByPort): Reach;
  /** The Keras layers it stands for, applied one after the other. */
  layers(fields: AnyFields, inputs: InputsByPort, outputs: InputsByPort): readonly KerasLayer[];
  /** The lecture's formulas with this node's numbers, as KaTeX lines. */
  formula(fields: AnyFields, inputs: InputsByPort, outputs: InputsByPort): readonly string[];
  /** The fields worth a glance in one line: `3×3 · 64 · stride 2 · same`. */
  telling(fields: AnyFields): string;
  readonly examples: readonly Example[];
}

function isTensorType(found: TensorType | InputsByPort | null): found is TensorType {
  return found !== null && Array.isArray(found.shape);
}

/** Numbers in all of these tensors; null while a dimension is unknown. */
function elementsOf(types: readonly TensorType[]): number | null {
  let sum = 0;
  for (const { shape } of types) {
    const elements = elementCount(shape);
    if (elements === null) return null;
    sum += elements;
  }
  return sum;
}

/** The output port of every kind that has one output. */
export const onlyOutput = 'y';

/** The field `trainable` of every kind with weights, and of blocks. */
export const trainableField = field.boolean({
  label: 'Trainable',
  help: 'Off: training leaves these weights as they are.',
  default: true,
  advanced: true,
});

/** The variadic ports that are wired, in order; there may be gaps between them. */
function wiredPorts(inputs: InputsByPort): string[] {
  return Object.keys(inputs).sort(
    (a, b) => (variadicPortIndex(a) ?? 0) - (variadicPortIndex(b) ?? 0),
  );
}

/** Kinds count variadic inputs without gaps; this puts what they report on the ports really wired. */
function reportOnWiredPorts(report: Report, inputs: InputsByPort): Report {
  const ports = wiredPorts(inputs);
  const real = (port: string): string => ports[variadicPortIndex(port) ?? -1] ?? port;
  const moved = (details?: ReportDetails): ReportDetails | undefined =>
    details?.port === undefined
      ? details
      : {
          ...details,
          port: real(details.port),
          fixes: (details.fixes ?? []).map((fix) =>
            fix.change.type === 'insertBefore'
              ? { ...fix, change: { ...fix.change, port: real(fix.change.port) } }
              : fix,
          ),
        };
  return {
    error: (message, values, details) => report.error(message, values, moved(details)),
    warning: (message, values, details) => report.warning(message, values, moved(details)),
    hint: (message, values, details) => report.hint(message, values, moved(details)),
  };
}

/**
 * Turns what a layer's file says into a kind; kinds with initializers get the field `startingSpread`,
 * kinds with weights the field `trainable`.
 */
export function defineLayer<
  const Inputs extends InputPorts,
  Fields extends FieldSet,
  Message extends string = never,
>(definition: LayerDefinition<Inputs, Fields, Message>): LayerKind {
  const { weights, macs, operations, reach, tape } = definition;
  const [mainOutput = onlyOutput, ...otherOutputs] = definition.outputs ?? [];
  const gather = (inputs: InputsByPort): InputTypes<Inputs> =>
    (isVariadic(definition.inputs)
      ? wiredPorts(inputs).map((port) => inputs[port])
      : inputs) as InputTypes<Inputs>;
  const typed = (fields: AnyFields): FieldValues<Fields> => fields as FieldValues<Fields>;
  const output = (outputs: InputsByPort): TensorType => outputs[mainOutput] as TensorType;
  const fields: FieldSet = {
    ...definition.fields,
    ...startingSpreadFields(definition.fields),
    ...(weights ? { trainable: trainableField } : {}),
  };
  return {
    id: definition.id,
    title: definition.title,
    family: definition.family,
    summary: definition.summary,
    source: definition.source,
    inputs: definition.inputs,
    outputs: [mainOutput, ...otherOutputs],
    fields,
    messages: definition.messages,
    view: definition.view ?? false,
    ...(definition.sharesWith ? { sharesWith: definition.sharesWith } : {}),
    keeps: definition.keeps ?? 'inputs',
    ...(tape
      ? {
          tape: (values: AnyFields, inputs: InputsByPort, outputs: InputsByPort) =>
            tape(typed(values), gather(inputs), output(outputs)),
        }
      : {}),
    infer(values, inputs, report) {
      const placed = isVariadic(definition.inputs) ? reportOnWiredPorts(report, inputs) : report;
      const found = definition.infer(typed(values), gather(inputs), placed);
      return isTensorType(found) ? { [mainOutput]: found } : found;
    },
    weights(values, inputs) {
      const all = weights?.(typed(values), gather(inputs)) ?? [];
      return values.trainable === false
        ? all.map((weight) => ({ ...weight, trainable: false }))
        : all;
    },
    macs: (values, inputs, outputs) =>
      macs ? macs(typed(values), gather(inputs), output(outputs)) : 0,
    operations: (values, inputs, outputs) =>
      operations
        ? operations(typed(values), gather(inputs), output(outputs))
        : definition.view
          ? 0
          : elementsOf(Object.values(outputs)),
    reach: (values, inputs, outputs) =>
      reach ? reach(typed(values), gather(inputs), output(outputs)) : 'same',
    layers(values, inputs, outputs) {
      const layers = definition
        .layers(typed(values), gather(inputs), output(outputs))
        .map((layer) => withStartingSpread(layer, values));
      return values.trainable === false
        ? layers.map((layer) => ({ ...layer, config: { ...layer.config, trainable: false } }))
        : layers;
    },
    formula: (values, inputs, outputs) => [
      ...definition.formula(typed(values), gather(inputs), output(outputs)),
      ...normalizationFormula(values, weights?.(typed(values), gather(inputs)) ?? []),
    ],
    telling: (values) => definition.telling(typed(values)),
    examples: definition.examples,
  };
}
