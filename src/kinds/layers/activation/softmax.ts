import { elementCount, type TensorType } from '../../../base/tensorType';
import { defineLayer } from '../../layerKind';
import { tapeOfOutput } from '../../tape';
import { axisField, axisMessages, findAxis, placeOfAxis, writtenAxis } from '../axis';
import { activationLayer } from './defineActivation';
import { alongLastAxis } from './lastAxis';

/** Probabilities over one axis. */
export const softmax = defineLayer({
  id: 'softmax',
  title: 'Softmax',
  family: 'activation',
  summary: 'Turns the numbers along an axis into probabilities that sum to 1.',
  source: 'Goodfellow et al., Deep Learning, §6.2.2.3',
  inputs: { x: { rank: { min: 1 }, dtype: 'float32' } },
  fields: { axis: axisField(-1, 'The axis whose numbers sum to 1.') },
  messages: {
    ...axisMessages,
    oneClass:
      'Axis {axis} has 1 number, so the only probability is always 1 and nothing can be learned. Use a sigmoid for yes or no, or two outputs.',
  },
  keeps: 'output',
  tape: tapeOfOutput({ workspace: 2 }),
  infer({ axis }, { x }, report) {
    const place = findAxis(axis, x.shape, report);
    if (place === null) return null;
    if (x.shape[place] === 1) report.warning('oneClass', { axis }, { port: 'x' });
    return x;
  },
  operations: (_fields, _inputs, y) => softmaxOperations(y),
  reach: ({ axis }, { x }) =>
    placeOfAxis(axis, x.shape.length) === x.shape.length - 1 ? 'same' : 'everything',
  layers: ({ axis }, { x }) => alongLastAxis(axis, x.shape.length, activationLayer('softmax')),
  formula: ({ axis }, { x }) => [
    `g(z)_i = \\frac{e^{z_i}}{\\sum_{j=1}^{${writtenAxis(x.shape[placeOfAxis(axis, x.shape.length) ?? 0])}} e^{z_j}}`,
  ],
  telling: ({ axis }) => (axis === -1 ? '' : `axis ${axis}`),
  examples: [
    { fields: {}, inputs: [[10]], output: [10], parameters: 0, macs: 0 },
    { fields: {}, inputs: [[20, 54]], output: [20, 54], parameters: 0, macs: 0 },
    { fields: { axis: 1 }, inputs: [[7, null, 3]], output: [7, null, 3], parameters: 0 },
  ],
});

/** An exponential, an addition and a division for every number. */
export function softmaxOperations(y: TensorType): number | null {
  const elements = elementCount(y.shape);
  return elements === null ? null : 3 * elements;
}
