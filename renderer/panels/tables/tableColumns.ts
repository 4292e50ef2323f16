import type { AxisReceptiveField } from '../../../src/analysis/receptiveField';
import { conventions } from '../../../src/analysis/summary';
import { formatBytes, formatCount, formatExact } from '../../../src/base/humanNumber';
import type { TableNumbers } from './tableRows';

/** A column of numbers: what it is called, means, and how its cells and its sum are written. */
export interface NumberColumn {
  readonly heading: string;
  /** The heading in a copied table, with the unit; `heading` where left out. */
  readonly copied?: string;
  readonly convention: string;
  /** Whether it is there before anyone chose columns. */
  readonly usual: boolean;
  /** As people read it; null while it is not known. */
  readonly text: (row: TableNumbers) => string | null;
  /** Every digit, for copies: a number where it is one. */
  readonly exact: (row: TableNumbers) => number | string | null;
  /** What rows are sorted by. */
  readonly order: (row: TableNumbers) => number | null;
}

/** The columns of numbers by name, in the order shown. */
export const numberColumns = {
  parameters: sumColumn('parameters', 'Parameters', formatCount, { usual: true }),
  trainableParameters: sumColumn('trainableParameters', 'Trainable', formatCount, {
    copied: 'Trainable parameters',
    usual: true,
  }),
  weightBytes: sumColumn('weightBytes', 'Weights', formatBytes, { copied: 'Weight bytes' }),
  gradientBytes: sumColumn('gradientBytes', 'Gradients', formatBytes, { copied: 'Gradient bytes' }),
  optimizerBytes: sumColumn('optimizerBytes', 'Optimizer', formatBytes, {
    copied: 'Optimizer bytes',
  }),
  activationBytes: sumColumn('activationBytes', 'Activations', formatBytes, {
    copied: 'Activation bytes',
    usual: true,
  }),
  batchActivationBytes: sumColumn('batchActivationBytes', '× batch', formatBytes, {
    copied: 'Activation bytes of a batch',
  }),
  receptiveField: fieldColumn(
    'Sees',
    conventions.receptiveField,
    'Receptive field',
    (axis) => axis.size,
  ),
  receptiveFieldJump: fieldColumn(
    'Jump',
    conventions.receptiveFieldJump,
    'Jump',
    (axis) => axis.jump,
  ),
  receptiveFieldCentre: fieldColumn(
    'Centre',
    conventions.receptiveFieldCentre,
    'Centre',
    (axis) => axis.centre,
  ),
  forwardFlops: sumColumn('forwardFlops', 'FLOPs', formatCount, { copied: 'FLOPs forward' }),
  backwardFlops: sumColumn('backwardFlops', 'FLOPs back', formatCount, {
    copied: 'FLOPs backward',
  }),
  macs: sumColumn('macs', 'MACs', formatCount, { usual: true }),
} as const satisfies Readonly<Record<string, NumberColumn>>;

/** The name of a column of numbers. */
export type ColumnName = keyof typeof numberColumns;

/** Every column of numbers, in the order shown. */
export const columnNames = Object.keys(numberColumns) as ColumnName[];

/** The columns shown before anyone chose some. */
export const usualColumns: readonly ColumnName[] = columnNames.filter(
  (name) => numberColumns[name].usual,
);

/** What each column that holds text is about. */
export const textColumns = {
  layer: {
    heading: 'Layer',
    convention:
      'The name of the node with those of the blocks around it; in code and weights the name of the layer.',
  },
  kind: { heading: 'Kind', convention: 'What kind of layer it is.' },
  output: { heading: 'Output', convention: conventions.output },
} as const;

type SumName = Exclude<keyof TableNumbers, 'receptiveField'>;

function sumColumn(
  name: SumName,
  heading: string,
  format: (value: number) => string,
  more: { readonly copied?: string; readonly usual?: boolean },
): NumberColumn {
  return {
    heading,
    convention: conventions[name],
    usual: false,
    ...more,
    text: (row) => (row[name] === null ? null : format(row[name])),
    exact: (row) => row[name],
    order: (row) => row[name],
  };
}

/** A column about each axis of the receptive field. */
function fieldColumn(
  heading: string,
  convention: string,
  copied: string,
  number: (axis: AxisReceptiveField) => number | null,
): NumberColumn {
  const isSize = heading === 'Sees';
  const write = ({ receptiveField }: TableNumbers, everything: string): string | null => {
    if (receptiveField === 'everything') return isSize ? everything : null;
    const numbers = receptiveField?.map(number) ?? [];
    if (numbers.every((value) => value === null)) return null;
    return numbers.map((value) => (value === null ? '?' : rounded(value))).join('×');
  };
  return {
    heading,
    copied,
    convention,
    usual: false,
    text: (row) => write(row, 'all'),
    exact: (row) => write(row, 'everything'),
    order: ({ receptiveField }) => {
      if (receptiveField === 'everything') return isSize ? Number.POSITIVE_INFINITY : null;
      return receptiveField?.[0] ? number(receptiveField[0]) : null;
    },
  };
}

/** Jumps of grown images are fractions: 1/3 is written 0.333. */
function rounded(value: number): string {
  return formatExact(Math.round(value * 1000) / 1000);
}
