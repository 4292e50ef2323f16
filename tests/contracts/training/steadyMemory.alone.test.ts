import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import type { Project } from '../../../src/document/project';
import { chain, type DrawnGraph, drawStep } from '../../unit/training/drawTraining';
import { noisyPoints, ringAdversaries } from './exampleSteps';
import { pointsProject, runToEnd } from './testRun';

/** Epochs of a hundred steps each. */
const epochs = 10;
const stepsPerEpoch = 100;

function long(project: Project): Project {
  const phases = project.phases.map((phase) => ({ ...phase, epochs, stepsPerEpoch }));
  return { ...project, phases };
}

/** A step with a view of weights and their gradients. */
function withHistogram(project: Project): Project {
  const { train } = project.graphs;
  if (!train) throw new Error('no step');
  const view = { id: 'view', kind: 'weightHistogram', fields: { gradients: true } };
  const nodes = { ...train.nodes, view };
  return { ...project, graphs: { ...project.graphs, train: { ...train, nodes } } };
}

function noiseTo(main: DrawnGraph, shape: readonly number[], loss: string): Project {
  return drawStep(
    { main },
    {
      nodes: [
        ['input', 'noise', { shape }],
        ['target', 'noise', { shape: [3] }],
        ['network', 'call:main'],
        ['loss', loss],
        ['update', 'rmsprop', { clipNorm: 1 }],
      ],
      wires: [
        'input → network',
        'network → loss:prediction',
        'target → loss:target',
        'loss → update',
      ],
    },
    { batchSize: 4, validationSplit: 0 },
  );
}

const pictures = chain(
  ['x', 'input', { shape: [8, 8, 2] }],
  ['conv', 'conv2d', { filters: 4, kernelSize: [3, 3], padding: 'same', activation: 'relu' }],
  ['normal', 'batchNormalization'],
  ['pool', 'maxPooling2d'],
  ['row', 'flatten'],
  ['y', 'dense', { units: 3 }],
);
const sequences = chain(
  ['x', 'input', { shape: [5, 3] }],
  ['read', 'lstm', { units: 4 }],
  ['y', 'dense', { units: 3 }],
);

/** What a backend holds. */
interface Held {
  readonly tensors: number;
  readonly bytes: number;
  /** The memory of the WASM module, where also lies what tf.js does not count. */
  readonly heap: number;
}

function held(): Held {
  const { numTensors, numBytes } = tf.memory();
  const { wasm } = tf.backend() as unknown as { readonly wasm: { HEAPU8: Uint8Array } };
  return { tensors: numTensors, bytes: numBytes, heap: wasm.HEAPU8.byteLength };
}

describe('a thousand steps', () => {
  it.each<[string, () => Project]>([
    ['a small network with its views', () => pointsProject()],
    ['dropout, noise and batch normalization', () => noisyPoints()],
    ['a step that shows weights and gradients', () => withHistogram(pointsProject())],
    ['two networks against each other', () => ringAdversaries()],
    ['a convolution', () => noiseTo(pictures, [8, 8, 2], 'meanSquaredError')],
    ['an LSTM with its gradients clipped', () => noiseTo(sequences, [5, 3], 'meanSquaredError')],
  ])('leave no tensor behind: %s', async (_, make) => {
    const all: Held[] = [];
    const { outcome } = await runToEnd(
      long(make()),
      { backend: 'wasm', keepCheckpoint: { everySeconds: 0.2, keep: () => {} } },
      (event) => {
        if (event.type === 'epoch') all.push(held());
      },
    );
    expect(outcome.type).toBe('end');
    expect(all).toHaveLength(epochs);
    // The first epoch makes what stays: slots, and room in the module.
    expect(all.slice(1)).toEqual(all.slice(1).map(() => all[1]));
    expect(all[0]?.tensors).toBe(all[1]?.tensors);
  });
});
