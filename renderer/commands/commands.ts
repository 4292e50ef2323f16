import { blockCommands } from './blockCommands';
import { canvasKeys } from './canvasKeys';
import type { Command } from './command';
import { editCommands } from './editCommands';
import { fileCommands } from './fileCommands';
import { runCommands } from './runCommands';
import { tabCommands, viewCommands } from './viewCommands';

/** Every command, in the order of palette and help. */
export const commands: readonly Command[] = [
  ...Object.values(fileCommands),
  ...Object.values(editCommands),
  ...canvasKeys,
  ...Object.values(blockCommands),
  ...Object.values(viewCommands),
  ...Object.values(tabCommands),
  ...Object.values(runCommands),
];
