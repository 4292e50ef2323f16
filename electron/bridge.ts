/**
 * What the renderer may ask of the desktop, and what the desktop may tell it: types alone. The main
 * process checks every call again, whatever these types say.
 */
import type { Result } from '../src/base/result';

/** A project read from disk. */
export interface OpenedFile {
  /** The absolute path; to the renderer it is only a token that the main process gave out. */
  readonly path: string;
  readonly text: string;
}

/** A project that was opened or saved before. */
export interface RecentFile {
  readonly path: string;
  /** The file's name, without its folder. */
  readonly name: string;
}

/** A file to be written: `path` is relative to the chosen folder, with `/`. */
export interface ExportedFile {
  readonly path: string;
  readonly content: string | Uint8Array;
}

/** What the user is asked for when data is chosen. */
export interface DataRequest {
  /** Files, several at once, or one folder with all that lies in it. */
  readonly choose: 'files' | 'folder';
  /** Endings without the dot, to narrow the list of files; empty for all. */
  readonly extensions: readonly string[];
}

/** What a person sees of the document in the window's title. */
export interface DocumentState {
  readonly title: string;
  /** Whether there is work that closing the window would lose. */
  readonly edited: boolean;
}

/** Work kept against a crash. */
export interface RecoveryEntry {
  /** Chosen by the renderer: letters, digits, `-` and `_`. */
  readonly key: string;
  readonly text: string;
  /** When it was written, in milliseconds since 1970. */
  readonly savedAtMilliseconds: number;
}

/** Light, dark, or as the system is set. */
export type Theme = 'system' | 'light' | 'dark';

/** The panels that the View menu shows and hides. */
export type PanelName =
  | 'library'
  | 'inspector'
  | 'problems'
  | 'tables'
  | 'training'
  | 'code'
  | 'history';

/** What was last done to text, when the keyboard is in a text field. */
export type TextEdit = 'undo' | 'redo' | 'cut' | 'copy' | 'paste' | 'delete' | 'selectAll';

/** A choice in the native menu, or a file that the system asks Netloom to open. */
export type AppCommand =
  | { readonly name: Exclude<TextEdit, 'paste'> }
  /** With the text of the clipboard, which the window may not read by itself. */
  | { readonly name: 'paste'; readonly text: string }
  | { readonly name: 'newProject' | 'openProject' | 'save' | 'saveAs' | 'exportCode' }
  | { readonly name: 'zoomIn' | 'zoomOut' | 'zoomToFit' }
  | { readonly name: 'group' | 'ungroup' | 'enterBlock' | 'leaveBlock' | 'bypass' | 'newBlock' }
  | { readonly name: 'firstSteps' | 'compare' }
  | { readonly name: 'startTraining' | 'pauseTraining' | 'stopTraining' }
  | { readonly name: 'showDocumentation' | 'showShortcuts' | 'showTemplates' }
  | { readonly name: 'openProjectAt'; readonly path: string }
  | { readonly name: 'setTheme'; readonly theme: Theme }
  | { readonly name: 'togglePanel'; readonly panel: PanelName };

/** The calls of the bridge. In all of them `null` as a value means that the user cancelled. */
export interface BridgeCalls {
  /** Reads the project at a path given out before, or, for null, the one that the user chooses. */
  openProject(path: string | null): Promise<Result<OpenedFile | null>>;
  /** Writes a project to a path given out before, or, for null, to where the user chooses. */
  saveProject(
    path: string | null,
    text: string,
    suggestedName: string,
  ): Promise<Result<string | null>>;
  /** Writes one file where the user chooses; the value is its path. */
  saveFile(file: ExportedFile): Promise<Result<string | null>>;
  /** Writes files into a folder that the user chooses, asking before any is replaced. */
  exportFiles(files: readonly ExportedFile[]): Promise<Result<string | null>>;
  /** Lets the user choose data; the values are absolute paths that `readDataFile` then reads. */
  pickData(request: DataRequest): Promise<Result<readonly string[] | null>>;
  /**
   * Reads a data file: one that the user chose, or one in the folder of the project at `project`,
   * then also by a path relative to it.
   */
  readDataFile(project: string | null, path: string): Promise<Result<Uint8Array>>;
  /** Lists the files in a folder and below, relative to it; the same folders may be read. */
  listDataFiles(project: string | null, folder: string): Promise<Result<readonly string[]>>;
  /** Projects opened or saved before, latest first, those that are gone left out. */
  recentProjects(): Promise<readonly RecentFile[]>;
  setDocumentState(state: DocumentState): Promise<void>;
  /** Colours of the window's frame and menus, and of the first moment of the next start. */
  setTheme(theme: Theme): Promise<void>;
  /** Does to the focused text field what a menu item says. */
  editText(edit: TextEdit): Promise<void>;
  /** Keeps a text against a crash; null forgets it. */
  writeRecovery(key: string, text: string | null): Promise<Result<null>>;
  readRecovery(): Promise<readonly RecoveryEntry[]>;
  /** Opens a page of Netloom's documentation in the system's browser; other addresses are refused. */
  openPage(address: string): Promise<Result<null>>;
}

/** `window.netloomBridge`: the calls, and what comes the other way. */
export interface Bridge extends BridgeCalls {
  /** Calls back for each command until the returned function is called. */
  onCommand(listener: (command: AppCommand) => void): () => void;
  /** Says how to save when the window is closed over unsaved work; false keeps the window open. */
  onSaveBeforeClosing(save: () => Promise<boolean>): () => void;
}
