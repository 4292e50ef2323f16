import { formatShape } from '../../../base/tensorType';
import { field } from '../../field';
import { tapeOfInput } from '../../tape';
import { defineMath } from '../stepKind';
import {
  augmentationMessages,
  augmentationOutputs,
  augmentationPorts,
  augmentedTypes,
} from './augmentation';

/** Pieces of images, at random. */
export const randomCrop = defineMath({
  id: 'randomCrop',
  title: 'Random crop',
  summary: 'While training, cuts a piece out of every image at random; its middle afterwards.',
  source: 'Krizhevsky, Sutskever & Hinton, 2012, §4.1',
  inputs: augmentationPorts,
  outputs: augmentationOutputs,
  fields: {
    size: field.pair({ label: 'Size', help: 'Height and width of the piece.', default: [24, 24] }),
  },
  messages: {
    ...augmentationMessages,
    larger: 'A piece of {size} cannot be cut out of an image of {image}.',
  },
  tape: tapeOfInput({ kept: 2.4, gradients: 1.7 }),
  infer({ size }, inputs, report) {
    const [height = null, width = null] = inputs.x.shape;
    if ((height !== null && size[0] > height) || (width !== null && size[1] > width)) {
      const fitting = [Math.min(size[0], height ?? size[0]), Math.min(size[1], width ?? size[1])];
      report.error(
        'larger',
        { size: formatShape(size), image: formatShape([height, width]) },
        {
          field: 'size',
          fixes: [
            {
              title: `Set the size to ${formatShape(fitting)}`,
              change: { type: 'setFields', values: { size: fitting } },
            },
          ],
        },
      );
      return null;
    }
    return augmentedTypes(inputs, report, (type) => ({
      ...type,
      shape: [...size, ...type.shape.slice(2)],
    }));
  },
  formula: ({ size }) => [
    `y_{i,j} = x_{i + u, j + v}, \\quad i \\le ${size[0]},\\; j \\le ${size[1]}`,
  ],
  telling: ({ size }) => size.join('×'),
  examples: [
    { fields: { size: [4, 3] }, inputs: [[6, 5, 2]], output: [4, 3, 2], parameters: 0 },
    {
      fields: { size: [2, 2] },
      inputs: [[4, 4, 1], { shape: [4, 4], dtype: 'int32', content: 'class', classCount: 3 }],
      output: [2, 2, 1],
      parameters: 0,
    },
  ],
});
