import type { Proof } from '../proof';

/** Templates in which networks learn against each other to make new examples. */
export const adversarialProofs: readonly Proof[] = [
  {
    template: 'generative/gan',
    shows: 'all eight modes are reached; neither side has won',
    expected: [
      { metric: 'testCoverage', atLeast: 0.9 },
      { metric: 'near', atLeast: 0.6 },
      { metric: 'realScore', atMost: 0.8 },
      { metric: 'fakeScore', atLeast: 0.2 },
    ],
    quick: {
      phases: [{ epochs: 6 }],
      expected: [
        { metric: 'testCoverage', atLeast: 0.75 },
        { metric: 'near', atLeast: 0.4 },
        { metric: 'realScore', atMost: 0.8 },
        { metric: 'fakeScore', atLeast: 0.2 },
      ],
    },
  },
  {
    template: 'adversarial/dcgan-mnist',
    shows:
      'samples become digits that a classifier reads surely (noise: under 0.02); neither side has won',
    expected: [
      { metric: 'sure', atLeast: 0.25 },
      { metric: 'realScore', atMost: 0.8 },
      { metric: 'fakeScore', atLeast: 0.2 },
    ],
    quick: {
      phases: [{}, { epochs: 3 }],
      expected: [
        { metric: 'sure', atLeast: 0.08 },
        { metric: 'realScore', atMost: 0.8 },
        { metric: 'fakeScore', atLeast: 0.2 },
      ],
    },
  },
  {
    template: 'adversarial/conditional-gan-digits',
    shows: 'the asked digit appears: a classifier reads it so',
    expected: [{ metric: 'testAsked', atLeast: 0.9 }],
    quick: {
      fields: {
        'trainClassifier/data': { count: 4000, testCount: 50 },
        'train/data': { testCount: 200 },
      },
      phases: [{ epochs: 5 }, { epochs: 2 }],
      expected: [{ metric: 'testAsked', atLeast: 0.4 }],
    },
  },
  {
    template: 'adversarial/wasserstein-gan',
    shows: 'all eight modes are reached; the critic’s distance falls (from 0.04)',
    expected: [
      { metric: 'testCoverage', atLeast: 0.9 },
      { metric: 'testDistance', atMost: 0.03 },
    ],
    quick: {
      phases: [{ epochs: 10 }],
      expected: [
        { metric: 'testCoverage', atLeast: 0.75 },
        { metric: 'testDistance', atMost: 0.035 },
      ],
    },
  },
  {
    template: 'adversarial/wasserstein-gan-penalty',
    shows: 'all eight modes are reached; the critic’s distance falls (from 1.7)',
    expected: [
      { metric: 'testCoverage', atLeast: 0.9 },
      { metric: 'testNear', atLeast: 0.4 },
      { metric: 'testDistance', atMost: 0.6 },
    ],
    quick: {
      phases: [{ epochs: 8 }],
      expected: [
        { metric: 'testCoverage', atLeast: 0.75 },
        { metric: 'testDistance', atMost: 0.8 },
      ],
    },
  },
];
