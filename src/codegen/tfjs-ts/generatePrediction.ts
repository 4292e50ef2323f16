import type { TrainingPlan } from './trainingPlan';

const start = (nodeFileImports: string, imports: string, options: string): string => `
import { ${nodeFileImports} } from 'node:fs';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { startBackend } from './backend';
${imports}import { buildModel } from './model';
import { loadWeights } from './weights';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { ${options}, json: { type: 'boolean', default: false } },
});

const [weights = 'weights.safetensors'] = positionals;
if (!existsSync(weights)) {
  console.error(\`\${weights} is not there. Name the file with the weights that were trained.\`);
  process.exit(1);
}
await startBackend();
const model = buildModel();
loadWeights(model, weights);
`;

/** The file `predict.ts` of a network with a data set: what it makes of the first test examples. */
export function generatePrediction(plan: TrainingPlan): string {
  const hasLabels = plan.encoding !== 'asIs';
  const threshold = plan.encoding === 'zeroOne' ? 0.5 : 0;
  const chosen =
    plan.encoding === 'oneHot'
      ? 'row.indexOf(Math.max(...row))'
      : `Number((row[0] ?? 0) > ${threshold})`;
  return `${start('existsSync', "import { loadData } from './data';\n", "count: { type: 'string', default: '10' }")}
const { test } = await loadData();
const count = Math.min(Number(options.count), test.inputs.shape[0] ?? 0);
const inputs = test.inputs.slice(0, count);
const outputs = (model.predict(inputs) as tf.Tensor).reshape([count, -1]).arraySync() as number[][];

if (options.json) {
  console.log(JSON.stringify({ outputs }));
} else {
  for (const [index, row] of outputs.entries()) {
    ${
      hasLabels
        ? `const predicted = ${chosen};
    console.log(\`\${index}: predicted \${predicted}, expected \${test.labels[index]}\`);`
        : `const target = test.targets.slice(index, 1).reshape([-1]);
    const error = tf.losses.meanSquaredError(target, tf.tensor1d(row)).dataSync()[0] ?? 0;
    console.log(\`\${index}: mean squared error \${error.toFixed(5)}\`);`
    }
  }
}
`;
}

/** The file `predict.ts` of a network without data: what it makes of examples in a JSON file. */
export function generatePlainPrediction(
  inputs: readonly { name: string; dtype: string }[],
): string {
  const tensors = inputs.map(({ name, dtype }) => `tensorOf('${name}', '${dtype}')`).join(', ');
  const [first] = inputs;
  return `${start('existsSync, readFileSync', '', "examples: { type: 'string', default: 'examples.json' }")}
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

/** The file `main.ts`: prints the layers of the model. */
export const mainFile = `
import { startBackend } from './backend';
import { buildModel } from './model';

await startBackend();
buildModel().summary();
`;
