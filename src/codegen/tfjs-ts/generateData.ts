import type { JsonValue } from '../../base/jsonValue';
import { printText, printValue } from './printCode';
import { isAutoencoder, type TrainingPlan } from './trainingPlan';

/** The file `data.ts` of a plan, and the files of Netloom that it imports. */
export interface GeneratedData {
  readonly code: string;
  readonly shipped: readonly string[];
  /** Whether targets are classes, so that `labels` are there. */
  readonly hasLabels: boolean;
}

/** How a data kind is loaded: what is imported and the call that gives `train` and `test`. */
interface Loader {
  readonly module: string;
  readonly imported: string;
  readonly call: string;
  readonly readsFiles: boolean;
}

type Fields = Readonly<Record<string, JsonValue>>;

/** The loader of every data kind but MNIST, which has a file of its own. */
const loaders: Readonly<Record<string, (fields: Fields, hasLabels: boolean) => Loader>> = {
  playground: (fields) => ({
    module: 'playground',
    imported: 'playgroundDataSet',
    call: `playgroundDataSet(${printValue(fields)})`,
    readsFiles: false,
  }),
  csv: ({ path, targetColumn, standardise, testRatio, seed }, hasLabels) => ({
    module: 'csvDataSet',
    imported: 'loadCsvDataSet',
    call: `await loadCsvDataSet(nodeFiles, ${ownPath(path, 'data.csv')}, ${printValue({
      ...(targetColumn ? { target: targetColumn } : {}),
      task: hasLabels ? 'classification' : 'regression',
      standardise: standardise ?? false,
      testRatio: testRatio ?? 0.2,
      seed: seed ?? 1,
    })})`,
    readsFiles: true,
  }),
  idx: ({ images, labels, testImages, testLabels, testRatio, seed }) => ({
    module: 'idxDataSet',
    imported: 'loadIdxDataSet',
    call: `await loadIdxDataSet(nodeFiles, { images: ${ownPath(images, 'images.idx')}, labels: ${ownPath(labels, 'labels.idx')}, ${
      testImages && testLabels
        ? `testImages: ${ownPath(testImages, '')}, testLabels: ${ownPath(testLabels, '')}`
        : `testRatio: ${testRatio}, seed: ${seed}`
    } })`,
    readsFiles: true,
  }),
  imageFolder: ({ path, size, channels, testRatio, seed }) => ({
    module: 'imageFolder',
    imported: 'loadImageFolder',
    call: `await loadImageFolder(nodeFiles, ${ownPath(path, 'images')}, ${printValue({
      size: size ?? [32, 32],
      testRatio: testRatio ?? 0.2,
      seed: seed ?? 1,
    }).replace('{ ', `{ channels: ${channels}, `)})`,
    readsFiles: true,
  }),
};

function ownPath(path: JsonValue | undefined, usual: string): string {
  return printText(typeof path === 'string' && path !== '' ? path : usual);
}

/** The file `data.ts`: `loadData()` gives tensors to learn from and to test with. */
export function generateData(plan: TrainingPlan): GeneratedData {
  const hasLabels = plan.encoding !== 'asIs';
  const isMnist = plan.data.id === 'mnist';
  const loader = loaders[plan.data.id]?.(plan.dataFields as Fields, hasLabels);
  if (!isMnist && !loader) throw new Error(`${plan.data.id} has no loader.`);
  const parts = isMnist ? fromMnist(plan) : fromSplit(plan, loader as Loader);
  const code = `
import * as tf from '@tensorflow/tfjs';
${[...parts.imports].sort(byModule).join('\n')}

/** Examples as the network takes them. */
export interface Examples {
  readonly inputs: tf.Tensor;
  /** What the outputs are compared with. */
  readonly targets: tf.Tensor;
  ${hasLabels ? '/** The class of each example, from 0. */\nreadonly labels: Int32Array;' : ''}
}

${parts.load}
${hasLabels ? encodeLabels(plan) : ''}`;
  return { code, hasLabels, shipped: parts.shipped };
}

interface DataParts {
  readonly imports: readonly string[];
  readonly load: string;
  readonly shipped: readonly string[];
}

function fromMnist(plan: TrainingPlan): DataParts {
  const encoded =
    plan.encoding === 'asIs'
      ? '{ inputs: images, targets: images }'
      : '{ inputs: images, targets: encodeLabels(labels), labels }';
  const taken = plan.encoding === 'asIs' ? '{ images }' : '{ images, labels }';
  return {
    shipped: ['codegen/tfjs-ts/files/mnist.ts'],
    imports: ["import { type Digits, loadMnist } from './mnist';"],
    load: `
/** The handwritten digits of MNIST: 60,000 to learn from, 10,000 to test. */
export async function loadData(): Promise<{ train: Examples; test: Examples }> {
  const { train, test } = loadMnist();
  return { train: toExamples(train), test: toExamples(test) };
}

function toExamples(${taken}: Digits): Examples {
  return ${encoded};
}
`,
  };
}

function fromSplit(plan: TrainingPlan, loader: Loader): DataParts {
  const hasLabels = plan.encoding !== 'asIs';
  const columns = hasLabels ? 'columnLabels, columnTensor' : 'columnTensor';
  const inputs = `columnTensor(split, ${printText(plan.input)})`;
  const body = hasLabels
    ? `const labels = columnLabels(split, ${printText(plan.target)});
  return { inputs: ${inputs}, targets: encodeLabels(labels), labels };`
    : isAutoencoder(plan)
      ? `const inputs = ${inputs};
  return { inputs, targets: inputs };`
      : `return { inputs: ${inputs}, targets: columnTensor(split, ${printText(plan.target)}) };`;
  return {
    shipped: [
      'codegen/tfjs-ts/files/columns.ts',
      `data/${loader.module}.ts`,
      'data/dataSet.ts',
      ...(loader.readsFiles ? ['codegen/tfjs-ts/files/nodeFiles.ts'] : []),
    ],
    imports: [
      `import { ${columns} } from './columns';`,
      `import { ${loader.imported} } from './data/${loader.module}';`,
      "import type { Split } from './data/dataSet';",
      ...(loader.readsFiles ? ["import { nodeFiles } from './nodeFiles';"] : []),
    ],
    load: `
/** ${plan.data.title}${loader.readsFiles ? '; put your own files where the paths say' : ''}. */
export async function loadData(): Promise<{ train: Examples; test: Examples }> {
  const loaded = ${loader.call};
  if (!loaded.ok) throw new Error(loaded.error);
  return { train: toExamples(loaded.value.train), test: toExamples(loaded.value.test) };
}

function toExamples(split: Split): Examples {
  ${body}
}
`,
  };
}

/** The function that turns classes into the numbers that the loss compares with. */
function encodeLabels({ encoding, classCount, loss }: TrainingPlan): string {
  if (encoding === 'oneHot') {
    // The hinge loss asks for a side, -1 or 1; the others for probabilities.
    const sides = loss.id === 'hinge';
    return `
/** One number a class: 1 for the right one, ${sides ? '-1' : '0'} for the others. */
function encodeLabels(labels: Int32Array): tf.Tensor {
  return tf.oneHot(tf.tensor1d(labels, 'int32'), ${classCount}${sides ? ', 1, -1' : ''}).toFloat();
}
`;
  }
  const single = encoding === 'minusOneOne';
  return `
/** One number an example: ${single ? '-1' : '0'} for the first class, 1 for the second. */
function encodeLabels(labels: Int32Array): tf.Tensor {
  const numbers = Float32Array.from(labels${single ? ', (label) => (label === 0 ? -1 : 1)' : ''});
  return tf.tensor2d(numbers, [labels.length, 1]);
}
`;
}

/** Orders import lines by what stands after `from`. */
function byModule(a: string, b: string): number {
  const [first = '', second = ''] = [a, b].map((line) => line.split(' from ')[1]);
  return first < second ? -1 : 1;
}
