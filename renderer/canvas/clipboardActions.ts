import { useEditor } from '../store/editorStore';
import { deleteSelection, editAlone, placeAtPointer } from './canvasActions';
import { useCanvas } from './canvasStore';
import {
  type CopiedNodes,
  copyNodes,
  pasteNodes,
  readCopiedNodes,
  writeCopiedNodes,
} from './copiedNodes';
import { gridSize } from './nodeSize';

/** What was copied last in this window: for pasting where the system's clipboard may not be read. */
let lastCopied: string | null = null;
/** How often the same text was pasted, so that copies do not cover each other. */
let pastes = { text: '', count: 0 };

function selectedNodes(): CopiedNodes | null {
  const { history, graphId, selection } = useEditor.getState();
  return selection.length > 0 ? copyNodes(history.project.graphs, graphId, selection) : null;
}

/** The selected nodes as text; null when none are. */
export function copySelection(): string | null {
  const copied = selectedNodes();
  if (!copied) return null;
  lastCopied = writeCopiedNodes(copied);
  pastes = { text: '', count: 0 };
  return lastCopied;
}

/** Copies from a menu, where there is no clipboard event. */
export async function copyToClipboard(): Promise<void> {
  const text = copySelection();
  if (text !== null) await navigator.clipboard.writeText(text).catch(() => undefined);
}

/** Pastes what was copied in this window last, where there is no clipboard event. */
export function pasteLastCopied(): void {
  if (lastCopied !== null) pasteText(lastCopied);
  else {
    useEditor
      .getState()
      .notify('information', 'Nothing was copied in this window; Ctrl+V pastes from others.');
  }
}

/** Pastes the text of the clipboard that the native menu hands over; says so where it is no nodes. */
export function pasteFromMenu(text: string): void {
  if (pasteText(text)) return;
  const { notify } = useEditor.getState();
  notify('information', 'The clipboard holds no nodes of Netloom. Copy nodes, then paste them.');
}

/** Pastes text from a clipboard; text that is no nodes is left alone. Returns whether it was nodes. */
export function pasteText(text: string): boolean {
  const read = readCopiedNodes(text);
  if (!read.ok) {
    useEditor.getState().notify('error', read.error);
    return true;
  }
  if (!read.value) return false;
  pastes = { text, count: pastes.text === text ? pastes.count + 1 : 1 };
  insert(read.value, pastes.count);
  return true;
}

/** Adds a second copy of the selected nodes beside them. */
export function duplicateSelection(): void {
  const copied = selectedNodes();
  if (copied) insert(copied, 1, 'Duplicate');
}

/** Cuts the selected nodes: their text is what `copySelection` gave. */
export function cutSelection(): string | null {
  const text = copySelection();
  if (text !== null) deleteSelection();
  return text;
}

function insert(copied: CopiedNodes, count: number, verb = 'Paste'): void {
  const { history, graphId, select, notify } = useEditor.getState();
  const graph = history.project.graphs[graphId];
  if (!graph) return;
  const away = copied.nodes.every((node) => !(node.id in graph.nodes));
  const first = copied.nodes.find((node) => node.position)?.position;
  const pointer = useCanvas.getState().pointer;
  const at = placeAtPointer();
  const shift = 4 * gridSize;
  // Copies of the same text must not cover each other.
  const by =
    verb === 'Paste' && first && (pointer || away)
      ? { x: at.x - first.x + shift * (count - 1), y: at.y - first.y + shift * (count - 1) }
      : { x: shift * count, y: shift * count };
  const what = copied.nodes.length === 1 ? copied.nodes[0]?.id : `${copied.nodes.length} nodes`;
  const pasted = pasteNodes(history.project, graphId, copied, by, `${verb} ${what}`);
  if (!pasted.ok) notify('error', pasted.error);
  else if (editAlone(pasted.value.edit)) select(pasted.value.ids);
}
