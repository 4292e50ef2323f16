import type { Summary, SummaryRow, TrainingNumbers } from '../../../src/analysis/summary';
import { trainingNumbers } from '../../../src/analysis/summary';
import { formatShape } from '../../../src/base/tensorType';
import { blockOf } from '../../../src/document/project';
import { families } from '../../../src/kinds/family';
import { findLayerKind } from '../../../src/kinds/registry';

/** The names of all numbers of a row that add up. */
const summed = [
  'parameters',
  'trainableParameters',
  'macs',
  'forwardFlops',
  'backwardFlops',
  'activationBytes',
  'weightBytes',
  'gradientBytes',
  'batchActivationBytes',
  'optimizerBytes',
] as const;

/** The numbers of a line of the table, and of the line of sums. */
export type TableNumbers = Readonly<Record<(typeof summed)[number], number | null>> &
  Pick<SummaryRow, 'receptiveField'>;

/** A line of the table: a layer, a block, or a group of layers. */
export interface TableRow extends TableNumbers {
  /** The path; of a group, which has none, a text that no path is. */
  readonly id: string;
  /** Null for a group. */
  readonly path: string | null;
  /** What the first column says. */
  readonly label: string;
  readonly kind: string;
  readonly output: SummaryRow['output'];
  readonly dtype: SummaryRow['dtype'];
  readonly weightsOf: string | null;
  /** What is folded away below it. */
  readonly inside: readonly TableRow[];
}

/** How the rows are arranged. */
export type Arrangement = 'tree' | 'flat' | 'kind' | 'family';

/** Which rows are shown, and how. */
export interface RowChoice {
  readonly arrangement: Arrangement;
  /** Rows that hold this text are shown; empty for all. */
  readonly filter: string;
  /** The title of the only kind shown; null for all. */
  readonly kind: string | null;
}

/** The name of a kind as people know it; an unknown kind's identifier as it stands in the file. */
export function kindTitle(kind: string): string {
  return blockOf(kind) ?? findLayerKind(kind)?.title ?? kind;
}

function familyTitle(kind: string): string {
  if (blockOf(kind) !== null) return families.block;
  const family = findLayerKind(kind)?.family;
  return family ? families[family] : 'Unknown';
}

/** The titles of the kinds of a network's layers and blocks, each once, by name. */
export function kindsIn({ rows }: Summary): readonly string[] {
  const kinds = new Set(rows.map(({ kind }) => kind));
  return [...new Set([...kinds].map(kindTitle))].sort((a, b) => a.localeCompare(b));
}

/**
 * The lines of a network's table: its tree; while something is searched for, what matches, one under
 * the other; its layers alone, flat or in groups with their sums.
 */
export function tableRows(
  { rows }: Summary,
  choice: RowChoice,
  batch: number,
  optimizerSlots: number,
): readonly TableRow[] {
  const line = (row: SummaryRow, label: string, inside: readonly TableRow[]): TableRow => ({
    ...row,
    ...trainingNumbers(row, batch, optimizerSlots),
    id: row.node,
    path: row.node,
    label,
    inside,
  });
  const isFiltered = choice.filter.trim() !== '' || choice.kind !== null;
  if (choice.arrangement === 'tree' && !isFiltered) return treeOf(rows, line);
  // Blocks are the sum of their layers: beside these they would count twice.
  const isShown = matcher(choice);
  const shown = rows.filter((row) => (choice.arrangement === 'tree' || !row.block) && isShown(row));
  const flat = shown.map((row) => line(row, row.node, []));
  if (choice.arrangement === 'kind') return groups(flat, kindTitle);
  if (choice.arrangement === 'family') return groups(flat, familyTitle);
  return flat;
}

function matcher({ filter, kind }: RowChoice): (row: SummaryRow) => boolean {
  const text = filter.trim().toLowerCase();
  return (row) => {
    const title = kindTitle(row.kind);
    if (kind !== null && title !== kind) return false;
    const shape = row.output ? formatShape(row.output) : '';
    return [row.node, title, shape].some((words) => words.toLowerCase().includes(text));
  };
}

function treeOf(
  rows: readonly SummaryRow[],
  line: (row: SummaryRow, label: string, inside: readonly TableRow[]) => TableRow,
): readonly TableRow[] {
  const roots: TableRow[] = [];
  const around: TableRow[][] = [roots];
  for (const row of rows) {
    const inside: TableRow[] = [];
    around.length = row.depth + 1;
    around[row.depth]?.push(line(row, row.name, inside));
    around.push(inside);
  }
  return roots;
}

/** Rows under the title that each has in common with others, with sums; titles in order of the network. */
function groups(rows: readonly TableRow[], titleOf: (kind: string) => string): readonly TableRow[] {
  const found = new Map<string, TableRow[]>();
  for (const row of rows) {
    const title = titleOf(row.kind);
    const group = found.get(title);
    if (group) group.push(row);
    else found.set(title, [row]);
  }
  return [...found].map(([title, inside]) => ({
    ...sumsOf(inside),
    receptiveField: null,
    id: `group ${title}`,
    path: null,
    label: title,
    kind: inside.length === 1 ? '1 layer' : `${inside.length.toLocaleString('en-US')} layers`,
    output: null,
    dtype: null,
    weightsOf: null,
    inside,
  }));
}

function sumsOf(rows: readonly TableRow[]): Omit<TableNumbers, 'receptiveField'> {
  const sum = (name: (typeof summed)[number]): number | null =>
    rows.reduce<number | null>((all, row) => {
      const value = row[name];
      return all === null || value === null ? null : all + value;
    }, 0);
  return Object.fromEntries(summed.map((name) => [name, sum(name)])) as Record<
    (typeof summed)[number],
    number | null
  >;
}

/** The numbers of the line of sums. */
export function totalNumbers(
  { totals, receptiveField }: Summary,
  batch: number,
  optimizerSlots: number,
): TableNumbers {
  const more: TrainingNumbers = trainingNumbers(totals, batch, optimizerSlots);
  return { ...totals, ...more, receptiveField };
}

/** How many blocks stand in one another at most. */
export function deepestLevel({ rows }: Summary): number {
  return rows.reduce((deepest, { depth }) => Math.max(deepest, depth), 0);
}

/** The blocks that are open when so many levels are: 0 for none. */
export function openToLevel({ rows }: Summary, level: number): Readonly<Record<string, boolean>> {
  return Object.fromEntries(
    rows.filter((row) => row.block && row.depth < level).map((row) => [row.node, true]),
  );
}
