import { elementCount, float32 } from '../../../base/tensorType';
import type { AxisCount } from '../../field';
import { defineLayer, type Example, type LayerKind } from '../../layerKind';
import { numbersIn } from '../../tape';
import { axisSymbols, spatialPort } from './poolingFields';

/** What one global pooling layer says of itself. */
interface GlobalPoolingDescription {
  readonly id: string;
  readonly title: string;
  readonly mode: 'max' | 'average';
  /** How many axes are pooled away. */
  readonly axes: AxisCount;
  readonly summary: string;
  readonly source: string;
  readonly examples: readonly Example[];
}

const indices = { 1: ['i'], 2: ['i', 'j'], 3: ['h', 'i', 'j'] } as const;

/** A kind that takes the largest number, or the average, of everything in a channel. */
export function defineGlobalPooling({ mode, axes, ...about }: GlobalPoolingDescription): LayerKind {
  const isMax = mode === 'max';
  return defineLayer({
    ...about,
    family: 'pooling',
    inputs: { x: spatialPort(axes) },
    fields: {},
    messages: {},
    keeps: isMax ? 'both' : 'inputs',
    // A mean spreads its gradient with the help of a tensor of ones.
    tape: (_fields, { x }) => ({ workspace: isMax ? 0 : 2 * numbersIn(x) }),
    infer: (_fields, { x }) => float32([x.shape.at(-1) ?? null]),
    operations(_fields, { x }, y) {
      const elements = elementCount(x.shape);
      const channels = elementCount(y.shape);
      // Comparing N numbers takes one comparison less; adding them one less, and one division.
      return elements === null || channels === null ? null : elements - (isMax ? channels : 0);
    },
    reach: () => 'everything',
    layers: () => [{ className: `Global${isMax ? 'Max' : 'Average'}Pooling${axes}D`, config: {} }],
    formula(_fields, { x }) {
      const sizes = x.shape.slice(0, -1).map((axis) => axis ?? '?');
      const channels = x.shape.at(-1) ?? '?';
      const place = indices[axes];
      const range = `\\quad k = 1 \\dots ${channels}`;
      if (isMax) {
        const ends = axisSymbols[axes].map((symbol, axis) => `${symbol} = ${sizes[axis]}`);
        return [
          `y_k = \\max_{${place.join(',')}} x_{${place.join(',')},k}, ${range}`,
          ends.join(', \\quad '),
        ];
      }
      const sums = place.map((index, axis) => `\\sum_{${index}=1}^{${sizes[axis]}}`).join(' ');
      return [
        `y_k = \\frac{1}{${sizes.join(' \\cdot ')}} ${sums} x_{${place.join(',')},k}, ${range}`,
      ];
    },
    telling: () => '',
  });
}
