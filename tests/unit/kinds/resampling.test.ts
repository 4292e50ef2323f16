import { describe, expect, it } from 'vitest';
import { analyseMain, drawNetwork } from '../analysis/drawNetwork';

type Nodes = Parameters<typeof drawNetwork>[0];

/** What the last node of a network says, and the fixes it offers, each tried out. */
function said(nodes: Nodes, wires: readonly string[], id: string) {
  const project = drawNetwork(nodes, wires);
  const { diagnostics } = analyseMain(project);
  return diagnostics
    .filter(({ node }) => node === id)
    .map(({ code, message, fixes }) => ({
      code,
      message,
      fixes: fixes.map(({ title, edit }) => {
        const fixed = edit.apply(project);
        if (!fixed.ok) throw new Error(fixed.error);
        const after = analyseMain(fixed.value);
        expect(after.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
        return `${title}: ${after.nodes.get(id)?.outputs?.y?.shape.join('×')}`;
      }),
    }));
}

/** What one node says of an input. */
function saidOf(kind: string, fields: object, shape: readonly number[]) {
  const nodes: Nodes = [
    ['x', 'input', { shape }],
    ['node', kind, fields],
  ];
  return said(nodes, ['x → node'], 'node');
}

describe('resampling kinds say what does not fit, and what would', () => {
  it('channels that fill no block', () => {
    expect(saidOf('depthToSpace', { blockSize: 2 }, [4, 4, 18])).toEqual([
      {
        code: 'depthToSpace/channelsDoNotDivide',
        message:
          '18 channels cannot be spread over blocks of 2×2 pixels: they are no multiple of 4.',
        fixes: ['Block 3: 12×12×2', 'Insert Conv 2D with 20 filters: 8×8×5'],
      },
    ]);
  });

  it('rows that fill no block', () => {
    expect(saidOf('spaceToDepth', {}, [5, 6, 3])).toEqual([
      {
        code: 'spaceToDepth/doesNotDivide',
        message: 'A height of 5 does not come out even in blocks of 2: 1 more would do.',
        fixes: ['Insert Zero padding 2D 0, 1, 0, 0: 3×3×12'],
      },
    ]);
  });

  it('a mirrored border wider than the image', () => {
    expect(saidOf('reflectionPadding2d', { padding: [1, 1, 4, 0] }, [5, 4, 1])).toEqual([
      {
        code: 'reflectionPadding2d/borderTooWide',
        message:
          'A mirrored border of 4 needs 5 columns, the edge itself being left out; along the width there are 4.',
        fixes: ['Padding 1, 1, 3, 0: 7×7×1'],
      },
    ]);
  });

  it('cropping that leaves nothing', () => {
    expect(saidOf('cropping1d', { cropping: [2, 3] }, [5, 4])).toEqual([
      {
        code: 'cropping1d/nothingLeft',
        message: 'Cutting 2 + 3 steps off leaves nothing of the length: there are 5.',
        fixes: ['Leave the length as it is: 5×4'],
      },
    ]);
  });

  it('padding that hides the input from a window', () => {
    expect(saidOf('maxPooling3d', { padding: 2 }, [5, 5, 5, 1])).toEqual([
      {
        code: 'maxPooling3d/paddingTooLarge',
        message:
          'A padding of 2 lets a 2×2×2 window see nothing but padding. Pad by less than the window.',
        fixes: ['Padding 1: 3×3×3×1'],
      },
    ]);
  });

  it('unpooling to a size that pools differently', () => {
    const nodes: Nodes = [
      ['x', 'input', { shape: [7, 6, 1] }],
      ['pool', 'maxPoolingWithIndices2d', { rounding: 'ceil' }],
      ['unpool', 'maxUnpooling2d'],
    ];
    const wires = ['x → pool:x', 'pool:y → unpool:x', 'pool:indices → unpool:indices'];
    expect(said(nodes, [...wires, 'x → unpool:like'], 'unpool')).toEqual([
      {
        code: 'maxUnpooling2d/poolsDifferently',
        message:
          'Pooling a height of 7 with these windows gives 3, but 4 arrive. Set window, strides, padding and rounding as in the pooling that made the indices.',
        fixes: ['Rounding ceil: 7×6×1', 'Padding same: 7×6×1'],
      },
    ]);
    expect(said(nodes, wires, 'unpool')).toEqual([]);
  });
});
