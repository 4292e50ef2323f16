import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { GraphAnalysis } from '../../../src/analysis/graphAnalysis';
import { summarise } from '../../../src/analysis/summary';
import { readProject } from '../../../src/files/readProject';
import { analyseMain, drawNetwork } from './drawNetwork';

function template(name: string): GraphAnalysis {
  const read = readProject(readFileSync(`templates/${name}.netloom`, 'utf8'));
  if (!read.ok) throw new Error(read.error);
  return analyseMain(read.value);
}

describe('the networks of the lecture', () => {
  it('VGG-16 has 138,357,544 parameters, 15,470,264,320 MACs and 15,237,608 activations', () => {
    const { totals, complete } = summarise(template('convolution/vgg16'), 1, 2);
    expect(complete).toBe(true);
    expect(totals.parameters).toBe(138_357_544);
    expect(totals.macs).toBe(15_470_264_320);
    expect(totals.activationBytes).toBe(15_237_608 * 4);
    expect(totals.weightBytes).toBe(138_357_544 * 4);
  });

  it('LeNet-5 has 61,706 parameters, AlexNet 62,378,344, the Playground network 25', () => {
    expect(summarise(template('convolution/lenet5'), 1, 0).totals.parameters).toBe(61_706);
    expect(summarise(template('convolution/alexnet'), 1, 0).totals.parameters).toBe(62_378_344);
    expect(summarise(template('neurons/playground'), 1, 0).totals.parameters).toBe(25);
  });

  it('AlexNet has the fourteen shapes that the lecture lists', () => {
    const rows = summarise(template('convolution/alexnet'), 1, 0).rows.filter(
      (row) => row.kind !== 'flatten' && row.kind !== 'dropout',
    );
    expect(rows.map((row) => row.output?.join('x'))).toEqual([
      '227x227x3',
      '55x55x96',
      '27x27x96',
      '27x27x96',
      '27x27x256',
      '13x13x256',
      '13x13x256',
      '13x13x384',
      '13x13x384',
      '13x13x256',
      '6x6x256',
      '4096',
      '4096',
      '1000',
    ]);
  });

  it('ten 5×5 filters on 32×32×3 with padding 2 make 32×32×10 with 760 parameters', () => {
    const { rows } = summarise(template('convolution/ten-filters'), 1, 0);
    expect(rows[1]).toMatchObject({ output: [32, 32, 10], parameters: 760, macs: 768_000 });
  });
});

describe('training memory', () => {
  // 100 → dense 50 → dense 10, by hand: what lives at each moment of one step.
  const small = analyseMain(
    drawNetwork(
      [
        ['x', 'input', { shape: [100] }],
        ['dense1', 'dense', { units: 50, useBias: false }],
        ['dense2', 'dense', { units: 10, useBias: false }],
      ],
      ['x → dense1', 'dense1 → dense2'],
    ),
  );

  it('is weights, slots and the fullest moment of a step', () => {
    const { weightBytes, training } = summarise(small, 8, 2).totals;
    expect(weightBytes).toBe(4 * (5000 + 500));
    expect(training.gradientBytes).toBe(weightBytes);
    expect(training.optimizerBytes).toBe(2 * weightBytes);
    // At the first layer: the batch and the result, the gradients of the layer's output, of its input
    // (which comes with the weights') and of all weights, and one more tensor of the layer's size while
    // it works; what came between is free again.
    const atFirstLayer = 8 * 4 * (100 + 10 + (50 + 100) + 50) + weightBytes;
    expect(training.peakBytes).toBe(weightBytes + training.optimizerBytes + atFirstLayer);
  });

  it('grows with the batch by whole activations alone', () => {
    const at = (batch: number): number => summarise(small, batch, 0).totals.training.peakBytes;
    expect(at(64) - at(32)).toBe(at(96) - at(64));
    expect(at(1000)).toBeGreaterThan(at(1));
  });

  it('does not count a view', () => {
    const image = drawNetwork(
      [
        ['x', 'input', { shape: [10, 10, 1] }],
        ['flatten', 'flatten'],
        ['dense1', 'dense', { units: 50, useBias: false }],
        ['dense2', 'dense', { units: 10, useBias: false }],
      ],
      ['x → flatten', 'flatten → dense1', 'dense1 → dense2'],
    );
    expect(summarise(analyseMain(image), 8, 2).totals.training.peakBytes).toBe(
      summarise(small, 8, 2).totals.training.peakBytes,
    );
  });
});

describe('unknown and broken', () => {
  it('keeps totals as numbers and says that they are incomplete', () => {
    const broken = drawNetwork(
      [
        ['x', 'input', { shape: [8] }],
        ['dense1', 'dense', { units: 4 }],
        ['dense2', 'dense', { units: -1 }],
      ],
      ['x → dense1', 'dense1 → dense2'],
    );
    const summary = summarise(analyseMain(broken), 1, 0);
    expect(summary.complete).toBe(false);
    expect(summary.totals.parameters).toBe(36);
    expect(summary.rows[2]).toMatchObject({ output: null, parameters: null, macs: null });
  });
});
