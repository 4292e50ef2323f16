import type { Example, LayerKind } from '../../layerKind';
import { defineLayer } from '../../layerKind';
import { numbersIn } from '../../tape';
import {
  elementwiseMessages,
  elementwisePort,
  inferElementwise,
  mergingOperations,
} from './merging';

/** What tells one element-wise merging from another. */
export interface MergingDefinition {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly source: string;
  readonly className: string;
  /** KaTeX for inputs written x_{1}, x_{2} … */
  readonly formula: (terms: readonly string[]) => string;
  /** Operations for every number beside those that join the inputs, such as the division of a mean. */
  readonly extraOperations?: number;
  /** Whether the gradient of each input is that of the output. */
  readonly passesGradient?: boolean;
  readonly examples: readonly Example[];
}

/** A kind that merges any number of inputs, number by number. */
export function defineMerging(definition: MergingDefinition): LayerKind {
  return defineLayer({
    id: definition.id,
    title: definition.title,
    family: 'merging',
    summary: definition.summary,
    source: definition.source,
    inputs: { variadic: elementwisePort, min: 2 },
    fields: {},
    messages: elementwiseMessages,
    keeps: 'inputs',
    // What more than two inputs are joined to on the way.
    tape: (_fields, inputs, y) => ({
      kept: (inputs.length - 2) * numbersIn(y),
      gradients: definition.passesGradient ? 0 : (inputs.length - 2) * numbersIn(y),
      passesGradient: definition.passesGradient ?? false,
    }),
    infer: (_fields, inputs, report) => inferElementwise(inputs, report),
    operations: (_fields, inputs, y) =>
      mergingOperations(inputs.length + (definition.extraOperations ?? 0), y),
    layers: () => [{ className: definition.className, config: {} }],
    formula: (_fields, inputs) => [
      `y = ${definition.formula(inputs.map((_, index) => `x_{${index + 1}}`))}`,
    ],
    telling: () => '',
    examples: definition.examples,
  });
}
