import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SummaryRow } from '../../../src/analysis/summary';
import { exitCodes } from '../../../src/cli/exitCodes';
import { type SummaryOptions, summaryCommand } from '../../../src/cli/summaryCommand';

const vgg = 'templates/convolution/vgg.netloom';
let printed = '';
let errors = '';

beforeEach(() => {
  printed = '';
  errors = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text;
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    errors += text;
    return true;
  });
});

afterEach(() => vi.restoreAllMocks());

async function json(file: string, options: SummaryOptions) {
  expect(await summaryCommand(file, { ...options, json: true })).toBe(exitCodes.fine);
  return JSON.parse(printed);
}

describe('the arguments of a network', () => {
  // Table 2 of Simonyan & Zisserman, exactly.
  it.each([
    ['A', 132_863_336],
    ['B', 133_047_848],
    ['C', 133_638_952],
    ['D', 138_357_544],
    ['E', 143_667_240],
  ])('choose configuration %s of VGG with %i parameters', async (column, parameters) => {
    const { totals } = await json(vgg, { argument: [`configuration=${column}`] });
    expect(totals.parameters).toBe(parameters);
  });

  it('can be several, of several types', async () => {
    const { rows, totals } = await json(vgg, { argument: ['size=32', 'classes=10', 'width=0.5'] });
    expect(rows[0].output).toEqual([32, 32, 3]);
    expect(rows.at(-1).output).toEqual([10]);
    expect(rows[1].output).toEqual([16, 16, 32]);
    expect(totals.parameters).toBeLessThan(138_357_544);
  });

  it.each([
    ['depth=3', 'main has no argument "depth"; its arguments are configuration, width'],
    ['configuration=Z', 'The argument configuration cannot be "Z"'],
    ['size=big', 'The argument size cannot be "big"'],
    ['size=', 'The argument size cannot be ""'],
    ['size=2.5', 'The argument size cannot be "2.5"'],
    ['size', '"size" sets no argument; write it as name=value.'],
    ['=3', '"=3" sets no argument; write it as name=value.'],
    ['constructor=3', 'main has no argument "constructor"'],
  ])('%s is refused', async (setting, message) => {
    expect(await summaryCommand(vgg, { argument: [setting] })).toBe(exitCodes.wrongUsage);
    expect(errors).toContain(`${vgg}: ${message}`);
    expect(errors.trim().split('\n')).toHaveLength(1);
    expect(printed).toBe('');
  });

  it('are refused of a network that has none', async () => {
    const lenet = 'templates/convolution/lenet5.netloom';
    expect(await summaryCommand(lenet, { argument: ['width=2'] })).toBe(exitCodes.wrongUsage);
    expect(errors).toContain('main has no arguments, so "width" cannot be set.');
  });
});

describe('the table of blocks', () => {
  const layers = (): string[] =>
    printed
      .split('\n')
      .slice(2, printed.split('\n').lastIndexOf(printed.split('\n')[1] ?? ''))
      .map((line) => line.replace(/^(\s*\S+).*/, '$1'));

  it('indents what is inside by the last part of its path', async () => {
    await summaryCommand(vgg, {});
    expect(layers().slice(0, 6)).toEqual([
      'image',
      'stage1',
      '  conv1',
      '  conv2',
      '  pool',
      'stage2',
    ]);
  });

  it('folds below a depth, the sums staying the same', async () => {
    await summaryCommand(vgg, { depth: 0 });
    expect(layers()).toContain('stage5');
    expect(layers().some((line) => line.startsWith(' '))).toBe(false);
    expect(printed).toContain('138.4 M (138,357,544)');
  });

  it('says the operations of both directions', async () => {
    await summaryCommand('templates/convolution/ten-filters.netloom', {});
    // 768,000 products twice, 10,240 biases and as many outputs of the rectifier.
    expect(printed).toMatch(/FLOPs {8}1\.6 M \(1,556,480\) forward, /);
  });

  it('names paths, receptive fields and bytes in JSON, and what they mean', async () => {
    const { rows, totals, conventions, receptiveField } = await json(vgg, { batch: 8, depth: 0 });
    const byNode = new Map<string, SummaryRow>(rows.map((row: SummaryRow) => [row.node, row]));
    // The receptive field of VGG-16 up to its last pool, as Araujo, Norris & Sim list it.
    expect(byNode.get('stage5/pool')?.receptiveField).toEqual([
      { size: 212, jump: 32, centre: 15.5 },
      { size: 212, jump: 32, centre: 15.5 },
    ]);
    expect(byNode.get('stage5')?.receptiveField).toEqual(byNode.get('stage5/pool')?.receptiveField);
    expect(receptiveField).toBe('everything');
    expect(byNode.get('stage1/conv1')).toMatchObject({
      name: 'conv1',
      depth: 1,
      weightBytes: 1792 * 4,
      gradientBytes: 1792 * 4,
      optimizerBytes: 1792 * 8,
      batchActivationBytes: 224 * 224 * 64 * 4 * 8,
    });
    expect(totals.batchActivationBytes).toBe(totals.activationBytes * 8);
    expect(Object.keys(conventions)).toEqual(
      expect.arrayContaining(['parameters', 'macs', 'forwardFlops', 'receptiveField']),
    );
  });
});
