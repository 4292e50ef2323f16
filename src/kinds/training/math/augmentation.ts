import { formatShape, sameShape, type TensorType } from '../../../base/tensorType';
import type { InputsByPort } from '../../layerKind';
import type { InputPort } from '../../port';
import type { Report } from '../../report';

/** The ports of what changes images at random. */
export const augmentationPorts = {
  x: { rank: { min: 2 }, axes: ['height', 'width', 'channels'], help: 'Images.' },
  also: {
    optional: true,
    rank: { min: 2 },
    axes: ['height', 'width', 'channels'],
    help: 'What belongs to the images and is changed alike, such as a mask.',
  },
} as const satisfies Readonly<Record<string, InputPort>>;

/** Its outputs. */
export const augmentationOutputs = ['y', 'also'] as const;

/** Its message. */
export const augmentationMessages = {
  sizes: 'Both inputs change alike, but their images are {x} and {also}.',
} as const;

/** What leaves such a node, where both images have one height and width; else null, after reporting. */
export function augmentedTypes(
  { x, also }: { readonly x: TensorType; readonly also?: TensorType | undefined },
  report: Report<'sizes'>,
  change: (type: TensorType) => TensorType = (type) => type,
): InputsByPort | null {
  if (also && !sameShape(x.shape.slice(0, 2), also.shape.slice(0, 2))) {
    const values = {
      x: formatShape(x.shape.slice(0, 2)),
      also: formatShape(also.shape.slice(0, 2)),
    };
    report.error('sizes', values, { port: 'also' });
    return null;
  }
  return { y: change(x), ...(also ? { also: change(also) } : {}) };
}
