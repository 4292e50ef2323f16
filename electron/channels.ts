import type { BridgeCalls } from './bridge';

const calls: Record<keyof BridgeCalls, true> = {
  openProject: true,
  saveProject: true,
  saveFile: true,
  exportFiles: true,
  pickData: true,
  readDataFile: true,
  listDataFiles: true,
  recentProjects: true,
  setDocumentState: true,
  setTheme: true,
  editText: true,
  writeRecovery: true,
  readRecovery: true,
  openPage: true,
};

/** The names of all calls of the bridge. */
export const callNames = Object.keys(calls) as readonly (keyof BridgeCalls)[];

/** The channel on which a call travels to the main process. */
export const callChannel = (name: keyof BridgeCalls): string => `netloom:${name}`;

/** The channel on which commands travel to the window. */
export const commandChannel = 'netloom:command';

/** The channel that asks the window to save, and that on which it says whether it did. */
export const saveBeforeClosingChannel = 'netloom:saveBeforeClosing';
export const savedBeforeClosingChannel = 'netloom:savedBeforeClosing';
