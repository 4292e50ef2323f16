/** The desktop application: one window, its files, its menu. The app itself is in the renderer. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, nativeTheme } from 'electron';
import { answerCalls } from './answerCalls';
import { registerAppScheme, serveApp } from './appProtocol';
import { createBridgeCalls } from './bridgeCalls';
import { GrantedPaths } from './grantedPaths';
import { setMenu } from './menu';
import { ProjectWindow, preloadFile, restrictPermissions } from './projectWindow';
import { RecoveryFiles } from './recoveryFiles';
import { Settings } from './settings';

const here = path.dirname(fileURLToPath(import.meta.url));
const granted = new GrantedPaths();
/** Projects that the system asked to open before there was a window. */
const asked: string[] = [];
let window: ProjectWindow | null = null;

/** Opens a project that the user handed over: a double click, a drop on the icon, an argument. */
function openFromSystem(file: string): void {
  granted.grantProject(file);
  if (window === null) asked.push(file);
  else window.send({ name: 'openProjectAt', path: path.resolve(file) });
}

/** The projects among the arguments of a start in `folder`. */
function projectsAmong(given: readonly string[], folder: string): readonly string[] {
  return given
    .slice(1)
    .filter((one) => !one.startsWith('-') && one.endsWith('.netloom'))
    .map((one) => path.resolve(folder, one));
}

function start(): void {
  const userData = app.getPath('userData');
  const settings = new Settings(path.join(userData, 'settings.json'));
  nativeTheme.themeSource = settings.values.theme;
  serveApp(path.join(here, '..', 'renderer'));
  restrictPermissions();
  const shown = new ProjectWindow(settings, preloadFile(here), nativeTheme.shouldUseDarkColors);
  const refreshMenu = () =>
    setMenu({
      theme: settings.values.theme,
      recent: settings.recentProjects(),
      send: (command) => shown.send(command),
      clearRecent: () => {
        app.clearRecentDocuments();
        void settings.update({ recent: [] }).then(refreshMenu);
      },
    });
  refreshMenu();
  const recovery = new RecoveryFiles(path.join(userData, 'recovery'));
  answerCalls(createBridgeCalls({ window: shown, settings, granted, recovery, refreshMenu }));
  window = shown;
  for (const file of asked.splice(0)) openFromSystem(file);
  void shown.load();
}

registerAppScheme();
if (app.requestSingleInstanceLock()) {
  app.on('open-file', (event, file) => {
    event.preventDefault();
    openFromSystem(file);
  });
  app.on('second-instance', (_event, given, folder) => {
    window?.focus();
    for (const file of projectsAmong(given, folder)) openFromSystem(file);
  });
  app.on('window-all-closed', () => app.quit());
  asked.push(...projectsAmong(process.argv, process.cwd()));
  void app.whenReady().then(start);
} else {
  app.quit();
}
