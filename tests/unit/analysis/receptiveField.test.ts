import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AxisReceptiveField,
  type ReceptiveField,
  receptiveFields,
} from '../../../src/analysis/receptiveField';
import { float32 } from '../../../src/base/tensorType';
import { field } from '../../../src/kinds/field';
import { defineLayer, type Reach } from '../../../src/kinds/layerKind';
import { alexnet, vgg16 } from '../lectures/lectureNetworks';
import { type PlainNode, plainNetwork } from './plainNetwork';

const image = (size: number): PlainNode => ['image', 'input', { shape: [size, size, 3] }];
const conv = (id: string, size: number, fields: object = {}, sources?: string[]): PlainNode => [
  id,
  'conv2d',
  { filters: 1, kernelSize: size, padding: 'same', ...fields },
  sources,
];
const pool = (id: string, size: number, fields: object = {}): PlainNode => [
  id,
  'maxPooling2d',
  { poolSize: size, strides: 2, ...fields },
];

function fieldsOf(nodes: readonly PlainNode[]): Record<string, ReceptiveField> {
  return Object.fromEntries(receptiveFields(plainNetwork(nodes)));
}

/** Size, jump and the padding in front that the whole network comes to: how the literature lists it. */
function listed(found: ReceptiveField | undefined): readonly unknown[] {
  const [height, width] = (Array.isArray(found) ? found : []) as AxisReceptiveField[];
  expect(height).toEqual(width);
  const { size, jump, centre } = height as AxisReceptiveField;
  return [size, jump, (size - 1) / 2 - (centre as number)];
}

/** Bottleneck units as in the paper, the stride in the first 1×1 convolution of a stage. */
function resnet(units: readonly number[]): PlainNode[] {
  const nodes: PlainNode[] = [
    image(224),
    conv('stem', 7, { strides: 2, padding: 3 }),
    pool('pool', 3, { padding: 'same' }),
  ];
  let before = 'pool';
  for (const [stage, count] of units.entries()) {
    for (let unit = 0; unit < count; unit++) {
      const name = `stage${stage + 1}/unit${unit + 1}`;
      const strides = stage > 0 && unit === 0 ? 2 : 1;
      nodes.push(conv(`${name}/shortcut`, 1, { strides }, [before]));
      nodes.push(conv(`${name}/reduce`, 1, { strides }, [before]));
      nodes.push(conv(`${name}/conv`, 3, { padding: 1 }), conv(`${name}/expand`, 1));
      nodes.push([`${name}/sum`, 'add', {}, [`${name}/shortcut`, `${name}/expand`]]);
      before = `${name}/sum`;
    }
  }
  return [...nodes, ['last', 'relu', {}, [before]]];
}

describe('the receptive field in the literature', () => {
  it('of three 3×3 convolutions is 7, as of one of 7×7', () => {
    const found = fieldsOf([image(32), conv('a', 3), conv('b', 3), conv('c', 3)]);
    expect(found.c).toEqual(fieldsOf([image(32), conv('c', 7)]).c);
    expect(listed(found.c)).toEqual([7, 1, 3]);
  });

  // Sizes, strides and paddings: Araujo, Norris & Sim, Distill 2019, table of modern networks.
  it('of VGG-16 is 196 at conv5_3 and 212 at pool5', () => {
    const found = fieldsOf(vgg16);
    expect(listed(found.pool5)).toEqual([212, 32, 90]);
    expect(listed(found.conv5_3)).toEqual([196, 16, 90]);
    const sizes = ['conv1_2', 'pool1', 'conv2_2', 'pool2', 'conv3_3', 'pool3', 'conv4_3', 'pool4'];
    expect(sizes.map((id) => listed(found[id])[0])).toEqual([5, 6, 14, 16, 40, 44, 92, 100]);
  });

  it('of AlexNet is 163 at conv5 and 195 after it is pooled', () => {
    const found = fieldsOf(alexnet);
    expect(listed(found.pool3)).toEqual([195, 32, 64]);
    const sizes = ['conv1', 'pool1', 'conv2', 'pool2', 'conv3', 'conv4', 'conv5'];
    expect(sizes.map((id) => listed(found[id])[0])).toEqual([11, 19, 51, 67, 99, 131, 163]);
  });

  it.each([
    ['50', [3, 4, 6, 3], [483, 32, 239]],
    ['101', [3, 4, 23, 3], [1027, 32, 511]],
    ['152', [3, 8, 36, 3], [1507, 32, 751]],
  ])('of ResNet-%s at the end of its last stage is as listed', (_name, units, expected) => {
    expect(listed(fieldsOf(resnet(units)).last)).toEqual(expected);
  });

  it('of the 70×70 PatchGAN is 70', () => {
    const layers = [2, 2, 2, 1, 1].map((strides, place) =>
      conv(`conv${place + 1}`, 4, { strides, padding: 1 }),
    );
    expect(listed(fieldsOf([image(256), ...layers]).conv5).slice(0, 2)).toEqual([70, 8]);
  });
});

describe('the receptive field', () => {
  it('is everything behind flattening, dense layers and global pooling', () => {
    const found = fieldsOf([
      image(8),
      conv('conv', 3),
      ['pooled', 'globalAveragePooling2d'],
      ['flat', 'flatten', {}, ['conv']],
      ['score', 'dense', { units: 2 }],
    ]);
    expect([found.pooled, found.flat, found.score]).toEqual(Array(3).fill('everything'));
  });

  it('is of the image axes alone', () => {
    expect(
      fieldsOf([
        ['row', 'input', { shape: [10] }],
        ['relu', 'relu'],
      ]).relu,
    ).toBeNull();
    const found = fieldsOf([
      ['text', 'input', { shape: [20], dtype: 'int32' }],
      ['words', 'embedding'],
    ]);
    expect(found.words).toEqual([{ size: 1, jump: 1, centre: 0 }]);
  });

  it('is that of the widest path where paths meet, and covers all of paths beside each other', () => {
    const found = fieldsOf([
      image(16),
      conv('wide', 5),
      conv('narrow', 3, {}, ['image']),
      ['inside', 'concatenate', {}, ['image', 'narrow', 'wide']],
      conv('left', 3, { padding: [2, 0, 2, 0] }, ['image']),
      conv('right', 3, { padding: [0, 2, 0, 2] }, ['image']),
      ['beside', 'add', {}, ['left', 'right']],
    ]);
    expect(found.inside).toEqual(found.wide);
    expect(listed(found.beside)).toEqual([5, 1, 2]);
  });

  it('is everything where one number is spread over an image, unless it sees nothing', () => {
    const found = fieldsOf([
      image(4),
      conv('whole', 4, { padding: 0 }),
      ['sum', 'add', {}, ['image', 'whole']],
      ['noise', 'learnedTensor', { shape: [1, 1, 3] }],
      ['shifted', 'add', {}, ['image', 'noise']],
    ]);
    expect(found.whole).toEqual(Array(2).fill({ size: 4, jump: 1, centre: 1.5 }));
    expect(found.sum).toBe('everything');
    expect(found.shifted).toEqual(found.image);
  });

  it('halves the jump where an image is doubled', () => {
    const found = fieldsOf([image(16), pool('pool', 2), ['up', 'upSampling2d'], conv('conv', 3)]);
    expect(listed(found.pool).slice(0, 2)).toEqual([2, 2]);
    expect(listed(found.up).slice(0, 2)).toEqual([2, 1]);
    // Three doubled pixels lie on two pooled ones.
    expect(listed(found.conv).slice(0, 2)).toEqual([4, 1]);
  });

  it('has no jump where paths of different jumps meet, and none is made up behind', () => {
    const found = fieldsOf([
      image(16),
      conv('whole', 9, { padding: 0 }),
      conv('strided', 3, { strides: 2 }, ['image']),
      ['both', 'add', {}, ['whole', 'strided']],
      ['relu', 'relu'],
      conv('behind', 3),
    ]);
    expect(found.relu).toEqual(Array(2).fill({ size: 9, jump: null, centre: null }));
    expect(found.behind).toBeNull();
  });

  it('is unknown behind a node that is wrong, and passes one that is bypassed', () => {
    const nodes = plainNetwork([image(16), conv('a', 3), conv('b', 5), conv('c', 3)]);
    const wrong = nodes.map((node) => (node.id === 'b' ? { ...node, fields: null } : node));
    expect([...receptiveFields(wrong).values()].map((found) => found !== null)).toEqual([
      true,
      true,
      false,
      false,
    ]);
    const bypassed = nodes.map((node) =>
      node.id === 'b' ? { ...node, fields: null, bypassed: true } : node,
    );
    expect(listed(receptiveFields(bypassed).get('c'))).toEqual([5, 1, 2]);
  });
});

/** A layer that only says what it reaches. */
const reaching = defineLayer({
  id: 'reaching',
  title: 'Reaching',
  family: 'convolution',
  summary: 'For tests.',
  source: 'None',
  inputs: { x: {} },
  fields: {
    size: field.number({ label: 'Size', default: 1 }),
    stride: field.number({ label: 'Stride', default: 1 }),
    padding: field.number({ label: 'Padding', default: 0 }),
  },
  messages: {},
  infer: (_fields, { x }) => float32(x.shape),
  reach: ({ size, stride, padding }): Reach => ({
    size: [size],
    stride: [stride],
    padding: [padding],
  }),
  layers: () => [],
  formula: () => [],
  telling: () => '',
  examples: [],
});

/** What a position sees, followed back window by window through whole positions. */
function seenAt(position: number, reaches: readonly Record<string, number>[]): [number, number] {
  let [first, last] = [position, position];
  for (const { size = 1, stride = 1, padding = 0 } of [...reaches].reverse()) {
    first = Math.ceil(first * stride - padding - 1e-9);
    last = Math.floor(last * stride - padding + size - 1 + 1e-9);
  }
  return [first, last];
}

const window = fc.record({
  size: fc.integer({ min: 1, max: 5 }),
  stride: fc.integer({ min: 1, max: 3 }),
  padding: fc.integer({ min: 0, max: 3 }),
});
const enlargement = fc
  .record({
    kernel: fc.integer({ min: 1, max: 5 }),
    times: fc.integer({ min: 1, max: 3 }),
    cut: fc.integer({ min: 0, max: 2 }),
  })
  .filter(({ kernel, times }) => kernel >= times)
  .map(({ kernel, times, cut }) => ({
    size: (kernel - 1) / times + 1,
    stride: 1 / times,
    padding: (kernel - 1 - cut) / times,
  }));

describe('the receptive field of a chain', () => {
  const along = (reaches: readonly Record<string, number>[]): AxisReceptiveField => {
    const found = fieldsOf([
      ['x', 'input', { shape: [100, 1] }],
      ...reaches.map((reach, place): PlainNode => [`node${place}`, reaching, reach]),
    ]);
    return (found[`node${reaches.length - 1}`] as AxisReceptiveField[])[0] as AxisReceptiveField;
  };

  it('of windows is exactly what is seen window by window', () => {
    fc.assert(
      fc.property(fc.array(window, { minLength: 1, maxLength: 6 }), (reaches) => {
        const { size, jump, centre } = along(reaches);
        for (const position of [0, 1, 7]) {
          const [first, last] = seenAt(position, reaches);
          expect(last - first + 1).toBe(size);
          expect((first + last) / 2).toBe((centre as number) + position * (jump as number));
        }
      }),
    );
  });

  it('that also enlarges is never less than what is seen, and a window at its end no more', () => {
    fc.assert(
      fc.property(fc.array(window, { maxLength: 3 }), enlargement, window, (reaches, up, end) => {
        for (const chain of [
          [...reaches, up],
          [...reaches, up, { ...end, stride: 1 }],
        ]) {
          const { size } = along(chain);
          const seen = Array.from({ length: 12 }, (_, position) => seenAt(position, chain));
          expect(Math.max(...seen.map(([first, last]) => last - first + 1))).toBe(size);
        }
        const mixed = [...reaches, up, end, up, end];
        const { size } = along(mixed);
        for (let position = 0; position < 12; position++) {
          const [first, last] = seenAt(position, mixed);
          expect(last - first + 1).toBeLessThanOrEqual(size + 1e-9);
        }
      }),
    );
  });
});
