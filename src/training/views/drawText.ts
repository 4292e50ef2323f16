import type { TextContent } from '../viewContent';
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

/** Longer texts are cut off. */
const mostTokens = 2000;

/** Tokens as text, below what they were made from and above what is right. */
export function drawText({ count }: { readonly count: number }, inputs: ViewInputs): TextContent {
  const tokens = inputAt(inputs, 'tokens');
  const classes = [tokens, inputs.target, inputs.source].find((input) => input?.classes)?.classes;
  const shown = [
    ['source', inputs.source],
    ['text', tokens],
    ['target', inputs.target],
  ] as const;
  return {
    type: 'text',
    series: shown.flatMap(([name, input]) =>
      input
        ? [{ label: input.label ?? name, texts: textsOf(input, count, input.classes ?? classes) }]
        : [],
    ),
  };
}

function textsOf(
  input: ViewInput,
  count: number,
  classes: readonly string[] | undefined,
): readonly string[] {
  const shape = exampleShape(input);
  // At each place one number for every token, of which the largest is meant.
  const tokenCount = shape.length > 1 && input.content !== 'tokens' ? (shape.at(-1) ?? 1) : 1;
  const places = Math.min(mostTokens, sizeOf(shape) / tokenCount);
  return Array.from({ length: Math.min(count, exampleCount(input)) }, (_, index) => {
    const values = examplesOf(input, index, 1);
    const tokens =
      tokenCount > 1
        ? Array.from({ length: places }, (_unused, place) =>
            placeOfLargest(values, place * tokenCount, (place + 1) * tokenCount),
          )
        : values.subarray(0, places);
    return namesOf(tokens, classes);
  });
}
