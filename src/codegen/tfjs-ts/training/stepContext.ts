import { calledFeatures } from '../../../analysis/callKind';
import type { GraphAnalysis } from '../../../analysis/graphAnalysis';
import { takenPorts } from '../../../analysis/graphStructure';
import { networkHeads } from '../../../analysis/networkHeads';
import { graphUsedBy } from '../../../document/project';
import { isDataKind, type OutputHead } from '../../../kinds/training/stepKind';
import type { NetworkPlan, StepPlan, TrainingPlan } from '../trainingPlan';
import { camelCase, variableNames } from '../variableNames';
import type { StepSignature } from './stepSignature';

/** Names that the code of every step uses. */
const ownNames = [
  'averages',
  'batch',
  'drawing',
  'grads',
  'learningRate',
  'measure',
  'measured',
  'moment',
  'parts',
  'random',
  'settings',
  'train',
  'weights',
];

/** Functions of the shipped files that steps may import, by file. */
const importable: Readonly<Record<string, readonly string[]>> = {
  './base/randomness': ['createRandomness'],
  './corrections/weightConstraints': ['applyWeightConstraints'],
  './training/agent': ['createAgent'],
  './training/historyPool': ['createHistoryPool'],
  './training/networks': [
    'follow',
    'logits',
    'seedLayer',
    'startFrom',
    'weightsOf',
    'withFeatures',
  ],
  './training/pruning': ['createPruning'],
  './training/types': ['Measured', 'Moment', 'StepSettings', 'TrainingStep'],
  './training/variableGradients': ['variableGradients'],
  './training/updates': [
    'Averages',
    'changedWeights',
    'clipByNorm',
    'clipByValue',
    'decayKernels',
    'keepBetween',
    'keepMeasured',
    'kernelsOf',
    'placeDraws',
    'setLearningRate',
  ],
};

const typeNames = new Set(['Measured', 'Moment', 'StepSettings', 'TrainingStep']);

/** What the parts of one step's file know of each other. */
export class StepContext {
  readonly step: GraphAnalysis;
  /** The networks that the step calls, by name. */
  readonly networks: ReadonlyMap<string, NetworkPlan>;
  readonly heads: ReadonlyMap<string, OutputHead>;
  /** Layers inside networks that calls give out, by network. */
  readonly features: ReadonlyMap<string, readonly string[]>;
  /** Statements of the step that stand before its functions, by what they make. */
  readonly constants = new Map<string, string>();
  /** Variables of layers of the step itself. */
  readonly layers: string[] = [];
  /** Layer classes that Netloom supplies. */
  readonly supplied = new Set<string>();
  /** Further import lines. */
  readonly imported = new Set<string>();
  private readonly variables: ReadonlyMap<string, string>;

  constructor(
    readonly plan: StepPlan,
    readonly training: TrainingPlan,
    readonly signatures: ReadonlyMap<string, StepSignature>,
  ) {
    this.step = plan.step;
    const called = [...this.step.nodes.values()].flatMap(({ node }) => {
      const used = graphUsedBy(node.kind);
      return used ? [used.graph] : [];
    });
    this.networks = new Map([...training.networks].filter(([name]) => called.includes(name)));
    this.heads = networkHeads(this.step);
    this.features = featuresOf(this.step);
    const reserved = new Set([
      ...ownNames,
      ...Object.values(importable).flat(),
      ...[...training.networks.values()].flatMap(({ variable, builder }) => [variable, builder]),
    ]);
    const wanted = new Map(
      [...this.step.nodes.keys()].map((id) => [
        id,
        reserved.has(camelCase(id)) ? `${id}_output` : id,
      ]),
    );
    const found = variableNames([...wanted.values()], [...reserved]);
    this.variables = new Map([...wanted].map(([id, name]) => [id, found.get(name) as string]));
  }

  /** The variable of a node, or of something that belongs to it. */
  variable(id: string, suffix = ''): string {
    const name = this.variables.get(id) ?? camelCase(id);
    return suffix === '' ? name : name + suffix.charAt(0).toUpperCase() + suffix.slice(1);
  }

  /** What the function of a kind is called; another name where a node has that one. */
  functionName(kind: string): string {
    const isTaken = [...this.variables.values()].includes(kind);
    const { module } = this.signatures.get(kind) as StepSignature;
    const name = isTaken ? `${kind}Of` : kind;
    this.imported.add(`import { ${isTaken ? `${kind} as ${name}` : kind} } from './${module}';`);
    return name;
  }

  /** The data nodes that something takes, with the ports that are taken. */
  sources(): ReadonlyMap<string, readonly string[]> {
    const sources = new Map<string, readonly string[]>();
    for (const [id, { kind }] of this.step.nodes) {
      if (!kind || !isDataKind(kind)) continue;
      sources.set(id, [...takenPorts(this.step.structure, id)]);
    }
    return sources;
  }

  /** Import lines for everything that some code uses. */
  imports(code: string): string[] {
    const shipped = Object.entries(importable).flatMap(([module, names]) => {
      const used = names
        .filter((name) => new RegExp(`\\b${name}\\b`).test(code))
        .map((name) => (typeNames.has(name) ? `type ${name}` : name));
      if (used.length === 0) return [];
      const isTypes = used.every((name) => name.startsWith('type '));
      const list = isTypes ? used.map((name) => name.slice(5)) : used;
      return [`import ${isTypes ? 'type ' : ''}{ ${list.join(', ')} } from '${module}';`];
    });
    const builders = [...this.networks.values()]
      .filter(({ builder }) => code.includes(`${builder}()`))
      .map(({ builder, module }) => `import { ${builder} } from './${module}';`);
    const byModule = (line: string): string => line.split(' from ')[1] ?? line;
    return [...shipped, ...builders, ...this.imported].sort((a, b) =>
      byModule(a) < byModule(b) ? -1 : 1,
    );
  }
}

function featuresOf(step: GraphAnalysis): ReadonlyMap<string, readonly string[]> {
  const features = new Map<string, readonly string[]>();
  for (const { node } of step.nodes.values()) {
    const used = graphUsedBy(node.kind);
    if (used?.relation !== 'call') continue;
    const all = new Set([...(features.get(used.graph) ?? []), ...calledFeatures(node.fields)]);
    if (all.size > 0) features.set(used.graph, [...all]);
  }
  return features;
}

/** An object as code: names alone where key and value are equal. */
export function printFields(entries: Iterable<readonly [string, string]>): string {
  const parts = [...entries].map(([key, value]) => {
    if (key === value) return key;
    return `${/^[A-Za-z_$][\w$]*$/.test(key) ? key : `'${key}'`}: ${value}`;
  });
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
}

/** A property of something in code. */
export function member(object: string, key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `${object}.${key}` : `${object}['${key}']`;
}
