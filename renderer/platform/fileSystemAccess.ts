/** What the File System Access API has beyond TypeScript's own DOM types. */
interface PickerWindow {
  showOpenFilePicker?(options: object): Promise<FileSystemFileHandle[]>;
  showSaveFilePicker?(options: object): Promise<FileSystemFileHandle>;
  showDirectoryPicker?(options: object): Promise<FileSystemDirectoryHandle>;
}

const pickers = (): PickerWindow => globalThis as unknown as PickerWindow;

const projectTypes = [
  { description: 'Netloom project', accept: { 'application/x-netloom': ['.netloom'] } },
];

/** Whether the browser can write back to the file that it opened. */
export function canPickFiles(): boolean {
  return pickers().showOpenFilePicker !== undefined && pickers().showSaveFilePicker !== undefined;
}

/** Whether the browser can write into a chosen folder. */
export function canPickFolders(): boolean {
  return pickers().showDirectoryPicker !== undefined;
}

/** The project file that the user chooses; null when cancelled. */
export function pickProject(): Promise<FileSystemFileHandle | null> {
  return unlessCancelled(
    async () => (await pickers().showOpenFilePicker?.({ types: projectTypes }))?.[0] ?? null,
  );
}

/** Where the user wants a file to be saved; null when cancelled. */
export function pickTarget(
  suggestedName: string,
  isProject: boolean,
): Promise<FileSystemFileHandle | null> {
  const types = isProject ? { types: projectTypes } : {};
  return unlessCancelled(
    async () => (await pickers().showSaveFilePicker?.({ suggestedName, ...types })) ?? null,
  );
}

/** The folder that the user chooses to write into; null when cancelled. */
export function pickFolder(): Promise<FileSystemDirectoryHandle | null> {
  return unlessCancelled(
    async () => (await pickers().showDirectoryPicker?.({ mode: 'readwrite' })) ?? null,
  );
}

/** Writes a file whole: the browser puts it in place only when it is complete. */
export async function writeHandle(
  handle: FileSystemFileHandle,
  content: string | Uint8Array,
): Promise<void> {
  const writable = await handle.createWritable();
  try {
    await writable.write(content as string | Uint8Array<ArrayBuffer>);
  } catch (error) {
    await writable.abort();
    throw error;
  }
  await writable.close();
}

/** The handle of a file below a folder, its folders being made; null when there must be one and isn't. */
export async function fileIn(
  folder: FileSystemDirectoryHandle,
  path: string,
  create: boolean,
): Promise<FileSystemFileHandle | null> {
  const parts = path.split('/');
  const name = parts.pop() ?? path;
  try {
    let place = folder;
    for (const part of parts) place = await place.getDirectoryHandle(part, { create });
    return await place.getFileHandle(name, { create });
  } catch (error) {
    if (!create && (error as DOMException).name === 'NotFoundError') return null;
    throw error;
  }
}

async function unlessCancelled<Value>(pick: () => Promise<Value | null>): Promise<Value | null> {
  try {
    return await pick();
  } catch (error) {
    if ((error as DOMException).name === 'AbortError') return null;
    throw error;
  }
}
