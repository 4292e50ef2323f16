import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { isSound } from '../../../src/analysis/analyse';
import type { JsonValue } from '../../../src/base/jsonValue';
import { formatCode } from '../../../src/codegen/tfjs-ts/formatCode';
import { startBackend } from '../../../src/runtime/backends';
import { type DrawnGraph, drawProject, mainOf } from '../../unit/blocks/drawProject';
import { openTemplate } from '../../unit/templates/openTemplate';
import { blockDrawings } from './blockDrawings';
import { codeOf, expectSameNetwork } from './compareGenerated';

beforeAll(async () => {
  const started = await startBackend('wasm');
  if (!started.ok) throw new Error(started.error);
});

const narrow = { width: 1 / 16, classes: 10 };

const drawings = Object.entries(blockDrawings).map(([name, graphs]) => ({ name, graphs }));

describe('the code of a network of blocks', () => {
  it.each(drawings)('builds what Netloom builds: $name', async ({ graphs }) => {
    const analysis = mainOf(drawProject(graphs));
    await expectSameNetwork(analysis, codeOf(analysis));
  });

  it.each(drawings)('is laid out as Prettier would: $name', async ({ graphs }) => {
    const code = codeOf(mainOf(drawProject(graphs)));
    expect(await formatCode(code)).toBe(code);
  });
});

describe('the code of a template', () => {
  it.each<readonly [string, Readonly<Record<string, JsonValue>>]>([
    ['convolution/vgg', { ...narrow, size: 32, configuration: 'C' }],
    ['convolution/vgg', { ...narrow, size: 32, configuration: 'A-LRN' }],
    ['convolution/googlenet', { ...narrow, size: 128, auxiliary: true }],
    ['convolution/resnet18', { ...narrow, size: 33 }],
    ['convolution/resnet50', { ...narrow, size: 47 }],
    ['examples/lstm-gates', {}],
    ['examples/gru-gates', {}],
    ['examples/memory-read', {}],
  ])('%s builds what Netloom builds, %o', async (name, values) => {
    const { network } = openTemplate(name, values);
    const code = codeOf(network);
    await expectSameNetwork(network, code);
    expect(await formatCode(code)).toBe(code);
  });

  it('is as long for 152 layers as for 50', () => {
    const [small, large] = ['50', '152'].map(
      (depth) => codeOf(openTemplate(`convolution/resnet${depth}`).network).split('\n').length,
    );
    expect(large).toBe(small);
  });
});

/** A chain of blocks in blocks, repeated, bypassed and shared, whose arguments are expressions. */
const arbitraryDrawing = fc
  .record({
    size: fc.integer({ min: 5, max: 9 }),
    units: fc.integer({ min: 1, max: 4 }),
    strides: fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 1, maxLength: 3 }),
    padding: fc.constantFrom('same', 0, 1),
    project: fc.constantFrom<JsonValue>(true, false, '=stride == 1', '=index < 2'),
    filters: fc.constantFrom('=base', '=base + index', '=2 * base - 1', '=max(base, stride)'),
    sharedWeights: fc.boolean(),
    frozen: fc.boolean(),
  })
  .map(({ size, units, strides, padding, project, filters, sharedWeights, frozen }) => {
    const inner = sharedWeights ? '=2' : filters;
    return {
      main: {
        arguments: { base: { type: 'integer', default: 2 } },
        nodes: [
          ['x', 'input', { shape: [size, size, 2] }],
          ...strides.map(
            (stride, place) =>
              [
                `part${place}`,
                'block:part',
                { base: `=base + ${place}`, stride, units: 1 + ((units + place) % 3) },
              ] as const,
          ),
          ['end', 'conv2d', { filters: 1, kernelSize: [1, 1] }],
        ],
        wires: [...strides.map((_, place) => `part${place}`), 'end'].map(
          (to, place) => `${place === 0 ? 'x' : `part${place - 1}`} → ${to}`,
        ),
      },
      part: {
        arguments: {
          base: { type: 'integer', default: 2 },
          stride: { type: 'integer', default: 1 },
          units: { type: 'integer', default: 2 },
        },
        nodes: [
          ['x', 'input', { shape: [size, size, 2] }],
          ['first', 'conv2d', { filters: 2, kernelSize: [1, 1] }],
          [
            'unit',
            'block:unit',
            {
              filters: inner,
              stride: sharedWeights ? 1 : '=index == 1 ? stride : 1',
              project: typeof project === 'string' && sharedWeights ? true : project,
              trainable: !frozen,
            },
            { repeat: '=units', sharedWeights },
          ],
        ],
        wires: ['x → first', 'first → unit'],
      },
      unit: {
        arguments: {
          filters: { type: 'integer', default: 2 },
          stride: { type: 'integer', default: 1 },
          project: { type: 'boolean', default: true },
        },
        nodes: [
          ['x', 'input', { shape: [size, size, 2] }],
          [
            'conv',
            'conv2d',
            { filters: '=filters', strides: ['=stride', '=stride'], padding },
            { bypass: '=!project' },
          ],
          ['norm', 'batchNormalization', {}, { bypass: '=!project' }],
          ['relu', 'relu'],
        ],
        wires: ['x → conv', 'conv → norm', 'norm → relu'],
      },
    } satisfies Record<string, DrawnGraph>;
  });

describe('the code of any network of blocks', () => {
  it('builds what Netloom builds, laid out as Prettier would', async () => {
    let sound = 0;
    await fc.assert(
      fc.asyncProperty(arbitraryDrawing, async (graphs) => {
        const analysis = mainOf(drawProject(graphs));
        if (!isSound(analysis)) return;
        sound++;
        const code = codeOf(analysis);
        await expectSameNetwork(analysis, code);
        expect(await formatCode(code)).toBe(code);
      }),
      { numRuns: 60 },
    );
    expect(sound).toBeGreaterThan(20);
  }, 120_000);
});
