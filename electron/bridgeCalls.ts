import path from 'node:path';
import { app, type BrowserWindow, dialog, nativeTheme, type OpenDialogOptions } from 'electron';
import type { BridgeCalls, ExportedFile } from './bridge';
import { dataLimitBytes, listFiles, readBytes, readText, writeWhole } from './diskFiles';
import { existingOf, exportPlaces } from './exportPlaces';
import type { GrantedPaths } from './grantedPaths';
import { openOutsidePage } from './outsidePages';
import type { ProjectWindow } from './projectWindow';
import type { RecoveryFiles } from './recoveryFiles';
import type { Settings } from './settings';

/** What the calls work on. */
export interface BridgeContext {
  readonly window: ProjectWindow;
  readonly settings: Settings;
  readonly granted: GrantedPaths;
  readonly recovery: RecoveryFiles;
  /** Called when what the menu shows has changed. */
  readonly refreshMenu: () => void;
}

const projectFilters = [
  { name: 'Netloom projects', extensions: ['netloom'] },
  { name: 'All files', extensions: ['*'] },
];
const cancelled = { ok: true, value: null } as const;

/** What the main process does for the window, call by call; arguments are checked before. */
export function createBridgeCalls(context: BridgeContext): BridgeCalls {
  const { window, settings, granted, recovery } = context;
  const { browserWindow } = window;

  async function remember(file: string): Promise<void> {
    granted.grantProject(file);
    await settings.addRecent(file);
    app.addRecentDocument(file);
    context.refreshMenu();
  }

  return {
    async openProject(given) {
      const isKnown = given === null || granted.isProject(given) || isRecent(settings, given);
      if (!isKnown) return { ok: false, error: `${given} was not chosen by you. Open it again.` };
      const file = given ?? (await chosenPath(browserWindow, 'Open a Project'));
      if (file === null) return cancelled;
      const text = await readText(file);
      if (!text.ok) return text;
      await remember(file);
      return { ok: true, value: { path: file, text: text.value } };
    },

    async saveProject(given, text, suggestedName) {
      if (given !== null && !granted.isProject(given)) {
        return { ok: false, error: `${given} was not chosen by you. Use Save As.` };
      }
      const file = given ?? (await chosenTarget(browserWindow, suggestedName, projectFilters));
      if (file === null) return cancelled;
      const written = await writeWhole(file, text);
      if (written.ok) await remember(file);
      return written;
    },

    async saveFile({ path: suggestedName, content }) {
      const extension = path.extname(suggestedName).slice(1);
      const filters = extension === '' ? [] : [{ name: extension, extensions: [extension] }];
      const file = await chosenTarget(browserWindow, suggestedName, filters);
      return file === null ? cancelled : writeWhole(file, content);
    },

    async exportFiles(files) {
      const folder = await chosenPath(browserWindow, 'Export into a Folder', {
        properties: ['openDirectory', 'createDirectory'],
        buttonLabel: 'Export',
      });
      return folder === null ? cancelled : exportInto(browserWindow, folder, files);
    },

    async pickData({ choose, extensions }) {
      const filters = [
        ...(extensions.length === 0 ? [] : [{ name: 'Data', extensions: [...extensions] }]),
        { name: 'All files', extensions: ['*'] },
      ];
      const { canceled, filePaths } = await dialog.showOpenDialog(browserWindow, {
        title: choose === 'folder' ? 'Choose a Folder of Data' : 'Choose Data',
        properties: choose === 'folder' ? ['openDirectory'] : ['openFile', 'multiSelections'],
        filters: choose === 'folder' ? [] : filters,
      });
      if (canceled || filePaths.length === 0) return cancelled;
      for (const one of filePaths) {
        if (choose === 'folder') await granted.grantFolder(one);
        else await granted.grantFile(one);
      }
      return { ok: true, value: filePaths };
    },

    async readDataFile(project, asked) {
      const place = await granted.data(project, asked);
      return place.ok ? readBytes(place.value, dataLimitBytes) : place;
    },

    async listDataFiles(project, folder) {
      const place = await granted.data(project, folder);
      return place.ok ? listFiles(place.value) : place;
    },

    recentProjects: async () => settings.recentProjects(),

    setDocumentState: async (state) => window.setDocument(state),

    async setTheme(theme) {
      nativeTheme.themeSource = theme;
      await settings.update({ theme });
      context.refreshMenu();
    },

    editText: async (edit) => browserWindow.webContents[edit](),

    writeRecovery: (key, text) => recovery.write(key, text),

    readRecovery: () => recovery.read(),

    openPage: (address) => openOutsidePage(address),
  };
}

function isRecent(settings: Settings, file: string): boolean {
  return settings.values.recent.includes(file);
}

async function chosenPath(
  window: BrowserWindow,
  title: string,
  options: OpenDialogOptions = { properties: ['openFile'], filters: projectFilters },
): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, { title, ...options });
  return canceled ? null : (filePaths[0] ?? null);
}

async function chosenTarget(
  window: BrowserWindow,
  suggestedName: string,
  filters: Electron.FileFilter[],
): Promise<string | null> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    defaultPath: suggestedName,
    filters,
    properties: ['showOverwriteConfirmation', 'createDirectory'],
  });
  if (canceled || filePath === '') return null;
  const extension = filters[0]?.extensions[0];
  // Linux dialogs add no ending of their own.
  return extension === undefined || path.extname(filePath) !== ''
    ? filePath
    : `${filePath}.${extension}`;
}

async function exportInto(
  window: BrowserWindow,
  folder: string,
  files: readonly ExportedFile[],
): ReturnType<BridgeCalls['exportFiles']> {
  const places = await exportPlaces(folder, files);
  if (!places.ok) return places;
  const existing = await existingOf(places.value);
  if (existing.length > 0) {
    const shown = existing.slice(0, 8).map((one) => path.relative(folder, one));
    const { response } = await dialog.showMessageBox(window, {
      type: 'warning',
      message: `Replace ${existing.length} ${existing.length === 1 ? 'file' : 'files'}?`,
      detail: [...shown, ...(existing.length > shown.length ? ['…'] : [])].join('\n'),
      buttons: ['Replace', 'Cancel'],
      defaultId: 1,
      cancelId: 1,
      noLink: true,
    });
    if (response !== 0) return cancelled;
  }
  for (const { place, content } of places.value) {
    const written = await writeWhole(place, content);
    if (!written.ok) return written;
  }
  return { ok: true, value: folder };
}
