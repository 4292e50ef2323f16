import {
  canGroup,
  enterBlock,
  groupSelection,
  leaveBlock,
  selectedBlock,
  selectedGraphUse,
  toggleBypass,
  ungroupSelection,
} from '../canvas/blockActions';
import {
  addNewBlock,
  addNewNetwork,
  addNewTrainingStep,
  deleteGraph,
  duplicateGraph,
  startRenamingGraph,
} from '../canvas/graphActions';
import { useLayout } from '../shell/layoutStore';
import { selectProject, useEditor } from '../store/editorStore';
import type { Command } from './command';

const hasSelection = (): boolean => useEditor.getState().selection.length > 0;
const isBlock = (): boolean => selectedBlock() !== null;
const hasGraph = (): boolean => useEditor.getState().graphId !== '';
const shownGraph = (): string => useEditor.getState().graphId;

/** Commands about blocks and the graphs that they are. */
export const blockCommands = {
  group: {
    id: 'blocks.group',
    group: 'Blocks',
    label: 'Group into a block',
    shortcuts: ['Mod+G'],
    keywords: ['subgraph', 'module', 'combine'],
    isEnabled: canGroup,
    perform: groupSelection,
  },
  ungroup: {
    id: 'blocks.ungroup',
    group: 'Blocks',
    label: 'Ungroup the block',
    shortcuts: ['Mod+Shift+G'],
    keywords: ['expand', 'unpack', 'inline'],
    isEnabled: isBlock,
    perform: ungroupSelection,
  },
  enterBlock: {
    id: 'blocks.enter',
    group: 'Blocks',
    label: 'Open the block or network',
    shortcuts: ['Enter'],
    keywords: ['enter', 'inside'],
    isEnabled: () => selectedGraphUse() !== null,
    perform: () => {
      const used = selectedGraphUse();
      if (used) enterBlock(used.id);
    },
  },
  leaveBlock: {
    id: 'blocks.leave',
    group: 'Blocks',
    label: 'Leave the block',
    shortcuts: ['Shift+Enter'],
    keywords: ['up', 'back', 'outside', 'parent'],
    isEnabled: () => useEditor.getState().way.steps.length > 0,
    perform: () => leaveBlock(),
  },
  firstSteps: {
    id: 'blocks.firstSteps',
    group: 'Blocks',
    label: 'Show the first steps side by side',
    keywords: ['unroll', 'unrolled', 'scan', 'time', 'recurrent'],
    isEnabled: () => selectedBlock()?.scan !== undefined,
    perform: () => useLayout.getState().showDialog('firstSteps'),
  },
  bypass: {
    id: 'blocks.bypass',
    group: 'Blocks',
    label: 'Bypass, or use again',
    shortcuts: ['Mod+B'],
    keywords: ['skip', 'disable', 'mute'],
    isEnabled: hasSelection,
    perform: toggleBypass,
  },
  newBlock: {
    id: 'blocks.new',
    group: 'Blocks',
    label: 'New block',
    keywords: ['graph', 'network', 'add'],
    perform: addNewBlock,
  },
  newNetwork: {
    id: 'blocks.newNetwork',
    group: 'Blocks',
    label: 'New network',
    keywords: ['graph', 'model', 'add'],
    perform: addNewNetwork,
  },
  newTrainingStep: {
    id: 'blocks.newTrainingStep',
    group: 'Blocks',
    label: 'New training step',
    keywords: ['graph', 'training', 'loss', 'phase', 'add'],
    perform: addNewTrainingStep,
  },
  renameGraph: {
    id: 'blocks.rename',
    group: 'Blocks',
    label: 'Rename this graph',
    isEnabled: hasGraph,
    perform: () => startRenamingGraph(shownGraph()),
  },
  duplicateGraph: {
    id: 'blocks.duplicate',
    group: 'Blocks',
    label: 'Duplicate this graph',
    keywords: ['copy'],
    isEnabled: hasGraph,
    perform: () => duplicateGraph(shownGraph()),
  },
  deleteGraph: {
    id: 'blocks.delete',
    group: 'Blocks',
    label: 'Delete this graph',
    keywords: ['remove'],
    isEnabled: () => Object.keys(selectProject(useEditor.getState()).graphs).length > 1,
    perform: () => deleteGraph(shownGraph()),
  },
} as const satisfies Record<string, Command>;
