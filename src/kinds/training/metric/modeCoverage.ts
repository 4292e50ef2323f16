import { batchScalar, formatShape, sameShape } from '../../../base/tensorType';
import { field } from '../../field';
import { numbersIn } from '../../tape';
import { defineMetric } from '../stepKind';

/** Whether generated points reach all modes of the real ones. */
export const modeCoverage = defineMetric({
  id: 'modeCoverage',
  title: 'Mode coverage',
  summary:
    'Which share of the modes of real points generated ones reach, or which share of these lies near a mode.',
  source:
    'Metz et al., Unrolled Generative Adversarial Networks, 2016; Srivastava et al., VEEGAN, 2017, §4.1',
  inputs: {
    points: { rank: 1, dtype: 'float32', axes: ['coordinates'], help: 'The generated points.' },
    reference: {
      rank: 1,
      dtype: 'float32',
      axes: ['coordinates'],
      help: 'Real points; the mean of those of one mode is its centre.',
    },
    mode: { content: 'class', help: 'The mode that every real point belongs to.' },
  },
  fields: {
    measure: field.choice({
      label: 'Measures',
      help: 'What the number is a share of: of the modes, or of the generated points.',
      default: 'covered',
      options: [
        { value: 'covered', label: 'modes reached' },
        { value: 'near', label: 'points near a mode' },
      ],
    }),
    deviations: field.number({
      label: 'Deviations',
      help: 'A point is near a mode within so many of the mode’s standard deviations from its centre.',
      default: 3,
      min: 0,
    }),
    least: field.number({
      label: 'Least share',
      help: 'A mode is reached when at least this share of all generated points is near it.',
      default: 0.02,
      min: 0,
      max: 1,
      step: 0.01,
    }),
  },
  // Each point is compared with each: which are of one mode, how far apart they lie, which are near.
  tape: (_fields, { points }) => ({ pairWorkspace: 8 + 2 * numbersIn(points) }),
  messages: {
    coordinates: 'Points of {points} cannot be compared with real ones of {reference}.',
    mode: 'Every real point has one mode, but {found} arrive.',
  },
  infer(_fields, { points, reference, mode }, report) {
    if (!sameShape(points.shape, reference.shape)) {
      const values = {
        points: formatShape(points.shape),
        reference: formatShape(reference.shape),
      };
      report.error('coordinates', values, { port: 'points' });
      return null;
    }
    if (mode.shape.length > 0) {
      report.error('mode', { found: formatShape(mode.shape) }, { port: 'mode' });
      return null;
    }
    return batchScalar;
  },
  formula({ measure, deviations, least }) {
    const near = `\\lVert x_i - c_k \\rVert \\le ${deviations}\\, s_k`;
    return [
      measure === 'near'
        ? `s = \\frac{1}{n}\\sum_{i=1}^{n} \\big[\\exists k: ${near}\\big]`
        : `s = \\frac{1}{K}\\sum_{k=1}^{K} \\Big[\\frac{1}{n}\\sum_{i=1}^{n} [${near}] \\ge ${least}\\Big]`,
    ];
  },
  telling: ({ measure, deviations }) =>
    `${measure === 'near' ? 'points near' : 'modes reached'} · ${deviations} σ`,
  examples: [
    {
      fields: {},
      inputs: [[2], [2], { shape: [], dtype: 'int32', content: 'class', classCount: 8 }],
      output: [],
      parameters: 0,
    },
    {
      fields: { measure: 'near', deviations: 2 },
      inputs: [[3], [3], { shape: [], dtype: 'int32', content: 'class', classCount: 2 }],
      output: [],
      parameters: 0,
    },
  ],
});
