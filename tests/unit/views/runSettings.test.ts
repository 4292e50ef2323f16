import { expect, it } from 'vitest';
import { differingSettings, settingsOf } from '../../../src/training/runSettings';

function projectWith(rate: number, units: number, optimizer = 'adam') {
  return {
    graphs: {
      train: {
        nodes: {
          data: { kind: 'mnist', fields: {} },
          classifier: { kind: 'call:main', fields: {} },
          update: { kind: optimizer, fields: { learningRate: rate } },
        },
      },
      main: {
        nodes: {
          body: { kind: 'block:block', fields: {} },
          dense: { kind: 'dense', fields: { units } },
        },
      },
      block: { nodes: { conv: { kind: 'convolution2d', fields: { filters: units } } } },
      other: { nodes: { dense: { kind: 'dense', fields: { units: 99 } } } },
    },
    phases: [{ name: 'Train', step: 'train', epochs: 5, batchSize: 32 }],
  };
}

it('lists phase, step, networks and blocks, with defaults, and nothing that is not used', () => {
  const settings = settingsOf(projectWith(0.01, 64), 0);
  expect(settings).toMatchObject({
    epochs: 5,
    batchSize: 32,
    'update.learningRate': 0.01,
    'update.every': 1,
    'main/dense.units': 64,
    'main/dense.trainable': true,
    'block/conv.filters': 64,
  });
  expect(Object.keys(settings).some((name) => name.startsWith('other/'))).toBe(false);
  expect(settingsOf(projectWith(0.01, 64), 3)).toEqual({});
});

it('ends where a graph is used by itself', () => {
  const graphs = { train: { nodes: { own: { kind: 'block:train', fields: {} } } } };
  expect(settingsOf({ graphs, phases: [{ step: 'train' }] }, 0)).toMatchObject({ step: 'train' });
});

it('finds what differs, a default being equal to the same value written down', () => {
  const first = settingsOf(projectWith(0.001, 64), 0);
  const second = settingsOf(projectWith(0.01, 64), 0);
  expect(differingSettings([first, second])).toEqual([
    { name: 'update.learningRate', values: [0.001, 0.01] },
  ]);
  const explicit = projectWith(0.001, 64);
  Object.assign(explicit.graphs.train.nodes.update.fields, { every: 1 });
  expect(differingSettings([first, settingsOf(explicit, 0)])).toEqual([]);
  expect(differingSettings([first])).toEqual([]);
});

it('tells another kind of node by its kind alone', () => {
  const settings = ['adam', 'sgd'].map((kind) => settingsOf(projectWith(0.01, 64, kind), 0));
  expect(differingSettings(settings)).toEqual([{ name: 'update.kind', values: ['adam', 'sgd'] }]);
});
