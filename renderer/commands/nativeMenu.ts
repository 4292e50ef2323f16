import { pasteFromMenu } from '../canvas/clipboardActions';
import { openProject } from '../files/projectActions';
import { platform } from '../platform/currentPlatform';
import type { AppCommand } from '../platform/platform';
import { useTheme } from '../theme/theme';
import { blockCommands } from './blockCommands';
import { type Command, performCommand } from './command';
import { editCommands } from './editCommands';
import { fileCommands } from './fileCommands';
import { runCommands } from './runCommands';
import { tabCommands, viewCommands } from './viewCommands';

const named: Readonly<Partial<Record<AppCommand['name'], Command>>> = {
  ...editCommands,
  ...blockCommands,
  ...fileCommands,
  ...runCommands,
  showDocumentation: viewCommands.showDocumentation,
  showShortcuts: viewCommands.showShortcuts,
};

const panels = {
  ...tabCommands,
  library: viewCommands.toggleLibrary,
  inspector: viewCommands.toggleInspector,
} as const;

function answer(choice: AppCommand): void {
  if (choice.name === 'openProjectAt') void openProject(platform.locationOf(choice.path));
  else if (choice.name === 'paste') pasteFromMenu(choice.text);
  else if (choice.name === 'setTheme') useTheme.getState().setTheme(choice.theme);
  else if (choice.name === 'togglePanel') performCommand(panels[choice.panel]);
  else {
    const command = named[choice.name];
    if (command) performCommand(command);
  }
}

/** Lets the native menu perform commands from now on. */
export function listenToNativeMenu(): () => void {
  return platform.onCommand(answer);
}
