import { variadicPortName } from '../../../src/kinds/port';
import type { ParityRow } from '../parityRow';
import type { TorchModule } from '../torchOracle';
import { torchModule } from './chains';

const call = (function_: string, values: TorchModule[1] = {}): TorchModule =>
  torchModule('Call', { function: function_, arguments: values });

/** Layers that move numbers. */
export const shapeRows: readonly ParityRow[] = [
  {
    kind: 'flatten',
    shapes: 100,
    values: 3,
    draw: (draw) => ({
      fields: {},
      inputs: { x: draw.shape(1, 4) },
      modules: [torchModule('Flatten')],
    }),
  },
  {
    kind: 'reshape',
    shapes: 200,
    values: 4,
    draw(draw) {
      const shape = draw.shape(1, 3);
      const targetShape = draw.chance(0.8) ? [...shape].reverse() : draw.shape(1, 3);
      if (draw.chance(0.4)) targetShape[draw.whole(0, targetShape.length - 1)] = -1;
      return {
        fields: { targetShape },
        inputs: { x: shape },
        modules: [torchModule('Reshape', { shape: targetShape })],
      };
    },
  },
  {
    kind: 'permute',
    shapes: 100,
    values: 6,
    draw(draw) {
      const shape = draw.shape(1, 4);
      const dims = shape.map((_, place) => place + 1);
      for (let last = dims.length - 1; last > 0; last--) {
        const other = draw.whole(0, last);
        [dims[last], dims[other]] = [dims[other] ?? 1, dims[last] ?? 1];
      }
      if (draw.chance(0.1)) dims[0] = draw.whole(1, 4);
      if (draw.chance(0.05)) dims.pop();
      return {
        fields: { dims },
        inputs: { x: shape },
        modules: [call('permute', { dims: [0, ...dims] })],
      };
    },
  },
  {
    kind: 'expandDims',
    shapes: 80,
    values: 3,
    draw(draw) {
      const shape = draw.shape(1, 3);
      const axis = draw.pick([-1, 1]) * draw.whole(1, shape.length + 1);
      return {
        fields: { axis },
        inputs: { x: shape },
        modules: [call('unsqueeze', { dim: axis })],
      };
    },
  },
  {
    kind: 'squeeze',
    shapes: 80,
    values: 3,
    draw(draw) {
      const shape = draw.shape(1, 4).map((axis) => (draw.chance(0.4) ? 1 : axis));
      const place = draw.whole(1, shape.length + (draw.chance(0.1) ? 1 : 0));
      const all = draw.chance(0.5);
      return {
        fields: { axes: all ? [] : [place] },
        inputs: { x: shape },
        modules: [all ? call('squeeze') : call('squeeze', { dim: place })],
      };
    },
    stricter: { notOne: 'PyTorch leaves an axis of another length in place without a word' },
  },
  {
    kind: 'reduce',
    shapes: 150,
    values: 12,
    draw(draw) {
      const shape = draw.shape(1, 4);
      const reduction = draw.pick(['mean', 'sum', 'max', 'min']);
      const keepDims = draw.chance(0.5);
      const places = shape.map((_, place) => place + 1).filter(() => draw.chance(0.5));
      if (draw.chance(0.05)) places.push(shape.length + 1);
      const dim = places.length > 0 ? places : shape.map((_, place) => place + 1);
      const name = { mean: 'mean', sum: 'sum', max: 'amax', min: 'amin' }[reduction];
      return {
        fields: { reduction, axes: places, keepDims },
        inputs: { x: shape },
        modules: [call(name, { dim, keepdim: keepDims })],
      };
    },
  },
  {
    kind: 'repeatVector',
    shapes: 60,
    values: 3,
    draw(draw) {
      const n = draw.whole(1, 8);
      return {
        fields: { n },
        inputs: { x: [draw.channels()] },
        modules: [call('unsqueeze', { dim: 1 }), call('repeat_interleave', { repeats: n, dim: 1 })],
      };
    },
  },
  {
    kind: 'selectStep',
    shapes: 80,
    values: 4,
    draw(draw) {
      const shape = draw.shape(2, 4);
      const [steps = 1] = shape;
      const index = draw.whole(-steps, steps - 1) + (draw.chance(0.1) ? steps : 0);
      return {
        fields: { index },
        inputs: { x: shape },
        modules: [call('select', { dim: 1, index })],
      };
    },
  },
  {
    kind: 'slice',
    shapes: 150,
    values: 6,
    draw(draw) {
      const shape = draw.shape(1, 4);
      const over = draw.chance(0.1) ? 1 : 0;
      const start = shape.map((length) => draw.whole(0, length - 1 + over));
      const size = shape.map((length, place) =>
        draw.chance(0.3) ? -1 : draw.whole(1, Math.max(length - (start[place] ?? 0) + over, 1)),
      );
      return {
        fields: { start, size },
        inputs: { x: shape },
        modules: shape.map((length, place) => {
          const from = start[place] ?? 0;
          const kept = size[place] ?? -1;
          return call('narrow', {
            dim: place + 1,
            start: from,
            length: kept < 0 ? length - from : kept,
          });
        }),
      };
    },
  },
  {
    kind: 'split',
    shapes: 120,
    values: 8,
    draw(draw) {
      const shape = draw.shape(1, 3);
      const place = draw.whole(0, shape.length - 1);
      const parts = draw.whole(2, 4);
      const equal = draw.chance(0.5);
      const sizes = equal ? [] : draw.wholes(parts, 1, 4);
      const whole = sizes.reduce((sum, size) => sum + size, 0);
      if (draw.chance(0.85)) shape[place] = equal ? parts * draw.channels() : whole;
      const dim = place + 1;
      return {
        fields: { axis: draw.chance(0.5) ? dim : place - shape.length, parts, sizes },
        inputs: { x: shape },
        modules: equal
          ? [
              torchModule('Unflatten', { dim, unflattened_size: [parts, -1] }),
              call('unbind', { dim }),
            ]
          : [call('split', { split_size_or_sections: sizes, dim })],
      };
    },
  },
  {
    kind: 'stack',
    shapes: 100,
    values: 5,
    draw(draw) {
      const shape = draw.shape(1, 3);
      const count = draw.whole(2, 4);
      const axis = draw.pick([-1, 1]) * draw.whole(1, shape.length + 1);
      const shapes = Array.from({ length: count }, () =>
        draw.chance(0.05) ? draw.shape(1, 3) : shape,
      );
      return {
        fields: { axis },
        inputs: Object.fromEntries(shapes.map((one, index) => [variadicPortName(index), one])),
        modules: [
          torchModule('Call', { function: 'stack', listed: true, arguments: { dim: axis } }),
        ],
      };
    },
  },
];
