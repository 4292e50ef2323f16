import { describe, expect, it } from 'vitest';
import { float32, type Shape, type TensorType } from '../../../src/base/tensorType';
import { parseFields } from '../../../src/kinds/field';
import { findKind } from '../../../src/kinds/registry';
import { type Fix, formatMessage, type Report } from '../../../src/kinds/report';

const classes = (shape: Shape, classCount?: number): TensorType => ({
  shape,
  dtype: 'int32',
  content: 'class',
  ...(classCount === undefined ? {} : { classCount }),
});

const table = (shape: Shape): TensorType => ({ shape, dtype: 'float32', per: 'batch' });

interface WrongNode {
  readonly kind: string;
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly inputs: Readonly<Record<string, TensorType>>;
  readonly says: string;
  /** What is offered, in words; nothing where there is no way out from here. */
  readonly offers?: string;
}

const wrongNodes: readonly WrongNode[] = [
  {
    kind: 'categoricalCrossentropy',
    inputs: { prediction: float32([9]), target: classes([], 10) },
    says: 'Categorical cross-entropy needs one output for each of the 10 classes, but there are 9.',
  },
  {
    kind: 'categoricalCrossentropy',
    inputs: { prediction: float32([8, 8, 3]), target: classes([8, 8], 3), mask: float32([8, 7]) },
    says: 'The mask is 8×7, but what it weighs is 8×8: it needs the same axes, or the first of them.',
  },
  {
    kind: 'meanSquaredError',
    inputs: { prediction: float32([784]), target: float32([28, 28, 1]) },
    says: 'Mean squared error compares number by number, but the output is 784 and the target 28×28×1.',
    offers: 'Reshape 784 to 28×28×1',
  },
  {
    kind: 'meanAbsoluteError',
    inputs: { prediction: float32([32, 32, 3]), target: float32([28, 28, 3]) },
    says: 'Mean absolute error compares number by number, but the output is 32×32×3 and the target 28×28×3.',
    offers: 'Resize 32×32×3 to 28×28×3',
  },
  {
    kind: 'meanSquaredError',
    inputs: { prediction: table([8]), target: float32([8]) },
    says: 'Mean squared error compares like with like, but the prediction is one tensor for the whole batch, and the target one for every example.',
  },
  {
    kind: 'add',
    inputs: { a: table([]), b: float32([1]) },
    says: 'All inputs must be for every example, or all for the whole batch, but a is for the whole batch and b for every example. Connect like with like: Batch mean or Mean value makes one for the whole batch.',
  },
  {
    kind: 'subtract',
    inputs: { a: table([2]), b: table([3]) },
    says: 'Inputs must have the same shape, but 2 meets 3; only axes of length 1 stretch.',
  },
  {
    kind: 'meanAbsoluteError',
    fields: { reduction: 'sum' },
    inputs: { prediction: table([8]), target: table([8]) },
    says: 'Tensors for the whole batch have no examples to sum over: use the mean.',
    offers: 'Mean',
  },
  {
    kind: 'meanAbsoluteError',
    inputs: { prediction: table([8]), target: table([8]), mask: float32([]) },
    says: 'Tensors for the whole batch have no examples to mask: take the mask away.',
  },
  {
    kind: 'huber',
    inputs: { prediction: float32([1]), target: classes([], 3) },
    says: 'Huber has one output, which tells 2 classes apart, but there are 3.',
  },
  {
    kind: 'gaussianKl',
    inputs: { mean: float32([8]), logVariance: float32([4, 2]) },
    says: 'Gaussian KL takes mean and logVariance of one shape, but they are 8 and 4×2.',
    offers: 'Reshape 4×2 to 8',
  },
  {
    kind: 'discriminatorLoss',
    inputs: { real: float32([7, 7, 1]), fake: float32([1]) },
    says: 'Discriminator loss takes real and fake of one shape, but they are 7×7×1 and 1.',
  },
  {
    kind: 'discriminatorLoss',
    fields: { form: 'hinge', labelSmoothing: 0.1 },
    inputs: { real: float32([1]), fake: float32([1]) },
    says: 'Label smoothing is 0.1, but the hinge form has no labels: it changes nothing.',
    offers: 'No label smoothing',
  },
  {
    kind: 'temporalDifference',
    inputs: { value: float32([4]), reward: float32([]), next: float32([4]) },
    says: 'One number for every example belongs at value, but 4 arrives. Pick one, as Gather does by the action.',
  },
  {
    kind: 'contrastive',
    inputs: { a: float32([8]), b: float32([8]), same: float32([2]) },
    says: 'One number for every pair belongs at same, 1 for alike and 0 for unlike, but 2 arrives.',
  },
  {
    kind: 'totalVariation',
    inputs: { x: float32([1, 9, 3]) },
    says: 'An image of 1×9 has no neighbours to compare along both axes.',
  },
  {
    kind: 'gather',
    inputs: { x: table([10, 4]), index: classes([], 10) },
    says: 'x is one table of 10×4 for the whole batch, so rows of it can be picked.',
    offers: 'Pick rows of the table',
  },
  {
    kind: 'gather',
    fields: { from: 'table' },
    inputs: { x: float32([4]), index: classes([], 4) },
    says: 'Rows of a table are picked, but x holds 4 for every example: wire one tensor for the whole batch.',
    offers: 'Pick one number of each example',
  },
  {
    kind: 'gather',
    inputs: { x: float32([2, 4]), index: classes([], 4) },
    says: 'x holds 2×4, so the index must be 2 for every example; it is scalar.',
  },
  {
    kind: 'gather',
    inputs: { x: float32([4]), index: classes([], 6) },
    says: 'The index names 6 places, but only 4 are there to pick from.',
  },
  {
    kind: 'oneHot',
    fields: { classes: 5 },
    inputs: { x: classes([], 10) },
    says: 'Classes is 5, but the labels name 10 classes.',
    offers: 'Set classes to 10',
  },
  {
    kind: 'groupMean',
    fields: { classes: 5 },
    inputs: { x: float32([3]), group: classes([], 20) },
    says: 'Classes is 5, but the labels name 20 classes.',
    offers: 'Set classes to 20',
  },
  {
    kind: 'interpolate',
    inputs: { a: float32([28, 28, 1]), b: float32([14, 14, 1]) },
    says: 'Interpolate takes a and b of one shape, but they are 28×28×1 and 14×14×1.',
    offers: 'Resize 14×14×1 to 28×28×1',
  },
  {
    kind: 'addNoise',
    fields: { noise: 'zero', amount: 3 },
    inputs: { x: float32([5]) },
    says: 'Amount is 3, but it is the share of numbers replaced, at most 1.',
    offers: 'Replace half',
  },
  {
    kind: 'mask',
    inputs: { x: float32([8, 8, 3]), mask: float32([8, 9]) },
    says: 'The mask is 8×9 and x 8×8×3: the mask needs the axes of x, or the first of them, each of its length or 1.',
  },
  {
    kind: 'distanceMatrix',
    inputs: { a: float32([8]), b: table([5, 7]) },
    says: 'Examples of a are 8, rows of b 7; only equal shapes have a distance.',
  },
  {
    kind: 'distanceMatrix',
    inputs: { a: float32([8]), b: table([]) },
    says: 'b is a single number for the whole batch; it needs a row for everything compared with.',
  },
  {
    kind: 'flip',
    inputs: { x: float32([8, 8, 3]), also: float32([8, 7]) },
    says: 'Both inputs change alike, but their images are 8×8 and 8×7.',
  },
  {
    kind: 'randomCrop',
    fields: { size: [24, 30] },
    inputs: { x: float32([28, 28, 1]) },
    says: 'A piece of 24×30 cannot be cut out of an image of 28×28.',
    offers: 'Set the size to 24×28',
  },
  {
    kind: 'topKAccuracy',
    inputs: { prediction: float32([4]), target: classes([], 4) },
    says: 'There are 4 classes, so every answer is among the 5 likeliest.',
    offers: 'Set k to 3',
  },
  {
    kind: 'accuracy',
    inputs: { prediction: float32([10]), target: classes([], 10), mask: float32([10]) },
    says: 'The mask is 10, but what it weighs is scalar: it needs the same axes, or the first of them.',
  },
];

function infer({ kind: id, inputs }: WrongNode, fields: Readonly<Record<string, unknown>>) {
  const kind = findKind(id);
  const { values } = parseFields(kind?.fields ?? {}, fields);
  if (!kind || !values) throw new Error(`There is no such ${id}.`);
  const said: string[] = [];
  const fixes: Fix[] = [];
  const say: Report['error'] = (message, numbers, details) => {
    said.push(formatMessage(kind.messages[message] ?? '', numbers));
    fixes.push(...(details?.fixes ?? []));
  };
  return {
    outputs: kind.infer(values, inputs, { error: say, warning: say, hint: say }),
    said,
    fixes,
  };
}

describe('a wrong node of math, loss or metric', () => {
  it.each(wrongNodes.map((node) => [node.says, node] as const))('says: %s', (says, node) => {
    const { said, fixes } = infer(node, node.fields ?? {});
    expect(said).toEqual([says]);
    expect(fixes.map(({ title }) => title)).toEqual(node.offers ? [node.offers] : []);
  });

  it.each(
    wrongNodes.filter(({ offers }) => offers).map((node) => [node.offers ?? '', node] as const),
  )('is mended by: %s', (_title, node) => {
    const [fix] = infer(node, node.fields ?? {}).fixes;
    if (!fix) throw new Error('Nothing is offered.');
    const { change } = fix;
    if (change.type === 'setFields') {
      const mended = infer(node, { ...node.fields, ...change.values });
      expect(mended.said).toEqual([]);
      expect(mended.outputs).not.toBeNull();
      return;
    }
    const arriving = node.inputs[change.port];
    const between = findKind(change.kind);
    const { values } = parseFields(between?.fields ?? {}, change.fields ?? {});
    if (!arriving || !between || !values) throw new Error(`${change.kind} cannot be put there.`);
    const refuse = (): never => {
      throw new Error('What is put between is wrong itself.');
    };
    const report = { error: refuse, warning: refuse, hint: refuse };
    const leaving = between.infer(values, { x: arriving }, report)?.y;
    if (!leaving) throw new Error('Nothing leaves what is put between.');
    const mended = infer(
      { ...node, inputs: { ...node.inputs, [change.port]: leaving } },
      node.fields ?? {},
    );
    expect(mended.said).toEqual([]);
  });
});
