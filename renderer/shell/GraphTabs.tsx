import { Maximize, Plus, Spline, SquarePlus, Wand2, ZoomIn, ZoomOut } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { zoomCanvas } from '../canvas/canvasActions';
import { useCanvas } from '../canvas/canvasStore';
import { deleteGraph, renameGraphTo, startRenamingGraph } from '../canvas/graphActions';
import { blockCommands } from '../commands/blockCommands';
import { type Command, isEnabled, performCommand } from '../commands/command';
import { editCommands } from '../commands/editCommands';
import { formatShortcut } from '../commands/shortcut';
import { classNames } from '../controls/classNames';
import { IconButton } from '../controls/IconButton';
import { TextField } from '../controls/TextField';
import { selectProject, useEditor } from '../store/editorStore';
import { GraphMenu } from './GraphMenu';
import styles from './GraphTabs.module.css';
import { RoleIcon } from './RoleIcon';

/** Above the canvas: a tab for each graph, and what concerns the view. */
export function GraphTabs() {
  // Drawn again when these change, which decides what is enabled.
  const selection = useEditor((state) => state.selection);
  const tool = (command: Command, Icon: typeof Plus) => (
    <IconButton
      label={command.label}
      icon={<Icon />}
      size="small"
      shortcut={command.shortcuts?.[0] && formatShortcut(command.shortcuts[0])}
      disabled={!isEnabled(command)}
      onClick={() => performCommand(command)}
    />
  );
  return (
    <div className={styles.bar}>
      <div className={styles.graphs}>
        <Tabs />
        {tool(blockCommands.newBlock, SquarePlus)}
        <GraphMenu />
      </div>
      <div className={styles.tools} data-selected={selection.length}>
        {tool(editCommands.addNode, Plus)}
        {tool(editCommands.connect, Spline)}
        {tool(editCommands.arrange, Wand2)}
        <span className={styles.line} />
        {tool(editCommands.zoomOut, ZoomOut)}
        <Zoom />
        {tool(editCommands.zoomIn, ZoomIn)}
        {tool(editCommands.zoomToFit, Maximize)}
      </div>
    </div>
  );
}

function Tabs() {
  const project = useEditor(selectProject);
  const graphId = useEditor((state) => state.graphId);
  const renaming = useCanvas((state) => state.renamingGraph);
  const list = useRef<HTMLDivElement>(null);
  const ids = Object.keys(project.graphs);
  // biome-ignore lint/correctness/useExhaustiveDependencies: with these the shown tab may come out of sight.
  useEffect(() => revealShown(list.current), [graphId, renaming, ids.join()]);
  useEffect(() => {
    const row = list.current;
    if (!row) return;
    const watcher = new ResizeObserver(() => revealShown(row));
    watcher.observe(row);
    return () => watcher.disconnect();
  }, []);
  const show = (id: string): void => {
    useEditor.getState().showGraph(id);
    requestAnimationFrame(() =>
      list.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus(),
    );
  };
  const onKeyDown = (event: KeyboardEvent, id: string): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const next = ids[ids.indexOf(id) + step];
    if (step !== 0 && next !== undefined) show(next);
    else if (event.key === 'F2') startRenamingGraph(id);
    else if (event.key === 'Delete') deleteGraph(id);
    else if (step === 0) return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div ref={list} className={styles.tabs} role="tablist" aria-label="Graphs">
      {ids.map((id) =>
        id === renaming ? (
          <TextField
            key={id}
            className={styles.rename}
            value={id}
            autoFocus
            style={{ width: `${Math.min(24, id.length) + 4}ch` }}
            aria-label={`New name of the graph ${id}`}
            onFocus={(event) => event.currentTarget.select()}
            onCommit={(name) => renameGraphTo(id, name)}
            onBlur={() => useCanvas.setState({ renamingGraph: null })}
          />
        ) : (
          <button
            key={id}
            type="button"
            role="tab"
            // One stop for Tab; the arrows move on.
            tabIndex={id === graphId ? 0 : -1}
            aria-selected={id === graphId}
            className={classNames(styles.tab, id === graphId && styles.shown)}
            title={project.graphs[id]?.role === 'trainingStep' ? `${id}, a training step` : id}
            onClick={() => useEditor.getState().showGraph(id)}
            onDoubleClick={() => startRenamingGraph(id)}
            onKeyDown={(event) => onKeyDown(event, id)}
          >
            <RoleIcon role={project.graphs[id]?.role ?? 'network'} />
            <span className={styles.tabName}>{id}</span>
          </button>
        ),
      )}
    </div>
  );
}

/** Scrolls the row of tabs to the one that is shown, or named anew. */
function revealShown(row: HTMLElement | null): void {
  const shown = row?.querySelector('[aria-selected="true"], input');
  shown?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

function Zoom() {
  const zoom = useCanvas((state) => state.zoom);
  return (
    <button
      type="button"
      className={styles.zoom}
      aria-label={`Zoom ${Math.round(zoom * 100)} %. Set to 100 %`}
      onClick={() => zoomCanvas('asDrawn')}
    >
      {Math.round(zoom * 100)} %
    </button>
  );
}
