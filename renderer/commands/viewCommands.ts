import { findLayerKind, layerKinds } from '../../src/kinds/registry';
import { type DockTab, dockTabs, useLayout } from '../shell/layoutStore';
import { selectGraphAnalysis, useEditor } from '../store/editorStore';
import { useTheme } from '../theme/theme';
import type { Command } from './command';

/** The kind that the keyboard is on in the library, else that of the selected node, else the last. */
function kindInQuestion(): string {
  const inLibrary = document.activeElement?.closest<HTMLElement>('[data-kind]')?.dataset.kind;
  const editor = useEditor.getState();
  const [selected] = editor.selection;
  const node = selected === undefined ? null : selectGraphAnalysis(editor)?.graph.nodes[selected];
  const last = useLayout.getState().documentedKind;
  const known = [inLibrary, node?.kind, last].find((id) => id && findLayerKind(id));
  return known ?? layerKinds[0]?.id ?? '';
}

/** Commands about the window. */
export const viewCommands = {
  toggleLibrary: {
    id: 'view.library',
    group: 'View',
    label: 'Show or hide the library',
    shortcuts: ['Mod+1'],
    inText: true,
    perform: () => useLayout.getState().toggle('library'),
  },
  toggleInspector: {
    id: 'view.inspector',
    group: 'View',
    label: 'Show or hide the inspector',
    shortcuts: ['Mod+2'],
    inText: true,
    perform: () => useLayout.getState().toggle('inspector'),
  },
  toggleDock: {
    id: 'view.dock',
    group: 'View',
    label: 'Show or hide the lower panel',
    shortcuts: ['Mod+J'],
    inText: true,
    perform: () => useLayout.getState().toggle('dock'),
  },
  lightTheme: {
    id: 'view.light',
    group: 'View',
    label: 'Light theme',
    perform: () => useTheme.getState().setTheme('light'),
  },
  darkTheme: {
    id: 'view.dark',
    group: 'View',
    label: 'Dark theme',
    perform: () => useTheme.getState().setTheme('dark'),
  },
  systemTheme: {
    id: 'view.system',
    group: 'View',
    label: 'Theme of the system',
    perform: () => useTheme.getState().setTheme('system'),
  },
  palette: {
    id: 'help.palette',
    group: 'Help',
    label: 'Command palette',
    shortcuts: ['Mod+K'],
    inText: true,
    perform: () => useLayout.getState().showDialog('palette'),
  },
  showShortcuts: {
    id: 'help.shortcuts',
    group: 'Help',
    label: 'Keyboard shortcuts',
    shortcuts: ['F1', '?'],
    perform: () => useLayout.getState().showDialog('shortcuts'),
  },
  showDocumentation: {
    id: 'help.documentation',
    group: 'Help',
    label: 'Documentation of layers',
    shortcuts: ['Shift+F1'],
    inText: true,
    keywords: ['docs', 'help', 'manual', 'formula', 'about'],
    perform: () => useLayout.getState().showDocumentation(kindInQuestion()),
  },
} as const satisfies Record<string, Command>;

function tabCommand(tab: DockTab, key: string): Command {
  return {
    id: `view.${tab}`,
    group: 'View',
    label: `Show or hide ${dockTabs[tab]}`,
    shortcuts: [key],
    inText: true,
    perform: () => useLayout.getState().toggleTab(tab),
  };
}

/** One command for each tab of the dock, with the keys of the native menu. */
export const tabCommands = {
  problems: tabCommand('problems', 'Mod+3'),
  tables: tabCommand('tables', 'Mod+4'),
  training: tabCommand('training', 'Mod+5'),
  code: tabCommand('code', 'Mod+6'),
  history: tabCommand('history', 'Mod+7'),
} as const satisfies Record<DockTab, Command>;
