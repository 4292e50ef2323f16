import { type Dimension, formatShape } from '../../../base/tensorType';
import { field } from '../../field';
import { defineLayer } from '../../layerKind';
import { writtenAxis, writtenShape } from '../axis';

/** A part of every axis. */
export const slice = defineLayer({
  id: 'slice',
  title: 'Slice',
  family: 'shape',
  summary: 'Cuts a part out of each axis: from a start, so many numbers.',
  source: 'TensorFlow documentation, tf.slice',
  inputs: { x: { rank: { min: 1 } } },
  fields: {
    start: field.integers({
      label: 'Start',
      help: 'The first index that is kept, from 0, for each axis in order; axes left out start at 0.',
      default: [0],
      min: 0,
    }),
    size: field.integers({
      label: 'Size',
      help: 'How many are kept of each axis in order; −1, and axes left out, keep everything from the start.',
      default: [-1],
      min: -1,
    }),
  },
  messages: {
    tooManyAxes: '{label} names {found} axes, but {shape} has {rank}.',
    emptySize: 'Size 0 of axis {axis} would keep nothing; keep at least 1, or −1 for the rest.',
    pastEnd:
      'Axis {axis} of {shape} has {length} places; {size} from index {start} on reach to {end}.',
    startPastEnd:
      'Axis {axis} of {shape} has {length} places, so it cannot start at index {start}.',
    notChecked: 'The length of axis {axis} is not known; a run fails where it is below {end}.',
  },
  keeps: 'none',
  infer({ start, size }, { x }, report) {
    const rank = x.shape.length;
    for (const [name, label, list] of [
      ['start', 'Start', start],
      ['size', 'Size', size],
    ] as const) {
      if (list.length <= rank) continue;
      report.error(
        'tooManyAxes',
        { label, found: list.length, shape: formatShape(x.shape), rank },
        {
          field: name,
          fixes: [
            {
              title: `Keep the first ${rank}`,
              change: { type: 'setFields', values: { [name]: list.slice(0, rank) } },
            },
          ],
        },
      );
      return null;
    }
    const shape: Dimension[] = [];
    for (const [place, length] of x.shape.entries()) {
      const from = start[place] ?? 0;
      const kept = size[place] ?? -1;
      const at = { axis: place + 1, shape: formatShape(x.shape), start: from, size: kept };
      if (kept === 0) {
        report.error('emptySize', at, { field: 'size' });
        return null;
      }
      const end = from + Math.max(kept, 1);
      if (length === null) {
        if (end > 1) report.hint('notChecked', { ...at, end }, { port: 'x' });
        shape.push(kept < 0 ? null : kept);
        continue;
      }
      const set = (name: string, list: readonly number[], value: number) => ({
        title: `${name === 'size' ? 'Size' : 'Start'} ${value} on axis ${place + 1}`,
        change: {
          type: 'setFields' as const,
          values: {
            [name]: Array.from({ length: Math.max(list.length, place + 1) }, (_, index) =>
              index === place ? value : (list[index] ?? (name === 'size' ? -1 : 0)),
            ),
          },
        },
      });
      if (from >= length) {
        report.error(
          'startPastEnd',
          { ...at, length },
          { field: 'start', fixes: [set('start', start, length - 1)] },
        );
        return null;
      }
      if (end > length) {
        const fixes = [set('size', size, length - from)];
        if (kept <= length) fixes.push(set('start', start, length - kept));
        report.error('pastEnd', { ...at, length, end }, { field: 'size', fixes });
        return null;
      }
      shape.push(kept < 0 ? length - from : kept);
    }
    return { shape, dtype: x.dtype };
  },
  // Numbers are copied, none is computed.
  operations: () => 0,
  reach({ start }, { x }) {
    const axes = x.shape.slice(0, -1);
    return {
      size: axes.map(() => 1),
      stride: axes.map(() => 1),
      // What is cut off in front is padding taken away.
      padding: axes.map((_, place) => 0 - (start[place] ?? 0)),
    };
  },
  layers: ({ start, size }, { x }) => [
    {
      className: 'Slice',
      config: {
        start: x.shape.map((_, place) => start[place] ?? 0),
        size: x.shape.map((_, place) => size[place] ?? -1),
      },
    },
  ],
  formula({ start, size }, { x }, y) {
    const parts = x.shape.map((length, place) => {
      const from = start[place] ?? 0;
      const kept = size[place] ?? -1;
      return `${from}:${kept < 0 ? writtenAxis(length) : from + kept}`;
    });
    return [`y = x[${parts.join(', ')}]`, `${writtenShape(x.shape)} \\to ${writtenShape(y.shape)}`];
  },
  telling: ({ start, size }) =>
    Array.from({ length: Math.max(start.length, size.length) }, (_, place) => {
      const from = start[place] ?? 0;
      const kept = size[place] ?? -1;
      return kept < 0 ? `${from}:` : `${from}:${from + kept}`;
    }).join(', '),
  examples: [
    {
      fields: { start: [2, 2, 0], size: [24, 24, -1] },
      inputs: [[28, 28, 3]],
      output: [24, 24, 3],
      parameters: 0,
      macs: 0,
    },
    { fields: { size: [1] }, inputs: [[null, 768]], output: [1, 768], parameters: 0 },
    { fields: { start: [3] }, inputs: [[7, 5]], output: [4, 5], parameters: 0 },
  ],
});
