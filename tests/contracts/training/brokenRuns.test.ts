import { describe, expect, it } from 'vitest';
import type { Project } from '../../../src/document/project';
import { chain, type DrawnGraph, drawStep } from '../../unit/training/drawTraining';
import { runToEnd } from './testRun';

/** A line to a target, with some nodes on the way from the data to the loss. */
function line(
  options: {
    readonly data?: DrawnGraph['nodes'][number];
    readonly before?: DrawnGraph['nodes'][number];
    readonly after?: DrawnGraph['nodes'][number];
    readonly network?: DrawnGraph;
    readonly rate?: number;
  } = {},
): Project {
  const {
    data = ['data', 'noise', { shape: [2] }],
    before,
    after,
    network = chain(
      ['x', 'input', { shape: [2] }],
      ['first', 'dense', { units: 3 }],
      ['second', 'dense', { units: 2 }],
    ),
    rate = 0.01,
  } = options;
  const [fed, given] = [before?.[0] ?? 'data', after?.[0] ?? 'network'];
  return drawStep(
    { main: network },
    {
      nodes: [
        data,
        ['network', 'call:main'],
        ...(before ? [before] : []),
        ...(after ? [after] : []),
        ['loss', 'meanSquaredError'],
        ['update', 'sgd', { learningRate: rate }],
      ],
      wires: [
        ...(before ? [`data → ${fed}`] : []),
        `${fed} → network`,
        ...(after ? [`network → ${given}`] : []),
        `${given} → loss:prediction`,
        'data → loss:target',
        'loss → update',
      ],
    },
    { batchSize: 4, epochs: 3, stepsPerEpoch: 40 },
  );
}

async function failure(project: Project, backend: 'cpu' | 'wasm' = 'cpu') {
  const { outcome } = await runToEnd(project, { backend });
  if (outcome.type !== 'failed') throw new Error(`It did not fail: ${outcome.type}.`);
  return outcome;
}

describe('a run whose loss is no number any more', () => {
  it.each(['cpu', 'wasm'] as const)(
    'names the first node that gave none, on %s',
    async (backend) => {
      const divided = line({ after: ['inverse', 'expression', { expression: '1 / (x - x)' }] });
      expect(await failure(divided, backend)).toMatchObject({
        node: 'inverse',
        message: expect.stringContaining(
          'no number any more in step 1 of epoch 1: inverse gives the first value that is no finite number',
        ),
      });
      const logarithm = line({ before: ['logarithm', 'expression', { expression: 'log(x)' }] });
      expect(await failure(logarithm, backend)).toMatchObject({ node: 'logarithm' });
    },
  );

  it('names it where it happens in the middle of an epoch, among steps on their way', async () => {
    const expression = 'x > 2.2 ? 1 / (x - x) : x';
    const rare = line({ before: ['gap', 'expression', { expression }] });
    const { node, message } = await failure(rare);
    expect(node).toBe('gap');
    expect(message).not.toContain('step 1 of epoch 1');
  });

  it('names what first grew beyond all bounds where the learning rate is too large', async () => {
    const { node, message } = await failure(line({ rate: 1000 }));
    expect(node).toBe('loss');
    expect(message).toContain('Lower the learning rate (now 1000)');
  });
});
