import path from 'node:path';
import { app, BrowserWindow, dialog, ipcMain, type Rectangle, screen, session } from 'electron';
import { appAddress, isAppAddress } from './appProtocol';
import type { AppCommand, DocumentState } from './bridge';
import { commandChannel, saveBeforeClosingChannel, savedBeforeClosingChannel } from './channels';
import { openOutsidePage } from './outsidePages';
import type { Settings } from './settings';

const defaultSize = { width: 1280, height: 800 };

/** The window of the application: its place on the screen, its guards, and closing it. */
export class ProjectWindow {
  readonly browserWindow: BrowserWindow;
  readonly #settings: Settings;
  #document: DocumentState = { title: 'Untitled', edited: false };
  #mayClose = false;
  #isAsking = false;
  #isReady = false;
  /** Commands given before the page listens. */
  readonly #waiting: AppCommand[] = [];

  constructor(settings: Settings, preload: string, isDark: boolean) {
    this.#settings = settings;
    const { bounds, maximized } = settings.values;
    this.browserWindow = new BrowserWindow({
      ...(bounds !== null && isOnScreen(bounds) ? bounds : defaultSize),
      minWidth: 800,
      minHeight: 500,
      show: false,
      title: 'Netloom',
      backgroundColor: isDark ? '#1b1d20' : '#ffffff',
      webPreferences: {
        preload,
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        webSecurity: true,
        spellcheck: false,
        // Training must not slow down because the window is behind another.
        backgroundThrottling: false,
      },
    });
    if (maximized) this.browserWindow.maximize();
    this.#guardNavigation();
    this.browserWindow.once('ready-to-show', () => this.browserWindow.show());
    this.browserWindow.on('close', (event) => this.#onClose(event));
    this.browserWindow.webContents.on('render-process-gone', () => void this.#offerReload());
    // The page sets the title by `setDocument` alone.
    this.browserWindow.on('page-title-updated', (event) => event.preventDefault());
  }

  /** Loads the app's page. */
  async load(): Promise<void> {
    await this.browserWindow.loadURL(appAddress);
  }

  /** Sends a command to the page, at once or as soon as it listens. */
  send(command: AppCommand): void {
    if (!this.#isReady) this.#waiting.push(command);
    else this.browserWindow.webContents.send(commandChannel, command);
  }

  /** What the page calls with its first document: from then on it listens to commands. */
  setDocument(state: DocumentState): void {
    this.#document = state;
    const onMac = process.platform === 'darwin';
    this.browserWindow.setTitle(`${state.edited && !onMac ? '• ' : ''}${state.title} — Netloom`);
    this.browserWindow.setDocumentEdited(state.edited);
    this.#isReady = true;
    for (const command of this.#waiting.splice(0)) this.send(command);
  }

  /** Brings the window to the front. */
  focus(): void {
    if (this.browserWindow.isMinimized()) this.browserWindow.restore();
    this.browserWindow.focus();
  }

  #guardNavigation(): void {
    const { webContents } = this.browserWindow;
    webContents.on('will-navigate', (event) => event.preventDefault());
    webContents.on('will-frame-navigate', (event) => event.preventDefault());
    webContents.on('will-attach-webview', (event) => event.preventDefault());
    webContents.setWindowOpenHandler(({ url }) => {
      void openOutsidePage(url);
      return { action: 'deny' };
    });
  }

  #onClose(event: Electron.Event): void {
    if (!this.#document.edited || this.#mayClose) {
      this.#rememberBounds();
      return;
    }
    event.preventDefault();
    if (!this.#isAsking) void this.#askAboutUnsavedWork();
  }

  async #askAboutUnsavedWork(): Promise<void> {
    this.#isAsking = true;
    const { response } = await dialog.showMessageBox(this.browserWindow, {
      type: 'warning',
      message: `Save the changes to “${this.#document.title}”?`,
      detail: 'Your changes are lost if you don’t save them.',
      buttons: ['Save', 'Don’t Save', 'Cancel'],
      defaultId: 0,
      cancelId: 2,
      noLink: true,
    });
    const close = response === 1 || (response === 0 && (await this.#saved()));
    this.#isAsking = false;
    if (!close || this.browserWindow.isDestroyed()) return;
    this.#mayClose = true;
    this.browserWindow.close();
  }

  /** Has the page save; false when it failed, was cancelled, or the page is gone. */
  #saved(): Promise<boolean> {
    const { webContents } = this.browserWindow;
    return new Promise((resolve) => {
      const settle = (saved: boolean) => {
        ipcMain.off(savedBeforeClosingChannel, receive);
        webContents.off('render-process-gone', gone);
        resolve(saved);
      };
      const gone = () => settle(false);
      const receive = (event: Electron.IpcMainEvent, saved: unknown) => {
        if (isAppAddress(event.senderFrame?.url ?? '')) settle(saved === true);
      };
      ipcMain.on(savedBeforeClosingChannel, receive);
      webContents.on('render-process-gone', gone);
      webContents.send(saveBeforeClosingChannel);
    });
  }

  async #offerReload(): Promise<void> {
    this.#isReady = false;
    this.#document = { ...this.#document, edited: false };
    const { response } = await dialog.showMessageBox(this.browserWindow, {
      type: 'error',
      message: 'The window of Netloom stopped working.',
      detail: 'Work that was not saved is offered again after loading the window anew.',
      buttons: ['Load Anew', 'Quit'],
      defaultId: 0,
      cancelId: 1,
    });
    if (response === 0) await this.load();
    else app.quit();
  }

  #rememberBounds(): void {
    const maximized = this.browserWindow.isMaximized();
    void this.#settings.update({ bounds: this.browserWindow.getNormalBounds(), maximized });
  }
}

/** Denies pages every permission but writing to the clipboard and filling the screen. */
export function restrictPermissions(): void {
  const allowed = ['clipboard-sanitized-write', 'fullscreen'];
  session.defaultSession.setPermissionRequestHandler((contents, permission, answer) =>
    answer(isAppAddress(contents.getURL()) && allowed.includes(permission)),
  );
  session.defaultSession.setPermissionCheckHandler(
    (_contents, permission, origin) => isAppAddress(origin) && allowed.includes(permission),
  );
}

/** The preload script beside the bundle of the main process. */
export const preloadFile = (folder: string): string => path.join(folder, 'preload.cjs');

function isOnScreen(bounds: Rectangle): boolean {
  const { workArea } = screen.getDisplayMatching(bounds);
  const shared = (from: number, size: number, areaFrom: number, areaSize: number) =>
    Math.min(from + size, areaFrom + areaSize) - Math.max(from, areaFrom);
  return (
    shared(bounds.x, bounds.width, workArea.x, workArea.width) >= 100 &&
    shared(bounds.y, bounds.height, workArea.y, workArea.height) >= 100
  );
}
