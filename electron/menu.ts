import { app, clipboard, Menu, type MenuItemConstructorOptions } from 'electron';
import type { AppCommand, PanelName, RecentFile, Theme } from './bridge';

/** What the menu shows, and where its choices go. */
export interface MenuOptions {
  readonly theme: Theme;
  readonly recent: readonly RecentFile[];
  readonly send: (command: AppCommand) => void;
  readonly clearRecent: () => void;
}

type Items = MenuItemConstructorOptions[];

const panels: readonly (readonly [PanelName, string])[] = [
  ['library', 'Library'],
  ['inspector', 'Inspector'],
  ['problems', 'Problems'],
  ['tables', 'Tables'],
  ['training', 'Training'],
  ['code', 'Code'],
  ['history', 'History'],
];

/**
 * Sets the native menu. Its items send commands to the window. A shortcut reaches the window first;
 * when the window handles the key itself, the menu does not act on it again.
 */
export function setMenu(options: MenuOptions): void {
  const onMac = process.platform === 'darwin';
  const template: Items = [
    ...(onMac ? [{ role: 'appMenu' } as const] : []),
    { label: '&File', submenu: fileItems(options, onMac) },
    { label: '&Edit', submenu: editItems(options) },
    { label: '&Blocks', submenu: blockItems(options) },
    { label: '&View', submenu: viewItems(options) },
    { label: '&Run', submenu: runItems(options) },
    ...(onMac ? [{ role: 'windowMenu' } as const] : []),
    { role: 'help', label: '&Help', submenu: helpItems(options) },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

function fileItems({ recent, send, clearRecent }: MenuOptions, onMac: boolean): Items {
  const recentItems: Items = recent.map(({ path, name }) => ({
    label: name.replaceAll('&', '&&'),
    sublabel: path,
    toolTip: path,
    click: () => send({ name: 'openProjectAt', path }),
  }));
  return [
    item('New', 'CmdOrCtrl+N', () => send({ name: 'newProject' })),
    item('New from Template…', 'CmdOrCtrl+Shift+N', () => send({ name: 'showTemplates' })),
    item('Open…', 'CmdOrCtrl+O', () => send({ name: 'openProject' })),
    {
      label: 'Open Recent',
      enabled: recent.length > 0,
      submenu: [
        ...recentItems,
        { type: 'separator' },
        { label: 'Clear Recent', click: () => clearRecent() },
      ],
    },
    { type: 'separator' },
    item('Save', 'CmdOrCtrl+S', () => send({ name: 'save' })),
    item('Save As…', 'CmdOrCtrl+Shift+S', () => send({ name: 'saveAs' })),
    item('Export Code…', 'CmdOrCtrl+E', () => send({ name: 'exportCode' })),
    { type: 'separator' },
    { role: 'close' },
    ...(onMac ? [] : [{ role: 'quit' } as const]),
  ];
}

function editItems({ send }: MenuOptions): Items {
  return [
    item('Undo', 'CmdOrCtrl+Z', () => send({ name: 'undo' })),
    item('Redo', process.platform === 'win32' ? 'Ctrl+Y' : 'CmdOrCtrl+Shift+Z', () =>
      send({ name: 'redo' }),
    ),
    { type: 'separator' },
    item('Cut', 'CmdOrCtrl+X', () => send({ name: 'cut' })),
    item('Copy', 'CmdOrCtrl+C', () => send({ name: 'copy' })),
    item('Paste', 'CmdOrCtrl+V', () => send({ name: 'paste', text: clipboardText() })),
    item('Delete', 'Delete', () => send({ name: 'delete' })),
    { type: 'separator' },
    item('Select All', 'CmdOrCtrl+A', () => send({ name: 'selectAll' })),
  ];
}

function blockItems({ send }: MenuOptions): Items {
  return [
    item('Group into a Block', 'CmdOrCtrl+G', () => send({ name: 'group' })),
    item('Ungroup the Block', 'CmdOrCtrl+Shift+G', () => send({ name: 'ungroup' })),
    item('Bypass, or Use Again', 'CmdOrCtrl+B', () => send({ name: 'bypass' })),
    { type: 'separator' },
    // Their keys, Enter and Shift+Enter, are the window's: text fields need them.
    { label: 'Open the Block', click: () => send({ name: 'enterBlock' }) },
    { label: 'Leave the Block', click: () => send({ name: 'leaveBlock' }) },
    { label: 'Show the First Steps', click: () => send({ name: 'firstSteps' }) },
    { type: 'separator' },
    { label: 'New Block', click: () => send({ name: 'newBlock' }) },
    { label: 'Compare with Another Node…', click: () => send({ name: 'compare' }) },
  ];
}

function viewItems({ theme, send }: MenuOptions): Items {
  const themes = ['system', 'light', 'dark'] as const;
  return [
    item('Zoom In', 'CmdOrCtrl+=', () => send({ name: 'zoomIn' })),
    item('Zoom Out', 'CmdOrCtrl+-', () => send({ name: 'zoomOut' })),
    item('Zoom to Fit', 'CmdOrCtrl+0', () => send({ name: 'zoomToFit' })),
    {
      label: 'Interface Size',
      submenu: [
        { role: 'zoomIn', label: 'Larger', accelerator: 'CmdOrCtrl+Alt+=' },
        { role: 'zoomOut', label: 'Smaller', accelerator: 'CmdOrCtrl+Alt+-' },
        { role: 'resetZoom', label: 'Normal', accelerator: 'CmdOrCtrl+Alt+0' },
      ],
    },
    { type: 'separator' },
    {
      label: 'Theme',
      submenu: themes.map((one) => ({
        label: one === 'system' ? 'As the System' : one === 'light' ? 'Light' : 'Dark',
        type: 'radio',
        checked: theme === one,
        click: () => send({ name: 'setTheme', theme: one }),
      })),
    },
    {
      label: 'Panels',
      submenu: panels.map(([panel, label], index) =>
        item(label, `CmdOrCtrl+${index + 1}`, () => send({ name: 'togglePanel', panel })),
      ),
    },
    { type: 'separator' },
    { role: 'togglefullscreen' },
  ];
}

function runItems({ send }: MenuOptions): Items {
  return [
    item('Start Training', 'F5', () => send({ name: 'startTraining' })),
    item('Pause or Resume', 'F6', () => send({ name: 'pauseTraining' })),
    item('Stop', 'Shift+F5', () => send({ name: 'stopTraining' })),
  ];
}

function helpItems({ send }: MenuOptions): Items {
  return [
    item('Documentation of Layers', 'Shift+F1', () => send({ name: 'showDocumentation' })),
    item('Keyboard Shortcuts', 'F1', () => send({ name: 'showShortcuts' })),
    ...(process.platform === 'darwin'
      ? []
      : [{ label: 'About Netloom', click: () => app.showAboutPanel() }]),
  ];
}

/** More than any network takes: longer texts are not nodes. */
const clipboardLimit = 16 * 1024 * 1024;

function clipboardText(): string {
  const text = clipboard.readText();
  return text.length <= clipboardLimit ? text : '';
}

function item(label: string, accelerator: string, click: () => void): MenuItemConstructorOptions {
  return { label, accelerator, click };
}
