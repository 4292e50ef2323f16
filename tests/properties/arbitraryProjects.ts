import fc from 'fast-check';
import type { JsonValue } from '../../src/base/jsonValue';
import type {
  Argument,
  Edge,
  Graph,
  GraphNode,
  Phase,
  Project,
  Scan,
} from '../../src/document/project';
import { phaseDefaults } from '../../src/document/project';
import type { LayerKind } from '../../src/kinds/layerKind';
import { isVariadic, variadicPortName } from '../../src/kinds/port';
import { findKind, layerKinds } from '../../src/kinds/registry';
import { stepKinds } from '../../src/kinds/training/registry';
import { arbitraryNode, forbidden } from '../contracts/kinds/arbitraryNodes';

/** Values and expressions that fit hardly anywhere. */
const nasty: fc.Arbitrary<JsonValue> = fc.constantFrom<JsonValue[]>(
  Number.NaN,
  Number.POSITIVE_INFINITY,
  2 ** 31,
  1e300,
  -1,
  0.5,
  '3',
  'NaN',
  null,
  true,
  [],
  [[]],
  {},
  [2 ** 31 - 1, 2 ** 31 - 1],
  '=1/0',
  '=0/0',
  '=1e999',
  '=size',
  '=shape',
  '=index',
  '=nothing',
  '=2 ** 1023',
  '=item(shape, 7)',
  '=',
  `=${'('.repeat(450)}1${')'.repeat(450)}`,
  `=${'-'.repeat(900)}1`,
  `=${'a'.repeat(3000)}`,
  '=flag ? 1 : "x"',
);

const anyKind = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...layerKinds) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ...layerKinds.filter(({ id }) =>
        ['input', 'output', 'dense', 'relu', 'add', 'lstm', 'conv2d', 'flatten'].includes(id),
      ),
    ),
  },
);

const endName = fc.constantFrom('n0', 'n1', 'n2', 'n3', 'nowhere');

const scan: fc.Arbitrary<Scan> = fc.record({
  feedback: fc.array(
    fc.record({
      from: endName,
      to: endName,
      initial: fc.constantFrom('zeros' as const, 'port' as const, 'teacher' as const),
    }),
    { maxLength: 2 },
  ),
  whole: fc.array(endName, { maxLength: 2 }),
  last: fc.array(endName, { maxLength: 2 }),
  steps: fc.constantFrom(null, 3, 2 ** 40, '=size', '=1/0'),
});

const fieldsOfKind = anyKind.chain((kind) =>
  arbitraryNode(kind).map(({ fields }) => ({
    kind: kind.id,
    fields: fields as Record<string, JsonValue>,
  })),
);

const forbiddenOf = (
  kind: LayerKind,
): fc.Arbitrary<{ readonly kind: string; readonly fields: Record<string, JsonValue> }> => {
  const entries = Object.entries(kind.fields);
  if (entries.length === 0) return fc.constant({ kind: kind.id, fields: {} });
  return fc.constantFrom(...entries).chain(([name, { control }]) =>
    fc.oneof(nasty, fc.constantFrom(...(forbidden(control) as JsonValue[]))).map((value) => ({
      kind: kind.id,
      fields: { [name]: value } as Record<string, JsonValue>,
    })),
  );
};

const forbiddenFields = anyKind.chain(forbiddenOf);

const block = fc.record({
  kind: fc.constantFrom('block:one', 'block:two', 'block:main', 'block:nowhere', 'unheardOf'),
  fields: fc.dictionary(fc.constantFrom('size', 'shape', 'flag', 'unheardOf'), nasty, {
    maxKeys: 2,
    noNullPrototype: true,
  }) as fc.Arbitrary<Record<string, JsonValue>>,
});

const settings = fc.record(
  {
    repeat: fc.constantFrom<(number | string)[]>(0, 1, 2, 3, 40, '=size', '=1/0', '=-1', '=1e9'),
    sharedWeights: fc.boolean(),
    bypass: fc.constantFrom<(boolean | string)[]>(true, false, '=flag', '=size', '=index > 1'),
    weightsOf: endName,
    scan,
  },
  { requiredKeys: [], noNullPrototype: true },
);

const node = fc.tuple(
  fc.oneof(
    { weight: 5, arbitrary: fieldsOfKind },
    { weight: 2, arbitrary: forbiddenFields },
    { weight: 3, arbitrary: block },
  ),
  fc.option(settings, { nil: {}, freq: 3 }),
);

const argument = fc.record(
  {
    type: fc.constantFrom('integer', 'number', 'boolean', 'choice', 'shape', 'text'),
    default: fc.oneof(
      fc.constantFrom<JsonValue[]>(3, true, 'a', [4], [1, 2, 3, 4, 5, 6, 7, 8]),
      nasty,
    ),
    min: fc.constantFrom(-5, 0, 0.5, 10, Number.NaN),
    max: fc.constantFrom(-6, 3, 1e300),
    options: fc.constantFrom<(readonly string[])[]>([], ['a'], ['a', 'a', '']),
  },
  { requiredKeys: ['type', 'default'], noNullPrototype: true },
) as fc.Arbitrary<Argument>;

const wildNodes = fc.array(node, { minLength: 1, maxLength: 9 });

/** Few nodes that ask for little, so that whole graphs are sound now and then. */
const calmNodes = fc.array(
  fc.tuple(
    fc.oneof(
      anyKind.map(({ id }) => ({ kind: id, fields: {} as Record<string, JsonValue> })),
      fc.constant({ kind: 'block:one', fields: {} as Record<string, JsonValue> }),
    ),
    fc.constantFrom(
      {},
      {},
      {},
      { repeat: 2 },
      { bypass: true },
      { repeat: 2, sharedWeights: true },
    ),
  ),
  { minLength: 1, maxLength: 3 },
);

const calmArguments = fc.constant<Record<string, Argument>>({
  size: { type: 'integer', default: 3 },
});

const graphOf = (
  drawnNodes: typeof wildNodes | typeof calmNodes,
  declaredArguments: fc.Arbitrary<Record<string, Argument>>,
  strayWires: number,
): fc.Arbitrary<Graph> =>
  fc
    .tuple(
      drawnNodes as typeof wildNodes,
      fc.array(fc.nat({ max: 99 }), { minLength: 12, maxLength: 12 }),
      declaredArguments,
      fc.array(
        fc.tuple(endName, fc.constantFrom('x', 'y', 'z'), endName, fc.constantFrom('x', 'n0')),
        {
          maxLength: strayWires,
        },
      ),
    )
    .map(([drawn, choices, declared, stray]) => {
      const nodes: Record<string, GraphNode> = {
        n0: {
          id: 'n0',
          kind: 'input',
          fields: { shape: [[4], [6, 4], [8, 8, 3]][drawn.length % 3] as number[] },
        },
      };
      const edges: Edge[] = [];
      drawn.forEach(([{ kind, fields }, more], place) => {
        const id = `n${place + 1}`;
        nodes[id] = { id, kind, fields, ...more } as GraphNode;
        const known = layerKinds.find((candidate) => candidate.id === kind);
        const inputs = known?.inputs;
        const ports = !inputs
          ? ['x', 'n0'].slice(0, 1 + ((choices[place] ?? 0) % 2))
          : isVariadic(inputs)
            ? [0, 1].map(variadicPortName)
            : Object.entries(inputs).flatMap(([port, { optional }]) => (optional ? [] : [port]));
        ports.forEach((port, at) => {
          const choice = (choices[(place + at) % choices.length] ?? 0) + at;
          const from = choice % 3 === 0 ? `n${choice % (place + 1)}` : `n${place}`;
          const source = layerKinds.find((candidate) => candidate.id === nodes[from]?.kind);
          edges.push({
            from: { node: from, port: source?.outputs[0] ?? 'y' },
            to: { node: id, port },
          });
        });
      });
      for (const [from, output, to, input] of stray) {
        edges.push({ from: { node: from, port: output }, to: { node: to, port: input } });
      }
      return { role: 'network', arguments: declared, nodes, edges };
    });

const wildGraph = graphOf(
  wildNodes,
  fc.dictionary(fc.constantFrom('size', 'shape', 'flag'), argument, { noNullPrototype: true }),
  2,
);

const graph = fc.oneof(wildGraph, {
  weight: 2,
  arbitrary: graphOf(calmNodes, calmArguments, 0),
});

const stepKind = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...stepKinds) },
  { weight: 1, arbitrary: fc.constantFrom(...layerKinds) },
);

const call = fc.record({
  kind: fc.constantFrom('call:main', 'call:one', 'call:nowhere', 'call:train', 'target:main'),
  fields: fc.record(
    {
      mode: fc.constantFrom('training', 'inference', 'often'),
      frozen: fc.constantFrom<JsonValue[]>(true, false, 'yes'),
      features: fc.constantFrom<JsonValue[]>([], ['n1'], ['n1/n0'], 'n2', [3]),
    },
    { requiredKeys: [], noNullPrototype: true },
  ) as fc.Arbitrary<Record<string, JsonValue>>,
});

const stepNode = fc.oneof(
  {
    weight: 5,
    arbitrary: stepKind.chain((kind) =>
      arbitraryNode(kind).map(({ fields }) => ({
        kind: kind.id,
        fields: fields as Record<string, JsonValue>,
      })),
    ),
  },
  { weight: 1, arbitrary: stepKind.chain((kind) => forbiddenOf(kind)) },
  { weight: 3, arbitrary: call },
);

/** A step of any parts, their ports mostly wired to parts before them. */
const wildStep: fc.Arbitrary<Graph> = fc
  .tuple(
    fc.array(stepNode, { maxLength: 8 }),
    fc.array(fc.nat({ max: 99 }), { minLength: 12, maxLength: 12 }),
  )
  .map(([drawn, choices]) => {
    const nodes: Record<string, GraphNode> = {};
    const edges: Edge[] = [];
    drawn.forEach(({ kind, fields }, place) => {
      const id = `s${place}`;
      nodes[id] = { id, kind, fields };
      const inputs = findKind(kind)?.inputs;
      const ports = !inputs
        ? ['x', 'n0']
        : isVariadic(inputs)
          ? [0, 1].map(variadicPortName)
          : Object.keys(inputs);
      ports.forEach((port, at) => {
        const choice = (choices[(place + at) % choices.length] ?? 0) + at;
        if (place === 0 || choice % 7 === 0) return;
        const from = `s${choice % place}`;
        const outputs = findKind(nodes[from]?.kind ?? '')?.outputs ?? ['y', 'n1'];
        edges.push({
          from: { node: from, port: outputs[choice % Math.max(1, outputs.length)] ?? 'y' },
          to: { node: id, port },
        });
      });
    });
    return { role: 'trainingStep', nodes, edges };
  });

const loss = fc.constantFrom('meanSquaredError', 'huber', 'categoricalCrossentropy', 'hinge');

/** A step that feeds a network and compares what it gives. */
const calmStep: fc.Arbitrary<Graph> = fc
  .record({
    loss,
    update: fc.constantFrom('sgd', 'adam', 'adamw'),
    network: fc.constantFrom('main', 'one', 'two'),
    shape: fc.constantFrom<number[][]>([4], [6, 4], [8, 8, 3]),
    isFrozen: fc.boolean(),
    isNamed: fc.boolean(),
  })
  .map(({ loss: kind, update, network, shape, isFrozen, isNamed }) => ({
    role: 'trainingStep',
    nodes: {
      x: { id: 'x', kind: 'noise', fields: { shape } },
      network: {
        id: 'network',
        kind: `call:${network}`,
        fields: (isFrozen ? { frozen: true } : {}) as GraphNode['fields'],
      },
      other: { id: 'other', kind: `target:${network}`, fields: {} },
      loss: { id: 'loss', kind, fields: {} },
      update: {
        id: 'update',
        kind: update,
        fields: (isNamed ? { networks: [network] } : {}) as GraphNode['fields'],
      },
    },
    edges: [
      ['x', 'network', 'n0'],
      ['x', 'other', 'n0'],
      ['network', 'loss', 'prediction'],
      ['other', 'loss', 'target'],
      ['loss', 'update', 'a'],
    ].map(([from, to, port]) => ({
      from: { node: from as string, port: 'y' },
      to: { node: to as string, port: port === 'n0' ? 'x' : (port as string) },
    })),
  }));

const phase: fc.Arbitrary<Phase> = fc.record({
  name: fc.constant('Train'),
  step: fc.constantFrom('train', 'train', 'main', 'nowhere'),
  batchSize: fc.constantFrom(1, 32),
  epochs: fc.constant(phaseDefaults.epochs),
  stepsPerEpoch: fc.constantFrom(null, 7),
  validationSplit: fc.constantFrom(0, phaseDefaults.validationSplit),
  seed: fc.constant(phaseDefaults.seed),
  frozen: fc.constantFrom([], ['main'], ['main/n1', 'nowhere']),
  fresh: fc.constantFrom([], ['one']),
  patience: fc.constantFrom(null, 3),
});

/**
 * Projects of several graphs over all kinds, a training step among them: fields that fit and that do
 * not, wires that mostly fit.
 */
export const arbitraryProject: fc.Arbitrary<Project> = fc
  .tuple(graph, graph, graph, fc.oneof(wildStep, calmStep), fc.array(phase, { maxLength: 2 }))
  .map(([main, one, two, train, phases]) => ({
    name: 'Any',
    graphs: { main, one, two, train },
    phases,
  }));
