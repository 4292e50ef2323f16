import { bringSelectionIntoView, nudgeSelection } from '../canvas/canvasActions';
import { type WalkDirection, walk } from '../canvas/keyboardWalk';
import { gridSize } from '../canvas/nodeSize';
import { selectGraphAnalysis, useEditor } from '../store/editorStore';
import type { Command } from './command';

const hasSelection = (): boolean => useEditor.getState().selection.length > 0;

function go(direction: WalkDirection): void {
  const editor = useEditor.getState();
  const analysis = selectGraphAnalysis(editor);
  const next = analysis && walk(analysis, editor.selection.at(-1) ?? null, direction);
  if (!next) return;
  editor.closeStep();
  editor.select([next]);
  bringSelectionIntoView();
  document.querySelector<HTMLElement>(`.react-flow__node[data-id="${next}"]`)?.focus();
}

function nudge(id: string, label: string, key: string, x: number, y: number): Command {
  return {
    id: `canvas.nudge${id}`,
    group: 'Canvas',
    label,
    shortcuts: [key],
    isEnabled: hasSelection,
    perform: () => nudgeSelection(x * gridSize, y * gridSize),
  };
}

function walking(id: string, label: string, key: string, direction: WalkDirection): Command {
  return {
    id: `canvas.go${id}`,
    group: 'Canvas',
    label,
    shortcuts: [key],
    perform: () => go(direction),
  };
}

/** Moving about with the keyboard: arrows nudge what is selected, Alt and arrows follow the wires. */
export const canvasKeys: readonly Command[] = [
  walking('Next', 'Go to the next node along the wire', 'Alt+ArrowDown', 'next'),
  walking('Previous', 'Go to the previous node along the wire', 'Alt+ArrowUp', 'previous'),
  walking('Left', 'Go to the node on the left', 'Alt+ArrowLeft', 'left'),
  walking('Right', 'Go to the node on the right', 'Alt+ArrowRight', 'right'),
  nudge('Up', 'Nudge up', 'ArrowUp', 0, -1),
  nudge('Down', 'Nudge down', 'ArrowDown', 0, 1),
  nudge('Left', 'Nudge left', 'ArrowLeft', -1, 0),
  nudge('Right', 'Nudge right', 'ArrowRight', 1, 0),
  nudge('UpFar', 'Nudge up four steps', 'Shift+ArrowUp', 0, -4),
  nudge('DownFar', 'Nudge down four steps', 'Shift+ArrowDown', 0, 4),
  nudge('LeftFar', 'Nudge left four steps', 'Shift+ArrowLeft', -4, 0),
  nudge('RightFar', 'Nudge right four steps', 'Shift+ArrowRight', 4, 0),
];
