import type { Content } from '../../base/tensorType';

/** The values that arrive at an input of a view. */
export interface ViewInput {
  readonly values: ArrayLike<number>;
  /** With the batch axis in front, unless there is one tensor for the whole batch. */
  readonly shape: readonly number[];
  readonly per?: 'batch';
  /** Where the values come from, for people; the port where nothing is said. */
  readonly label?: string;
  readonly content?: Content;
  /** The names of classes or tokens by their number, where they are known. */
  readonly classes?: readonly string[];
}

/** The inputs of a view by port; those that are not wired are left out. */
export type ViewInputs = Readonly<Record<string, ViewInput>>;

/** The input at a port that a view cannot do without; throws where it is missing. */
export function inputAt(inputs: ViewInputs, port: string): ViewInput {
  const input = inputs[port];
  if (!input) throw new Error(`A view was drawn without its input "${port}".`);
  return input;
}

/** How many examples there are; one where there is one tensor for the whole batch. */
export function exampleCount({ shape, per }: ViewInput): number {
  return per === 'batch' ? 1 : (shape[0] ?? 1);
}

/** The shape of one example. */
export function exampleShape({ shape, per }: ViewInput): readonly number[] {
  return per === 'batch' ? shape : shape.slice(1);
}

/** How many numbers a tensor of a shape has. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** The numbers of some examples, one after the other; a copy. */
export function examplesOf(input: ViewInput, from: number, count: number): Float32Array {
  const size = sizeOf(exampleShape(input));
  const end = Math.min(input.values.length, (from + count) * size);
  const copy = new Float32Array(Math.max(0, end - from * size));
  for (let i = 0; i < copy.length; i++) copy[i] = input.values[from * size + i] as number;
  return copy;
}

/** The place of the largest number, the first of equal ones. */
export function placeOfLargest(values: ArrayLike<number>, from = 0, to = values.length): number {
  let best = from;
  for (let i = from + 1; i < to; i++) {
    if ((values[i] as number) > (values[best] as number)) best = i;
  }
  return best - from;
}

/** Numbers of classes as their names, written together where each is a single character. */
export function namesOf(
  labels: ArrayLike<number>,
  classes: readonly string[] | null | undefined,
): string {
  const isAlphabet = classes?.every((name) => [...name].length <= 1) ?? false;
  return Array.from(labels, (label) => classes?.[label] ?? String(label)).join(
    isAlphabet ? '' : ' ',
  );
}
