import { describe, expect, it } from 'vitest';
import { isSound } from '../../../src/analysis/analyse';
import { expandNetwork } from '../../../src/analysis/expandNetwork';
import { numberedNodes } from '../../../src/analysis/numberedNode';
import { receptiveFields } from '../../../src/analysis/receptiveField';
import { analyseMain, drawNetwork } from '../analysis/drawNetwork';
import { analysedTemplate, rowOf, templateSummary } from './exampleTemplates';

describe('a 3×3 filter on a 7×7 image', () => {
  const analysis = analysedTemplate('convolution/uneven-stride');

  it('gives 5 with stride 1 and 3 with stride 2', () => {
    expect(analysis.nodes.get('stride1')?.outputs?.y?.shape).toEqual([5, 5, 1]);
    expect(analysis.nodes.get('stride2')?.outputs?.y?.shape).toEqual([3, 3, 1]);
  });

  it('does not fit with stride 3, and says so with the 2.33 of the slide', () => {
    const found = analysis.nodes.get('stride3');
    expect(found?.outputs).toBeNull();
    expect(found?.diagnostics).toHaveLength(1);
    expect(found?.diagnostics[0]).toMatchObject({ code: 'conv2d/doesNotFit', severity: 'error' });
    expect(found?.diagnostics[0]?.message).toContain('(7 − 3) / 3 + 1 = 2.33');
  });

  it.each([
    ['floor', [2, 2, 1]],
    ['ceil', [3, 3, 1]],
  ])('gives %s of it where a person chooses so', (rounding, output) => {
    const drawn = analyseMain(
      drawNetwork(
        [
          ['image', 'input', { shape: [7, 7, 1] }],
          ['stride3', 'conv2d', { filters: 1, kernelSize: [3, 3], strides: [3, 3], rounding }],
        ],
        ['image → stride3'],
      ),
    );
    expect(drawn.nodes.get('stride3')?.outputs?.y?.shape).toEqual(output);
    expect(isSound(drawn)).toBe(true);
  });

  it('gives 7 again when padded by (F − 1)/2, as 5×5 and 7×7 do', () => {
    const summary = templateSummary('examples/zero-padding');
    const outputs = [3, 5, 7].map((size) => rowOf(summary, `filter${size}`).output);
    expect(outputs).toEqual(Array(3).fill([7, 7, 1]));
  });
});

describe('ten 5×5 filters with padding 2 on 32×32×3', () => {
  it('give 32×32×10 with 76 parameters each, 760 in all', () => {
    const analysis = analysedTemplate('convolution/ten-filters');
    const [id = '', found] =
      [...analysis.nodes].find(([, { kind }]) => kind?.id === 'conv2d') ?? [];
    expect(rowOf(templateSummary('convolution/ten-filters'), id)).toMatchObject({
      output: [32, 32, 10],
      parameters: 760,
    });
    const formulas = found?.kind?.formula(
      found.fields ?? {},
      found.inputs as never,
      found.outputs as never,
    );
    expect(formulas?.join('\n')).toContain('76 \\cdot 10 = 760');
  });
});

describe('pooling', () => {
  it('takes (W − F)/S + 1 places, keeps the depth and has no parameters', () => {
    const row = rowOf(templateSummary('examples/max-pooling'), 'pool');
    expect(row).toMatchObject({ output: [2, 2, 1], parameters: 0, macs: 0 });
  });
});

describe('a dense layer on a picture', () => {
  it('has 120,001,000 parameters where ten filters have 760', () => {
    const summary = templateSummary('examples/dense-or-convolution');
    expect(rowOf(summary, 'dense')).toMatchObject({
      parameters: 120_001_000,
      macs: 120_000_000,
    });
    expect(rowOf(summary, 'filters')).toMatchObject({ parameters: 760, macs: 30_000_000 });
  });
});

describe('three 3×3 filters', () => {
  it('see what one 7×7 sees with 27 C² weights in place of 49 C²', () => {
    const summary = templateSummary('examples/three-small-filters');
    const small = [1, 2, 3].map((place) => rowOf(summary, `small${place}`).parameters ?? 0);
    expect(small.reduce((sum, count) => sum + count)).toBe(27 * 64 ** 2);
    expect(rowOf(summary, 'large').parameters).toBe(49 * 64 ** 2);
    const fields = receptiveFields(
      numberedNodes(expandNetwork(analysedTemplate('examples/three-small-filters'))),
    );
    expect(fields.get('small3')).toEqual(fields.get('large'));
    expect(fields.get('large')).toEqual(Array(2).fill({ size: 7, jump: 1, centre: 0 }));
  });
});

describe('the formulas for parameters', () => {
  it.each([
    ['two-layers', (3 + 1) * 4 + (4 + 1) * 2],
    ['recurrent-layer', 3 * (4 + 3) + 3 * 4],
    ['lstm-gates', 4 * (4 * (3 + 4) + 4)],
    ['gru-gates', 3 * 4 * (3 + 4)],
    ['memory-read', 0],
  ])('give what %s has', (name, parameters) => {
    expect(isSound(analysedTemplate(`examples/${name}`))).toBe(true);
    expect(templateSummary(`examples/${name}`).totals.parameters).toBe(parameters);
  });
});
