import { Maximize, Plus, Spline, Wand2, ZoomIn, ZoomOut } from 'lucide-react';
import { useCanvas } from '../canvas/canvasStore';
import { type Command, isEnabled, performCommand } from '../commands/command';
import { editCommands } from '../commands/editCommands';
import { formatShortcut } from '../commands/shortcut';
import { classNames } from '../controls/classNames';
import { IconButton } from '../controls/IconButton';
import { selectProject, useEditor } from '../store/editorStore';
import styles from './GraphTabs.module.css';

/** Above the canvas: a tab for each graph, and what concerns the view. */
export function GraphTabs() {
  const project = useEditor(selectProject);
  const graphId = useEditor((state) => state.graphId);
  const selection = useEditor((state) => state.selection);
  const showGraph = useEditor((state) => state.showGraph);
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
      <div className={styles.tabs} role="tablist" aria-label="Graphs">
        {Object.keys(project.graphs).map((id) => (
          <button
            key={id}
            type="button"
            role="tab"
            aria-selected={id === graphId}
            className={classNames(styles.tab, id === graphId && styles.shown)}
            onClick={() => showGraph(id)}
          >
            {id}
          </button>
        ))}
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

function Zoom() {
  const flow = useCanvas((state) => state.flow);
  const zoom = useCanvas((state) => state.zoom);
  return (
    <button
      type="button"
      className={styles.zoom}
      aria-label={`Zoom ${Math.round(zoom * 100)} %. Set to 100 %`}
      onClick={() => void flow?.zoomTo(1, { duration: 100 })}
    >
      {Math.round(zoom * 100)} %
    </button>
  );
}
