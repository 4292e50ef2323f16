import { arrangeNodes, deleteSelection, fitView, zoomCanvas } from '../canvas/canvasActions';
import { useCanvas } from '../canvas/canvasStore';
import {
  copyToClipboard,
  cutSelection,
  duplicateSelection,
  pasteLastCopied,
} from '../canvas/clipboardActions';
import { useLayout } from '../shell/layoutStore';
import { selectGraphAnalysis, useEditor } from '../store/editorStore';
import type { Command } from './command';

const hasSelection = (): boolean => useEditor.getState().selection.length > 0;
const hasNodes = (): boolean =>
  Object.keys(selectGraphAnalysis(useEditor.getState())?.graph.nodes ?? {}).length > 0;

/** Commands that change the drawing. */
export const editCommands = {
  undo: {
    id: 'edit.undo',
    group: 'Edit',
    label: 'Undo',
    shortcuts: ['Mod+Z'],
    isEnabled: () => useEditor.getState().history.past.length > 0,
    perform: () => useEditor.getState().undo(),
  },
  redo: {
    id: 'edit.redo',
    group: 'Edit',
    label: 'Redo',
    shortcuts: ['Mod+Shift+Z', 'Mod+Y'],
    isEnabled: () => useEditor.getState().history.future.length > 0,
    perform: () => useEditor.getState().redo(),
  },
  cut: {
    id: 'edit.cut',
    group: 'Edit',
    label: 'Cut',
    shortcuts: ['Mod+X'],
    comesAsClipboardEvent: true,
    isEnabled: hasSelection,
    perform: async () => {
      await copyToClipboard();
      cutSelection();
    },
  },
  copy: {
    id: 'edit.copy',
    group: 'Edit',
    label: 'Copy',
    shortcuts: ['Mod+C'],
    comesAsClipboardEvent: true,
    isEnabled: hasSelection,
    perform: copyToClipboard,
  },
  paste: {
    id: 'edit.paste',
    group: 'Edit',
    label: 'Paste',
    shortcuts: ['Mod+V'],
    comesAsClipboardEvent: true,
    perform: pasteLastCopied,
  },
  duplicate: {
    id: 'edit.duplicate',
    group: 'Edit',
    label: 'Duplicate',
    shortcuts: ['Mod+D'],
    isEnabled: hasSelection,
    perform: duplicateSelection,
  },
  delete: {
    id: 'edit.delete',
    group: 'Edit',
    label: 'Delete',
    shortcuts: ['Delete', 'Backspace'],
    isEnabled: () => hasSelection() || useCanvas.getState().selectedEdges.length > 0,
    perform: deleteSelection,
  },
  selectAll: {
    id: 'edit.selectAll',
    group: 'Edit',
    label: 'Select all',
    shortcuts: ['Mod+A'],
    isEnabled: hasNodes,
    perform: () => {
      const { select } = useEditor.getState();
      select(Object.keys(selectGraphAnalysis(useEditor.getState())?.graph.nodes ?? {}));
    },
  },
  rename: {
    id: 'edit.rename',
    group: 'Edit',
    label: 'Rename node',
    shortcuts: ['F2'],
    isEnabled: () => useEditor.getState().selection.length === 1,
    perform: () => useCanvas.setState({ renaming: useEditor.getState().selection[0] ?? null }),
  },
  addNode: {
    id: 'canvas.addNode',
    group: 'Canvas',
    label: 'Add a node…',
    shortcuts: ['Shift+A'],
    keywords: ['layer', 'insert', 'search'],
    perform: () => {
      const { pointer } = useCanvas.getState();
      const box = document.querySelector('.react-flow')?.getBoundingClientRect();
      const middle = box && { x: box.x + box.width / 2, y: box.y + box.height / 2 };
      useCanvas.setState({ addNode: { screen: pointer ?? middle ?? { x: 0, y: 0 }, wire: null } });
    },
  },
  connect: {
    id: 'canvas.connect',
    group: 'Canvas',
    label: 'Connect to…',
    shortcuts: ['C'],
    keywords: ['wire', 'edge', 'link'],
    isEnabled: () => useEditor.getState().selection.length === 1,
    perform: () => useLayout.getState().showDialog('connect'),
  },
  compare: {
    id: 'canvas.compare',
    group: 'Canvas',
    label: 'Compare with another node…',
    keywords: ['equal', 'same', 'outputs', 'check', 'difference'],
    isEnabled: () => [1, 2].includes(useEditor.getState().selection.length),
    perform: () => useLayout.getState().showDialog('comparison'),
  },
  arrange: {
    id: 'canvas.arrange',
    group: 'Canvas',
    label: 'Arrange nodes',
    shortcuts: ['Shift+L'],
    keywords: ['layout', 'tidy', 'align'],
    isEnabled: hasNodes,
    perform: arrangeNodes,
  },
  zoomToFit: {
    id: 'view.zoomToFit',
    group: 'View',
    label: 'Zoom to fit',
    shortcuts: ['.', 'Mod+0'],
    perform: fitView,
  },
  zoomIn: {
    id: 'view.zoomIn',
    group: 'View',
    label: 'Zoom in',
    shortcuts: ['Mod+=', 'Mod++'],
    perform: () => zoomCanvas('in'),
  },
  zoomOut: {
    id: 'view.zoomOut',
    group: 'View',
    label: 'Zoom out',
    shortcuts: ['Mod+-'],
    perform: () => zoomCanvas('out'),
  },
} as const satisfies Record<string, Command>;
