import type { Phase, Project } from '../../../src/document/project';
import { chain, type DrawnGraph, drawStep } from '../../unit/training/drawTraining';
import { ringAdversaries } from './exampleSteps';

/** Epochs of a single step each, so that every step's loss is told. */
const everyStep: Partial<Phase> = { epochs: 6, stepsPerEpoch: 1, batchSize: 8, validationSplit: 0 };

function supervised(main: DrawnGraph, input: readonly number[], classes: number): Project {
  return drawStep(
    { main },
    {
      nodes: [
        ['input', 'noise', { shape: input }],
        ['target', 'noise', { shape: [classes] }],
        ['network', 'call:main'],
        ['loss', 'meanSquaredError'],
        ['update', 'adam', { learningRate: 0.01 }],
      ],
      wires: [
        'input → network',
        'network → loss:prediction',
        'target → loss:target',
        'loss → update',
      ],
    },
    everyStep,
  );
}

function adversaries(): Project {
  const project = ringAdversaries();
  return { ...project, phases: project.phases.map((phase) => ({ ...phase, ...everyStep })) };
}

/** Small trainings of every sort for a graphics processor. */
export const webGpuProjects: Readonly<Record<string, () => Project>> = {
  convolution: () =>
    supervised(
      chain(
        ['image', 'input', { shape: [12, 12, 1] }],
        [
          'conv1',
          'conv2d',
          { filters: 4, kernelSize: [3, 3], padding: 'same', activation: 'relu' },
        ],
        ['normal', 'batchNormalization'],
        ['pool', 'maxPooling2d'],
        ['conv2', 'conv2d', { filters: 8, kernelSize: [3, 3], strides: [2, 2] }],
        ['row', 'flatten'],
        ['y', 'dense', { units: 3, activation: 'tanh' }],
      ),
      [12, 12, 1],
      3,
    ),
  lstm: () =>
    supervised(
      chain(
        ['sequence', 'input', { shape: [6, 3] }],
        ['read', 'lstm', { units: 5 }],
        ['y', 'dense', { units: 2 }],
      ),
      [6, 3],
      2,
    ),
  adversaries,
};
