import { largestProjectBytes } from '../../src/files/readProject';
import { useEditor } from '../store/editorStore';
import { openProjectText } from './projectActions';

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

async function open(file: File): Promise<void> {
  const { notify } = useEditor.getState();
  if (file.size > largestProjectBytes) {
    notify('error', `${file.name} is too large for a project.`);
    return;
  }
  try {
    await openProjectText(await file.text(), file.name);
  } catch {
    notify('error', `${file.name} cannot be read; a folder is no project.`);
  }
}

/** Opens a project file that is dropped on the window, from now on. */
export function listenToDrops(): () => void {
  const onDragOver = (event: DragEvent): void => {
    if (hasFiles(event)) event.preventDefault();
  };
  const onDrop = (event: DragEvent): void => {
    // Panels that take files of their own have answered already.
    if (event.defaultPrevented || !hasFiles(event)) return;
    event.preventDefault();
    const file = event.dataTransfer?.files[0];
    if (file) void open(file);
  };
  window.addEventListener('dragover', onDragOver);
  window.addEventListener('drop', onDrop);
  return () => {
    window.removeEventListener('dragover', onDragOver);
    window.removeEventListener('drop', onDrop);
  };
}
