import { useEditor } from '../store/editorStore';

/** Copies a text and says so; where the clipboard is refused, says that and what to do. */
export async function copyText(text: string, confirmation: string): Promise<void> {
  const { notify } = useEditor.getState();
  try {
    await navigator.clipboard.writeText(text);
    notify('information', confirmation);
  } catch {
    notify(
      'error',
      'The clipboard is closed to this page. Click into the window, allow the clipboard, and copy again.',
    );
  }
}
