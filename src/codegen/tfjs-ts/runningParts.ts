import type { LayerCall } from '../../analysis/kerasLayers';
import type { KerasLayer } from '../../kinds/layerKind';

/** A kernel or correction that a network needs on WASM, as a file and a line of code. */
export interface RunningPart {
  /** The file below `src/runtime/`, without ending: `kernels/tanh`. */
  readonly module: string;
  /** What is imported from it. */
  readonly imported: string;
  /** The statement that puts it into force. */
  readonly statement: string;
}

const better = (kernel: string, name: string): RunningPart => ({
  module: `kernels/${kernel}`,
  imported: kernel,
  statement: `replaceKernel('${name}', () => ${kernel});`,
});

const correction = (module: string, imported: string): RunningPart => ({
  module: `corrections/${module}`,
  imported,
  statement: `${imported}();`,
});

const oneHot = better('oneHot', 'OneHot');
const volumeInputGradient = better('conv3dBackpropInput', 'Conv3DBackpropInputV2');
const comparisons = correction('comparisonGradients', 'correctComparisonGradients');
const masks = correction('masks', 'correctMasks');
const modelExecution = correction('modelExecution', 'correctModelExecution');

/** How many axes a kernel slides over. */
const axesOf = ({ kernelSize }: KerasLayer['config']): number =>
  Array.isArray(kernelSize) ? kernelSize.length : 1;

/** Convolutions that leave something over between their windows, which WASM pads without end. */
const writtenPadding: RunningPart = {
  module: 'kernels/samePadding',
  imported: 'writtenSamePadding',
  statement: ['Conv2D', 'FusedConv2D', 'DepthwiseConv2dNative', 'FusedDepthwiseConv2D']
    .map((name) => `replaceKernel('${name}', writtenSamePadding);`)
    .join('\n  '),
};

function paddingParts({ padding, kernelSize, strides }: KerasLayer['config']): RunningPart[] {
  const [kernel, steps] = [[kernelSize ?? 1].flat(), [strides ?? 1].flat()];
  const apart = steps.some((step, axis) => Number(step) > Number(kernel[axis] ?? kernel[0]));
  return padding === 'same' && kernelSize !== undefined && apart ? [writtenPadding] : [];
}

/** A layer and, where it stands in a network, what each of its calls takes. */
type CalledLayer = KerasLayer & { readonly calls?: readonly LayerCall[] };

/** What the forward pass of a layer needs: without it tf.js throws or computes other numbers on WASM. */
function forwardParts({ className, config }: KerasLayer): readonly RunningPart[] {
  const { layer } = config as { layer?: KerasLayer };
  const isMasked = className === 'Masking' || config.maskZero === true;
  const isVolume = className.endsWith('Transpose') || className === 'TransposedConvolution';
  return [
    ...paddingParts(config),
    ...(isMasked ? [comparisons, masks, modelExecution] : []),
    ...(isVolume && axesOf(config) === 3 ? [volumeInputGradient] : []),
    ...(className === 'GumbelSoftmax' ? [oneHot] : []),
    ...(layer ? forwardParts(layer) : []),
  ];
}

/**
 * What running a network needs, trained or not, each part once, by file. Where a layer takes one tensor
 * twice, or more than the first output of another, tf.js frees or computes it once too often; a mask it
 * hands on to every layer that comes later.
 */
export function runningParts(layers: readonly CalledLayer[]): readonly RunningPart[] {
  const isHard = layers.some(({ calls = [] }) =>
    calls.some(
      ({ inputs }) =>
        inputs.some(({ tensor }) => tensor > 0) ||
        new Set(inputs.map(({ layer, call }) => `${call} ${layer}`)).size < inputs.length,
    ),
  );
  return byFile([...(isHard ? [modelExecution] : []), ...layers.flatMap(forwardParts)]);
}

function byFile(parts: readonly RunningPart[]): readonly RunningPart[] {
  const found = new Map(parts.map((part) => [part.module, part]));
  return [...found.values()].sort((a, b) => (a.module < b.module ? -1 : 1));
}

/** The file `backend.ts` of a project that trains: starts WASM with everything that Netloom corrects. */
export const trainingBackend = `
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { applyCorrections } from './corrections/applyCorrections';
import { registerKernels } from './kernels/registerKernels';

/** Starts tf.js on WebAssembly, with what it lacks there for training, and what it gets wrong. */
export async function startBackend(): Promise<void> {
  applyCorrections();
  registerKernels();
  const errors = ['uncaughtException', 'unhandledRejection'] as const;
  const before = errors.map((event) => process.rawListeners(event));
  if (!(await tf.setBackend('wasm'))) throw new Error('The WASM backend does not start.');
  // Its listeners would answer every error of the program with the whole text of a module.
  for (const [place, event] of errors.entries()) {
    for (const listener of process.rawListeners(event)) {
      if (!before[place]?.includes(listener)) process.off(event, listener as () => void);
    }
  }
}
`;

/** The file `backend.ts` of a project that only runs: starts WASM with the given parts in force. */
export function generateBackend(parts: readonly RunningPart[]): string {
  const replaces = parts.some(({ statement }) => statement.startsWith('replaceKernel'));
  return `
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
${parts.map(({ imported, module }) => `import { ${imported} } from './${module}';`).join('\n')}

/** Starts tf.js on WebAssembly${parts.length > 0 ? ', with what it lacks there for this network' : ''}. */
export async function startBackend(): Promise<void> {
  if (!(await tf.setBackend('wasm'))) throw new Error('The WASM backend does not start.');
  ${parts.map(({ statement }) => statement).join('\n  ')}
}
${
  replaces
    ? `
function replaceKernel(name: string, better: (shipped: tf.KernelConfig) => tf.KernelConfig): void {
  const shipped = tf.getKernel(name, 'wasm');
  tf.unregisterKernel(name, 'wasm');
  tf.registerKernel(better(shipped));
}
`
    : ''
}`;
}
