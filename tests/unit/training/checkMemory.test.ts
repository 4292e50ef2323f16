import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyseProject } from '../../../src/analysis/analyse';
import { stepMemory } from '../../../src/analysis/stepMemory';
import type { Project } from '../../../src/document/project';
import { checkMemory } from '../../../src/training/checkMemory';
import { type CheckedPhase, checkPhase } from '../../../src/training/prepareRun';
import { chain, drawStep } from './drawTraining';

/** A convolution over a large image, then classes: activations cost most, and the first of them. */
const image: Project = drawStep(
  {
    main: chain(
      ['image', 'input', { shape: [32, 32, 3] }],
      ['wide', 'conv2d', { filters: 64, kernelSize: [3, 3], padding: 'same' }],
      ['narrow', 'conv2d', { filters: 8, kernelSize: [3, 3], strides: [2, 2] }],
      ['row', 'flatten'],
      ['y', 'dense', { units: 10 }],
    ),
  },
  {
    nodes: [
      ['input', 'noise', { shape: [32, 32, 3] }],
      ['target', 'noise', { shape: [10] }],
      ['network', 'call:main'],
      ['loss', 'meanSquaredError'],
      ['update', 'adam'],
    ],
    wires: [
      'input → network',
      'network → loss:prediction',
      'target → loss:target',
      'loss → update',
    ],
  },
  { batchSize: 128, stepsPerEpoch: 1 },
);

function phaseOf(project: Project): CheckedPhase {
  const checked = checkPhase(project, analyseProject(project), 0);
  if (!checked.ok) throw new Error(checked.error);
  return checked.value;
}

const checked = phaseOf(image);
const peak = (batch: number): number => stepMemory(checked.project, checked.step, batch).peakBytes;
/** One output of the first convolution. */
const wideBytes = 32 * 32 * 64 * 4;

describe('the memory that a run needs', () => {
  it('is fine where it fits, or where no limit is known', () => {
    expect(checkMemory(checked, 'cpu', { totalBytes: null, tensorBytes: null })).toBeNull();
    expect(checkMemory(checked, 'wasm', { totalBytes: peak(128), tensorBytes: null })).toBeNull();
    const tensorBytes = 128 * wideBytes;
    expect(checkMemory(checked, 'webgpu', { totalBytes: null, tensorBytes })).toBeNull();
  });

  it('names what is needed, what there is, the node that costs most and the batch that fits', () => {
    const limits = { totalBytes: peak(50), tensorBytes: null };
    const found = checkMemory(checked, 'wasm', limits);
    expect(found).toMatchObject({ node: 'network/wide', fittingBatch: 50 });
    expect(found?.message).toMatch(
      /^“Train” needs about \d+\.\d MB with batches of 128, and the wasm backend holds at most \d+\.\d MB\. network\/wide takes the most, 33\.6 MB of activations\. Batches of 50 fit: lower the batch size, or choose another backend\.$/,
    );
  });

  it('is compared tensor by tensor where single ones are limited', () => {
    const limits = { totalBytes: null, tensorBytes: 20 * wideBytes };
    expect(checkMemory(checked, 'webgpu', limits)).toEqual({
      node: 'network/wide',
      fittingBatch: 20,
      message:
        'network/wide has a tensor of 33.6 MB with batches of 128, and the webgpu backend holds at most 5.2 MB in one. Batches of 20 fit: lower the batch size, or choose another backend.',
    });
  });

  it('says when no batch helps', () => {
    const found = checkMemory(checked, 'wasm', { totalBytes: 1000, tensorBytes: null });
    expect(found?.fittingBatch).toBeNull();
    expect(found?.message).toContain('Not even one example at a time fits: make network/wide');
    const dense = phaseOf({
      ...image,
      phases: image.phases.map((phase) => ({ ...phase, batchSize: 1 })),
    });
    expect(checkMemory(dense, 'wasm', { totalBytes: 1000, tensorBytes: null })?.message).toContain(
      'Not even one example',
    );
  });

  it('offers the largest batch that fits, whatever there is', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
        const totalBytes = peak(1) + share * (peak(128) - peak(1) - 1);
        const { fittingBatch } =
          checkMemory(checked, 'wasm', { totalBytes, tensorBytes: null }) ?? {};
        if (!fittingBatch) throw new Error('No batch fits.');
        expect(peak(fittingBatch)).toBeLessThanOrEqual(totalBytes);
        expect(peak(fittingBatch + 1)).toBeGreaterThan(totalBytes);
      }),
      { numRuns: 30 },
    );
  });
});
