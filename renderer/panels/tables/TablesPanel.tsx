import { Table2 } from 'lucide-react';
import { memo, useDeferredValue, useMemo, useState } from 'react';
import type { GraphAnalysis } from '../../../src/analysis/graphAnalysis';
import { summarise } from '../../../src/analysis/summary';
import type { Project } from '../../../src/document/project';
import { EmptyState } from '../../controls/EmptyState';
import { SegmentedControl } from '../../controls/SegmentedControl';
import { selectNetworkAnalysis, selectStepAnalysis, useEditor } from '../../store/editorStore';
import { LayerView } from './LayerView';
import { type MemorySettings, optimizerSlots, usualMemorySettings } from './memorySettings';
import { SlideView } from './SlideView';
import { StepTable } from './StepTable';
import { selectTableView, type TableView, useTableViews } from './tableViews';

const views = [
  { value: 'layers', label: 'Layers' },
  { value: 'slide', label: 'As on the slide' },
] as const;

/**
 * The Tables panel: the network that the graph on the canvas stands in as a tree of rows with sums,
 * what training would hold, and the same network written as in the lecture.
 */
export default function TablesPanel() {
  const step = useEditor(selectStepAnalysis);
  const project = useEditor((state) => state.analysis);
  return step ? <StepTable project={project} step={step} /> : <DeferredTables />;
}

/** Typing goes first: the table of a large network follows when there is time. */
function DeferredTables() {
  const analysis = useDeferredValue(useEditor(selectNetworkAnalysis));
  const project = useDeferredValue(useEditor((state) => state.history.project));
  return <NetworkTables analysis={analysis} project={project} />;
}

const NetworkTables = memo(function NetworkTables({
  analysis,
  project,
}: {
  readonly analysis: GraphAnalysis | null;
  readonly project: Project;
}) {
  const opened = useEditor((state) => state.opened);
  const graphId = analysis?.id ?? '';
  const key = `${opened} ${graphId}`;
  const view = useTableViews((state) => selectTableView(state, key));
  const [chosen, setChosen] = useState<Partial<MemorySettings>>({});
  const usual = useMemo(() => usualMemorySettings(project, graphId), [project, graphId]);
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
  const change = (changed: Partial<TableView>): void =>
    useTableViews.getState().change(key, changed);
  const choice = (
    <SegmentedControl
      label="View"
      value={view.slide ? 'slide' : 'layers'}
      options={views}
      onChange={(value) => change({ slide: value === 'slide' })}
    />
  );
  return view.slide ? (
    <SlideView
      analysis={analysis}
      biases={view.biases}
      onBiases={(biases) => change({ biases })}
      choice={choice}
    />
  ) : (
    <LayerView
      key={key}
      graphId={graphId}
      summary={summary}
      view={view}
      onChange={change}
      settings={settings}
      optimizerSlots={slots}
      onSettings={(changed) => setChosen({ ...chosen, ...changed })}
      choice={choice}
    />
  );
});
