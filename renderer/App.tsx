import { type ComponentType, lazy, Suspense, useEffect } from 'react';
import styles from './App.module.css';
import { Canvas } from './canvas/Canvas';
import { CommandPalette } from './commands/CommandPalette';
import { ConnectDialog } from './commands/ConnectDialog';
import { listenToKeyboard } from './commands/keyboard';
import { listenToNativeMenu } from './commands/nativeMenu';
import { TooltipProvider } from './controls/Tooltip';
import { listenToDrops } from './files/droppedFiles';
import { saveProject } from './files/projectActions';
import { startRecovery } from './files/recovery';
import { Inspector } from './inspector/Inspector';
import { Library } from './library/Library';
import { platform } from './platform/currentPlatform';
import { Breadcrumbs } from './shell/Breadcrumbs';
import { Dock } from './shell/Dock';
import { ErrorBoundary } from './shell/ErrorBoundary';
import { GraphTabs } from './shell/GraphTabs';
import { type LayoutState, useLayout } from './shell/layoutStore';
import { NoticeBar } from './shell/NoticeBar';
import { QuestionDialog } from './shell/QuestionDialog';
import { Splitter } from './shell/Splitter';
import { StatusBar } from './shell/StatusBar';
import { TopBar } from './shell/TopBar';
import { selectIsEdited, selectProject, useEditor } from './store/editorStore';

type DialogName = NonNullable<LayoutState['dialog']>;

const dialogs: Readonly<Record<DialogName, ComponentType<{ readonly onClose: () => void }>>> = {
  // At once: what is typed after the shortcut must not be lost.
  palette: CommandPalette,
  connect: ConnectDialog,
  comparison: lazy(() => import('./comparison/ComparisonDialog')),
  firstSteps: lazy(() => import('./unrolled/FirstStepsDialog')),
  shortcuts: lazy(() => import('./commands/ShortcutsDialog')),
  documentation: lazy(() => import('./documentation/DocumentationDialog')),
  templates: lazy(() => import('./gallery/TemplateGallery')),
};

/** The window: bars, library, canvas, inspector, dock, and whatever lies over them. */
export function App() {
  const { libraryOpen, inspectorOpen, dockOpen, sizes } = useLayout();
  useEffect(listenToKeyboard, []);
  useEffect(listenToNativeMenu, []);
  useEffect(listenToDrops, []);
  useEffect(() => platform.onSaveBeforeClosing(saveProject), []);
  return (
    <TooltipProvider>
      <ErrorBoundary what="Netloom">
        <DocumentTitle />
        <div className={styles.window}>
          <TopBar />
          <div className={styles.middle}>
            {libraryOpen && (
              <>
                <div className={styles.side} style={{ width: sizes.library }}>
                  <Library />
                </div>
                <Splitter part="library" label="Width of the library" />
              </>
            )}
            <main className={styles.centre}>
              <GraphTabs />
              <Breadcrumbs />
              <ErrorBoundary what="The canvas">
                <Canvas />
              </ErrorBoundary>
              {dockOpen && (
                <>
                  <Splitter part="dock" label="Height of the lower panel" />
                  <Dock />
                </>
              )}
            </main>
            {inspectorOpen && (
              <>
                <Splitter part="inspector" label="Width of the inspector" />
                <aside
                  className={styles.side}
                  style={{ width: sizes.inspector }}
                  aria-label="Inspector"
                >
                  <ErrorBoundary what="The inspector">
                    <Inspector />
                  </ErrorBoundary>
                </aside>
              </>
            )}
          </div>
          <StatusBar />
        </div>
        <OpenDialog />
      </ErrorBoundary>
      <QuestionDialog />
      <NoticeBar />
    </TooltipProvider>
  );
}

function OpenDialog() {
  const dialog = useLayout((state) => state.dialog);
  const close = (): void => useLayout.getState().showDialog(null);
  if (dialog === null) return null;
  const Shown = dialogs[dialog];
  return (
    <Suspense>
      <Shown onClose={close} />
    </Suspense>
  );
}

function DocumentTitle() {
  const title = useEditor((state) => selectProject(state).name);
  const edited = useEditor(selectIsEdited);
  useEffect(() => platform.setDocumentState({ title, edited }), [title, edited]);
  // Looking for lost work can wait until the window is there.
  useEffect(() => void startRecovery(), []);
  return null;
}
