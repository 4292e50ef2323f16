import { X } from 'lucide-react';
import { Tabs } from 'radix-ui';
import { type ComponentType, lazy, Suspense, useMemo } from 'react';
import { projectDiagnostics } from '../../src/analysis/projectDiagnostics';
import { IconButton } from '../controls/IconButton';
import { HistoryPanel } from '../panels/history/HistoryPanel';
import { ProblemsPanel } from '../panels/problems/ProblemsPanel';
import { useEditor } from '../store/editorStore';
import styles from './Dock.module.css';
import { ErrorBoundary } from './ErrorBoundary';
import { type DockTab, dockTabs, useLayout } from './layoutStore';

const panels: Readonly<Record<DockTab, ComponentType>> = {
  problems: ProblemsPanel,
  tables: lazy(() => import('../panels/tables/TablesPanel')),
  training: lazy(() => import('../panels/training/TrainingPanel')),
  code: lazy(() => import('../panels/code/CodePanel')),
  history: HistoryPanel,
};

/** The panels below the canvas, one of which is shown. */
export function Dock() {
  const { dockTab, showTab, toggle } = useLayout();
  const height = useLayout((state) => state.sizes.dock);
  const tabs = Object.keys(dockTabs) as DockTab[];
  return (
    <Tabs.Root
      className={styles.dock}
      style={{ height }}
      value={dockTab}
      onValueChange={(tab) => showTab(tab as DockTab)}
    >
      <div className={styles.bar}>
        <Tabs.List className={styles.tabs} aria-label="Panels">
          {tabs.map((tab) => (
            <Tabs.Trigger key={tab} value={tab} className={styles.tab}>
              {dockTabs[tab]}
              {tab === 'problems' && <ProblemCount />}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        <IconButton
          label="Close the panel"
          icon={<X />}
          size="small"
          side="top"
          shortcut="Ctrl+J"
          onClick={() => toggle('dock')}
        />
      </div>
      {tabs.map((tab) => {
        const Panel = panels[tab];
        return (
          <Tabs.Content key={tab} value={tab} className={styles.panel}>
            <ErrorBoundary what={dockTabs[tab]}>
              <Suspense fallback={<p className={styles.loading}>Loading…</p>}>
                <Panel />
              </Suspense>
            </ErrorBoundary>
          </Tabs.Content>
        );
      })}
    </Tabs.Root>
  );
}

function ProblemCount() {
  const analysis = useEditor((state) => state.analysis);
  const count = useMemo(
    () => projectDiagnostics(analysis).filter(({ severity }) => severity !== 'hint').length,
    [analysis],
  );
  return count === 0 ? null : <span className={styles.count}>{count}</span>;
}
