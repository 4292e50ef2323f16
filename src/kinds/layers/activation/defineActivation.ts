import type { FieldSet, FieldValues } from '../../field';
import {
  defineLayer,
  type Example,
  type KeptForBackward,
  type KerasLayer,
  type LayerKind,
} from '../../layerKind';
import { type Tape, tapeOfOutput } from '../../tape';

/** What tells one activation from another. */
export interface ActivationDefinition<Fields extends FieldSet> {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly source: string;
  readonly fields: Fields;
  /** What tf.js keeps for the gradient; both where the function is made of several operations. */
  readonly keeps?: KeptForBackward;
  /** What it holds for the gradient beside that, in multiples of its output. */
  readonly tape?: Pick<Tape, 'kept' | 'gradients' | 'workspace' | 'compiled'>;
  /** True when the output is the input itself. */
  readonly view?: boolean;
  /** The Keras layer; most activations are the layer `Activation` with a name. */
  readonly layer: (fields: FieldValues<Fields>) => KerasLayer;
  readonly formula: (fields: FieldValues<Fields>) => string;
  readonly telling?: (fields: FieldValues<Fields>) => string;
  /** More examples than the two that every activation has. */
  readonly examples?: readonly Example[];
}

/** The Keras layer `Activation` with a function's name. */
export function activationLayer(activation: string): KerasLayer {
  return { className: 'Activation', config: { activation } };
}

/** A kind that applies one function to every number and leaves the shape as it is. */
export function defineActivation<Fields extends FieldSet>(
  definition: ActivationDefinition<Fields>,
): LayerKind {
  const examples: readonly Example[] = [
    { fields: {}, inputs: [[28, 28, 6]], output: [28, 28, 6], parameters: 0, macs: 0 },
    { fields: {}, inputs: [[10]], output: [10], parameters: 0, macs: 0 },
    ...(definition.examples ?? []),
  ];
  return defineLayer({
    id: definition.id,
    title: definition.title,
    family: 'activation',
    summary: definition.summary,
    source: definition.source,
    inputs: { x: { rank: { min: 1 }, dtype: 'float32' } },
    fields: definition.fields,
    messages: {},
    view: definition.view ?? false,
    keeps: definition.keeps ?? 'inputs',
    tape: tapeOfOutput(definition.tape ?? {}),
    infer: (_fields, { x }) => x,
    layers: (fields) => [definition.layer(fields)],
    formula: (fields) => [definition.formula(fields)],
    telling: (fields) => definition.telling?.(fields) ?? '',
    examples,
  });
}
