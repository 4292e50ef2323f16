import { variadicPortName } from '../../../src/kinds/port';
import type { Draw } from '../draw';
import type { ParityCase, ParityRow } from '../parityRow';
import { torchModule } from './chains';

/** Shapes that mostly go together: some axes of length 1, seldom one of another length. */
function drawShapes(draw: Draw, count: number): number[][] {
  const shape = draw.shape(1, 3);
  return Array.from({ length: count }, () =>
    shape.map((axis) => {
      if (draw.chance(0.04)) return draw.length();
      return draw.chance(0.1) ? 1 : axis;
    }),
  );
}

const byPort = (shapes: readonly (readonly number[])[]) =>
  Object.fromEntries(shapes.map((shape, index) => [variadicPortName(index), shape]));

const elementwise = (kind: string, function_: string, mean = false, most = 4): ParityRow => ({
  kind,
  shapes: 100,
  values: 6,
  draw: (draw) => ({
    fields: {},
    inputs: byPort(drawShapes(draw, draw.whole(2, most))),
    modules: [torchModule('Fold', { function: function_, mean })],
  }),
});

function drawConcatenation(draw: Draw): ParityCase {
  const shape = draw.shape(1, 3);
  const place = draw.whole(1, shape.length + (draw.chance(0.05) ? 1 : 0));
  const axis = draw.chance(0.5) || place > shape.length ? place : place - shape.length - 1;
  const shapes = Array.from({ length: draw.whole(2, 4) }, () =>
    shape.map((length, index) => {
      if (index === place - 1 || draw.chance(0.03)) return draw.length();
      return length;
    }),
  );
  return {
    fields: { axis },
    inputs: byPort(shapes),
    modules: [torchModule('Call', { function: 'cat', listed: true, arguments: { dim: axis } })],
  };
}

/** Products of matrices, now and then with one side or axis that does not fit. */
function drawMatrixProduct(draw: Draw): ParityCase {
  const [rows, inner, columns] = [draw.channels(), draw.channels(), draw.channels()];
  const leading = draw.small ? draw.wholes(draw.whole(0, 2), 1, 3) : draw.lengths(draw.whole(0, 2));
  const other = draw.chance(0.1) ? draw.channels() : inner;
  const [transposeA, transposeB] = [draw.chance(0.5), draw.chance(0.5)];
  const stretched = leading.map((axis) => (draw.chance(0.15) ? 1 : axis));
  return {
    fields: { transposeA, transposeB },
    inputs: {
      a: [...leading, ...(transposeA ? [inner, rows] : [rows, inner])],
      b: [...stretched, ...(transposeB ? [columns, other] : [other, columns])],
    },
    modules: [torchModule('MatrixProduct', { transposed: [transposeA, transposeB] })],
  };
}

/** Scalar products of rows and matrices along an axis of each. */
function drawDot(draw: Draw): ParityCase {
  const length = draw.channels();
  const drawSide = (): Side => {
    const own = draw.chance(0.1) ? draw.channels() : length;
    if (draw.chance(0.3)) return { shape: [own], axis: 1, letters: 'k' };
    const first = draw.chance(0.5);
    const rest = draw.length();
    return first
      ? { shape: [own, rest], axis: 1, letters: 'k*' }
      : { shape: [rest, own], axis: 2, letters: '*k' };
  };
  const [a, b] = [drawSide(), drawSide()];
  const normalize = draw.chance(0.4);
  const left = (side: Side, letter: string) => side.letters.replace('*', letter);
  const kept = `${a.shape.length > 1 ? 'i' : ''}${b.shape.length > 1 ? 'j' : ''}`;
  return {
    fields: { axes: [a.axis, b.axis], normalize },
    inputs: { a: a.shape, b: b.shape },
    modules: [
      torchModule('Einsum', {
        equation: `n${left(a, 'i')},n${left(b, 'j')}->n${kept}`,
        normalized: normalize ? [a.axis, b.axis] : [],
      }),
      ...(kept === '' ? [torchModule('Reshape', { shape: [1] })] : []),
    ],
  };
}

interface Side {
  readonly shape: readonly number[];
  readonly axis: number;
  readonly letters: string;
}

/** Merging. */
export const mergingRows: readonly ParityRow[] = [
  elementwise('add', 'add'),
  elementwise('subtract', 'sub', false, 2),
  elementwise('divide', 'div', false, 2),
  elementwise('average', 'add', true),
  elementwise('multiply', 'mul'),
  elementwise('maximum', 'maximum'),
  elementwise('minimum', 'minimum'),
  { kind: 'concatenate', shapes: 200, values: 8, draw: drawConcatenation },
  { kind: 'matMul', shapes: 200, values: 10, draw: drawMatrixProduct },
  {
    kind: 'dot',
    shapes: 150,
    values: 10,
    draw: drawDot,
    stricter: {
      lengthsDiffer:
        'torch.einsum repeats an axis of length 1; a scalar product of two lengths is a mistake',
    },
  },
];
