import type { Shape } from '../../../base/tensorType';
import { float32 } from '../../../base/tensorType';
import { field } from '../../field';
import { defineLayer } from '../../layerKind';
import { kernelOptionFields, withKernelOptions, withNormalizationWeights } from '../kernelOptions';
import { biasAndActivation, kernelFields, tellingActivation } from '../sharedFields';
import { weightedTape } from '../weightedTape';

/** Rows are inputs, columns outputs. */
const kernel = { rank: 2, outputAxes: [-1] } as const;

const lastAxis = (shape: Shape): number => shape.at(-1) ?? 0;

/** A fully connected layer on the last axis. */
export const dense = defineLayer({
  id: 'dense',
  title: 'Dense',
  family: 'core',
  summary: 'Every output is a weighted sum of all inputs of the last axis, plus a bias.',
  source: 'Goodfellow et al., Deep Learning, §6',
  inputs: { x: { rank: { min: 1 }, dtype: 'float32' } },
  fields: {
    units: field.integer({ label: 'Units', help: 'Outputs.', default: 32, min: 1 }),
    ...kernelFields,
    ...kernelOptionFields,
  },
  messages: {
    unknownFeatures:
      'The length of the last axis of {shape} is unknown, so the number of weights is too.',
    imageInput:
      'This works on each of the {places} places of {shape} by itself; a classifier usually flattens first.',
  },
  keeps: 'inputs',
  tape: (fields, _inputs, y) => weightedTape(fields, y, { fused: true }),
  infer({ units }, { x }, report) {
    const shape = x.shape.map((axis) => axis ?? '?').join('×');
    if (x.shape.at(-1) === null) {
      report.error('unknownFeatures', { shape }, { port: 'x' });
      return null;
    }
    if (x.shape.length === 3) {
      const places = x.shape
        .slice(0, -1)
        .reduce<number>((product, axis) => product * (axis ?? 1), 1);
      report.hint(
        'imageInput',
        { shape, places },
        {
          port: 'x',
          fixes: [
            {
              title: 'Insert Flatten before it',
              change: { type: 'insertBefore', port: 'x', kind: 'flatten' },
            },
          ],
        },
      );
    }
    return float32([...x.shape.slice(0, -1), units]);
  },
  weights: (fields, { x }) =>
    withNormalizationWeights(
      [
        { name: 'kernel', shape: [lastAxis(x.shape), fields.units], trainable: true },
        ...(fields.useBias ? [{ name: 'bias', shape: [fields.units], trainable: true }] : []),
      ],
      fields,
      kernel,
    ),
  macs({ units }, { x }) {
    let product = units;
    for (const axis of x.shape) {
      if (axis === null) return null;
      product *= axis;
    }
    return product;
  },
  operations: (fields, _inputs, y) => biasAndActivation(fields, y),
  reach: (_fields, { x }) => (x.shape.length === 1 ? 'everything' : 'same'),
  layers: (fields) => [
    withKernelOptions(
      {
        className: 'Dense',
        config: {
          units: fields.units,
          activation: fields.activation,
          useBias: fields.useBias,
          kernelInitializer: fields.kernelInitializer,
          biasInitializer: fields.biasInitializer,
        },
      },
      fields,
      kernel,
    ),
  ],
  formula({ units, useBias }, { x }) {
    const features = lastAxis(x.shape);
    const bias = useBias ? 1 : 0;
    return [
      `\\hat{y}_j = g\\left(${useBias ? 'w_{0,j} + ' : ''}\\sum_{i=1}^{${features}} x_i\\, w_{i,j}\\right), \\quad j = 1 \\dots ${units}`,
      `\\text{parameters} = (${features}${useBias ? ' + 1' : ''}) \\cdot ${units} = ${(features + bias) * units}`,
    ];
  },
  telling: ({ units, activation }) => [units, ...tellingActivation(activation)].join(' · '),
  examples: [
    { fields: { units: 10 }, inputs: [[84]], output: [10], parameters: 850, macs: 840 },
    { fields: { units: 1 }, inputs: [[2]], output: [1], parameters: 3, macs: 2 },
    {
      fields: { units: 4, useBias: false },
      inputs: [[5, 3]],
      output: [5, 4],
      parameters: 12,
      macs: 60,
    },
    {
      fields: { units: 4, kernelL2: 0.0005, kernelConstraint: 'maxNorm' },
      inputs: [[7]],
      output: [4],
      parameters: 32,
    },
    {
      fields: { units: 4, kernelNormalization: 'spectral', activityL1: 0.001 },
      inputs: [[7]],
      output: [4],
      parameters: 36,
    },
    {
      fields: { units: 4, kernelInitializer: 'randomNormal', startingSpread: 0.02 },
      inputs: [[7]],
      output: [4],
      parameters: 32,
    },
  ],
});
