import {
  columnFilteringFeature,
  createColumnHelper,
  createFilteredRowModel,
  createSortedRowModel,
  filterFn_includesString,
  globalFilteringFeature,
  rowSortingFeature,
  sortFn_alphanumeric,
  sortFn_basic,
  tableFeatures,
} from '@tanstack/react-table';
import { conventions, type SummaryRow, type SummaryTotals } from '../../../src/analysis/summary';
import { formatBytes, formatCount } from '../../../src/base/humanNumber';
import { formatShape } from '../../../src/base/tensorType';
import { kindTitle } from './tableText';

/** What the table of layers can do: sort, and filter over all its columns of text. */
export const layerFeatures = tableFeatures({
  rowSortingFeature,
  columnFilteringFeature,
  globalFilteringFeature,
  sortedRowModel: createSortedRowModel(),
  filteredRowModel: createFilteredRowModel(),
  sortFns: { alphanumeric: sortFn_alphanumeric, basic: sortFn_basic },
  filterFns: { includesString: filterFn_includesString },
});

/** A column of numbers: what it is called, means, and how its cells and its sum are written. */
export interface NumberColumn {
  readonly heading: string;
  readonly convention: string;
  readonly format: (value: number) => string;
  readonly total: (totals: SummaryTotals) => number;
}

/** The columns of numbers by the names that rows know them by, in the order shown. */
export const numberColumns = {
  parameters: {
    heading: 'Parameters',
    convention: conventions.parameters,
    format: formatCount,
    total: (totals) => totals.parameters,
  },
  trainableParameters: {
    heading: 'Trainable',
    convention: 'Parameters that training changes.',
    format: formatCount,
    total: (totals) => totals.trainableParameters,
  },
  activationBytes: {
    heading: 'Activations',
    convention: conventions.activationBytes,
    format: formatBytes,
    total: (totals) => totals.activationBytes,
  },
  macs: {
    heading: 'MACs',
    convention: conventions.macs,
    format: formatCount,
    total: (totals) => totals.macs,
  },
} as const satisfies Readonly<Record<string, NumberColumn>>;

/** The name of a column of numbers. */
export type NumberColumnName = keyof typeof numberColumns;

/** What each column that holds text is about. */
export const textConventions: Readonly<Record<string, string>> = {
  node: 'The name of the node; in code and weights the name of the layer.',
  kind: 'What kind of layer it is.',
  output: 'The shape of the output without the batch axis.',
};

const helper = createColumnHelper<typeof layerFeatures, SummaryRow>();

/** The columns of the table of layers. */
export const layerColumns = helper.columns([
  helper.accessor('node', { header: 'Layer', sortFn: 'alphanumeric' }),
  helper.accessor((row) => kindTitle(row.kind), {
    id: 'kind',
    header: 'Kind',
    sortFn: 'alphanumeric',
  }),
  helper.accessor((row) => (row.output ? formatShape(row.output) : ''), {
    id: 'output',
    header: 'Output',
    sortFn: 'alphanumeric',
  }),
  ...(Object.keys(numberColumns) as NumberColumnName[]).map((name) =>
    helper.accessor((row) => row[name] ?? undefined, {
      id: name,
      header: numberColumns[name].heading,
      sortFn: 'basic',
      sortUndefined: 'last',
      sortDescFirst: true,
    }),
  ),
]);
