import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { analyseProject } from '../../../src/analysis/analyse';
import { formatCode } from '../../../src/codegen/tfjs-ts/formatCode';
import { generateModel } from '../../../src/codegen/tfjs-ts/generateModel';
import { printText } from '../../../src/codegen/tfjs-ts/printCode';
import { type GraphNode, isIdentifier } from '../../../src/document/project';
import { runGenerated } from './runGenerated';

/** Two inputs, the given nodes one behind the other, and two outputs. */
function codeWith(names: readonly string[], projectName: string): string {
  const inputs = names.slice(0, 2);
  const layers = names.slice(2);
  const nodes = names.map(
    (id, index): GraphNode => ({
      id,
      kind: index < 2 ? 'input' : index === 2 ? 'add' : 'linear',
      fields: index < 2 ? { shape: [3] } : {},
    }),
  );
  const wire = (from: string, to: string, port: string) => ({
    from: { node: from, port: 'y' },
    to: { node: to, port },
  });
  const [first = ''] = layers;
  const edges = [
    ...inputs.map((id, index) => wire(id, first, index === 0 ? 'a' : 'b')),
    ...layers.slice(1).map((id, index) => wire(index < 2 ? first : (layers[index] ?? ''), id, 'x')),
  ];
  const project = {
    name: projectName,
    graphs: {
      main: {
        role: 'network' as const,
        nodes: Object.fromEntries(nodes.map((node) => [node.id, node])),
        edges,
      },
    },
    phases: [],
  };
  const analysis = analyseProject(project).graphs.main;
  if (!analysis) throw new Error('The graph was not analysed.');
  return generateModel(analysis, { project: projectName }).code;
}

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('names in generated code', () => {
  const awkward = fc.oneof(
    fc.constantFrom('class', 'tf', 'buildModel', 'conv-1', 'conv1', 'conv_1', 'Conv1', 'default'),
    fc.constantFrom('await', 'inputs', 'outputs', 'name', 'LSTM', 'a-', 'A', 'a', 'let', 'eval'),
    fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,40}$/).filter(isIdentifier),
  );

  it('give code that runs, is laid out, and keeps every layer’s own name', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(awkward, { minLength: 5, maxLength: 7 }),
        fc.string({ unit: 'grapheme', minLength: 1 }),
        async (names, title) => {
          const code = codeWith(names, title);
          const { buildModel } = runGenerated(code, {}) as { buildModel(): tf.LayersModel };
          const found = buildModel().layers.map((layer) => layer.name);
          expect(found.sort()).toEqual([...names].sort());
          expect(await formatCode(code)).toBe(code);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('cannot end a comment or a text and go on as code', () => {
    const title = '*/ throw new Error("run"); /* \n */ throw 1; //';
    const code = codeWith(['a', 'b', 'c', 'd', 'e'], title);
    expect(() => runGenerated(code, {})).not.toThrow();
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(new Function(`return ${printText(text)};`)()).toBe(text);
      }),
    );
  });
});
