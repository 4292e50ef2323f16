/** How many colours tokens.css has for what stands side by side. */
export const seriesColorCount = 12;

/** The colour of the index-th class or curve, from 0; after the last they come again. */
export function seriesColor(index: number): `--series-${number}` {
  return `--series-${(index % seriesColorCount) + 1}`;
}

/** Red, green and blue, 0 … 255. */
export type Color = readonly [red: number, green: number, blue: number];

/** The colours of the TensorFlow Playground, which students know: class 0, undecided, class 1. */
export const twoClassColors: readonly [Color, Color, Color] = [
  [245, 147, 34],
  [232, 234, 235],
  [8, 119, 189],
];

/** The numbers in `rgb(…)`, as `themeColor` gives them. */
export function colorNumbers(color: string): Color {
  const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue];
}

/** A colour between two others. */
export function mixedColor(from: Color, to: Color, share: number): Color {
  const part = Math.min(1, Math.max(0, Number.isNaN(share) ? 0 : share));
  return [
    from[0] + (to[0] - from[0]) * part,
    from[1] + (to[1] - from[1]) * part,
    from[2] + (to[2] - from[2]) * part,
  ];
}

/** The colour of an answer between two classes, 0 … 1. */
export function twoClassColor(answer: number): Color {
  const [first, undecided, second] = twoClassColors;
  const place = Number.isNaN(answer) ? 0.5 : answer;
  return place <= 0.5
    ? mixedColor(first, undecided, place * 2)
    : mixedColor(undecided, second, place * 2 - 1);
}
