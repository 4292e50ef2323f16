import { batchScalar } from '../../../base/tensorType';
import { tapeOfInput } from '../../tape';
import { defineLoss, reductionField } from '../stepKind';
import { normField, normLabel } from './normField';

/** What makes an image smooth. */
export const totalVariation = defineLoss({
  id: 'totalVariation',
  title: 'Total variation',
  summary: 'How much neighbouring pixels differ; made smaller, an image becomes smooth.',
  source: 'Rudin, Osher & Fatemi, 1992; Mahendran & Vedaldi, 2015 (of network images)',
  inputs: {
    x: {
      rank: { min: 2 },
      dtype: 'float32',
      axes: ['height', 'width', 'channels'],
      help: 'The images.',
    },
  },
  fields: { norm: normField('l1'), reduction: reductionField },
  messages: { small: 'An image of {shape} has no neighbours to compare along both axes.' },
  tape: tapeOfInput({ kept: 6.5, gradients: 10.5 }),
  infer(_fields, { x }, report) {
    const [height, width] = x.shape;
    if (height !== 1 && width !== 1) return batchScalar;
    report.error('small', { shape: `${height ?? '?'}×${width ?? '?'}` }, { port: 'x' });
    return null;
  },
  formula({ norm, reduction }) {
    const size = (a: string, b: string): string =>
      norm === 'l2' ? `(x_{${a}} - x_{${b}})^2` : `|x_{${a}} - x_{${b}}|`;
    return [
      `J = ${reduction === 'sum' ? '' : '\\frac{1}{HWC}'}\\sum_{i,j} ${size('i+1,j', 'i,j')} + ${size('i,j+1', 'i,j')}`,
    ];
  },
  telling: ({ norm, reduction }) =>
    [normLabel(norm), reduction === 'sum' ? 'sum' : ''].filter(Boolean).join(' · '),
  examples: [
    { fields: {}, inputs: [[8, 6, 3]], output: [], parameters: 0 },
    { fields: { norm: 'l2', reduction: 'sum' }, inputs: [[5, 4]], output: [], parameters: 0 },
  ],
});
