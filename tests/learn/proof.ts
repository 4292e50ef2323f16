import type { JsonValue } from '../../src/base/jsonValue';
import type { Phase } from '../../src/document/project';

/** What must hold of the numbers with which a run ends; `a + b` names the sum of two of them. */
export type Expectation =
  | { readonly metric: string; readonly atLeast: number }
  | { readonly metric: string; readonly atMost: number }
  | {
      readonly metric: string;
      /** Another metric of the same run. */
      readonly above: string;
      /** By how much the first one must be larger at least; below 0 by how much it may be smaller. */
      readonly by: number;
    };

/** What a shorter run changes of a template; what is left out stays as it is in the file. */
export interface RunSize {
  /** Changes of the phases, by place. */
  readonly phases?: readonly Partial<
    Pick<Phase, 'epochs' | 'stepsPerEpoch' | 'batchSize' | 'validationSplit'>
  >[];
  /** Fields by graph and node: `{ 'train/data': { count: 500 } }`. */
  readonly fields?: Readonly<Record<string, Readonly<Record<string, JsonValue>>>>;
  /** New defaults of arguments by graph: `{ encoder: { units: 16 } }`. */
  readonly arguments?: Readonly<Record<string, Readonly<Record<string, JsonValue>>>>;
}

/** How a template shows that it learns. */
export interface Proof {
  /** Shelf and name: `autoencoders/denoising`. */
  readonly template: string;
  /** What the numbers say, for readers of the results. */
  readonly shows: string;
  /** What the numbers must be when the file is run as it is. */
  readonly expected: readonly Expectation[];
  /** The smallest run that still shows it, and what its numbers must be where that is less. */
  readonly quick: RunSize & { readonly expected?: readonly Expectation[] };
}

/** An expectation in words: `testAccuracy ≥ 0.9`. */
export function expectationText(expectation: Expectation): string {
  const { metric } = expectation;
  if ('atLeast' in expectation) return `${metric} ≥ ${expectation.atLeast}`;
  if ('atMost' in expectation) return `${metric} ≤ ${expectation.atMost}`;
  const { above, by } = expectation;
  return by < 0 ? `${metric} ≥ ${above} − ${-by}` : `${metric} ≥ ${above} + ${by}`;
}

/** The expectations that the numbers of a run do not meet, each with what was found. */
export function unmet(
  expected: readonly Expectation[],
  metrics: Readonly<Record<string, number>>,
): readonly string[] {
  return expected.flatMap((expectation) => {
    const value = measured(metrics, expectation.metric);
    const text = expectationText(expectation);
    if ('atLeast' in expectation) return value >= expectation.atLeast ? [] : [`${text}: ${value}`];
    if ('atMost' in expectation) return value <= expectation.atMost ? [] : [`${text}: ${value}`];
    const other = measured(metrics, expectation.above);
    return value >= other + expectation.by ? [] : [`${text}: ${value}, ${other}`];
  });
}

/** The number that a name, or a sum of names, means; no number where one is missing. */
export function measured(metrics: Readonly<Record<string, number>>, name: string): number {
  return name.split(' + ').reduce((sum, one) => sum + (metrics[one] ?? Number.NaN), 0);
}
