import { failure, type Result, success } from '../base/result';
import type { NamedWeight } from './buildModel';

/** The weights of one of two compared nodes. */
export interface WeightsOfNode {
  readonly node: string;
  /** The identifier of its kind. */
  readonly kind: string;
  readonly weights: readonly Pick<NamedWeight, 'name' | 'shape'>[];
}

/** A weight of one network that becomes a weight, or part of one, in the other. */
export interface CarriedPart {
  readonly from: string;
  /** Rows of the source, first and one past the last; null for all. */
  readonly rows: readonly [number, number] | null;
  /** −1 where its numbers change their sign. */
  readonly sign: 1 | -1;
}

/** Every weight of the target with what it is put together from, side by side. */
export type CarryOver = ReadonlyMap<string, readonly CarriedPart[]>;

/** A way to give one node the weights of another, and what is to be told about it. */
export interface WayToCarry {
  readonly target: 'first' | 'second';
  readonly carry: CarryOver;
  /** Which weight becomes which, for people. */
  readonly told: readonly string[];
}

/** The gates of recurrent layers in the order in which their kernels hold them, as formulas name them. */
const gatesOf: Readonly<Record<string, readonly string[]>> = {
  lstm: ['i', 'f', 'c', 'o'],
  gru: ['z', 'r', 'h'],
  simpleRnn: ['h'],
};

/**
 * The ways in which one of two nodes can take over the weights of the other: one where the shapes are
 * the same; where one is a recurrent layer and the other draws its gates, one for each assignment of
 * the gates. Fails, saying why, where there is none.
 */
export function waysToCarry(
  first: WeightsOfNode,
  second: WeightsOfNode,
): Result<readonly WayToCarry[]> {
  const direct = carryAlike(first, second);
  if (direct) return success([{ target: 'second', ...direct }]);
  const intoSecond = carryGates(first, second);
  if (intoSecond) return success(intoSecond.map((way) => ({ target: 'second' as const, ...way })));
  const intoFirst = carryGates(second, first);
  if (intoFirst) return success(intoFirst.map((way) => ({ target: 'first' as const, ...way })));
  return failure(
    `The weights do not correspond: ${listed(first)}; ${listed(second)}. They can be carried over where the shapes are the same in the same order, or where one is a recurrent layer and the other draws each of its gates as a dense layer over the state and the input, joined.`,
  );
}

function listed({ node, weights }: WeightsOfNode): string {
  if (weights.length === 0) return `${node} has none`;
  const shapes = weights.map(({ shape }) => shape.join('×'));
  const shown = shapes.slice(0, 6).join(', ');
  return `${node} has ${shown}${shapes.length > 6 ? ` and ${shapes.length - 6} more` : ''}`;
}

type Way = Omit<WayToCarry, 'target'>;

const whole = (from: string): readonly CarriedPart[] => [{ from, rows: null, sign: 1 }];

/** By the same names where all are the same, else in the same order; null where shapes differ. */
function carryAlike(first: WeightsOfNode, second: WeightsOfNode): Way | null {
  if (first.weights.length !== second.weights.length) return null;
  const inside = ({ node }: WeightsOfNode, name: string): string => name.slice(node.length);
  const byName = new Map(first.weights.map((weight) => [inside(first, weight.name), weight]));
  const isNamedAlike = second.weights.every(({ name }) => byName.has(inside(second, name)));
  const carry = new Map<string, readonly CarriedPart[]>();
  const told: string[] = [];
  for (const [place, { name, shape }] of second.weights.entries()) {
    const source = isNamedAlike ? byName.get(inside(second, name)) : first.weights[place];
    if (!source || String(source.shape) !== String(shape)) return null;
    carry.set(name, whole(source.name));
    told.push(`${name} = ${source.name}`);
  }
  return { carry, told };
}

/** The drawing's gates: for each the kernel over state and input, and the bias where it has one. */
interface DrawnGate {
  readonly name: string;
  readonly kernel: string;
  readonly bias: string | null;
}

/** Every assignment of a drawing's gates to those of a recurrent layer; null where they are not alike. */
function carryGates(drawing: WeightsOfNode, layer: WeightsOfNode): readonly Way[] | null {
  const gates = gatesOf[layer.kind];
  const [kernel, recurrent, bias, ...others] = layer.weights;
  if (!gates || !kernel || !recurrent || others.length > 0) return null;
  const [features = 0, width = 0] = kernel.shape;
  const units = width / gates.length;
  const isPlain = recurrent.shape[0] === units && (bias?.shape.length ?? 1) === 1;
  const drawn = drawnGates(drawing, units, features, bias !== undefined);
  if (!isPlain || drawn?.length !== gates.length) return null;
  const ways: Way[] = [];
  for (const stateFirst of [true, false]) {
    for (const order of permutations(drawn)) {
      // 1 − σ(a) is σ(−a): a gate that lets the new in is one that keeps the old.
      for (const sign of layer.kind === 'gru' ? ([1, -1] as const) : ([1] as const)) {
        const ofState = stateFirst
          ? ([0, units] as const)
          : ([features, features + units] as const);
        const ofInput = stateFirst
          ? ([units, units + features] as const)
          : ([0, features] as const);
        const beside = (
          part: (gate: DrawnGate) => string,
          rows: CarriedPart['rows'],
        ): readonly CarriedPart[] =>
          order.map((gate, place) => ({
            from: part(gate),
            rows,
            sign: place === 0 ? sign : 1,
          }));
        const carry = new Map([
          [kernel.name, beside((gate) => gate.kernel, ofInput)],
          [recurrent.name, beside((gate) => gate.kernel, ofState)],
        ]);
        if (bias)
          carry.set(
            bias.name,
            beside((gate) => gate.bias ?? '', null),
          );
        const told = order.map((gate, place) => {
          const columns = `columns ${place * units + 1}–${(place + 1) * units}`;
          const minus = place === 0 && sign === -1 ? '−' : '';
          return `${layer.node}: gate ${gates[place]} (${columns}) = ${minus}${gate.name}`;
        });
        const rows = stateFirst
          ? 'the state stand above those of the input.'
          : 'the input stand above those of the state.';
        told.push(`In each gate of ${drawing.node} the rows of ${rows}`);
        ways.push({ carry, told });
      }
    }
  }
  return ways;
}

function drawnGates(
  { weights }: WeightsOfNode,
  units: number,
  features: number,
  hasBias: boolean,
): readonly DrawnGate[] | null {
  const kernels = weights.filter(({ shape }) => String(shape) === `${units + features},${units}`);
  const gates = kernels.map(({ name }): DrawnGate => {
    const gate = name.slice(0, name.lastIndexOf('/'));
    const bias = weights.find(
      (weight) => weight.name === `${gate}/bias` && String(weight.shape) === String(units),
    );
    return { name: gate, kernel: name, bias: bias?.name ?? null };
  });
  const isComplete = gates.every(({ bias }) => (bias !== null) === hasBias);
  const used = gates.length * (hasBias ? 2 : 1);
  return isComplete && used === weights.length ? gates : null;
}

function permutations<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  if (items.length <= 1) return [items];
  return items.flatMap((first, place) =>
    permutations(items.filter((_, index) => index !== place)).map((rest) => [first, ...rest]),
  );
}
