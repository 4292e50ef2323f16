import type { JsonValue } from '../../../src/base/jsonValue';
import type { TorchModule } from '../torchOracle';

/** A module of PyTorch with its arguments. */
export function torchModule(
  name: string,
  values: Readonly<Record<string, JsonValue>> = {},
): TorchModule {
  return [name, values];
}

/** Modules that want channels first, put between layers that have them last. */
export function channelsFirst(...modules: readonly TorchModule[]): TorchModule[] {
  return [torchModule('ChannelsFirst'), ...modules, torchModule('ChannelsLast')];
}

/** Padding as torch.nn.functional.pad takes it, the last axis first, from our sides. */
export function lastAxisFirst(sides: readonly number[]): number[] {
  const amounts: number[] = [];
  for (let axis = sides.length - 2; axis >= 0; axis -= 2) {
    amounts.push(sides[axis] as number, sides[axis + 1] as number);
  }
  return amounts;
}

const activationModules: Readonly<Record<string, readonly TorchModule[]>> = {
  linear: [],
  relu: [torchModule('ReLU')],
  relu6: [torchModule('ReLU6')],
  elu: [torchModule('ELU')],
  selu: [torchModule('SELU')],
  gelu: [torchModule('GELU')],
  sigmoid: [torchModule('Sigmoid')],
  // Keras' slope is a fifth, PyTorch's a sixth.
  hardSigmoid: [
    torchModule('Affine', { scale: 0.2, shift: 0.5 }),
    torchModule('Hardtanh', { min_val: 0, max_val: 1 }),
  ],
  softmax: [torchModule('Softmax', { dim: -1 })],
  logSoftmax: [torchModule('LogSoftmax', { dim: -1 })],
  softplus: [torchModule('Softplus')],
  softsign: [torchModule('Softsign')],
  tanh: [torchModule('Tanh')],
  swish: [torchModule('SiLU')],
  mish: [torchModule('Mish')],
};

/** The names that layers with a kernel can carry as their activation. */
export const activationNames = [
  ...['linear', 'relu', 'relu6', 'elu', 'selu', 'sigmoid', 'hardSigmoid', 'softmax', 'softplus'],
  ...['softsign', 'tanh', 'swish'],
];

/** The modules of an activation by its Keras name; softmax works along the last axis. */
export function activation(name: string): readonly TorchModule[] {
  const modules = activationModules[name];
  if (!modules) throw new Error(`No modules for the activation ${name}.`);
  return modules;
}
