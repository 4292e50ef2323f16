import { describe, expect, it } from 'vitest';
import { slideTable } from '../../../src/analysis/slideTable';
import { type PlainNode, plainNetwork } from '../analysis/plainNetwork';
import { alexnet, vgg16 } from './lectureNetworks';

const table = (nodes: readonly PlainNode[], biases = false) =>
  slideTable(plainNetwork(nodes), { biases });

/**
 * The lecture's table of VGG-16, row by row, biases left out. All five of its pools are called POOL2,
 * after their window; only its totals are wrong, see below.
 */
const slide = `
INPUT     | [224×224×3]   | 224×224×3 = 150K    | 0
CONV3-64  | [224×224×64]  | 224×224×64 = 3.2M   | (3×3×3)×64 = 1,728
CONV3-64  | [224×224×64]  | 224×224×64 = 3.2M   | (3×3×64)×64 = 36,864
POOL2     | [112×112×64]  | 112×112×64 = 800K   | 0
CONV3-128 | [112×112×128] | 112×112×128 = 1.6M  | (3×3×64)×128 = 73,728
CONV3-128 | [112×112×128] | 112×112×128 = 1.6M  | (3×3×128)×128 = 147,456
POOL2     | [56×56×128]   | 56×56×128 = 400K    | 0
CONV3-256 | [56×56×256]   | 56×56×256 = 800K    | (3×3×128)×256 = 294,912
CONV3-256 | [56×56×256]   | 56×56×256 = 800K    | (3×3×256)×256 = 589,824
CONV3-256 | [56×56×256]   | 56×56×256 = 800K    | (3×3×256)×256 = 589,824
POOL2     | [28×28×256]   | 28×28×256 = 200K    | 0
CONV3-512 | [28×28×512]   | 28×28×512 = 400K    | (3×3×256)×512 = 1,179,648
CONV3-512 | [28×28×512]   | 28×28×512 = 400K    | (3×3×512)×512 = 2,359,296
CONV3-512 | [28×28×512]   | 28×28×512 = 400K    | (3×3×512)×512 = 2,359,296
POOL2     | [14×14×512]   | 14×14×512 = 100K    | 0
CONV3-512 | [14×14×512]   | 14×14×512 = 100K    | (3×3×512)×512 = 2,359,296
CONV3-512 | [14×14×512]   | 14×14×512 = 100K    | (3×3×512)×512 = 2,359,296
CONV3-512 | [14×14×512]   | 14×14×512 = 100K    | (3×3×512)×512 = 2,359,296
POOL2     | [7×7×512]     | 7×7×512 = 25K       | 0
FC        | [4096]        | 4096                | 7×7×512×4096 = 102,760,448
FC        | [4096]        | 4096                | 4096×4096 = 16,777,216
FC        | [1000]        | 1000                | 4096×1000 = 4,096,000`;

describe("the lecture's table of VGG-16", () => {
  it('has these 22 rows', () => {
    const rows = slide
      .trim()
      .split('\n')
      .map((line) => line.split('|').map((cell) => cell.trim()));
    expect(rows).toHaveLength(22);
    expect(
      table(vgg16).rows.map((row) => [row.layer, row.shape, row.memory, row.parameters]),
    ).toEqual(rows);
  });

  it('adds up to 15.2 M numbers and 61 MB, where the slide says 24 M and 93 MB', () => {
    const { rows, total, complete } = table(vgg16);
    expect(complete).toBe(true);
    expect(rows.reduce((sum, { values }) => sum + (values ?? 0), 0)).toBe(15_237_608);
    expect(total).toEqual({
      memory: '15.2M × 4 bytes = 60.95 MB / image',
      parameters: '138,344,128',
      values: 15_237_608,
      bytes: 60_950_432,
      weights: 138_344_128,
    });
  });

  it('with biases has those of the 16 layers more: 138,357,544', () => {
    const { rows, total } = table(vgg16, true);
    expect(total.weights).toBe(138_357_544);
    expect(rows[1]?.parameters).toBe('(3×3×3)×64 + 64 = 1,792');
    expect(rows.at(-1)?.parameters).toBe('4096×1000 + 1000 = 4,097,000');
  });

  it('rounds to two digits as the slide does, away from its exact figures', () => {
    const values = table(vgg16).rows.map((row) => [row.memory, row.values]);
    expect(values).toContainEqual(['112×112×64 = 800K', 802_816]);
    expect(values).toContainEqual(['224×224×3 = 150K', 150_528]);
  });
});

describe("the lecture's table of AlexNet", () => {
  it('has the fourteen shapes of the slide, with these parameters', () => {
    const rows = table(alexnet, true).rows.map(({ node, shape, weights }) => [
      node,
      shape,
      weights,
    ]);
    expect(rows).toEqual([
      ['image', '[227×227×3]', 0],
      ['conv1', '[55×55×96]', 11 * 11 * 3 * 96 + 96],
      ['pool1', '[27×27×96]', 0],
      ['norm1', '[27×27×96]', 0],
      ['conv2', '[27×27×256]', 5 * 5 * 96 * 256 + 256],
      ['pool2', '[13×13×256]', 0],
      ['norm2', '[13×13×256]', 0],
      ['conv3', '[13×13×384]', 3 * 3 * 256 * 384 + 384],
      ['conv4', '[13×13×384]', 3 * 3 * 384 * 384 + 384],
      ['conv5', '[13×13×256]', 3 * 3 * 384 * 256 + 256],
      ['pool3', '[6×6×256]', 0],
      ['fc6', '[4096]', 6 * 6 * 256 * 4096 + 4096],
      ['fc7', '[4096]', 4096 * 4096 + 4096],
      ['fc8', '[1000]', 4096 * 1000 + 1000],
    ]);
    expect(table(alexnet, true).total.weights).toBe(62_378_344);
  });

  it('writes the first dense layer as a product of the image that reaches it', () => {
    const row = table(alexnet).rows.find(({ node }) => node === 'fc6');
    expect(row?.parameters).toBe('6×6×256×4096 = 37,748,736');
  });
});

describe('the table of any network', () => {
  it('names other kinds by their titles and adds their weights up', () => {
    const { rows, total } = table(
      [
        ['text', 'input', { shape: [20, 10] }],
        ['lstm', 'lstm', { units: 16 }],
      ],
      true,
    );
    expect(rows[1]).toMatchObject({
      layer: 'LSTM',
      shape: '[16]',
      memory: '16',
      parameters: '10×64 + 16×64 + 64 = 1,728',
    });
    expect(total.weights).toBe(1728);
  });

  it('leaves unknown sizes open and says that its totals are incomplete', () => {
    const { rows, total, complete } = table([
      ['image', 'input', { shape: [null, null, 3] }],
      ['conv', 'conv2d', { filters: 8, kernelSize: 5 }],
    ]);
    expect(complete).toBe(false);
    expect(rows[1]).toMatchObject({
      memory: '?×?×8 = ?',
      values: null,
      parameters: '(5×5×3)×8 = 600',
    });
    expect(total).toMatchObject({ values: 0, weights: 600 });
  });
});
