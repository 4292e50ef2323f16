import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { analyseProject } from '../../../src/analysis/analyse';
import { stepMemory } from '../../../src/analysis/stepMemory';
import { startBackend } from '../../../src/runtime/backends';
import { type DrawnBatch, loadSources } from '../../../src/training/stepSources';
import { chain, drawStep } from '../../unit/training/drawTraining';

const batchSize = 5;
const nowhere = { list: async () => ({ ok: false, error: 'not asked for' }) as const };
const files = { ...nowhere, read: nowhere.list };

/** What a network learns from: a data node, its port that the network reads and the one that it tells. */
const steps: readonly (readonly [
  kind: string,
  input: string,
  inputShape: readonly number[],
  target: string,
  units: number,
])[] = [
  // Beside these a shape has a label, a colour, a mask and a caption.
  ['shapes', 'image', [16, 16, 3], 'box', 4],
  // A pair is two pictures; this step asks for one of them.
  ['pairs', 'a', [16, 16, 1], 'same', 2],
];

beforeAll(async () => {
  const started = await startBackend('cpu');
  if (!started.ok) throw new Error(started.error);
});

describe('a batch', () => {
  it.each(steps)('of %s is what wires take and no more, as predicted', async (...row) => {
    const [kind, input, shape, target, units] = row;
    const project = drawStep(
      {
        main: chain(
          ['x', 'input', { shape }],
          ['flat', 'flatten'],
          ['y', 'dense', { units, activation: 'softmax' }],
        ),
      },
      {
        nodes: [
          ['data', kind, kind === 'shapes' ? { size: 16, count: 40, testCount: 10 } : {}],
          ['network', 'call:main'],
          ['loss', kind === 'shapes' ? 'meanSquaredError' : 'categoricalCrossentropy'],
          ['update', 'sgd'],
        ],
        wires: [
          `data:${input} → network`,
          'network → loss:prediction',
          `data:${target} → loss:target`,
          'loss → update',
        ],
      },
      { batchSize, epochs: 1, stepsPerEpoch: 1 },
    );
    const analysis = analyseProject(project);
    const step = analysis.graphs.train;
    const [phase] = project.phases;
    if (!step || !phase) throw new Error('no step');
    expect(step.diagnostics).toEqual([]);
    const places = { user: files, mnist: { files, folder: '' } };
    const sources = await loadSources({ step, phase, places, limit: null });
    if (!sources.ok) throw new Error(sources.error);
    const request = { batchSize, batch: 0, epoch: 1, stepsPerEpoch: 1 };
    const predicted = stepMemory(analysis, step, batchSize).dataBytes;
    const batches: readonly DrawnBatch[] = [
      sources.value.draw({ split: 'training', ...request }),
      sources.value.draw({ split: 'test', ...request }),
      sources.value.look('test', batchSize),
    ];
    for (const { tensors } of batches) {
      const ports = (tensors.get('data') ?? {}) as Record<string, tf.Tensor>;
      expect(Object.keys(ports).sort()).toEqual([input, target].sort());
      const bytes = Object.values(ports).map(
        ({ size, dtype }) => size * tf.util.bytesPerElement(dtype),
      );
      expect(bytes.reduce((sum, one) => sum + one, 0)).toBe(predicted);
      tf.dispose(ports);
    }
  });
});
