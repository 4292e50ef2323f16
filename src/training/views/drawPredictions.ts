import { sameShape } from '../../base/tensorType';
import type { Prediction, PredictionsContent } from '../viewContent';
import {
  exampleCount,
  exampleShape,
  examplesOf,
  inputAt,
  namesOf,
  placeOfLargest,
  sizeOf,
  type ViewInput,
  type ViewInputs,
} from './viewInput';

/** More numbers than this are not written out. */
const mostWrittenNumbers = 6;
/** More places of a sequence than this are not written out. */
const mostWrittenTokens = 200;

/** Examples, each with the network's answer and, where there is a target, whether it is right. */
export function drawPredictions(
  { count, threshold }: { readonly count: number; readonly threshold: number },
  inputs: ViewInputs,
): PredictionsContent {
  const example = inputAt(inputs, 'example');
  const prediction = inputAt(inputs, 'prediction');
  const shown = Math.min(count, exampleCount(example), exampleCount(prediction));
  const content = example.content === 'class' ? 'vector' : (example.content ?? contentOf(example));
  return {
    type: 'predictions',
    samples: Array.from({ length: shown }, (_, index) => {
      const input = examplesOf(example, index, 1);
      const output = examplesOf(prediction, index, 1);
      const target = inputs.target ? examplesOf(inputs.target, index, 1) : null;
      return {
        input,
        inputShape: exampleShape(example),
        content,
        ...(content === 'tokens' ? { inputText: writeTokens(input, example) } : {}),
        output,
        outputShape: exampleShape(prediction),
        ...answers(
          { example, prediction, target: inputs.target ?? null, threshold },
          output,
          target,
        ),
      };
    }),
  };
}

function contentOf(example: ViewInput): Prediction['content'] {
  return isPicture(exampleShape(example)) ? 'image' : 'vector';
}

function isPicture(shape: readonly number[]): boolean {
  return shape.length === 3 && (shape[2] === 1 || shape[2] === 3);
}

interface Asked {
  readonly example: ViewInput;
  readonly prediction: ViewInput;
  readonly target: ViewInput | null;
  readonly threshold: number;
}

type Answers = Pick<Prediction, 'expected' | 'predicted' | 'correct'> &
  Partial<Pick<Prediction, 'output' | 'outputShape'>>;

/** What the network and the target say about one example. */
function answers(asked: Asked, output: Float32Array, target: Float32Array | null): Answers {
  const { prediction, threshold } = asked;
  const classes = asked.target?.classes ?? prediction.classes;
  const namesClasses =
    asked.target === null
      ? prediction.classes !== undefined
      : asked.target.content === 'class' || asked.target.content === 'tokens';
  if (!namesClasses) return plainAnswers(asked, output, target);
  const places = target?.length ?? 1;
  const chosen = chosenClasses(output, places, threshold);
  const shape = exampleShape(asked.target ?? prediction);
  if (asked.target !== null && places > 1 && shape.length >= 2) {
    const classCount = output.length / places;
    const most = Math.max(1, classCount > 1 ? classCount - 1 : 1);
    return {
      expected: null,
      predicted: null,
      correct: null,
      output: Float32Array.from(chosen, (label) => label / most),
      outputShape: shape.length === 2 ? [...shape, 1] : shape,
    };
  }
  return {
    expected: target ? namesOf(target.slice(0, mostWrittenTokens), classes) : null,
    predicted: namesOf(chosen.slice(0, mostWrittenTokens), classes),
    correct: target ? chosen.every((label, place) => label === target[place]) : null,
  };
}

/** The class chosen at each place: the largest number of several, or a single one above the threshold. */
function chosenClasses(output: Float32Array, places: number, threshold: number): number[] {
  const classCount = Math.max(1, Math.floor(output.length / places));
  return Array.from({ length: places }, (_, place) =>
    classCount > 1
      ? placeOfLargest(output, place * classCount, (place + 1) * classCount)
      : Number((output[place] as number) > threshold),
  );
}

/** Answers that are pictures or numbers, of which none is simply right. */
function plainAnswers(
  { example, prediction, target }: Asked,
  output: Float32Array,
  right: Float32Array | null,
): Answers {
  const shape = exampleShape(prediction);
  const isReconstruction = shape.length > 1 && sameShape(shape, exampleShape(example));
  if (isReconstruction || isPicture(shape) || target?.content === 'image') {
    return { expected: null, predicted: null, correct: null };
  }
  return { expected: right && writeNumbers(right), predicted: writeNumbers(output), correct: null };
}

/** Numbers for people: four significant digits each, and not too many. */
function writeNumbers(values: Float32Array): string {
  const written = Array.from(values.subarray(0, mostWrittenNumbers), (value) =>
    String(Number(value.toPrecision(4))),
  );
  return [...written, ...(values.length > mostWrittenNumbers ? ['…'] : [])].join(', ');
}

function writeTokens(values: Float32Array, { classes, shape }: ViewInput): string {
  const length = Math.min(mostWrittenTokens, sizeOf(shape.slice(1)));
  return namesOf(values.subarray(0, length), classes);
}
