import type { Proof } from '../proof';

/** Templates that learn what examples have in common, pass it on, make it smaller or defend it. */
export const representationProofs: readonly Proof[] = [
  {
    template: 'autoencoders/autoencoder',
    shows: 'digits are drawn again from a quarter of their pixels, in decibels of signal to noise',
    expected: [{ metric: 'testQuality', atLeast: 20 }],
    quick: {
      fields: { 'train/data': { count: 1500, testCount: 200 } },
      expected: [{ metric: 'testQuality', atLeast: 13 }],
    },
  },
  {
    template: 'autoencoders/denoising',
    shows: 'digits are cleaner than they came, by decibels of signal to noise',
    expected: [{ metric: 'testQuality', above: 'testNoisyQuality', by: 8 }],
    quick: {
      arguments: { encoder: { width: 0.25 }, decoder: { width: 0.25 } },
      fields: { 'train/data': { count: 1500, testCount: 200 } },
      expected: [{ metric: 'testQuality', above: 'testNoisyQuality', by: 4 }],
    },
  },
  {
    template: 'autoencoders/sparse',
    shows: 'digits are drawn again by a code of which one unit in twenty speaks',
    expected: [
      { metric: 'testActivity', atLeast: 0.03 },
      { metric: 'testActivity', atMost: 0.08 },
      { metric: 'testQuality', atLeast: 15 },
    ],
    quick: {
      arguments: { encoder: { units: 256 }, decoder: { units: 256 } },
      fields: {
        'train/data': { count: 2000, testCount: 200 },
        'train/update': { learningRate: 0.005 },
      },
      expected: [
        { metric: 'testActivity', atLeast: 0.03 },
        { metric: 'testActivity', atMost: 0.15 },
        { metric: 'testQuality', atLeast: 12 },
      ],
    },
  },
  {
    template: 'autoencoders/variational',
    shows: 'minus the evidence lower bound falls, from 543 nats for plain grey',
    expected: [
      { metric: 'testReconstruction + testDivergence', atMost: 175 },
      { metric: 'testDivergence', atLeast: 1 },
    ],
    quick: {
      arguments: { encoder: { hidden: 100 }, decoder: { hidden: 100 } },
      fields: { 'train/data': { count: 2000, testCount: 200 } },
      phases: [{ epochs: 8 }],
      expected: [{ metric: 'testReconstruction + testDivergence', atMost: 205 }],
    },
  },
  {
    template: 'autoencoders/layer-wise-pretraining',
    shows:
      'layers that learned without labels make more of 500 labels than the same ones from scratch',
    expected: [{ metric: 'testAccuracy', above: 'testScratchAccuracy', by: 0.01 }],
    quick: {
      fields: {
        'first/data': { count: 3000, testCount: 50 },
        'second/data': { count: 3000, testCount: 50 },
        'third/data': { count: 3000, testCount: 50 },
        'classify/data': { testCount: 1000 },
      },
      phases: [{ epochs: 3 }, { epochs: 3 }, { epochs: 3 }, { epochs: 20 }],
    },
  },
  {
    template: 'training/transfer-learning',
    shows: 'what was learned from 0–4 helps with 5–9, ten labels each',
    expected: [{ metric: 'testAccuracy', above: 'testScratchAccuracy', by: 0.05 }],
    quick: {
      fields: {
        'pretrain/data': { count: 2000, testCount: 50 },
        'headOnly/data': { testCount: 50 },
        'fineTune/data': { testCount: 500 },
      },
      phases: [{ epochs: 3 }, { epochs: 15 }, { epochs: 15 }],
      expected: [{ metric: 'testAccuracy', above: 'testScratchAccuracy', by: 0.02 }],
    },
  },
  {
    template: 'training/prototypes',
    shows: 'unseen characters are told from one example each; chance is 0.2',
    expected: [{ metric: 'testAccuracy', atLeast: 0.8 }],
    quick: {
      phases: [{ epochs: 1, stepsPerEpoch: 50 }],
      expected: [{ metric: 'testAccuracy', atLeast: 0.6 }],
    },
  },
  {
    template: 'training/siamese-pairs',
    shows: 'pairs of unseen characters are told alike or not; chance is 0.5',
    expected: [{ metric: 'testAccuracy', atLeast: 0.8 }],
    quick: {
      phases: [{ epochs: 1, stepsPerEpoch: 80, batchSize: 32 }],
      expected: [{ metric: 'testAccuracy', atLeast: 0.65 }],
    },
  },
  {
    template: 'training/prune-and-retrain',
    shows: 'nine of ten weights go, and less than a point of accuracy with them',
    expected: [
      { metric: 'testAccuracy', above: 'testAccuracyBefore', by: -0.01 },
      { metric: 'testAccuracy', atLeast: 0.9 },
      { metric: 'zeros', atLeast: 0.899 },
    ],
    quick: {
      fields: {
        'train/data': { count: 3000, testCount: 50 },
        'pruneStep/data': { count: 3000, testCount: 1000 },
        'pruneStep/prune': { untilStep: 150, every: 15 },
        // So few steps have none to spare for small ones.
        'pruneStep/update': { schedule: 'constant' },
      },
      phases: [{ epochs: 5 }, { epochs: 10 }],
      expected: [
        { metric: 'testAccuracy', above: 'testAccuracyBefore', by: -0.02 },
        { metric: 'testAccuracy', atLeast: 0.8 },
        { metric: 'zeros', atLeast: 0.899 },
      ],
    },
  },
  {
    template: 'training/distillation',
    shows: 'a student without labels comes near its teacher, and beats its like with 300 labels',
    expected: [
      { metric: 'testStudentAccuracy', above: 'testTeacherAccuracy', by: -0.05 },
      { metric: 'testStudentAccuracy', above: 'testAloneAccuracy', by: 0.05 },
    ],
    quick: {
      fields: {
        'teach/data': { count: 2500, testCount: 50 },
        'distil/unlabelled': { count: 3000, testCount: 500 },
        'distil/labelled': { testCount: 500 },
      },
      phases: [{ epochs: 3 }, { epochs: 5 }],
      expected: [
        { metric: 'testStudentAccuracy', above: 'testTeacherAccuracy', by: -0.08 },
        { metric: 'testStudentAccuracy', above: 'testAloneAccuracy', by: 0.02 },
      ],
    },
  },
  {
    template: 'training/adversarial-examples',
    shows: 'an attack fools a classifier, and one that was trained against it much less',
    expected: [
      { metric: 'testPlainAccuracy', above: 'testPlainUnderAttack', by: 0.3 },
      { metric: 'testRobustUnderAttack', above: 'testPlainUnderAttack', by: 0.15 },
      { metric: 'testRobustAccuracy', atLeast: 0.9 },
    ],
    quick: {
      fields: { 'train/data': { count: 1500, testCount: 200 } },
      expected: [
        { metric: 'testPlainAccuracy', above: 'testPlainUnderAttack', by: 0.3 },
        { metric: 'testRobustUnderAttack', above: 'testPlainUnderAttack', by: 0.08 },
        { metric: 'testRobustAccuracy', atLeast: 0.75 },
      ],
    },
  },
];
