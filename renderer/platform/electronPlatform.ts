import type { AppCommand, Bridge, TextEdit } from '../../electron/bridge';
import { success } from '../../src/base/result';
import type { PickedData, Platform, ProjectLocation } from './platform';

const textEdits: readonly string[] = [
  'undo',
  'redo',
  'cut',
  'copy',
  'paste',
  'delete',
  'selectAll',
] satisfies TextEdit[];

/** The desktop, reached through the bridge of the preload script. */
export function createElectronPlatform(bridge: Bridge): Platform {
  return {
    kind: 'electron',

    async openProject(location) {
      const opened = await bridge.openProject(location?.id ?? null);
      if (!opened.ok) return opened;
      if (opened.value === null) return success(null);
      const { path, text } = opened.value;
      return success({ location: locationAt(path), text });
    },

    async saveProject(location, text, suggestedName) {
      const saved = await bridge.saveProject(location?.id ?? null, text, suggestedName);
      if (!saved.ok) return saved;
      return success(saved.value === null ? null : locationAt(saved.value));
    },

    async recentProjects() {
      const recent = await bridge.recentProjects();
      return recent.map(({ path, name }) => ({ id: path, name }));
    },

    locationOf: locationAt,

    saveFile: (file) => bridge.saveFile(file),

    exportFiles: (files) => bridge.exportFiles(files),

    async pickData(location, request) {
      const picked = await bridge.pickData(request);
      if (!picked.ok) return picked;
      if (picked.value === null) return success(null);
      return success(picked.value.map((path) => pickedData(location, path)));
    },

    dataFiles: (location) => ({
      read: (path) => bridge.readDataFile(location?.id ?? null, path),
      list: (folder) => bridge.listDataFiles(location?.id ?? null, folder),
    }),

    setDocumentState: (state) => void bridge.setDocumentState(state),

    onSaveBeforeClosing: (save) => bridge.onSaveBeforeClosing(save),

    onCommand: (listener) =>
      bridge.onCommand((command) => {
        if (isTextEdit(command) && isInTextField()) void bridge.editText(command.name);
        else listener(command);
      }),

    setTheme: (theme) => void bridge.setTheme(theme),

    writeRecovery: (key, text) => bridge.writeRecovery(key, text),

    readRecovery: () => bridge.readRecovery(),

    openPage: (address) => bridge.openPage(address),
  };
}

/** The location of a path, `/` or `\` between its folders. */
function locationAt(path: string): ProjectLocation {
  return { id: path, name: lastPart(path) };
}

/** Names data beside or below the project relative to it, so that the folder can be moved. */
function pickedData(location: ProjectLocation | null, path: string): PickedData {
  const home = location === null ? null : location.id.slice(0, -location.name.length);
  const isBeside = home !== null && home !== '' && path.startsWith(home);
  const named = isBeside ? path.slice(home.length) : path;
  return { path: named.replaceAll('\\', '/'), name: lastPart(path) };
}

function lastPart(path: string): string {
  return path.split(/[\\/]/).pop() ?? path;
}

function isTextEdit(command: AppCommand): command is Extract<AppCommand, { name: TextEdit }> {
  return textEdits.includes(command.name);
}

/** Whether typing goes into text, so that Undo and Copy mean the text and not the drawing. */
function isInTextField(): boolean {
  const focused = document.activeElement;
  return (
    focused instanceof HTMLTextAreaElement ||
    (focused instanceof HTMLInputElement && !nonTextInputs.includes(focused.type)) ||
    (focused instanceof HTMLElement && focused.isContentEditable)
  );
}

const nonTextInputs: readonly string[] = ['button', 'checkbox', 'color', 'file', 'radio', 'range'];
