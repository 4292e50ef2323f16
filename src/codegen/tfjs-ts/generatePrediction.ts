import { edgesInto } from '../../analysis/graphStructure';
import { type Edge, graphUsedBy } from '../../document/project';
import { isDataKind } from '../../kinds/training/stepKind';
import { isDataSet } from './generateData';
import { printText } from './printCode';
import type { NetworkPlan, StepPlan, TrainingPlan } from './trainingPlan';

/** The network that `predict.ts` runs, with what stands before its weights in a file. */
export type PredictedNetwork = Pick<NetworkPlan, 'builder' | 'module'> & {
  readonly prefix: string;
};

const start = (
  { builder, module, prefix }: PredictedNetwork,
  parts: { nodeImport: string; asks: string; imports: string; options: string; checked: string },
): string => `
${parts.nodeImport}import * as tf from '@tensorflow/tfjs';
import { startBackend } from './backend';
import { ${parts.asks} } from './commandLine';
import { ${builder} } from './${module}';
${parts.imports}import { loadWeights, namedWeights } from './weights';

const { values: options, positionals } = commandLine({
  allowPositionals: true,
  options: { ${parts.options}, json: { type: 'boolean', default: false } },
});

const weights = weightsFile(positionals[0] ?? 'weights.safetensors');
${parts.checked}
await startBackend();
const model = ${builder}();
loadWeights(namedWeights(model${prefix === '' ? '' : `, ${printText(prefix)}`}), weights${prefix === '' ? '' : `, ${printText(prefix)}`});
`;

/** How a network is fed with test examples, and what its output is compared with. */
interface Comparison {
  readonly plan: StepPlan;
  /** The data set, and the columns that enter. */
  readonly set: string;
  readonly columns: readonly string[];
  /** The column with what is expected, and whether it holds classes. */
  readonly target: string | null;
  readonly isClass: boolean;
  /** From which output on a single number means the second of two classes. */
  readonly threshold: number;
}

/** How a network can be shown at work on test examples; null where it takes no data set as it is. */
export function comparisonFor(plan: TrainingPlan, network: string): Comparison | null {
  for (const step of plan.steps) {
    for (const [id, { node, kind }] of step.step.nodes) {
      const used = graphUsedBy(node.kind);
      if (used?.relation !== 'call' || used.graph !== network || !kind) continue;
      const edges = edgesInto(step.step.structure, id);
      const ends = Object.keys(kind.inputs).map((port) => (edges.get(port) as Edge).from);
      const [first] = ends;
      const set = step.step.nodes.get(first?.node ?? '');
      if (!first || !set?.kind || !isDataKind(set.kind) || !isDataSet(set.kind.id)) continue;
      if (ends.some((end) => end.node !== first.node)) continue;
      return {
        plan: step,
        set: first.node,
        columns: ends.map(({ port }) => port),
        ...targetOf(step, id, first.node),
      };
    }
  }
  return null;
}

function targetOf(
  { step }: StepPlan,
  call: string,
  set: string,
): Pick<Comparison, 'target' | 'isClass' | 'threshold'> {
  let threshold: number | null = null;
  let target: string | null = null;
  for (const [id, { fields }] of step.nodes) {
    const edges = edgesInto(step.structure, id);
    if (edges.get('prediction')?.from.node !== call) continue;
    if (typeof fields?.threshold === 'number') threshold = fields.threshold;
    const from = edges.get('target')?.from;
    if (from?.node === set) target ??= from.port;
  }
  const type = target === null ? null : step.nodes.get(set)?.outputs?.[target];
  // Of a user's own files only what is measured tells.
  const isClass = type ? type.content === 'class' : threshold !== null;
  return { target, threshold: threshold ?? 0.5, isClass };
}

/** The file `predict.ts` of a network with a data set: what it makes of the first test examples. */
export function generatePrediction(network: PredictedNetwork, compared: Comparison): string {
  const { plan, set, columns, target, isClass, threshold } = compared;
  const column = (name: string): string => `column(${printText(name)})`;
  const inputs = columns.map(column).join(', ');
  const chosen = isClass
    ? `const predicted = row.length > 1 ? row.indexOf(Math.max(...row)) : Number((row[0] ?? 0) > ${threshold});
    console.log(\`\${index}: predicted \${predicted}, expected \${expected[index]?.[0]}\`);`
    : target === null
      ? `console.log(\`\${index}: \${row.map((value) => value.toFixed(4)).join(' ')}\`);`
      : `const wanted = expected[index] ?? [];
    const error = row.reduce((sum, value, at) => sum + (value - (wanted[at] ?? 0)) ** 2, 0) / row.length;
    console.log(\`\${index}: mean squared error \${error.toFixed(5)}\`);`;
  return `${start(network, {
    nodeImport: '',
    asks: 'commandLine, weightsFile, wholeNumber',
    imports: `import { ${plan.sources} } from './data';\nimport { firstExamples } from './training/sources';\n`,
    options: "count: { type: 'string' }",
    checked: "const count = wholeNumber('count', options.count) ?? 10;\n",
  })}
const examples = firstExamples(await ${plan.sources}(), ${printText(set)}, count);
const [output] = [model.predict(${columns.length === 1 ? inputs : `[${inputs}]`})].flat() as [tf.Tensor];
const outputs = rowsOf(output);

if (options.json) {
  console.log(JSON.stringify({ outputs }));
} else {
  ${target === null ? '' : `const expected = rowsOf(${column(target)});`}
  for (const [index, row] of outputs.entries()) {
    ${chosen}
  }
}

function column(name: string): tf.Tensor {
  const found = examples?.[name];
  if (!found) throw new Error(\`The data have no column "\${name}".\`);
  return found;
}

/** The numbers of each example. */
function rowsOf(tensor: tf.Tensor): number[][] {
  return tensor.reshape([tensor.shape[0] ?? 0, -1]).arraySync() as number[][];
}
`;
}

/** The file `predict.ts` of a network without data: what it makes of examples in a JSON file. */
export function generatePlainPrediction(
  network: PredictedNetwork,
  inputs: readonly { name: string; dtype: string }[],
): string {
  const tensors = inputs.map(({ name, dtype }) => `tensorOf('${name}', '${dtype}')`).join(', ');
  const [first] = inputs;
  return `${start(network, {
    nodeImport: "import { readFileSync } from 'node:fs';\n",
    asks: 'commandLine, weightsFile',
    imports: '',
    options: "examples: { type: 'string', default: 'examples.json' }",
    checked: '',
  })}
const examples = JSON.parse(readFileSync(options.examples, 'utf8')) as Record<string, tf.TensorLike>;
const results = [model.predict(${inputs.length === 1 ? tensors : `[${tensors}]`})].flat();
const outputs = results.map((result) => result.arraySync());
console.log(options.json ? JSON.stringify({ outputs }) : outputs);

/** The examples of an input: \`{ "${first?.name}": [example, example] }\`, each a nested list of numbers. */
function tensorOf(name: string, dtype: 'float32' | 'int32'): tf.Tensor {
  const values = examples[name];
  if (values === undefined) throw new Error(\`\${options.examples} has no "\${name}".\`);
  return tf.tensor(values, undefined, dtype);
}
`;
}

/** The file `main.ts`: prints the layers of the networks. */
export function generateMain(networks: readonly Pick<NetworkPlan, 'builder' | 'module'>[]): string {
  return `
import { startBackend } from './backend';
${networks.map(({ builder, module }) => `import { ${builder} } from './${module}';`).join('\n')}

await startBackend();
${networks.map(({ builder }) => `${builder}().summary();`).join('\n')}
`;
}
