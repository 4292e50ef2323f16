import type { Result } from '../../src/base/result';
import { failure, success } from '../../src/base/result';
import { checkProjectSize } from '../../src/files/readProject';
import { askForFiles, ChosenFiles } from './chosenFiles';
import {
  canPickFiles,
  canPickFolders,
  fileIn,
  pickFolder,
  pickProject,
  pickTarget,
  writeHandle,
} from './fileSystemAccess';
import type { ExportedFile, PickedData, Platform, ProjectLocation } from './platform';
import { readRecoveryEntries, writeRecoveryEntry } from './recoveryStore';

/**
 * A browser: it writes back to files where it has the File System Access API, and elsewhere uploads
 * and downloads.
 */
export function createBrowserPlatform(): Platform {
  const chosen = new ChosenFiles();
  const handles = new Map<string, FileSystemFileHandle>();
  let edited = false;

  window.addEventListener('beforeunload', (event) => {
    if (edited) event.preventDefault();
  });

  function locationFor(handle: FileSystemFileHandle): ProjectLocation {
    const id = `file-${handles.size + 1}`;
    handles.set(id, handle);
    return { id, name: handle.name };
  }

  async function read(file: File, location: ProjectLocation) {
    const size = checkProjectSize(file.size);
    if (!size.ok) return failure(`${file.name}: ${size.error}`);
    return success({ location, text: await file.text() });
  }

  return {
    kind: 'browser',

    openProject: (location) =>
      orMessage('Cannot open the project', async () => {
        const known = location === null ? undefined : handles.get(location.id);
        if (location !== null && known === undefined) {
          return failure(`${location.name} is not at hand any more. Open it again.`);
        }
        if (known !== undefined && location !== null) return read(await known.getFile(), location);
        if (canPickFiles()) {
          const handle = await pickProject();
          if (handle === null) return success(null);
          return read(await handle.getFile(), locationFor(handle));
        }
        const files = await askForFiles({ choose: 'files', extensions: ['netloom'] }, false);
        const file = files?.[0];
        if (file === undefined) return success(null);
        return read(file, { id: 'upload', name: file.name });
      }),

    saveProject: (location, text, suggestedName) =>
      orMessage('Cannot save the project', async () => {
        const known = location === null ? undefined : handles.get(location.id);
        if (known === undefined && !canPickFiles()) {
          download(suggestedName, new Blob([text], { type: 'application/json' }));
          return success({ id: 'download', name: suggestedName });
        }
        const handle = known ?? (await pickTarget(suggestedName, true));
        if (handle === null) return success(null);
        await writeHandle(handle, text);
        return success(known !== undefined ? location : locationFor(handle));
      }),

    recentProjects: async () => [],

    locationOf: (path) => ({ id: path, name: path.split('/').pop() ?? path }),

    saveFile: ({ path, content }) =>
      orMessage('Cannot save the file', async () => {
        if (!canPickFiles()) {
          download(path, blobOf(content));
          return success(`${path} in your downloads`);
        }
        const handle = await pickTarget(path, false);
        if (handle === null) return success(null);
        await writeHandle(handle, content);
        return success(handle.name);
      }),

    exportFiles: (files, suggestedName) =>
      orMessage('Cannot export', async () => {
        if (canPickFolders()) return exportToFolder(files);
        const name = `${suggestedName}.zip`;
        download(name, blobOf(await zipped(files)));
        return success(`${name} in your downloads`);
      }),

    pickData: (_location, request) =>
      orMessage('Cannot take the data', async () => {
        const files = await askForFiles(request, true);
        if (files === null || files.length === 0) return success(null);
        return success(pickedData(chosen.add(files), request.choose));
      }),

    dataFiles: () => chosen,

    setDocumentState: (state) => {
      edited = state.edited;
      document.title = `${state.edited ? '• ' : ''}${state.title} — Netloom`;
    },

    // A page that closes can only warn, as `beforeunload` does.
    onSaveBeforeClosing: () => () => undefined,
    onCommand: () => () => undefined,
    setTheme: () => undefined,

    writeRecovery: writeRecoveryEntry,
    readRecovery: readRecoveryEntries,

    openPage: async (address) => {
      window.open(address, '_blank', 'noopener,noreferrer');
      return success(null);
    },
  };
}

/** Runs `act`; what it throws (a denied permission, a full disk) becomes a message. */
async function orMessage<Value>(
  what: string,
  act: () => Promise<Result<Value>>,
): Promise<Result<Value>> {
  try {
    return await act();
  } catch (error) {
    return failure(`${what}: ${(error as Error).message}`);
  }
}

async function exportToFolder(files: readonly ExportedFile[]): Promise<Result<string | null>> {
  const folder = await pickFolder();
  if (folder === null) return success(null);
  const found = await Promise.all(files.map(({ path }) => fileIn(folder, path, false)));
  const existing = files.filter((_file, index) => found[index] !== null).map(({ path }) => path);
  const question = `Replace these files in ${folder.name}?\n\n${existing.join('\n')}`;
  if (existing.length > 0 && !window.confirm(question)) return success(null);
  for (const { path, content } of files) {
    const handle = await fileIn(folder, path, true);
    if (handle !== null) await writeHandle(handle, content);
  }
  return success(folder.name);
}

async function zipped(files: readonly ExportedFile[]): Promise<Uint8Array> {
  const { strToU8, zipSync } = await import('fflate');
  return zipSync(
    Object.fromEntries(
      files.map(({ path, content }) => [
        path,
        typeof content === 'string' ? strToU8(content) : content,
      ]),
    ),
  );
}

/** Files one by one, or the one folder that they lie in. */
function pickedData(paths: readonly string[], choose: 'files' | 'folder'): readonly PickedData[] {
  const all = choose === 'files' ? paths : paths.slice(0, 1).map((path) => path.split('/')[0]!);
  return all.map((path) => ({ path, name: path.split('/').pop() ?? path }));
}

function blobOf(content: string | Uint8Array): Blob {
  return new Blob([content as string | Uint8Array<ArrayBuffer>]);
}

function download(name: string, blob: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser has taken the content over by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
