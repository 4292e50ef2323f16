import type { Proof } from '../proof';

/** Templates that change images, or act. */
export const generationProofs: readonly Proof[] = [
  {
    template: 'reinforcement/dqn-catch',
    shows: 'catches the ball (solved: 0.9 of 1)',
    expected: [{ metric: 'testReplayReturn', atLeast: 0.9 }],
    quick: { phases: [{ epochs: 12 }] },
  },
  {
    template: 'reinforcement/dqn-cartpole',
    shows: 'keeps the pole up (solved: 195 of 200 steps)',
    expected: [{ metric: 'testReplayReturn', atLeast: 195 }],
    // By lot an episode takes 22 steps.
    quick: { phases: [{ epochs: 10 }], expected: [{ metric: 'replayReturn', atLeast: 60 }] },
  },
  {
    template: 'translation/cyclegan-stripes',
    shows: 'the error there and back falls (from 1.2), and an expert takes translations for real',
    expected: [
      { metric: 'testCycleStripes', atMost: 0.3 },
      { metric: 'testCycleDots', atMost: 0.35 },
      { metric: 'testTakenForDots', atLeast: 0.9 },
      { metric: 'testTakenForStripes', atLeast: 0.9 },
    ],
    quick: {
      phases: [{ epochs: 3 }, { epochs: 3, stepsPerEpoch: 40 }],
      expected: [
        { metric: 'cycleStripes', atMost: 0.5 },
        { metric: 'cycleDots', atMost: 0.5 },
        { metric: 'testTakenForDots', atLeast: 0.8 },
        { metric: 'testTakenForStripes', atLeast: 0.8 },
      ],
    },
  },
  {
    template: 'translation/pix2pix-edges',
    shows: 'edges become filled shapes: the mean absolute error of colours',
    expected: [{ metric: 'testError', atMost: 0.035 }],
    quick: { phases: [{ epochs: 2 }], expected: [{ metric: 'testError', atMost: 0.06 }] },
  },
  {
    template: 'translation/srgan-digits',
    shows: 'enlarged digits are nearer to the originals than bicubic ones, by decibels',
    expected: [{ metric: 'testPsnr', above: 'testBicubicPsnr', by: 1 }],
    quick: {
      phases: [{ epochs: 1 }, { epochs: 3 }, { epochs: 1, stepsPerEpoch: 30 }],
      fields: { 'train/data': { testCount: 200 }, 'trainPixels/data': { testCount: 200 } },
      expected: [{ metric: 'testPsnr', above: 'testBicubicPsnr', by: 0.3 }],
    },
  },
  {
    template: 'style/neural-style',
    shows:
      'feature maps have in common what those of the stripes have: a twentieth of the difference',
    expected: [{ metric: 'untouched', above: 'styleLoss2', by: 0 }],
    quick: { phases: [{}, { epochs: 4 }] },
  },
  {
    template: 'style/feature-visualisation',
    shows: 'pictures that began as noise are a 3 to the network; their loss falls',
    expected: [
      { metric: 'probability', atLeast: 0.95 },
      { metric: 'classLoss', atMost: -10 },
    ],
    quick: { phases: [{}, { epochs: 2 }], expected: [{ metric: 'probability', atLeast: 0.9 }] },
  },
];
