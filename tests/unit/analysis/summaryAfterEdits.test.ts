import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyseProject } from '../../../src/analysis/analyse';
import { summarise } from '../../../src/analysis/summary';
import { setFields } from '../../../src/document/edits/nodeEdits';
import type { Project } from '../../../src/document/project';
import { readProject } from '../../../src/files/readProject';

function open(name: string): Project {
  const read = readProject(readFileSync(`templates/${name}.netloom`, 'utf8'));
  if (!read.ok) throw new Error(read.error);
  return read.value;
}

/** Fields that change shapes, numbers, gradients, what is seen, and make mistakes. */
const changes = [
  { filters: 17 },
  { filters: 0 },
  { kernelSize: [5, 5] },
  { strides: [2, 2] },
  { padding: 'valid' },
  { trainable: false },
  { trainable: true },
  { useBias: false },
  { units: 7 },
  { shape: [64, 64, 3] },
  { rate: 0.3 },
];

describe('the summary after edits', () => {
  for (const name of [
    'convolution/vgg16',
    'convolution/googlenet',
    'segmentation/unet',
    'convolution/resnet18',
    'recurrent/lstm-from-gates',
  ]) {
    it(`of ${name} is the one that a new analysis has`, () => {
      const project = open(name);
      const [network = ''] = Object.keys(project.graphs);
      const ids = Object.keys(project.graphs[network]?.nodes ?? {});
      const step = fc.record({ id: fc.constantFrom(...ids), change: fc.constantFrom(...changes) });
      fc.assert(
        fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
          let current = project;
          let analysis = analyseProject(current);
          for (const { id, change } of steps) {
            const edited = setFields(network, id, change).apply(current);
            if (!edited.ok) continue;
            current = edited.value;
            analysis = analyseProject(current, analysis);
            const scratch = analyseProject(structuredClone(current));
            expect(summarise(analysis.graphs[network]!, 8, 2)).toEqual(
              summarise(scratch.graphs[network]!, 8, 2),
            );
          }
        }),
        { numRuns: 12 },
      );
    });
  }
});
