import fc from 'fast-check';
import type { DrawnGraph } from '../unit/blocks/drawProject';

/** A node and its wires as `drawProject` takes them. */
type DrawnNode = DrawnGraph['nodes'][number];

/** Numbers that decide, in order, everything about a network. */
class Choices {
  private at = 0;

  constructor(private readonly numbers: readonly number[]) {}

  /** A whole number from 0 to below `limit`. */
  below(limit: number): number {
    const number = this.numbers[this.at++ % this.numbers.length] ?? 0;
    // The numbers come around again, turned into others.
    return (number + 31 * Math.floor(this.at / this.numbers.length)) % limit;
  }

  oneOf<Value>(values: readonly Value[]): Value {
    return values[this.below(values.length)] as Value;
  }

  /** True once in `times`. */
  once(times: number): boolean {
    return this.below(times) === 0;
  }
}

/** The width of every tensor inside a network, so that anything fits anywhere. */
const width = 3;

const layers: readonly (readonly [string, object])[] = [
  ['dense', { units: width }],
  ['dense', { units: width, useBias: false }],
  ['dense', { units: '=size' }],
  ['dense', { units: '=repeats + 1', activation: 'tanh', trainable: false }],
  ['relu', {}],
  ['batchNormalization', {}],
  ['layerNormalization', {}],
  ['dropout', {}],
  ['prelu', {}],
];

/** Settings that any node may have. */
function settingsOf(choose: Choices): object {
  const repeat = choose.once(4) ? { repeat: choose.oneOf<unknown>([0, 1, 2, 3, '=repeats']) } : {};
  return {
    ...repeat,
    ...('repeat' in repeat && choose.once(2) ? { sharedWeights: true } : {}),
    ...(choose.once(9) ? { bypass: choose.oneOf<unknown>([true, '=repeats > 1', '=flag']) } : {}),
  };
}

/** How a block is entered and left, as far as users of it need to know. */
interface Block {
  readonly id: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

const declared = {
  size: { type: 'integer', default: width },
  repeats: { type: 'integer', default: 2 },
  flag: { type: 'boolean', default: false },
};

/** The arguments of one use of a block, some in terms of those around it. */
function argumentsOf(choose: Choices): object {
  return {
    ...(choose.once(3) ? { repeats: choose.oneOf<unknown>([1, 2, '=repeats']) } : {}),
    ...(choose.once(3) ? { flag: choose.oneOf<unknown>([true, '=!flag']) } : {}),
    ...(choose.once(6) ? { trainable: false } : {}),
  };
}

/** A tensor in a graph that is being drawn: the end of a wire, and whether it is a sequence. */
interface Tensor {
  readonly wire: string;
  readonly sequence: boolean;
}

/**
 * One graph: inputs, some layers and blocks one after the other, outputs. The first output sums up
 * every tensor, so that all of it is part of what is built.
 */
function drawGraph(
  choose: Choices,
  blocks: readonly Block[],
  ends: { readonly inputs: readonly string[]; readonly outputs: readonly string[] },
  sequences: boolean,
): DrawnGraph {
  const nodes: DrawnNode[] = [];
  const wires: string[] = [];
  const tensors: Tensor[] = [];
  for (const id of ends.inputs) {
    const sequence = sequences && id === ends.inputs[0];
    nodes.push([id, 'input', { shape: sequence ? [2, width] : [width] }]);
    tensors.push({ wire: id, sequence });
  }
  const owners = new Map<string, DrawnNode>();
  const count = 2 + choose.below(5);
  for (let place = 0; place < count; place++) {
    const id = `n${place}`;
    const { wire, sequence } = choose.once(3) ? choose.oneOf(tensors) : (tensors.at(-1) as Tensor);
    const alike = tensors.filter((tensor) => tensor.sequence === sequence);
    const owner = choose.once(4) ? choose.oneOf([...owners.keys()]) : undefined;
    const drawn = owner === undefined ? undefined : owners.get(owner);
    const block = blocks.length > 0 && choose.once(2) ? choose.oneOf(blocks) : undefined;
    if (drawn && owner !== undefined) {
      const [, kind, fields, settings] = drawn;
      nodes.push([id, kind, fields, { ...settings, weightsOf: owner }]);
      wireInto(wires, id, wire, blocks, kind, () => choose.oneOf(alike).wire);
      for (const end of outputsOf(id, blocks, kind)) tensors.push({ wire: end, sequence });
    } else if (block) {
      const scanned = sequences && block.inputs.length === 2 && choose.once(2);
      const sources = tensors.filter((tensor) => tensor.sequence);
      if (scanned && sources.length > 0) {
        scanInto(choose, { nodes, wires, tensors }, id, block, choose.oneOf(sources).wire);
        continue;
      }
      const node: DrawnNode = [id, `block:${block.id}`, argumentsOf(choose), settingsOf(choose)];
      nodes.push(node);
      wireInto(wires, id, wire, blocks, node[1], () => choose.oneOf(alike).wire);
      for (const end of outputsOf(id, blocks, node[1])) tensors.push({ wire: end, sequence });
      owners.set(id, node);
    } else if (choose.once(4)) {
      nodes.push([id, choose.oneOf(['add', 'multiply', 'average'])]);
      wires.push(`${wire} → ${id}:a`, `${choose.oneOf(alike).wire} → ${id}:b`);
      tensors.push({ wire: id, sequence });
    } else {
      const [kind, fields] = choose.oneOf(layers);
      const node: DrawnNode = [id, kind, fields, settingsOf(choose)];
      nodes.push(node);
      wires.push(`${wire} → ${id}`);
      tensors.push({ wire: id, sequence });
      owners.set(id, node);
    }
  }
  const [first, ...others] = ends.outputs;
  for (const sequence of [false, true]) {
    const alike = tensors.filter((tensor) => tensor.sequence === sequence);
    const id = sequence ? 'allSequences' : 'all';
    if (alike.length === 0) continue;
    if (alike.length > 1) {
      nodes.push([id, 'add']);
      for (const { wire } of alike) wires.push(`${wire} → ${id}`);
    }
    const all = alike.length > 1 ? id : (alike[0] as Tensor).wire;
    if (first === undefined) continue;
    const output = sequence ? `${first}Sequence` : first;
    nodes.push([output, 'output', {}, choose.once(12) ? { repeat: 2 } : {}]);
    wires.push(`${all} → ${output}`);
  }
  for (const id of others) {
    nodes.push([id, 'output']);
    wires.push(`${choose.oneOf(tensors).wire} → ${id}`);
  }
  return { arguments: declared, nodes, wires };
}

interface Drawing {
  readonly nodes: DrawnNode[];
  readonly wires: string[];
  readonly tensors: Tensor[];
}

/** A block with two inputs and two outputs, run along a sequence: the second pair is its state. */
function scanInto(
  choose: Choices,
  { nodes, wires, tensors }: Drawing,
  id: string,
  block: Block,
  sequence: string,
): void {
  const [, state = ''] = block.inputs;
  const [first = '', second = first] = block.outputs;
  const initial = choose.oneOf(['zeros', 'port', 'teacher'] as const);
  const last = choose.once(2);
  const scan = {
    feedback: [{ from: second, to: state, initial }],
    last: last ? [first] : [],
  };
  nodes.push([id, `block:${block.id}`, argumentsOf(choose), { scan }]);
  wires.push(`${sequence} → ${id}:${block.inputs[0]}`);
  const started = tensors.filter((tensor) => tensor.sequence === (initial === 'teacher'));
  if (initial !== 'zeros') {
    const from = started.length > 0 ? choose.oneOf(started).wire : sequence;
    wires.push(`${from} → ${id}:${state}`);
  }
  for (const end of outputsOf(id, [block], `block:${block.id}`)) {
    tensors.push({ wire: end, sequence: !(last && end === `${id}:${first}`) });
  }
}

/** Wires every input of a layer or block: the first from `wire`, others from anywhere. */
function wireInto(
  wires: string[],
  id: string,
  wire: string,
  blocks: readonly Block[],
  kind: string,
  other: () => string,
): void {
  const block = blocks.find((candidate) => kind === `block:${candidate.id}`);
  if (!block || block.inputs.length === 1) wires.push(`${wire} → ${id}`);
  else {
    block.inputs.forEach((port, place) => {
      wires.push(`${place === 0 ? wire : other()} → ${id}:${port}`);
    });
  }
}

function outputsOf(id: string, blocks: readonly Block[], kind: string): readonly string[] {
  const block = blocks.find((candidate) => kind === `block:${candidate.id}`);
  return block && block.outputs.length > 1 ? block.outputs.map((port) => `${id}:${port}`) : [id];
}

/**
 * Small networks of blocks within blocks, mostly sound: every tensor has `width` channels. Blocks of
 * one or two inputs and outputs are repeated, bypassed, shared and scanned.
 */
export const arbitraryNetwork: fc.Arbitrary<Readonly<Record<string, DrawnGraph>>> = fc
  .array(fc.nat({ max: 9999 }), { minLength: 20, maxLength: 120 })
  .map((numbers) => {
    const choose = new Choices(numbers);
    const graphs: Record<string, DrawnGraph> = {};
    const blocks: Block[] = [];
    const depth = choose.below(4);
    for (let level = 0; level < depth; level++) {
      const isPair = choose.once(2);
      const ends = isPair
        ? { inputs: ['x', 'state'], outputs: ['y', 'next'] }
        : { inputs: ['x'], outputs: choose.once(2) ? ['y'] : ['y', 'z'] };
      const id = `b${level}`;
      graphs[id] = drawGraph(choose, blocks, ends, false);
      blocks.push({ id, ...ends });
    }
    const outputs = choose.once(3) ? [] : ['out', 'side'].slice(0, 1 + choose.below(2));
    const inputs = choose.once(2) ? ['x'] : ['x', 'h'];
    return { main: drawGraph(choose, blocks, { inputs, outputs }, choose.once(2)), ...graphs };
  });
