import { lazy, Suspense } from 'react';
import { TooltipProvider } from './controls/Tooltip';
import { useLayout } from './shell/layoutStore';

const panels = {
  tables: lazy(() => import('./panels/tables/TablesPanel')),
  training: lazy(() => import('./panels/training/TrainingPanel')),
  code: lazy(() => import('./panels/code/CodePanel')),
};

/** The window. */
export function App() {
  const tab = useLayout((state) => state.dockTab);
  const Panel = tab in panels ? panels[tab as keyof typeof panels] : null;
  return (
    <TooltipProvider>
      <Suspense>{Panel && <Panel />}</Suspense>
    </TooltipProvider>
  );
}
