import type { JsonValue } from '../../../src/base/jsonValue';
import type { Draw } from '../draw';
import type { ParityRow } from '../parityRow';
import type { TorchModule } from '../torchOracle';
import { activation, torchModule } from './chains';

/** A function of numbers, with its settings drawn. */
function functionRow(
  kind: string,
  drawFunction: (draw: Draw) => {
    readonly fields: Readonly<Record<string, JsonValue>>;
    readonly modules: readonly TorchModule[];
  },
): ParityRow {
  return {
    kind,
    shapes: 40,
    values: 4,
    draw: (draw) => ({ ...drawFunction(draw), inputs: { x: draw.shape(1, 3) } }),
  };
}

const plain = [
  ...[
    'linear',
    'relu',
    'relu6',
    'elu',
    'selu',
    'gelu',
    'sigmoid',
    'hardSigmoid',
    'softmax',
    'softplus',
  ],
  ...['softsign', 'tanh', 'swish', 'mish'],
].map((name) => functionRow(name, () => ({ fields: {}, modules: activation(name) })));

/** Activations. */
export const activationRows: readonly ParityRow[] = [
  ...plain,
  functionRow('leakyRelu', (draw) => {
    const alpha = draw.real(0, 1);
    return { fields: { alpha }, modules: [torchModule('LeakyReLU', { negative_slope: alpha })] };
  }),
];
