import { beforeAll, describe, expect, it } from 'vitest';
import { createRandomness } from '../../src/base/randomness';
import { layerKinds } from '../../src/kinds/registry';
import { Draw } from './draw';
import { type InferredNode, inferNode } from './netloomNode';
import type { ParityCase, ParityRow } from './parityRow';
import { kindsWithoutRow, parityRows } from './rows/index';
import { askTorch, type TorchRefusal, type TorchShapes, torchPython } from './torchOracle';

/** Examples in a batch: more than one, and no length that axes often have. */
const batch = 2;

/** A configuration with what both sides say about it. */
interface Compared {
  readonly row: ParityRow;
  readonly drawn: ParityCase;
  readonly node: InferredNode;
}

/** How a comparison ended; one that a row leaves out on purpose names the reason. */
type Outcome =
  | { readonly end: 'agreed' | 'bothRefuse' }
  | { readonly end: 'leftOut'; readonly reason: string }
  | { readonly end: 'mismatch'; readonly text: string };

/** Rows whose configurations their kinds cannot read, with the reason. */
const unreadable = new Map<ParityRow, string>();

const configurations: readonly Compared[] = parityRows.flatMap((row) => {
  const random = createRandomness(2026).fork(`shapes of ${row.kind} ${row.title ?? ''}`);
  try {
    return Array.from({ length: row.shapes ?? 0 }, () => {
      const drawn = row.draw(new Draw(random, false));
      return { row, drawn, node: inferNode(row.kind, drawn) };
    });
  } catch (error) {
    unreadable.set(row, String(error));
    return [];
  }
});

function compare({ row, drawn, node }: Compared, answer: TorchShapes | TorchRefusal): Outcome {
  const mismatch = (ours: unknown, theirs: unknown): Outcome => ({
    end: 'mismatch',
    text: `${row.kind} ${JSON.stringify({ fields: drawn.fields, inputs: drawn.inputs })}: Netloom ${JSON.stringify(ours)}, PyTorch ${JSON.stringify(theirs)}`,
  });
  if ('refused' in answer) {
    if (!node.outputs) return { end: 'bothRefuse' };
    const part = Object.keys(row.looser ?? {}).find((words) => answer.refused.includes(words));
    if (part !== undefined) return { end: 'leftOut', reason: part };
    return mismatch(node.outputs, answer.refused);
  }
  if (!node.outputs) {
    const [message] = node.errors.filter((name) => row.stricter?.[name]);
    if (message !== undefined) return { end: 'leftOut', reason: message };
    return mismatch(node.errors, answer.outputs);
  }
  const total = (sizes: readonly number[]) => sizes.reduce((sum, size) => sum + size, 0);
  const size = (shape: readonly number[]) => shape.reduce((product, axis) => product * axis, 1);
  const counted = answer.weights.filter(
    ([name]) => !drawn.uncounted?.some((end) => name.endsWith(end)),
  );
  const theirs = {
    outputs: answer.outputs,
    parameters: total(counted.map(([, count]) => count)),
    trainable: total(counted.map(([, count, trainable]) => (trainable ? count : 0))),
  };
  const ours = {
    outputs: Object.values(node.outputs).map(({ shape }) => [batch, ...shape]),
    parameters: total(node.weights.map(({ shape }) => size(shape))),
    trainable: total(node.weights.map((each) => (each.trainable ? size(each.shape) : 0))),
  };
  return JSON.stringify(ours) === JSON.stringify(theirs)
    ? { end: 'agreed' }
    : mismatch(ours, theirs);
}

describe('the table of kinds', () => {
  it('has a row, or a reason for none, for every kind', () => {
    const known = new Set(layerKinds.map(({ id }) => id));
    const withRow = new Set(parityRows.map(({ kind }) => kind));
    expect([...withRow].filter((id) => !known.has(id))).toEqual([]);
    expect(Object.keys(kindsWithoutRow).filter((id) => !known.has(id))).toEqual([]);
    expect([...known].filter((id) => withRow.has(id) === id in kindsWithoutRow)).toEqual([]);
    for (const reason of Object.values(kindsWithoutRow)) expect(reason).toMatch(/^[A-Z].{20,}\.$/);
  });

  it('says why where a row has no values', () => {
    for (const row of parityRows) {
      if (!row.values) expect(row.because, row.kind).toMatch(/.{20,}/);
    }
  });
});

describe.skipIf(!torchPython)('shapes and parameters as in PyTorch', () => {
  let outcomes: readonly Outcome[] = [];

  beforeAll(async () => {
    const answers = await askTorch(
      configurations.map(({ drawn, node }) => ({
        ask: 'shape' as const,
        modules: drawn.modules,
        inputs: Object.values(node.inputs).map(({ shape, dtype }) => ({
          shape: [batch, ...(shape as readonly number[])],
          dtype,
        })),
      })),
    );
    outcomes = configurations.map((compared, index) => {
      const answer = answers[index];
      if (!answer) throw new Error('no answer');
      return compare(compared, answer);
    });
  });

  const outcomesOf = (row: ParityRow) =>
    outcomes.filter((_, index) => configurations[index]?.row === row);

  it.each(parityRows.map((row) => [`${row.kind} ${row.title ?? ''}`.trim(), row] as const))(
    '%s',
    (_name, row) => {
      expect(unreadable.get(row)).toBeUndefined();
      const own = outcomesOf(row);
      expect(own.flatMap((outcome) => ('text' in outcome ? outcome.text : [])).slice(0, 5)).toEqual(
        [],
      );
      const agreed = own.filter(({ end }) => end === 'agreed').length;
      expect(agreed).toBeGreaterThan(own.length / 3);
      // An exception that nothing needs any more would hide mistakes to come.
      const used = new Set(own.flatMap((outcome) => ('reason' in outcome ? outcome.reason : [])));
      const allowed = [...Object.keys(row.stricter ?? {}), ...Object.keys(row.looser ?? {})];
      expect(allowed.filter((reason) => !used.has(reason))).toEqual([]);
    },
  );

  it('compared at least 5,000 configurations', () => {
    const count = (end: Outcome['end']) => outcomes.filter((one) => one.end === end).length;
    const mismatches = count('mismatch');
    const compared = count('agreed') + count('bothRefuse') + mismatches;
    console.log(
      `parity: ${compared} configurations compared, ${mismatches} mismatches ` +
        `(${count('bothRefuse')} refused by both, ${count('leftOut')} left out for a stated reason)`,
    );
    expect(mismatches).toBe(0);
    expect(count('bothRefuse')).toBeGreaterThan(100);
    expect(compared).toBeGreaterThanOrEqual(5000);
  });
});
