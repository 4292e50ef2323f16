import type { ElectronApplication } from '@playwright/test';

/** What the user is to answer, dialog by dialog; a kind left out is answered by cancelling. */
export interface Answers {
  /** Paths chosen when something is opened. */
  readonly open?: readonly string[];
  /** The path chosen when something is saved. */
  readonly save?: string;
  /** The label of the button pressed in a question. */
  readonly button?: string;
}

/** Answers the native dialogs of the desktop application from now on, until called again. */
export function answerDialogs(desktop: ElectronApplication, answers: Answers): Promise<void> {
  return desktop.evaluate(({ dialog }, { open, save, button }) => {
    const asked: string[] = [];
    Object.assign(globalThis, { questionsAsked: asked });
    const replace = (name: string, answer: (options: Electron.MessageBoxOptions) => object) =>
      Object.assign(dialog, {
        // The window comes first, as the main process calls them.
        [name]: async (_window: unknown, options: Electron.MessageBoxOptions) => answer(options),
      });
    replace('showOpenDialog', () => ({ canceled: !open, filePaths: open ?? [] }));
    replace('showSaveDialog', () => ({ canceled: !save, filePath: save ?? '' }));
    replace('showMessageBox', (options) => {
      asked.push(options.message);
      const pressed = options.buttons?.indexOf(button ?? '') ?? -1;
      return { response: pressed === -1 ? (options.cancelId ?? 0) : pressed };
    });
  }, answers);
}

/** The questions that were asked since `answerDialogs` was called. */
export function questionsAsked(desktop: ElectronApplication): Promise<readonly string[]> {
  return desktop.evaluate(
    () => (globalThis as unknown as { questionsAsked: string[] }).questionsAsked,
  );
}
