import { beforeAll, describe, expect, it } from 'vitest';
import type { GraphAnalysis, NodeAnalysis } from '../../src/analysis/graphAnalysis';
import { templateProjects } from '../golden/templateProjects';
import { openTemplate } from '../unit/templates/openTemplate';
import { type NetworkComparison, networks, withoutTwin } from './networks';
import { askTorch, type TorchNetwork, type TorchRefusal, torchPython } from './torchOracle';

/** A layer as both sides can say it: what it is, its output with channels last, what it learns. */
interface ComparedLayer {
  readonly path: string;
  readonly text: string;
}

/** What some networks are made with, so that they have no auxiliary heads and fill no weights. */
const torchArguments: Readonly<Record<string, Readonly<Record<string, boolean>>>> = {
  googlenet: { init_weights: false, aux_logits: false },
};

/** The kinds compared, by the class that torchvision makes them of. */
const kindsByModule: Readonly<Record<string, string>> = {
  Conv2d: 'conv2d',
  BatchNorm2d: 'batchNormalization',
  MaxPool2d: 'maxPooling2d',
  Linear: 'dense',
};

const comparedKinds = new Set(Object.values(kindsByModule));

const describeLayer = (kind: string, output: readonly (number | null)[], parameters: number) =>
  `${kind} ${output.join('×')}, ${parameters} parameters`;

/** The layers of a template with everything unfolded, in the order in which they run. */
function templateLayers(analysis: GraphAnalysis, path = ''): ComparedLayer[] {
  return analysis.structure.order.flatMap((id) => {
    const node = analysis.nodes.get(id);
    return node ? nodeLayers(node, `${path}${id}`) : [];
  });
}

function nodeLayers(node: NodeAnalysis, path: string): ComparedLayer[] {
  if (node.bypassed) return [];
  if (node.parts) {
    return node.parts.flatMap((part, index) => nodeLayers(part, `${path}${index + 1}`));
  }
  if (node.inner) return templateLayers(node.inner, `${path}/`);
  const { kind, outputs, costs } = node;
  if (!kind || !comparedKinds.has(kind.id)) return [];
  const [type] = Object.values(outputs ?? {});
  if (!type || !costs) throw new Error(`Nothing is known about ${path}.`);
  return [{ path, text: describeLayer(kind.id, type.shape, costs.trainableParameters) }];
}

function torchLayers({ rows }: TorchNetwork): ComparedLayer[] {
  return rows.flatMap(({ name, module, output, parameters }) => {
    const kind = kindsByModule[module];
    if (!kind) return [];
    const [channels = 0, ...image] = output;
    return [{ path: name, text: describeLayer(kind, [...image, channels], parameters) }];
  });
}

/** The lines that must be equal between two lists of layers. */
function compared(layers: readonly ComparedLayer[], equal: NetworkComparison['equal']): string[] {
  if (equal === 'sequence') return layers.map(({ text }) => text);
  if (equal === 'layers') return layers.map(({ text }) => text).sort();
  return layers
    .filter(({ text }) => /^(conv2d|dense) /.test(text))
    .map(({ text }) => text.replace(/,.*/, ''))
    .sort();
}

const table = Object.entries(networks);

describe('the table of networks', () => {
  it('knows every template of a network that torchvision has', () => {
    const known = [...table.map(([, { template }]) => template), ...Object.keys(withoutTwin)];
    const classic = templateProjects
      .map(({ name }) => name)
      .filter((name) => /\/(alexnet|vgg|googlenet|resnet)/.test(name));
    expect(classic.filter((name) => !known.includes(name))).toEqual([]);
  });

  it('says why where layers are not compared one by one', () => {
    for (const [model, { equal, because }] of table) {
      const whole = equal === 'sequence' || equal === 'layers';
      if (!whole) expect(because, model).toMatch(/.{20,}\.$/);
    }
  });
});

describe.skipIf(!torchPython)('networks as in torchvision', () => {
  const answers = new Map<string, TorchNetwork | TorchRefusal>();

  beforeAll(async () => {
    const found = await askTorch(
      table.map(([model]) => ({
        ask: 'network' as const,
        model,
        arguments: torchArguments[model] ?? {},
        input: [1, 3, 224, 224],
      })),
    );
    for (const [index, [model]] of table.entries()) {
      answers.set(model, found[index] as TorchNetwork | TorchRefusal);
    }
  });

  it.each(table)('%s', (model, { template, values, equal }) => {
    const answer = answers.get(model);
    if (!answer || 'refused' in answer) throw new Error(JSON.stringify(answer));
    const { network: graph } = openTemplate(template, values);
    const ours = templateLayers(graph);
    const theirs = torchLayers(answer);
    const learned = [...graph.nodes.values()].reduce(
      (sum, { costs }) => sum + (costs?.trainableParameters ?? 0),
      0,
    );
    if (equal === 'nothing') {
      // Were they the same after all, they would have to be compared.
      expect(compared(ours, 'outputs')).not.toEqual(compared(theirs, 'outputs'));
      return;
    }
    expect(compared(ours, equal)).toEqual(compared(theirs, equal));
    if (equal === 'outputs') expect(learned).not.toBe(answer.parameters);
    else expect(learned).toBe(answer.parameters);
  });
});
