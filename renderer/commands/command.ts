/** Something the user can do: menu, palette, toolbar, shortcut and help all come from it. */
export interface Command {
  /** Never renamed: menus and tests rely on it. */
  readonly id: string;
  readonly group: 'File' | 'Edit' | 'Canvas' | 'Blocks' | 'View' | 'Run' | 'Help';
  readonly label: string;
  /** The first is shown; written `Mod+Shift+Z`. */
  readonly shortcuts?: readonly string[];
  /** Whether it also acts while the keyboard is in a text field. */
  readonly inText?: boolean;
  /** Its keys reach the window as a clipboard event, which is where they are answered. */
  readonly comesAsClipboardEvent?: boolean;
  /** More words that find it. */
  readonly keywords?: readonly string[];
  readonly isEnabled?: () => boolean;
  readonly perform: () => unknown;
}

/** Whether a command can be performed now. */
export function isEnabled(command: Command): boolean {
  return command.isEnabled?.() ?? true;
}

/** Performs a command if it can be. */
export function performCommand(command: Command): void {
  if (isEnabled(command)) void command.perform();
}
