import * as tf from '@tensorflow/tfjs';
import type { BuiltNetwork } from '../compile/buildModel';
import { batchOf, elementsPerExample } from '../data/batches';
import type { Column, Split } from '../data/dataSet';
import { columnOf, type ExampleRoles, inputTensor } from './examples';
import type { RunExamples } from './prepareRun';
import type { DecisionBoundary, Prediction } from './runEvents';

/** How many examples are shown with what the network makes of them. */
const SAMPLE_COUNT = 16;

/** The answers of a network to the first test examples (or others where none are kept for testing). */
export async function predictSamples(
  network: BuiltNetwork,
  examples: RunExamples,
): Promise<readonly Prediction[]> {
  const { roles, test, validation, training } = examples;
  const source = [test, validation].find((split) => split.length > 0) ?? training;
  const count = Math.min(SAMPLE_COUNT, source.length);
  const batch = batchOf(
    source,
    Uint32Array.from({ length: count }, (_, index) => index),
  );
  const input = inputTensor(batch, source, roles);
  const outputs = await predictValues(network, input);
  const inputs = batch.columns[roles.input] ?? new Float32Array();
  const targets = batch.columns[roles.target] ?? new Float32Array();
  return Array.from({ length: count }, (_, index) =>
    describe(source, roles, {
      input: Float32Array.from(part(inputs, index, count)),
      target: part(targets, index, count),
      output: Float32Array.from(part(outputs, index, count)),
    }),
  );
}

/** Predicts, disposes the input, and reads the answer. */
async function predictValues(network: BuiltNetwork, input: tf.Tensor): Promise<Float32Array> {
  const output = network.predict(input);
  input.dispose();
  const values = await output.data<'float32'>();
  output.dispose();
  return values;
}

function part<Values extends { subarray(start: number, end: number): Values; length: number }>(
  values: Values,
  index: number,
  count: number,
): Values {
  const size = values.length / count;
  return values.subarray(index * size, (index + 1) * size);
}

function describe(
  split: Split,
  roles: ExampleRoles,
  values: {
    readonly input: Float32Array;
    readonly target: ArrayLike<number>;
    readonly output: Float32Array;
  },
): Prediction {
  const column = columnOf(split, roles.input);
  const answers = describeAnswers(columnOf(split, roles.target), roles, values);
  return {
    input: values.input,
    inputShape: column.type.shape,
    content: column.content === 'class' ? 'vector' : column.content,
    output: values.output,
    outputShape: roles.outputShape,
    ...answers,
  };
}

function describeAnswers(
  target: Column,
  roles: ExampleRoles,
  values: { readonly target: ArrayLike<number>; readonly output: Float32Array },
): Pick<Prediction, 'expected' | 'predicted' | 'correct'> {
  if (roles.encoding === 'asIs') {
    const isReconstruction = roles.target === roles.input;
    return {
      expected: isReconstruction || target.content === 'image' ? null : asText(values.target),
      predicted: isReconstruction || target.content === 'image' ? null : asText(values.output),
      correct: null,
    };
  }
  const expected = values.target[0] as number;
  const predicted = chosenClass(roles, values.output);
  const name = (label: number): string => target.classes?.[label] ?? String(label);
  return {
    expected: name(expected),
    predicted: name(predicted),
    correct: expected === predicted,
  };
}

function chosenClass(roles: ExampleRoles, output: Float32Array): number {
  if (roles.encoding === 'oneHot') return output.indexOf(Math.max(...output));
  return (output[0] as number) > (roles.encoding === 'zeroOne' ? 0.5 : 0) ? 1 : 0;
}

/** Numbers for people: four significant digits each. */
function asText(values: ArrayLike<number>): string {
  return Array.from(values, (value) => String(Number(value.toPrecision(4)))).join(', ');
}

/** Answers along each side of a drawn decision boundary. */
const BOUNDARY_SIZE = 50;
/** How far the drawn square reaches, as in the Playground; farther where points lie outside. */
const BOUNDARY_EXTENT = 6;
/** More points than this are not drawn. */
const MOST_POINTS = 2000;

/** Draws the decision boundary of a network; null where examples are no points of two classes. */
export type BoundaryDrawer = (network: BuiltNetwork) => Promise<DecisionBoundary>;

/** A drawer for points in the plane and two classes, else null. */
export function boundaryDrawer(examples: RunExamples): BoundaryDrawer | null {
  const { roles, training, test } = examples;
  const { content, type } = columnOf(training, roles.input);
  const isPlane = content === 'vector' && String(type.shape) === '2';
  const isTwoClasses =
    roles.encoding === 'oneHot' ? String(roles.outputShape) === '2' : roles.encoding !== 'asIs';
  if (!isPlane || !isTwoClasses) return null;
  const trainCount = Math.min(training.length, MOST_POINTS);
  const points = Float32Array.from([
    ...pointsOf(training, roles, trainCount),
    ...pointsOf(test, roles, Math.min(test.length, MOST_POINTS)),
  ]);
  let extent = BOUNDARY_EXTENT;
  for (let i = 0; i < points.length; i++) {
    if (i % 3 !== 2) extent = Math.max(extent, Math.abs(points[i] as number));
  }
  const grid = gridPoints(BOUNDARY_SIZE, extent);
  return async (network) => {
    const input = tf.tensor(grid, [BOUNDARY_SIZE * BOUNDARY_SIZE, 2]);
    const answers = await predictValues(network, input);
    const values = Float32Array.from({ length: BOUNDARY_SIZE ** 2 }, (_, place) =>
      secondClassShare(roles, answers, place),
    );
    return { values, size: BOUNDARY_SIZE, extent, points, trainCount };
  };
}

function pointsOf(split: Split, roles: ExampleRoles, count: number): number[] {
  const input = columnOf(split, roles.input);
  const target = columnOf(split, roles.target);
  const size = elementsPerExample(input);
  return Array.from({ length: count }, (_, index) => [
    (input.values[index * size] as number) * input.scale,
    (input.values[index * size + 1] as number) * input.scale,
    target.values[index] as number,
  ]).flat();
}

/** The middles of the cells of a square, row by row from the lowest y. */
function gridPoints(size: number, extent: number): Float32Array {
  const middle = (cell: number): number => -extent + ((cell + 0.5) * 2 * extent) / size;
  const grid = new Float32Array(2 * size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      grid.set([middle(column), middle(row)], 2 * (row * size + column));
    }
  }
  return grid;
}

/** How much an answer leans to the second class, 0 … 1. */
function secondClassShare(roles: ExampleRoles, answers: Float32Array, place: number): number {
  if (roles.encoding === 'oneHot') return answers[2 * place + 1] as number;
  const answer = answers[place] as number;
  return Math.min(1, Math.max(0, roles.encoding === 'zeroOne' ? answer : (answer + 1) / 2));
}
