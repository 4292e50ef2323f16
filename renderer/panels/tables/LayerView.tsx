import { Columns3, Copy, ListTree } from 'lucide-react';
import { type ReactNode, useMemo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { conventions, type Summary } from '../../../src/analysis/summary';
import { formatExact } from '../../../src/base/humanNumber';
import { SelectField } from '../../controls/SelectField';
import { TextField } from '../../controls/TextField';
import { selectGraphAnalysis, useEditor } from '../../store/editorStore';
import { Conventions } from './Conventions';
import { CopyMenu } from './CopyMenu';
import { copyOfLayers } from './copiedTable';
import { LayerTable } from './LayerTable';
import type { MemorySettings } from './memorySettings';
import { pathsOnCanvas, selectOnCanvas } from './pathsOnCanvas';
import { TableMenu } from './TableMenu';
import styles from './TablesPanel.module.css';
import { TrainingMemoryLine } from './TrainingMemoryLine';
import { columnNames, numberColumns, textColumns } from './tableColumns';
import {
  type Arrangement,
  deepestLevel,
  kindsIn,
  openToLevel,
  type TableRow,
  tableRows,
  totalNumbers,
} from './tableRows';
import { type TableView, useTableViews } from './tableViews';
import { useLayerRows } from './useLayerRows';

/** The network's rows, how they are looked at, and where changes go. */
export interface LayerViewProps {
  readonly graphId: string;
  readonly summary: Summary;
  readonly view: TableView;
  readonly onChange: (change: Partial<TableView>) => void;
  readonly settings: MemorySettings;
  readonly optimizerSlots: number;
  readonly onSettings: (change: Partial<MemorySettings>) => void;
  /** The choice between this view and others. */
  readonly choice: ReactNode;
}

const arrangements: readonly { readonly value: Arrangement; readonly label: string }[] = [
  { value: 'tree', label: 'Tree' },
  { value: 'flat', label: 'Flat' },
  { value: 'kind', label: 'By kind' },
  { value: 'family', label: 'By family' },
];

/** No kind is called this, as titles have no blank at their end. */
const allKinds = 'All kinds ';

/** The network as a tree of layers, to fold, search, sort, group and copy. */
export function LayerView(props: LayerViewProps) {
  const { graphId, summary, view, onChange, settings, optimizerSlots } = props;
  const { batch } = settings;
  const { arrangement, filter, kind } = view;
  const columns = useTableViews((state) => state.columns);
  const rows = useMemo(
    () => tableRows(summary, { arrangement, filter, kind }, batch, optimizerSlots),
    [summary, arrangement, filter, kind, batch, optimizerSlots],
  );
  const kinds = useMemo(() => kindsIn(summary), [summary]);
  const total = totalNumbers(summary, batch, optimizerSlots);
  const layerRows = useLayerRows(rows, view, (sorting) => onChange({ sorting }));
  const selected = useEditor(
    useShallow((state) => {
      const onCanvas = selectGraphAnalysis(state);
      return onCanvas ? pathsOnCanvas(state.way, onCanvas, state.selection) : [];
    }),
  );
  const { shown } = layerRows;
  const show = (row: TableRow): void => {
    if (row.path !== null) useEditor.getState().focusNode(graphId, row.path);
  };
  return (
    <div className={styles.panel}>
      <div className={styles.tools}>
        {props.choice}
        <TextField
          type="search"
          className={styles.filter}
          aria-label="Filter layers"
          placeholder="Filter layers"
          value={filter}
          onCommit={(text) => onChange({ filter: text })}
          onType={(text) => onChange({ filter: text })}
        />
        <SelectField
          className={styles.kindChoice}
          label="Kind shown"
          value={kind ?? allKinds}
          options={[allKinds, ...kinds].map((value) => ({ value, label: value.trimEnd() }))}
          onChange={(value) => onChange({ kind: value === allKinds ? null : value })}
        />
        <SelectField
          className={styles.arrangement}
          label="Arrangement"
          value={arrangement}
          options={arrangements}
          onChange={(value) => onChange({ arrangement: value })}
        />
        <span className={styles.spring} />
        <TableMenu
          label="Levels"
          icon={<ListTree size={12} />}
          items={() => levelItems(summary, rows, arrangement, (open) => onChange({ open }))}
        />
        <TableMenu
          label="Columns"
          icon={<Columns3 size={12} />}
          items={() =>
            columnNames.map((name) => ({
              label: numberColumns[name].copied ?? numberColumns[name].heading,
              checked: columns.includes(name),
              onSelect: () => useTableViews.getState().showColumn(name, !columns.includes(name)),
            }))
          }
        />
        <CopyMenu
          icon={<Copy size={12} />}
          rowCount={shown.length}
          table={() =>
            copyOfLayers(
              summary,
              shown.map(({ row }) => row),
              total,
              columns,
            )
          }
        />
      </div>
      <div className={styles.tools}>
        <TrainingMemoryLine
          settings={settings}
          memory={summary.totals.training}
          onChange={props.onSettings}
        />
      </div>
      <LayerTable
        rows={layerRows}
        columns={columns}
        total={total}
        totalLabel={totalLabel(summary, rows, view)}
        complete={summary.complete}
        selected={selected}
        onFold={(row, open) => onChange({ open: { ...view.open, [row.id]: open } })}
        onShow={show}
        onMove={(row) => row.path !== null && selectOnCanvas(graphId, row.path)}
      >
        {shown.length === 0 && <p className={styles.nothing}>No layer matches.</p>}
        <Conventions
          entries={[
            ...Object.values(textColumns),
            ...columns.map((name) => numberColumns[name]),
            { heading: 'Peak', convention: conventions.peakBytes },
          ]}
        />
      </LayerTable>
    </div>
  );
}

function levelItems(
  summary: Summary,
  rows: readonly TableRow[],
  arrangement: Arrangement,
  setOpen: (open: Readonly<Record<string, boolean>>) => void,
) {
  const fold = { label: 'Fold all', onSelect: () => setOpen({}) };
  if (arrangement !== 'tree') {
    const groups = Object.fromEntries(rows.map(({ id }) => [id, true]));
    return [fold, { label: 'Unfold all', onSelect: () => setOpen(groups) }];
  }
  const deepest = deepestLevel(summary);
  const levels = Array.from({ length: Math.max(0, deepest - 1) }, (_, index) => index + 1);
  return [
    fold,
    ...levels.map((level) => ({
      label: level === 1 ? 'Unfold 1 level' : `Unfold ${level} levels`,
      onSelect: () => setOpen(openToLevel(summary, level)),
    })),
    { label: 'Unfold all', onSelect: () => setOpen(openToLevel(summary, deepest)) },
  ];
}

function totalLabel(
  { rows, complete }: Summary,
  lines: readonly TableRow[],
  { arrangement, filter, kind }: TableView,
): string {
  const layers = rows.filter(({ block, kind: id }) => !block && id !== 'input').length;
  const count = layers === 1 ? '1 layer' : `${formatExact(layers)} layers`;
  const isFiltered = filter.trim() !== '' || kind !== null;
  const isGrouped = arrangement === 'kind' || arrangement === 'family';
  const matching = isGrouped
    ? lines.reduce((sum, { inside }) => sum + inside.length, 0)
    : lines.length;
  const part = isFiltered ? `; ${formatExact(matching)} rows match` : '';
  return `${complete ? 'Total of' : 'What is known of'} ${count}${part}`;
}
