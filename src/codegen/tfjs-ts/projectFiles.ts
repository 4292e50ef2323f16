import type { GraphAnalysis } from '../../analysis/graphAnalysis';
import { networkTraining } from '../../analysis/networkTraining';
import { conventions, summarise } from '../../analysis/summary';
import { trainingMemory } from '../../analysis/trainingMemory';
import { formatBytes, formatExact } from '../../base/humanNumber';
import { formatShape } from '../../base/tensorType';
import type { Project } from '../../document/project';
import type { TrainingPlan } from './trainingPlan';

/** Exact versions of packages by name. */
export type PackageVersions = Readonly<Record<string, string>>;

const ownTools = ['@types/node', 'tsx', 'typescript'];

/** The file `package.json`; throws where the version of an imported package is not known. */
export function packageFile(
  project: Project,
  packages: ReadonlySet<string>,
  versions: PackageVersions,
  trains: boolean,
): string {
  const versioned = (names: readonly string[]): Record<string, string> =>
    Object.fromEntries(
      [...names].sort().map((name) => {
        const version = versions[name];
        if (version === undefined) throw new Error(`The version of ${name} is not known.`);
        return [name, version];
      }),
    );
  const types = [...packages].map((name) => `@types/${name}`).filter((name) => name in versions);
  const content = {
    name: packageName(project.name),
    version: '1.0.0',
    private: true,
    type: 'module',
    engines: { node: '>=20.19' },
    scripts: {
      start: 'tsx main.ts',
      ...(trains ? { train: 'tsx train.ts' } : {}),
      predict: 'tsx predict.ts',
      typecheck: 'tsc',
    },
    dependencies: versioned([...packages]),
    devDependencies: versioned([...ownTools, ...types]),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

function packageName(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return plain.slice(0, 100) || 'network';
}

/** The file `tsconfig.json`. */
export const tsconfigFile = `${JSON.stringify(
  {
    compilerOptions: {
      target: 'ES2023',
      lib: ['ES2023', 'DOM'],
      module: 'ESNext',
      moduleResolution: 'Bundler',
      types: ['node'],
      strict: true,
      noUncheckedIndexedAccess: true,
      noImplicitOverride: true,
      verbatimModuleSyntax: true,
      isolatedModules: true,
      skipLibCheck: true,
      noEmit: true,
    },
    include: ['**/*.ts'],
  },
  null,
  2,
)}\n`;

/** The file `.gitignore`. */
export const gitignoreFile = 'node_modules/\n*.safetensors\n*.part\n';

/** What the README is told beside the network. */
export interface ReadmeParts {
  readonly plan: TrainingPlan | null;
  /** Whether test examples are there to predict from. */
  readonly hasExamples: boolean;
  /** Why there is no `train.ts`, as a sentence; null where there is one. */
  readonly notTrained: string | null;
  readonly paths: readonly string[];
  readonly versions: PackageVersions;
}

/** The file `README.md`: what it is, commands, the table of layers, what the numbers mean, versions. */
export function readmeFile(project: Project, analysis: GraphAnalysis, parts: ReadmeParts): string {
  const { plan } = parts;
  const training = plan ? networkTraining(project, analysis.id) : null;
  const batch = training?.phase.batchSize ?? 1;
  const slots = training?.optimizer?.slots(training.fields) ?? 0;
  const { rows, totals } = summarise(analysis, batch, slots);
  // The project has none of the kernels that are compiled.
  const { peakBytes } = trainingMemory(analysis, batch, slots, 'composed');
  const number = (value: number | null): string => (value === null ? '?' : formatExact(value));
  const cells = rows.map((row) => [
    `\`${row.node}\``,
    row.kind,
    row.output ? formatShape(row.output) : '?',
    number(row.parameters),
    number(row.macs),
    number(row.activationBytes),
  ]);
  const table = markdownTable(
    ['Layer', 'Kind', 'Output', 'Parameters', 'MACs', 'Activation bytes'],
    [
      ...cells,
      [
        '**total**',
        '',
        '',
        number(totals.parameters),
        number(totals.macs),
        number(totals.activationBytes),
      ],
    ],
  );
  const inputs = analysis.inputs.join('", "');
  const folders = ['layers', 'kernels', 'corrections', 'steps', 'training', 'data', 'base'];
  const shipped = folders.filter((folder) =>
    parts.paths.some((path) => path.startsWith(`${folder}/`)),
  );
  return `# ${project.name.replace(/\s+/g, ' ')}

A neural network for [TensorFlow.js](https://www.tensorflow.org/js), drawn in Netloom and exported
as plain TypeScript. ${buildersNote(plan)}; nothing here needs Netloom.

## Commands

Node 20.19 or newer.

\`\`\`sh
npm install
npm run typecheck
npm start                                   # print the layers
${
  plan
    ? `npm run train                               # train, save weights.safetensors
npm run train -- --epochs 1 --limit 1000    # a quick try
${parts.hasExamples ? predictsTests : predictsOwn}`
    : predictsOwn
}
\`\`\`

${plan ? trainingNotes(plan) : ''}${plan && parts.hasExamples ? '' : untrainedNotes(plan ? null : parts.notTrained, inputs)}
Weights are a [safetensors](https://github.com/huggingface/safetensors) file with a tensor
\`${plan && !plan.isSingle ? 'network/layer/weight' : 'layer/weight'}\` for every weight, as Netloom saves them: weights trained there work here, and back.

## Layers${plan && plan.networks.size > 1 ? ` of ${analysis.id}` : ''}

${table}

- Output: shape of one example, without the batch axis.
- Parameters: ${conventions.parameters} ${number(totals.trainableParameters)} of ${number(totals.parameters)} are trainable; all take ${formatBytes(totals.weightBytes)}.
- MACs: ${conventions.macs}
- Activation bytes: ${conventions.activationBytes}
${
  plan
    ? `- Training with batches of ${batch} holds at most about ${formatBytes(peakBytes)}: ${conventions.peakBytes}\n`
    : ''
}
## Versions

${Object.entries(parts.versions)
  .map(([name, version]) => `- ${name} ${version}`)
  .join('\n')}
${
  shipped.length > 0
    ? `
The files in ${shipped.map((folder) => `\`${folder}/\``).join(', ')} are Netloom's own (Apache-2.0), unchanged: what TensorFlow.js
lacks${shipped.includes('data') ? ', and how the data are read' : ''}.
`
    : ''
}`;
}

const predictsTests =
  'npm run predict -- weights.safetensors      # what it makes of test examples';
const predictsOwn = 'npm run predict -- weights.safetensors      # what it makes of examples.json';

function buildersNote(plan: TrainingPlan | null): string {
  const networks = plan
    ? [...plan.networks.values()]
    : [{ builder: 'buildModel', module: 'model' }];
  const [only] = networks;
  if (networks.length === 1) {
    return `\`${only?.builder}()\` in \`${only?.module}.ts\` makes the network`;
  }
  const list = networks.map(({ builder, module }) => `\`${builder}()\` in \`${module}.ts\``);
  return `${list.join(', ')} make the networks`;
}

function trainingNotes({ phases, steps }: TrainingPlan): string {
  const rows = phases.map(({ phase, plan }) => {
    const { name, batchSize, epochs, stepsPerEpoch, validationSplit } = phase;
    const parts = [
      `${epochs} epochs${stepsPerEpoch === null ? '' : ` of ${stepsPerEpoch} steps`}`,
      `batches of ${batchSize}`,
      ...(validationSplit > 0
        ? [`${Math.round(validationSplit * 1000) / 10} % of the training examples kept aside`]
        : []),
      ...(phase.frozen.length > 0 ? [`${phase.frozen.join(', ')} stays as it is`] : []),
      ...(phase.fresh.length > 0 ? [`${phase.fresh.join(', ')} begins anew`] : []),
    ];
    return `- ${name}: \`${plan.module}.ts\`; ${parts.join('; ')}`;
  });
  return `Training is \`train.ts\`, which runs ${steps.length === 1 ? 'its step' : 'its steps'} phase by phase:

${rows.join('\n')}

The same seed gives the same weights, batches and random numbers as in Netloom, and so the same
losses. \`--weights FILE\` starts from weights, \`--save FILE\` says where they go at the end.
`;
}

function untrainedNotes(reason: string | null, inputs: string): string {
  const why = reason === null ? '' : `There is no \`train.ts\`: ${reason}\n\n`;
  return `${why}\`examples.json\` holds a list of examples for every input (\`"${inputs}"\`), each a nested list of
numbers in the shape of the input.
`;
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const isNumber = (column: number): boolean => column >= 3;
  const line = (cells: readonly string[]): string =>
    `| ${cells
      .map((cell, column) =>
        isNumber(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join(' | ')} |`;
  const rule = widths.map((width, column) =>
    isNumber(column) ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  );
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}
