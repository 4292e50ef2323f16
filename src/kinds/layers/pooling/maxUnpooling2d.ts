import type { JsonValue } from '../../../base/jsonValue';
import { type Dimension, formatShape, type TensorType } from '../../../base/tensorType';
import { spatialAxes } from '../../field';
import { defineLayer } from '../../layerKind';
import type { Fix, Report } from '../../report';
import { explicitSides, windowAxis } from '../window';
import {
  axisSymbols,
  kerasPadding,
  type PoolingValues,
  paddingFits,
  poolingFields,
  poolingMessages,
  poolingWindow,
  spatialPort,
  tellingPooling,
} from './poolingFields';

const messages = {
  paddingTooLarge: poolingMessages.paddingTooLarge,
  indicesDiffer:
    'There must be one index for each number: {indices} indices arrive for {numbers} numbers.',
  nothingLeft:
    'Along the {axis}, {places} windows within a padding of {padding} leave no place for an image.',
  poolsDifferently:
    'Pooling a {axis} of {size} with these windows gives {places}, but {length} arrive. Set window, strides, padding and rounding as in the pooling that made the indices.',
} as const;

type Message = keyof typeof messages;

/** The length of an axis of which pooling left this many places, were there nothing left over. */
function unpooledLength(fields: PoolingValues, axis: number, places: Dimension): Dimension {
  if (places === null) return null;
  const { kernel, strides } = poolingWindow(fields);
  const stride = strides[axis] as number;
  const sides = explicitSides(fields.padding, kernel.length);
  if (!sides) return places * stride;
  const padding = (sides[2 * axis] as number) + (sides[2 * axis + 1] as number);
  return (places - 1) * stride - padding + (kernel[axis] as number);
}

/** The ways of pooling with which what was pooled gives what arrives. */
function poolingFixes(fields: PoolingValues, x: TensorType, like: TensorType): Fix[] {
  const changes: readonly Partial<Pick<PoolingValues, 'padding' | 'rounding'>>[] = [
    { rounding: 'ceil' },
    { rounding: 'floor' },
    { padding: 'same' },
    { padding: 'valid' },
    { padding: 1 },
  ];
  const fits = (changed: PoolingValues): boolean =>
    spatialAxes[2].every((_, axis) => {
      const { places } = windowAxis(poolingWindow(changed), axis, like.shape[axis] ?? null);
      return places === null || x.shape[axis] === null || places === x.shape[axis];
    });
  return changes
    .filter((change) => fits({ ...fields, ...change }))
    .map((change) => ({
      title: Object.entries(change)
        .map(([name, value]) => `${name === 'padding' ? 'Padding' : 'Rounding'} ${value}`)
        .join(', '),
      change: { type: 'setFields', values: change as Readonly<Record<string, JsonValue>> },
    }));
}

/** Height and width of what was pooled, or null after reporting why there are none. */
function unpooledSizes(
  fields: PoolingValues,
  x: TensorType,
  like: TensorType | undefined,
  report: Report<Message>,
): readonly Dimension[] | null {
  const sizes: Dimension[] = [];
  for (const [axis, name] of spatialAxes[2].entries()) {
    const length = x.shape[axis] ?? null;
    const size = like ? (like.shape[axis] ?? null) : unpooledLength(fields, axis, length);
    if (size !== null && size < 1) {
      report.error(
        'nothingLeft',
        { axis: name, places: length ?? '?', padding: String(fields.padding) },
        {
          field: 'padding',
          fixes: [{ title: 'Padding 0', change: { type: 'setFields', values: { padding: 0 } } }],
        },
      );
      return null;
    }
    const { places } = windowAxis(poolingWindow(fields), axis, size);
    if (size !== null && length !== null && places !== length) {
      report.error(
        'poolsDifferently',
        { axis: name, size, places: places ?? '?', length },
        { port: 'like', fixes: like ? poolingFixes(fields, x, like) : [] },
      );
      return null;
    }
    sizes.push(size);
  }
  return sizes;
}

/** Numbers back at the places where max pooling found them. */
export const maxUnpooling2d = defineLayer({
  id: 'maxUnpooling2d',
  title: 'Max unpooling 2D',
  family: 'pooling',
  summary:
    'Puts each number back where max pooling found its maximum, and zeros everywhere else; the fields are those of the pooling.',
  source: 'Badrinarayanan et al., SegNet, 2015, §3.1',
  inputs: {
    x: spatialPort(2),
    indices: {
      rank: 3,
      axes: ['height', 'width', 'channels'],
      dtype: 'int32',
      help: 'What Max pooling 2D with indices says.',
    },
    like: {
      rank: 3,
      axes: ['height', 'width', 'channels'],
      optional: true,
      help: 'What was pooled: gives height and width where pooling left rows or columns out.',
    },
  },
  fields: poolingFields[2],
  messages,
  keeps: 'inputs',
  infer(fields, { x, indices, like }, report) {
    const differs = x.shape.some((length, axis) => {
      const other = indices.shape[axis] ?? null;
      return length !== null && other !== null && length !== other;
    });
    if (differs) {
      report.error(
        'indicesDiffer',
        { indices: formatShape(indices.shape), numbers: formatShape(x.shape) },
        { port: 'indices' },
      );
      return null;
    }
    if (!paddingFits(fields, report)) return null;
    const sizes = unpooledSizes(fields, x, like, report);
    return sizes && { shape: [...sizes, x.shape[2] ?? null], dtype: x.dtype };
  },
  operations: () => 0,
  reach(fields, _inputs, y) {
    const window = poolingWindow(fields);
    const covered = window.kernel.map((size, axis) => {
      const stride = window.strides[axis] as number;
      const { before } = windowAxis(window, axis, y.shape[axis] ?? stride);
      return { size: (size - 1) / stride + 1, padding: (size - 1 - before) / stride };
    });
    return {
      size: covered.map(({ size }) => size),
      stride: window.strides.map((stride) => 1 / stride),
      padding: covered.map(({ padding }) => padding),
    };
  },
  layers: (fields) => [
    {
      className: 'MaxUnpooling2D',
      config: {
        poolSize: fields.poolSize,
        strides: fields.strides,
        padding: kerasPadding(fields.padding),
      },
    },
  ],
  formula(fields, { x, like }, y) {
    const window = poolingWindow(fields);
    const sizes = axisSymbols[2].map((symbol, axis) => {
      const length = x.shape[axis] ?? '?';
      const size = y.shape[axis] ?? '?';
      const stride = window.strides[axis];
      if (like) return `${symbol}_2 = ${size}`;
      if (fields.padding === 'same') {
        return `${symbol}_2 = S \\cdot ${symbol}_1 = ${stride} \\cdot ${length} = ${size}`;
      }
      const [before, after] = explicitSides(fields.padding, 2)?.slice(2 * axis) ?? [];
      return `${symbol}_2 = (${symbol}_1 - 1) \\cdot S - P_0 - P_1 + F = (${length} - 1) \\cdot ${stride} - ${before} - ${after} + ${window.kernel[axis]} = ${size}`;
    });
    return [
      'y_{iS+a^*,\\, jS+b^*} = x_{i,j}, \\quad \\text{else } 0',
      `a^* = \\lfloor \\text{index}_{i,j} / ${fields.poolSize[1]} \\rfloor, \\quad b^* = \\text{index}_{i,j} \\bmod ${fields.poolSize[1]}`,
      ...sizes,
    ];
  },
  telling: tellingPooling,
  examples: [
    {
      fields: {},
      inputs: [[180, 240, 64], { shape: [180, 240, 64], dtype: 'int32' }],
      output: [360, 480, 64],
      parameters: 0,
      macs: 0,
    },
    {
      fields: {},
      inputs: [[22, 30, 8], { shape: [22, 30, 8], dtype: 'int32' }, [45, 60, 8]],
      output: [45, 60, 8],
      parameters: 0,
    },
    {
      fields: { poolSize: [3, 2], strides: [2, 2], padding: 1 },
      inputs: [[4, 3, 2], { shape: [4, 3, 2], dtype: 'int32' }],
      output: [7, 4, 2],
      parameters: 0,
    },
  ],
});
