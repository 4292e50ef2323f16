import type { Project } from '../../../src/document/project';
import { chain, type DrawnGraph, drawStep } from '../../unit/training/drawTraining';
import { part, pointsProject } from './testRun';

/** Points of a ring, made by a generator and judged by a discriminator. */
export function ringAdversaries(
  options: {
    readonly update?: object;
    readonly more?: DrawnGraph;
    readonly stepsPerEpoch?: number;
  } = {},
): Project {
  const { update = {}, more = { nodes: [], wires: [] }, stepsPerEpoch = 7 } = options;
  return drawStep(
    {
      generator: chain(
        ['code', 'input', { shape: [3] }],
        ['hidden', 'dense', { units: 8, activation: 'relu' }],
        ['point', 'dense', { units: 2 }],
      ),
      discriminator: chain(
        ['point', 'input', { shape: [2] }],
        ['hidden', 'dense', { units: 8 }],
        ['bend', 'leakyRelu'],
        ['drop', 'dropout', { rate: 0.2 }],
        ['score', 'dense', { units: 1 }],
      ),
    },
    {
      nodes: [
        ['data', 'ring', { count: 60, testCount: 10 }],
        ['noise', 'noise', { shape: [3] }],
        ['generate', 'call:generator'],
        ['judgeReal', 'call:discriminator'],
        ['judgeFake', 'call:discriminator'],
        ['tell', 'discriminatorLoss'],
        ['fool', 'generatorLoss'],
        ['updateDiscriminator', 'adam', { networks: ['discriminator'], order: 1, ...update }],
        ['updateGenerator', 'adam', { networks: ['generator'], order: 2 }],
        ...more.nodes,
      ],
      wires: [
        'noise → generate',
        'data:point → judgeReal',
        'generate → judgeFake',
        'judgeReal → tell:real',
        'judgeFake → tell:fake',
        'judgeFake → fool',
        'tell → updateDiscriminator',
        'fool → updateGenerator',
        ...more.wires,
      ],
    },
    { batchSize: 8, epochs: 3, stepsPerEpoch, validationSplit: 0 },
  );
}

/** A Wasserstein critic whose gradient is kept near length 1, through a convolution and activations. */
export function criticWithPenalty(activation = 'leakyRelu'): Project {
  return drawStep(
    {
      generator: chain(
        ['code', 'input', { shape: [3] }],
        ['pixels', 'dense', { units: 16, activation: 'tanh' }],
        ['image', 'reshape', { targetShape: [4, 4, 1] }],
      ),
      critic: chain(
        ['image', 'input', { shape: [4, 4, 1] }],
        ['conv', 'conv2d', { filters: 3, kernelSize: [3, 3], padding: 'same', strides: [2, 2] }],
        ['bend', activation],
        ['row', 'flatten'],
        ['hidden', 'dense', { units: 5, activation: 'tanh' }],
        ['score', 'dense', { units: 1 }],
      ),
    },
    {
      nodes: [
        ['real', 'noise', { shape: [4, 4, 1] }],
        ['noise', 'noise', { shape: [3] }],
        ['generate', 'call:generator'],
        ['between', 'interpolate'],
        ['judgeReal', 'call:critic'],
        ['judgeFake', 'call:critic'],
        ['judgeBetween', 'call:critic'],
        ['slope', 'gradient'],
        ['tell', 'discriminatorLoss', { form: 'wasserstein' }],
        ['penalty', 'gradientPenalty'],
        ['fool', 'generatorLoss', { form: 'wasserstein' }],
        ['updateCritic', 'adam', { networks: ['critic'], order: 1 }],
        ['updateGenerator', 'adam', { networks: ['generator'], order: 2, every: 5 }],
      ],
      wires: [
        'noise → generate',
        'real → between:a',
        'generate → between:b',
        'real → judgeReal',
        'generate → judgeFake',
        'between → judgeBetween',
        'judgeBetween → slope:of',
        'between → slope:to',
        'judgeReal → tell:real',
        'judgeFake → tell:fake',
        'slope → penalty',
        'judgeFake → fool',
        'tell → updateCritic',
        'penalty → updateCritic',
        'fool → updateGenerator',
      ],
    },
    { batchSize: 4, epochs: 2, stepsPerEpoch: 6, validationSplit: 0 },
  );
}

/** An agent that learns to catch, from what it remembers and a copy of its network. */
export function catcher(follows: object = { follows: 'every', every: 4 }): Project {
  return drawStep(
    {
      q: chain(
        ['state', 'input', { shape: [7, 7, 1] }],
        ['row', 'flatten'],
        ['hidden', 'dense', { units: 12, activation: 'relu' }],
        ['values', 'dense', { units: 3 }],
      ),
    },
    {
      nodes: [
        ['replay', 'replay', { policy: 'q', capacity: 60, warmUp: 20, epsilonSteps: 30 }],
        ['now', 'call:q'],
        ['taken', 'gather'],
        ['later', 'target:q', follows],
        ['loss', 'temporalDifference'],
        ['update', 'adam', { networks: ['q'] }],
      ],
      wires: [
        'replay:state → now',
        'replay:nextState → later',
        'now → taken:x',
        'replay:action → taken:index',
        'taken → loss:value',
        'later → loss:next',
        'replay:reward → loss:reward',
        'replay:done → loss:done',
        'loss → update',
      ],
    },
    { batchSize: 8, epochs: 3, stepsPerEpoch: 7, validationSplit: 0 },
  );
}

/** Points in the plane by a network with whatever draws or keeps something while it trains. */
export function noisyPoints(optimizer = part('adam', { learningRate: 0.03 })): Project {
  return pointsProject({ optimizer, data: part('playground', { shape: 'circle', count: 140 }) }, [
    ['hidden', 'dense', { units: 8, activation: 'tanh' }],
    ['norm', 'batchNormalization'],
    ['noise', 'gaussianNoise', { stddev: 0.1 }],
    ['drop', 'dropout', { rate: 0.3 }],
    ['output', 'dense', { units: 1, activation: 'sigmoid' }],
  ]);
}
