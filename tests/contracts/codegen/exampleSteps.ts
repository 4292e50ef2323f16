import type { Project } from '../../../src/document/project';
import { chain, drawStep, drawTraining } from '../../unit/training/drawTraining';

const short = { batchSize: 8, epochs: 4, validationSplit: 0.1, seed: 5 } as const;
const digits = ['data', 'digits', { count: 60, testCount: 20, size: 8 }] as const;
const ring = ['data', 'ring', { count: 120, testCount: 20 }] as const;

const generator = chain(
  ['noise', 'input', { shape: [3] }],
  ['hidden', 'dense', { units: 8, activation: 'relu' }],
  ['normal', 'batchNormalization'],
  ['point', 'dense', { units: 2 }],
);
const critic = chain(
  ['point', 'input', { shape: [2] }],
  ['hidden', 'dense', { units: 8, activation: 'tanh' }],
  ['calm', 'dropout', { rate: 0.3 }],
  ['score', 'dense', { units: 1 }],
);

const supervisedStep = {
  nodes: [
    digits,
    ['network', 'call:main'],
    ['loss', 'categoricalCrossentropy'],
    ['accuracy', 'accuracy'],
    ['update', 'adam', { schedule: 'cosine', warmUpSteps: 3, clipNorm: 0.5, weightDecay: 0.01 }],
    ['predictions', 'predictions'],
  ],
  wires: [
    'data:image → network',
    'network → loss:prediction',
    'data:label → loss:target',
    'network → accuracy:prediction',
    'data:label → accuracy:target',
    'loss → update:a',
    'data:image → predictions:example',
    'network → predictions:prediction',
    'data:label → predictions:target',
  ],
} as const;

/** A classifier with everything that draws or keeps averages. */
const classifier = chain(
  ['image', 'input', { shape: [8, 8, 1] }],
  ['conv', 'conv2d', { filters: 4, activation: 'relu', padding: 1, kernelL2: 0.001 }],
  ['normal', 'batchNormalization'],
  ['pool', 'maxPooling2d'],
  ['drop', 'spatialDropout2d', { rate: 0.2 }],
  ['flat', 'flatten'],
  ['noise', 'gaussianNoise', { stddev: 0.1 }],
  ['hidden', 'dense', { units: 12, activation: 'tanh', kernelConstraint: 'maxNorm' }],
  ['thin', 'dropout', { rate: 0.25 }],
  ['output', 'dense', { units: 10, activation: 'softmax' }],
);

/** A classifier whose kernels are normalised, each in another way, and start apart by other spreads. */
const normalised = chain(
  ['image', 'input', { shape: [8, 8, 1] }],
  [
    'conv',
    'conv2d',
    { filters: 4, padding: 1, kernelNormalization: 'spectral', kernelInitializer: 'randomNormal' },
  ],
  [
    'stamps',
    'conv2dTranspose',
    {
      filters: 4,
      groups: 2,
      strides: 1,
      activation: 'relu',
      kernelInitializer: 'truncatedNormal',
      startingSpread: 0.2,
    },
  ],
  ['varied', 'minibatchStandardDeviation'],
  ['rows', 'reshape', { targetShape: [8, 40] }],
  ['read', 'gru', { units: 5, bidirectional: 'concatenate', kernelNormalization: 'weight' }],
  [
    'output',
    'dense',
    {
      units: 10,
      activation: 'softmax',
      kernelNormalization: 'equalized',
      kernelInitializer: 'randomNormal',
      startingSpread: 1,
    },
  ],
);

const adversarial = {
  nodes: [
    ring,
    ['noise', 'noise', { shape: [3] }],
    ['fake', 'call:generator'],
    ['judgedFake', 'call:critic'],
    ['judgedReal', 'call:critic'],
    ['criticLoss', 'discriminatorLoss'],
    ['generatorLoss', 'generatorLoss'],
    ['spread', 'standardDeviation'],
    ['criticUpdate', 'adam', { networks: ['critic'], beta1: 0.5 }],
    ['generatorUpdate', 'rmsprop', { networks: ['generator'], order: 2, every: 2 }],
  ],
  wires: [
    'noise → fake',
    'data:point → judgedReal',
    'fake → judgedFake',
    'judgedReal → criticLoss:real',
    'judgedFake → criticLoss:fake',
    'judgedFake → generatorLoss:fake',
    'fake → spread:x',
    'criticLoss → criticUpdate:a',
    'generatorLoss → generatorUpdate:a',
  ],
} as const;

const encoder = chain(
  ['image', 'input', { shape: [8, 8, 1] }],
  ['flat', 'flatten'],
  ['code', 'dense', { units: 6, activation: 'sigmoid' }],
);
const decoder = chain(
  ['code', 'input', { shape: [6] }],
  ['pixels', 'dense', { units: 64, activation: 'sigmoid' }],
  ['image', 'reshape', { targetShape: [8, 8, 1] }],
);

/** Training steps that between them hold everything that the code of a step may hold. */
export const exampleSteps: Readonly<Record<string, Project>> = {
  supervised: drawStep({ main: classifier }, supervisedStep, short),
  normalised: drawStep({ main: normalised }, supervisedStep, short),
  adversarial: drawStep({ generator, critic }, adversarial, short),
  denoising: drawStep(
    { encoder, decoder },
    {
      nodes: [
        digits,
        ['noisy', 'addNoise', { noise: 'normal', amount: 0.3 }],
        ['code', 'call:encoder'],
        ['rebuilt', 'call:decoder'],
        ['loss', 'binaryCrossentropy'],
        ['calm', 'activityPenalty', { weight: 0.01 }],
        ['small', 'weightPenalty', { networks: ['encoder'], weight: 0.001 }],
        ['update', 'momentum', { learningRate: 0.1, clipValue: 0.05 }],
      ],
      wires: [
        'data:image → noisy',
        'noisy → code',
        'code → rebuilt',
        'rebuilt → loss:prediction',
        'data:image → loss:target',
        'code → calm:x',
        'loss → update:a',
        'calm → update:b',
        'small → update:c',
      ],
    },
    short,
  ),
  /** Losses that are added up before they are made smaller, and compared with one another. */
  summed: drawStep(
    { encoder, decoder },
    {
      nodes: [
        digits,
        ['code', 'call:encoder'],
        ['rebuilt', 'call:decoder'],
        ['loss', 'binaryCrossentropy'],
        ['calm', 'activityPenalty', { weight: 0.01 }],
        ['whole', 'add'],
        ['difference', 'subtract'],
        ['ratio', 'divide'],
        ['share', 'meanValue'],
        ['gap', 'meanValue'],
        ['update', 'adam', { learningRate: 0.01, schedule: 'plateau' }],
      ],
      wires: [
        'data:image → code',
        'code → rebuilt',
        'rebuilt → loss:prediction',
        'data:image → loss:target',
        'code → calm:x',
        'loss → whole:a',
        'calm → whole:b',
        'whole → update:a',
        'calm → ratio:a',
        'whole → ratio:b',
        'ratio → share',
        'loss → difference:a',
        'calm → difference:b',
        'difference → gap',
      ],
    },
    short,
  ),
  /** A critic kept smooth by the gradient at points between, a pool of earlier points, clipped weights. */
  smooth: drawStep(
    { generator, critic },
    {
      nodes: [
        ring,
        ['noise', 'noise', { shape: [3], distribution: 'uniform' }],
        ['fake', 'call:generator', { mode: 'inference' }],
        ['earlier', 'historyBuffer', { capacity: 12 }],
        ['between', 'interpolate'],
        ['judgedBetween', 'call:critic'],
        ['slope', 'gradient'],
        ['smoothness', 'gradientPenalty', { weight: 10 }],
        ['judgedEarlier', 'call:critic'],
        ['judgedReal', 'call:critic'],
        ['criticLoss', 'discriminatorLoss', { form: 'wasserstein' }],
        ['update', 'sgd', { networks: ['critic'], clipWeights: 0.5, schedule: 'linear' }],
      ],
      wires: [
        'noise → fake',
        'fake → earlier',
        'data:point → between:a',
        'fake → between:b',
        'between → judgedBetween',
        'judgedBetween → slope:of',
        'between → slope:to',
        'slope → smoothness:gradient',
        'earlier → judgedEarlier',
        'data:point → judgedReal',
        'judgedReal → criticLoss:real',
        'judgedEarlier → criticLoss:fake',
        'criticLoss → update:a',
        'smoothness → update:b',
      ],
    },
    { ...short, stepsPerEpoch: 6 },
  ),
  /** A Q network with a copy that follows; what it learns from, it does itself. */
  acting: drawStep(
    {
      q: chain(
        ['seen', 'input', { shape: [4] }],
        ['hidden', 'dense', { units: 8, activation: 'relu' }],
        ['worth', 'dense', { units: 2 }],
      ),
    },
    {
      nodes: [
        ['memory', 'replay', { environment: 'cartPole', policy: 'q', warmUp: 30 }],
        ['now', 'call:q'],
        ['then', 'target:q', { every: 4 }],
        ['chosen', 'gather'],
        ['loss', 'temporalDifference'],
        ['update', 'adam'],
      ],
      wires: [
        'memory:state → now',
        'memory:nextState → then',
        'now → chosen:x',
        'memory:action → chosen:index',
        'chosen → loss:value',
        'memory:reward → loss:reward',
        'memory:done → loss:done',
        'then → loss:next',
        'loss → update:a',
      ],
    },
    { ...short, stepsPerEpoch: 12 },
  ),
  /** First all of a classifier, then its end alone, anew, on other digits, half of it set to zero. */
  phases: drawTraining(
    { main: classifier },
    {
      first: supervisedStep,
      second: {
        nodes: [
          ...supervisedStep.nodes,
          ['fewer', 'prune', { sparsity: 0.5, untilStep: 6, every: 2 }],
        ],
        wires: supervisedStep.wires,
      },
    },
    [
      { ...short, name: 'First', step: 'first' },
      {
        ...short,
        name: 'Then',
        step: 'second',
        frozen: ['main/conv', 'main/normal'],
        fresh: ['main/output'],
        seed: 9,
      },
    ],
  ),
  /** A picture made so that a layer within a network is like that of another picture. */
  picture: drawStep(
    { main: classifier },
    {
      nodes: [
        digits,
        ['picture', 'trainableTensor', { shape: [8, 8, 1], count: 8, min: -1, max: 1 }],
        ['wanted', 'call:main', { frozen: true, features: ['conv'] }],
        ['found', 'call:main', { frozen: true, features: ['conv'] }],
        ['brighter', 'scale', { factor: 0.5, offset: 0.25 }],
        ['mixed', 'add'],
        ['loss', 'meanSquaredError', { reduction: 'sum' }],
        ['even', 'totalVariation', { weight: 0.01 }],
        ['update', 'adam', { learningRate: 0.05, networks: ['picture'] }],
      ],
      wires: [
        'data:image → wanted',
        'data:image → brighter',
        'brighter → mixed:a',
        'picture → mixed:b',
        'mixed → found',
        'found:conv → loss:prediction',
        'wanted:conv → loss:target',
        'picture → even:x',
        'loss → update:a',
        'even → update:b',
      ],
    },
    { ...short, stepsPerEpoch: 10 },
  ),
};
