import type { TensorType } from '../../../base/tensorType';
import { type FieldValues, field, type Pair } from '../../field';
import type { KerasLayer } from '../../layerKind';
import type { Report } from '../../report';
import {
  explicitSides,
  inferWindow,
  tellingWindow,
  type Window,
  type WindowPadding,
  windowFormula,
  windowMessages,
  windowPadding,
} from '../window';
import { windowFields } from '../windowFields';

/** The fields of pooling layers. */
export const poolingFields = {
  poolSize: field.pair({ label: 'Window', help: 'Height and width.', default: [2, 2], min: 1 }),
  strides: field.pair({
    label: 'Strides',
    help: 'How far the window moves; usually its own size.',
    default: [2, 2],
    min: 1,
  }),
  ...windowFields(2),
} as const;

type PoolingValues = FieldValues<typeof poolingFields>;

/** The window that a pooling layer slides. */
function poolingWindow(fields: PoolingValues): Window {
  return {
    kernel: fields.poolSize,
    strides: fields.strides,
    dilation: [1, 1],
    padding: fields.padding,
    rounding: fields.rounding,
  };
}

/** The sentences of pooling layers. */
export const poolingMessages = {
  ...windowMessages,
  paddingTooLarge:
    'A padding of {padding} lets a {kernel} window see nothing but padding. Pad by less than the window.',
} as const;

/** The output type of a pooling layer, or null after reporting why there is none. */
export function inferPooling(
  fields: PoolingValues,
  x: TensorType,
  report: Report<keyof typeof poolingMessages>,
): TensorType | null {
  const [height = null, width = null, channels = null] = x.shape;
  const sides = explicitSides(fields.padding, 2) ?? [0, 0, 0, 0];
  const largest = sides.map((_, side) => (fields.poolSize[side < 2 ? 0 : 1] as number) - 1);
  if (sides.some((amount, side) => amount > (largest[side] as number))) {
    const padding = Math.min(...largest);
    report.error(
      'paddingTooLarge',
      {
        padding: typeof fields.padding === 'number' ? fields.padding : sides.join(', '),
        kernel: fields.poolSize.join('×'),
      },
      {
        field: 'padding',
        fixes: [
          {
            title: `Padding ${padding}`,
            change: { type: 'setFields', values: { padding } },
          },
        ],
      },
    );
    return null;
  }
  const size = inferWindow(poolingWindow(fields), [height, width], report, 'poolSize');
  return size && { shape: [...size, channels], dtype: x.dtype };
}

/** The Keras layer of a pooling: `plain` where tf.js has the padding, else `padded` given the rest. */
export function poolingLayer(
  fields: PoolingValues,
  x: TensorType,
  plain: string,
  padded: (padding: WindowPadding & { readonly rule: 'explicit' }) => KerasLayer,
): KerasLayer {
  const [height = null, width = null] = x.shape;
  const padding = windowPadding(poolingWindow(fields), [height, width]);
  if (padding.rule === 'explicit') return padded(padding);
  return {
    className: plain,
    config: { poolSize: fields.poolSize, strides: fields.strides, padding: padding.rule },
  };
}

/** The two size formulas of the lecture for a pooling layer. */
export function poolingFormula(fields: PoolingValues, x: TensorType): string[] {
  const [height = null, width = null] = x.shape;
  const window = poolingWindow(fields);
  return [
    windowFormula('H', window, 0, height),
    windowFormula('W', window, 1, width),
    `D_2 = D_1 = ${x.shape[2] ?? '?'}, \\quad \\text{parameters} = 0`,
  ];
}

/** A pooling layer's fields in one line. */
export function tellingPooling(fields: PoolingValues): string {
  const [height, width]: Pair = fields.poolSize;
  return [`${height}×${width}`, ...tellingWindow(fields)].join(' · ');
}
