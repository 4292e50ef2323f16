import { newProject, openProject, saveProject, saveProjectAs } from '../files/projectActions';
import { useLayout } from '../shell/layoutStore';
import type { Command } from './command';

/** Commands about projects and their files. */
export const fileCommands = {
  newProject: {
    id: 'file.new',
    group: 'File',
    label: 'New project',
    shortcuts: ['Mod+N'],
    inText: true,
    perform: newProject,
  },
  showTemplates: {
    id: 'file.templates',
    group: 'File',
    label: 'New from template…',
    shortcuts: ['Mod+Shift+N'],
    inText: true,
    keywords: ['gallery', 'example', 'lecture'],
    perform: () => useLayout.getState().showDialog('templates'),
  },
  openProject: {
    id: 'file.open',
    group: 'File',
    label: 'Open…',
    shortcuts: ['Mod+O'],
    inText: true,
    perform: () => openProject(),
  },
  save: {
    id: 'file.save',
    group: 'File',
    label: 'Save',
    shortcuts: ['Mod+S'],
    inText: true,
    perform: saveProject,
  },
  saveAs: {
    id: 'file.saveAs',
    group: 'File',
    label: 'Save as…',
    shortcuts: ['Mod+Shift+S'],
    inText: true,
    perform: saveProjectAs,
  },
  exportCode: {
    id: 'file.exportCode',
    group: 'File',
    label: 'Export code…',
    shortcuts: ['Mod+E'],
    inText: true,
    perform: () => useLayout.getState().showTab('code'),
  },
} as const satisfies Record<string, Command>;
