import {
  addNoise,
  between,
  type Colour,
  createCanvas,
  disc,
  fill,
  type Outline,
  type Point,
  plus,
  rectangle,
  triangle,
} from './canvas';
import type { DataSet } from './dataSet';
import { generateDataSet } from './generateDataSet';

/** Which pictures of shapes to make. */
export interface ShapesOptions {
  /** Height and width in pixels. */
  readonly size: number;
  readonly count: number;
  readonly testCount: number;
  readonly noise: number;
  readonly seed: number;
}

const FORMS: Readonly<Record<string, (centre: Point, radius: number) => Outline>> = {
  disc,
  square: (centre, radius) => rectangle(centre, [0.85 * radius, 0.85 * radius]),
  triangle,
  plus: (centre, radius) => plus(centre, radius, 0.7 * radius),
};

const COLOURS: Readonly<Record<string, Colour>> = {
  red: [0.9, 0.2, 0.2],
  green: [0.2, 0.75, 0.3],
  blue: [0.25, 0.4, 0.95],
  yellow: [0.95, 0.85, 0.25],
  white: [0.95, 0.95, 0.95],
};

const formNames = Object.keys(FORMS);
const colourNames = Object.keys(COLOURS);
const ROWS = ['top', 'middle', 'bottom'];
const COLUMNS = ['left', 'centre', 'right'];

/** The words of captions; a caption has a start, five words and an end. */
const WORDS = [
  '<start>',
  '<end>',
  'small',
  'large',
  ...colourNames,
  ...formNames,
  ...ROWS,
  ...COLUMNS,
];

/** The name of the third of a picture in which a place lies. */
function third(names: readonly string[], place: number, size: number): string {
  return names[Math.min(2, Math.floor((3 * place) / size))] as string;
}

/** Top, left, bottom and right of the pixels of a mask, as shares of the size. */
function boxOf(mask: Int32Array, size: number): readonly number[] {
  let [top, left, bottom, right] = [size, size, 0, 0];
  mask.forEach((form, at) => {
    if (form === 0) return;
    const row = Math.floor(at / size);
    const column = at % size;
    top = Math.min(top, row);
    bottom = Math.max(bottom, row + 1);
    left = Math.min(left, column);
    right = Math.max(right, column + 1);
  });
  return [top / size, left / size, bottom / size, right / size];
}

/**
 * Pictures of one coloured shape each: columns `image` [size, size, 3], 0–1; `label`, its form;
 * `colour`, a class; `mask` [size, size], at each pixel 0 or the form counted from 1; `box`, its top,
 * left, bottom and right as shares of the size; `caption`, seven words: `<start> small red disc top
 * left <end>`.
 */
export function shapesDataSet({ size, count, testCount, noise, seed }: ShapesOptions): DataSet {
  return generateDataSet({
    title: 'Coloured shapes',
    seed,
    count,
    testCount,
    columns: {
      image: { shape: [size, size, 3], content: 'image' },
      label: { shape: [], content: 'class', classes: formNames },
      colour: { shape: [], content: 'class', classes: colourNames },
      mask: { shape: [size, size], content: 'class', classes: ['background', ...formNames] },
      box: { shape: [4], content: 'vector' },
      caption: { shape: [7], content: 'tokens', classes: WORDS },
    },
    draw(randomness, index) {
      const label = index % formNames.length;
      const colour = randomness.integer(colourNames.length);
      const isLarge = randomness.next() < 0.5;
      const radius =
        size * (isLarge ? between(randomness, 0.27, 0.36) : between(randomness, 0.14, 0.2));
      const place = () => between(randomness, radius, size - radius);
      const [x, y] = [place(), place()];
      const [formName, colourName] = [formNames[label] as string, colourNames[colour] as string];
      const outline = (FORMS[formName] as (typeof FORMS)[string])([x, y], radius);
      const grey = between(randomness, 0.05, 0.35);
      const canvas = createCanvas(size, [grey, grey, grey]);
      fill(canvas, outline, COLOURS[colourName] as Colour);
      addNoise(canvas, noise, randomness);
      const mask = Int32Array.from({ length: size * size }, (_, at) =>
        outline((at % size) + 0.5, Math.floor(at / size) + 0.5) < 0 ? label + 1 : 0,
      );
      const caption = [
        '<start>',
        isLarge ? 'large' : 'small',
        colourName,
        formName,
        third(ROWS, y, size),
        third(COLUMNS, x, size),
        '<end>',
      ];
      return {
        image: canvas.pixels,
        label,
        colour,
        mask,
        box: boxOf(mask, size),
        caption: caption.map((word) => WORDS.indexOf(word)),
      };
    },
  });
}
