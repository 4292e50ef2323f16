import type { GraphAnalysis } from '../../analysis/graphAnalysis';
import { conventions, summarise } from '../../analysis/summary';
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
  /** Why there is no `train.ts`, as a sentence; null where there is one. */
  readonly notTrained: string | null;
  /** Phases after the first, which are left out. */
  readonly leftOut: readonly string[];
  readonly paths: readonly string[];
  readonly versions: PackageVersions;
}

/** The file `README.md`: what it is, commands, the table of layers, what the numbers mean, versions. */
export function readmeFile(project: Project, analysis: GraphAnalysis, parts: ReadmeParts): string {
  const { plan } = parts;
  const batch = plan?.phase.batchSize ?? 1;
  const { rows, totals } = summarise(
    analysis,
    batch,
    plan ? plan.optimizer.slots(plan.optimizerFields) : 0,
  );
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
  const shipped = ['layers', 'kernels', 'corrections', 'data', 'base'].filter((folder) =>
    parts.paths.some((path) => path.startsWith(`${folder}/`)),
  );
  return `# ${project.name.replace(/\s+/g, ' ')}

A neural network for [TensorFlow.js](https://www.tensorflow.org/js), drawn in Netloom and exported
as plain TypeScript. \`buildModel()\` in \`model.ts\` makes the network; nothing here needs Netloom.

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
npm run predict -- weights.safetensors      # what it makes of test examples`
    : `npm run predict -- weights.safetensors      # what it makes of examples.json`
}
\`\`\`

${plan ? trainingNotes(plan) : untrainedNotes(parts.notTrained, inputs)}${
  parts.leftOut.length > 0
    ? `\nThe project has more phases, which are not written out here: ${parts.leftOut.join(', ')}.\n`
    : ''
}
Weights are a [safetensors](https://github.com/huggingface/safetensors) file with a tensor
\`layer/weight\` for every weight, as Netloom saves them: weights trained there work here, and back.

## Layers

${table}

- Output: shape of one example, without the batch axis.
- Parameters: ${conventions.parameters} ${number(totals.trainableParameters)} of ${number(totals.parameters)} are trainable; all take ${formatBytes(totals.weightBytes)}.
- MACs: ${conventions.macs}
- Activation bytes: ${conventions.activationBytes}
${
  plan
    ? `- Training with batches of ${batch} holds at most about ${formatBytes(totals.training.peakBytes)}: ${conventions.peakBytes}\n`
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

function trainingNotes({ phase, data, loss, optimizer, optimizerFields }: TrainingPlan): string {
  return `Training: ${data.title}; ${loss.title}; ${optimizer.title} with learning rate ${optimizerFields.learningRate}; batches of
${phase.batchSize}; ${phase.epochs} epochs; ${Math.round(phase.validationSplit * 1000) / 10} % of the training examples kept for validation. Starting weights
and the order of examples are random, so runs differ a little.
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
