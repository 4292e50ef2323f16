import { Copy, Table2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import { summarise } from '../../../src/analysis/summary';
import { Button } from '../../controls/Button';
import { EmptyState } from '../../controls/EmptyState';
import { TextField } from '../../controls/TextField';
import { selectGraphAnalysis, useEditor } from '../../store/editorStore';
import { copyText } from '../copyText';
import { LayerTable } from './LayerTable';
import { type MemorySettings, optimizerSlots, usualMemorySettings } from './memorySettings';
import styles from './TablesPanel.module.css';
import { TrainingMemoryLine } from './TrainingMemoryLine';
import { toCsv, toMarkdown } from './tableText';

/** The Tables panel: a row a layer with its shape and costs, sums, and what training would hold. */
export default function TablesPanel() {
  const analysis = useEditor(selectGraphAnalysis);
  const phases = useEditor((state) => state.history.project.phases);
  const [filter, setFilter] = useState('');
  const [chosen, setChosen] = useState<Partial<MemorySettings>>({});
  const graphId = analysis?.id ?? '';
  const usual = useMemo(() => usualMemorySettings(phases, graphId), [phases, graphId]);
  const settings = { ...usual, ...chosen };
  const slots = optimizerSlots(settings.optimizer);
  const { batch } = settings;
  const summary = useMemo(
    () => analysis && summarise(analysis, batch, slots),
    [analysis, batch, slots],
  );
  if (!analysis || !summary || summary.rows.length === 0) {
    return (
      <EmptyState icon={<Table2 />} title="No layers yet">
        Every layer you add gets a row here: its output shape, parameters, memory and work.
      </EmptyState>
    );
  }
  const copy = (what: string, text: string): void => {
    const rows = `${summary.rows.length} ${summary.rows.length === 1 ? 'row' : 'rows'}`;
    void copyText(text, `Copied ${rows} as ${what}.`);
  };
  return (
    <div className={styles.panel}>
      <div className={styles.tools}>
        <TextField
          type="search"
          className={styles.filter}
          aria-label="Filter layers"
          placeholder="Filter layers"
          value={filter}
          onCommit={setFilter}
          onType={setFilter}
        />
        <span className={styles.spring} />
        <TrainingMemoryLine
          settings={settings}
          memory={summary.totals.training}
          onChange={(change) => setChosen({ ...chosen, ...change })}
        />
        <span className={styles.copies}>
          <Button size="small" onClick={() => copy('CSV', toCsv(summary))}>
            <Copy size={12} /> <span className={styles.word}>Copy</span> CSV
          </Button>
          <Button size="small" onClick={() => copy('Markdown', toMarkdown(summary))}>
            <Copy size={12} /> <span className={styles.word}>Copy</span> Markdown
          </Button>
        </span>
      </div>
      <LayerTable summary={summary} filter={filter} graphId={graphId} />
    </div>
  );
}
