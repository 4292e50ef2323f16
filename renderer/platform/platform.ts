import type {
  AppCommand,
  DataRequest,
  DocumentState,
  ExportedFile,
  RecoveryEntry,
  Theme,
} from '../../electron/bridge';
import type { Result } from '../../src/base/result';
import type { DataFiles } from '../../src/data/dataFiles';

export type {
  AppCommand,
  DataRequest,
  DocumentState,
  ExportedFile,
  PanelName,
  RecoveryEntry,
  TextEdit,
  Theme,
} from '../../electron/bridge';

/** Where a project lives, as the platform knows it; to everybody else a token with a name. */
export interface ProjectLocation {
  /** The platform's own: a path, or the number of a file handle. */
  readonly id: string;
  /** The file's name, for people. */
  readonly name: string;
}

/** A project as it was read: text that is still to be parsed. */
export interface OpenedProject {
  readonly location: ProjectLocation;
  readonly text: string;
}

/** A chosen data file or folder. */
export interface PickedData {
  /** What `DataFiles` reads it by, and what a project may store. */
  readonly path: string;
  /** Its name without folders, for people. */
  readonly name: string;
}

/**
 * The machine that the app runs on: the desktop (Electron) or a browser. Every result is `null` when
 * the user cancelled, and an error that can be shown as it is when something failed.
 */
export interface Platform {
  readonly kind: 'electron' | 'browser';
  /** Opens the project at a location given out before, or, for null, the one the user chooses. */
  openProject(location: ProjectLocation | null): Promise<Result<OpenedProject | null>>;
  /** Saves to a location, or, for null, to where the user chooses; the value is where it went. */
  saveProject(
    location: ProjectLocation | null,
    text: string,
    suggestedName: string,
  ): Promise<Result<ProjectLocation | null>>;
  /** Projects opened before, latest first; empty where the platform can't reopen them. */
  recentProjects(): Promise<readonly ProjectLocation[]>;
  /** The location of the project that an `openProjectAt` command names. */
  locationOf(path: string): ProjectLocation;
  /** Saves one file, its name being `path`; the value says where it went. */
  saveFile(file: ExportedFile): Promise<Result<string | null>>;
  /**
   * Saves several files into a folder that the user chooses, or as `<suggestedName>.zip` where there
   * is no choosing of folders; nothing is replaced unasked. The value says where they went.
   */
  exportFiles(
    files: readonly ExportedFile[],
    suggestedName: string,
  ): Promise<Result<string | null>>;
  /** Lets the user choose data for the project at `location`. */
  pickData(
    location: ProjectLocation | null,
    request: DataRequest,
  ): Promise<Result<readonly PickedData[] | null>>;
  /** Reads data that was chosen, and on the desktop what lies in the project's folder. */
  dataFiles(location: ProjectLocation | null): DataFiles;
  /** Shows the project's name, and warns on closing while there is work to lose. */
  setDocumentState(state: DocumentState): void;
  /** Says how to save when the window closes over unsaved work; false keeps it open. */
  onSaveBeforeClosing(save: () => Promise<boolean>): () => void;
  /** Calls back for each choice in the native menu, until the returned function is called. */
  onCommand(listener: (command: AppCommand) => void): () => void;
  /** Colours of what the platform draws itself: the frame and the menus. */
  setTheme(theme: Theme): void;
  /** Keeps a text against a crash; null forgets it. Keys are letters, digits, `-` and `_`. */
  writeRecovery(key: string, text: string | null): Promise<Result<null>>;
  /** What was kept, latest first. */
  readRecovery(): Promise<readonly RecoveryEntry[]>;
  /** Opens a page of documentation outside the app. */
  openPage(address: string): Promise<Result<null>>;
}
