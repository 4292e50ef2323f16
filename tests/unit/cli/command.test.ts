import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, open, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readProject } from '../../../src/files/readProject';
import { bundleCommand, netloom, netloomCutOff, withoutTfjs } from './commandProcess';
import { project, tooLargeKernel } from './projectTexts';

const lenet = path.resolve('templates/convolution/lenet5.netloom');
let folder: string;
// Each test starts several processes.
vi.setConfig({ testTimeout: 120_000 });
const inFolder = (name: string): string => path.join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'netloom-command-'));
  await bundleCommand();
  await writeFile(inFolder('wrong.netloom'), tooLargeKernel);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('netloom check', () => {
  it('answers 0 and says so where nothing is wrong', async () => {
    const { exitCode, stdout, errors } = await netloom(['check', lenet]);
    expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: [] });
    expect(stdout).toBe(`${lenet}: no problems found.\n`);
  });

  it('answers 1 with a line for each error: file, node, message, code', async () => {
    const { exitCode, errors } = await netloom(['check', 'wrong.netloom'], folder);
    expect(exitCode).toBe(1);
    expect(errors).toEqual([
      expect.stringMatching(/^wrong\.netloom: conv1: .*7.* \(conv2d\/kernelTooLarge\)$/),
    ]);
  });

  it('gives programs one JSON document', async () => {
    const { exitCode, stdout } = await netloom(['check', inFolder('wrong.netloom'), '--json']);
    expect(exitCode).toBe(1);
    const { diagnostics } = JSON.parse(stdout);
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]).toMatchObject({
      code: 'conv2d/kernelTooLarge',
      severity: 'error',
      graph: 'main',
      node: 'conv1',
      message: expect.any(String),
    });
    expect(diagnostics[0]).toHaveProperty('field');
    expect(diagnostics[0].fixes[0]).toEqual({ title: expect.any(String) });
  });
});

describe('netloom summary', () => {
  it.each([
    ['convolution/vgg16', 138_357_544, 15_470_264_320],
    ['convolution/alexnet', 62_378_344, null],
    ['convolution/lenet5', 61_706, null],
    ['convolution/ten-filters', 760, 768_000],
  ])('counts %s as the lecture does', async (name, parameters, macs) => {
    const { stdout, exitCode } = await netloom(['summary', `templates/${name}.netloom`, '--json']);
    const { totals } = JSON.parse(stdout);
    expect(exitCode).toBe(0);
    expect(totals.parameters).toBe(parameters);
    if (macs !== null) expect(totals.macs).toBe(macs);
  });

  it('gives programs rows and totals by the names they rely on', async () => {
    const words = ['summary', lenet, '--json', '--batch', '8', '--optimizer', 'momentum'];
    const { stdout } = await netloom(words);
    const { rows, totals } = JSON.parse(stdout);
    expect(rows[1]).toMatchObject({
      node: 'conv1',
      kind: 'conv2d',
      output: [28, 28, 6],
      dtype: 'float32',
      parameters: 156,
      trainableParameters: 156,
      macs: 28 * 28 * 6 * 25,
      activationBytes: 28 * 28 * 6 * 4,
    });
    expect(totals).toMatchObject({
      parameters: 61_706,
      trainableParameters: 61_706,
      nonTrainableParameters: 0,
      macs: expect.any(Number),
      weightBytes: 61_706 * 4,
      activationBytes: expect.any(Number),
      training: {
        batch: 8,
        gradientBytes: 61_706 * 4,
        // Momentum keeps one number beside every weight.
        optimizerBytes: 61_706 * 4,
        peakBytes: expect.any(Number),
      },
    });
  });

  it('gives people a table whose columns stand in line', async () => {
    const { stdout } = await netloom(['summary', lenet]);
    const lines = stdout.split('\n');
    const [head = '', , ...rest] = lines;
    const rows = rest.slice(0, rest.indexOf(''));
    expect(head).toMatch(/^Layer +Kind +Output +Parameters +MACs +Activations$/);
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([head.length]));
    expect(stdout).toContain('61.7 k (61,706)');
    expect(stdout).toContain('246.8 kB');
  });

  it('prints what is known of a wrong network, and answers 1', async () => {
    const { exitCode, stdout, errors } = await netloom(['summary', inFolder('wrong.netloom')]);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^conv1 .*\?/m);
    expect(errors).toHaveLength(1);
  });

  it('takes a graph by name and says which there are', async () => {
    const { exitCode, errors } = await netloom(['summary', lenet, '--graph', 'generator']);
    expect(exitCode).toBe(2);
    expect(errors).toEqual([expect.stringContaining('There is no graph "generator"')]);
  });

  it('ends quietly when nobody reads on', async () => {
    const { errors } = await netloomCutOff(['summary', 'templates/convolution/vgg16.netloom']);
    expect(errors).toEqual([]);
  });
});

describe('netloom export', () => {
  it('writes a project, and nothing over what is there', async () => {
    const out = inFolder('deep/lenet');
    const words = ['export', lenet, '--target', 'tfjs-ts', '--out', out];
    const first = await netloom(words);
    expect({ exitCode: first.exitCode, errors: first.errors }).toEqual({ exitCode: 0, errors: [] });
    const files = await readdir(out);
    expect(files).toEqual(
      expect.arrayContaining([
        'README.md',
        'model.ts',
        'package.json',
        'train.ts',
        'tsconfig.json',
      ]),
    );
    const manifest = JSON.parse(await readFile(path.join(out, 'package.json'), 'utf8'));
    expect(Object.values(manifest.dependencies)).not.toContainEqual(
      expect.stringMatching(/[^\d.]/),
    );

    await writeFile(path.join(out, 'model.ts'), 'mine');
    await writeFile(path.join(out, 'notes.txt'), 'mine');
    const second = await netloom(words);
    expect(second.exitCode).toBe(2);
    expect(second.errors).toEqual([expect.stringContaining('not empty')]);
    expect(await readFile(path.join(out, 'model.ts'), 'utf8')).toBe('mine');

    expect((await netloom([...words, '--force'])).exitCode).toBe(0);
    expect(await readFile(path.join(out, 'model.ts'), 'utf8')).toContain('buildModel');
    expect(await readFile(path.join(out, 'notes.txt'), 'utf8')).toBe('mine');
    expect(await readdir(inFolder('deep'))).toEqual(['lenet']);
  });

  it('writes nothing of a network with errors', async () => {
    const out = inFolder('nothing');
    const words = ['export', inFolder('wrong.netloom'), '--target', 'tfjs-ts', '--out', out];
    const { exitCode, errors } = await netloom(words);
    expect(exitCode).toBe(1);
    expect(errors).toEqual([expect.stringContaining('conv2d/kernelTooLarge')]);
    expect(await readdir(folder)).not.toContain('nothing');
  });

  it('refuses targets it does not know, and an output that is a file', async () => {
    const unknown = await netloom(['export', lenet, '--target', 'fortran', '--out', inFolder('f')]);
    expect(unknown.exitCode).toBe(2);
    const file = inFolder('wrong.netloom');
    const taken = await netloom(['export', lenet, '--target', 'tfjs-ts', '--out', file]);
    expect(taken.exitCode).toBe(2);
    expect(await readFile(file, 'utf8')).toBe(tooLargeKernel);
  });
});

describe('netloom new', () => {
  it('writes an empty project or one from a template, and never over a file', async () => {
    expect((await netloom(['new', 'empty'], folder)).exitCode).toBe(0);
    expect((await netloom(['new', 'digits', '--template', 'lenet5'], folder)).exitCode).toBe(0);
    const digits = readProject(await readFile(inFolder('digits.netloom'), 'utf8'));
    expect(digits.ok && digits.value.name).toBe('digits');
    const again = await netloom(['new', 'digits'], folder);
    expect(again.exitCode).toBe(2);
    expect(again.errors).toEqual([expect.stringContaining('There is such a file already')]);
    const unknown = await netloom(['new', 'other', '--template', 'nope'], folder);
    expect(unknown.exitCode).toBe(2);
    expect(unknown.errors).toEqual([expect.stringContaining('lenet5')]);
  });
});

describe('bad input gives one clear line, an exit code, and nothing else', () => {
  const bad: readonly (readonly [
    name: string,
    content: string | Uint8Array,
    code: number,
    message: string,
  ])[] = [
    ['empty.netloom', '', 1, 'The file is empty'],
    ['cut.netloom', '{ "netloom": 1,\n "name": ', 1, 'Line 2, column 10'],
    ['newer.netloom', '{ "netloom": 7 }', 1, 'format version 7'],
    ['other.json', '{ "some": "thing" }', 1, 'not a Netloom project'],
    [
      'binary.netloom',
      Uint8Array.from({ length: 5000 }, (_, i) => (i * 37) % 256),
      1,
      'not a text',
    ],
    [
      'twice.netloom',
      project(
        [
          { id: 'a', kind: 'relu' },
          { id: 'a', kind: 'relu' },
        ],
        [],
      ),
      1,
      'two nodes',
    ],
    ['kind.netloom', project([{ id: 'a', kind: 'warpDrive' }], []), 1, '"warpDrive" is not a kind'],
    ['utf16.netloom', Buffer.from(`\ufeff${tooLargeKernel}`, 'utf16le'), 1, 'not a text'],
    ['deep.netloom', '['.repeat(1_000_000), 1, '100 levels'],
    ['infinite.netloom', '{ "netloom": 1e999 }', 1, '1e999 is too large'],
    ['list.netloom', '{ "netloom": 1, "name": "a", "graphs": [] }', 1, 'graphs is []'],
    [
      'negative.netloom',
      project([{ id: 'a', kind: 'input', fields: { shape: [-4] } }], []),
      1,
      '-4',
    ],
  ];

  it.each(bad)('%s', async (name, content, code, message) => {
    await writeFile(inFolder(name), content);
    for (const command of ['check', 'summary', 'train']) {
      const { exitCode, errors } = await netloom([command, name], folder);
      expect(exitCode).toBe(code);
      expect(errors.length).toBeGreaterThan(0);
      for (const line of errors) expect(line).toMatch(new RegExp(`^${name}: `));
      if (command === 'check') expect(errors.join('\n')).toContain(message);
      expect(errors.join('\n')).not.toMatch(/ at \S+ \(|\.js:\d/);
    }
  });

  it('a file that is not there, and a folder', async () => {
    await mkdir(inFolder('folder.netloom'));
    for (const command of ['check', 'summary', 'train']) {
      const missing = await netloom([command, 'nowhere.netloom'], folder);
      expect(missing.exitCode).toBe(2);
      expect(missing.errors).toEqual(['nowhere.netloom: There is no such file or folder.']);
      const directory = await netloom([command, 'folder.netloom'], folder);
      expect(directory.exitCode).toBe(2);
      expect(directory.errors).toEqual([
        expect.stringContaining('folder.netloom: This is a folder'),
      ]);
    }
  });

  it.skipIf(process.platform === 'win32')('what is no ordinary file', async () => {
    execFileSync('mkfifo', [inFolder('pipe.netloom')]);
    await symlink('/dev/zero', inFolder('endless.netloom'));
    await symlink('circle.netloom', inFolder('circle.netloom'));
    for (const [name, message] of [
      ['pipe.netloom', 'no ordinary file'],
      ['endless.netloom', 'no ordinary file'],
      ['circle.netloom', 'lead in a circle'],
    ] as const) {
      const { exitCode, errors } = await netloom(['summary', name], folder);
      expect(exitCode).toBe(2);
      expect(errors).toEqual([expect.stringContaining(message)]);
    }
  });

  it.skipIf(process.platform === 'win32')('data that never end', async () => {
    const text = (await readFile(lenet, 'utf8')).replace(
      '"kind": "mnist"',
      '"kind": "idx", "fields": { "images": "/dev/zero", "labels": "/dev/zero" }',
    );
    expect(text).toContain('/dev/zero');
    await writeFile(inFolder('zeros.netloom'), text);
    const { exitCode, errors } = await netloom(['train', 'zeros.netloom'], folder);
    expect(exitCode).toBe(1);
    expect(errors).toEqual([expect.stringContaining('/dev/zero: This is no ordinary file.')]);
  });

  it('names that would steer the terminal', async () => {
    const kind = '\u001b[31m\u009b2J\nnetloom: fine';
    await writeFile(inFolder('escape.netloom'), project([{ id: 'a', kind }], []));
    const { stdout, errors } = await netloom(['summary', 'escape.netloom'], folder);
    expect(errors).toHaveLength(2);
    for (const text of [stdout.replaceAll('\n', ''), ...errors])
      expect(text).not.toMatch(/\p{Cc}/u);
  });

  it('a huge network, without looking at every pair of its nodes', async () => {
    const ids = Array.from({ length: 20_000 }, (_, index) => `add${index}`);
    const nodes = [
      { id: 'image', kind: 'input', fields: { shape: [4] } },
      ...ids.map((id) => ({ id, kind: 'add' })),
    ];
    await writeFile(
      inFolder('wide.netloom'),
      project(nodes, [
        ...ids.map((id) => ['image', id] as const),
        ...ids.slice(1).map((id) => [id, 'add0'] as const),
      ]),
    );
    const { exitCode, errors } = await netloom(['check', 'wide.netloom'], folder);
    expect(exitCode).toBe(1);
    expect(errors).toHaveLength(ids.length - 1);
  });

  it('an optimizer of the file that is unknown', async () => {
    const text = (await readFile(lenet, 'utf8')).replace('"momentum"', '"magic"');
    await writeFile(inFolder('magic.netloom'), text);
    const { exitCode, errors } = await netloom(['train', 'magic.netloom'], folder);
    expect(exitCode).toBe(1);
    expect(errors[0]).toContain('"magic"');
  });

  it('a place for weights that is none, before training starts', async () => {
    for (const place of ['nowhere/weights.safetensors', 'wrong.netloom/weights.safetensors', '.']) {
      const { exitCode, stdout, errors } = await netloom(['train', lenet, '--save', place], folder);
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
      expect(errors).toHaveLength(1);
    }
  });

  it('a file of 100 MB, by its size alone', async () => {
    const huge = await open(inFolder('huge.netloom'), 'w');
    await huge.truncate(100_000_000);
    await huge.close();
    const { exitCode, errors } = await netloom(['check', 'huge.netloom'], folder);
    expect(exitCode).toBe(1);
    expect(errors).toEqual([expect.stringContaining('The file takes 100.0 MB')]);
  });

  it.each([
    [['check']],
    [['check', 'a', 'b']],
    [['fly']],
    [['check', '--quickly', 'a']],
    [['summary', 'a', '--batch', '0']],
    [['summary', 'a', '--batch', 'many']],
    [['export', 'a', '--out', 'b']],
    [['train', 'a', '--epochs', '-1']],
    [['train', 'a', '--epochs', '0']],
    [['train', 'a', '--epochs', '1.5']],
    [['train', 'a', '--seed', '1e99']],
    [['train', 'a', '--limit', '0']],
    [['train', 'a', '--backend', 'abacus']],
  ])('wrong usage: %j', async (words) => {
    const { exitCode, stdout, errors } = await netloom(words, folder);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(errors).toHaveLength(1);
  });

  it('an unknown optimizer', async () => {
    const { exitCode, errors } = await netloom(['summary', lenet, '--optimizer', 'magic']);
    expect(exitCode).toBe(2);
    expect(errors).toEqual([expect.stringContaining('choose one of adagrad, adam, adamw')]);
  });
});

describe('the command starts quickly', () => {
  it('because only training loads tf.js', async () => {
    const out = inFolder('untrained');
    for (const words of [
      ['check', lenet],
      ['summary', lenet],
      ['export', lenet, '--target', 'tfjs-ts', '--out', out],
      ['new', inFolder('untrained'), '--template', 'vgg16'],
    ]) {
      const { exitCode, errors } = await netloom(words, '.', withoutTfjs);
      expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: [] });
    }
    const training = await netloom(['train', lenet, '--limit', '1'], '.', withoutTfjs);
    expect(training.errors.join()).toContain('tf.js was asked for');
  });
});
