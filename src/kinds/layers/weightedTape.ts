import type { TensorType } from '../../base/tensorType';
import type { LayerKind } from '../layerKind';
import { numbersIn, type Tape } from '../tape';
import { elu } from './activation/elu';
import { hardSigmoid } from './activation/hardSigmoid';
import { relu } from './activation/relu';
import { relu6 } from './activation/relu6';
import { selu } from './activation/selu';
import { sigmoid } from './activation/sigmoid';
import { softmax } from './activation/softmax';
import { softplus } from './activation/softplus';
import { softsign } from './activation/softsign';
import { swish } from './activation/swish';
import { tanh } from './activation/tanh';
import type { ActivationName } from './sharedFields';

const activations: Readonly<Record<Exclude<ActivationName, 'linear'>, LayerKind>> = {
  relu,
  relu6,
  elu,
  selu,
  sigmoid,
  hardSigmoid,
  softmax,
  softplus,
  softsign,
  tanh,
  swish,
};

/** Activations that tf.js would put into the product, and takes out of it again for a gradient. */
const takenApart: ReadonlySet<string> = new Set(['relu', 'elu']);

interface WeightedFields {
  readonly useBias: boolean;
  readonly activation: ActivationName;
}

/**
 * What a layer of products holds: what stands before its bias and before its activation, and the
 * gradient of the latter. `between` are numbers that it makes on the way to its products, such as an
 * input with zeros around it; `fused` where tf.js adds the bias in the same operation as long as no
 * activation follows.
 */
export function weightedTape(
  { useBias, activation }: WeightedFields,
  y: TensorType,
  { between = 0, fused = false } = {},
): Tape {
  const numbers = numbersIn(y);
  if (activation === 'linear') {
    return {
      kept: between + (useBias && !fused ? numbers : 0),
      gradients: between,
      workspace: fused ? numbers : 0,
      isFused: fused,
    };
  }
  const kind = activations[activation];
  const own = kind.tape?.({}, { x: y }, { y }) ?? {};
  const savesInput = kind.keeps === 'inputs' || kind.keeps === 'both';
  const keepsOutput = kind.keeps === 'output' || kind.keeps === 'both';
  const withActivation = ({ kept = 0, gradients = 0, workspace = 0 }: Tape): Tape => ({
    kept: between + (useBias ? numbers : 0) + (savesInput ? numbers : 0) + kept,
    gradients: between + numbers + gradients,
    // At least the gradient of what stands before the activation.
    workspace: Math.max(workspace, numbers),
    keepsOutput,
    // A rectifier is taken out of the operation where there is a gradient, and the product with it.
    isFused: fused && !takenApart.has(activation),
  });
  const { compiled } = own;
  return {
    ...withActivation(own),
    ...(compiled ? { compiled: withActivation(compiled) } : {}),
  };
}
