import { useLayout } from '../shell/layoutStore';
import { isActive } from '../training/runState';
import { pauseRun, resumeRun, startRun, stopRun, useRun } from '../training/runStore';
import type { Command } from './command';

const status = () => useRun.getState().run.status;

/** Commands about training. */
export const runCommands = {
  startTraining: {
    id: 'run.start',
    group: 'Run',
    label: 'Start training',
    shortcuts: ['F5'],
    inText: true,
    isEnabled: () => !isActive(status()),
    perform: () => {
      useLayout.getState().showTab('training');
      return startRun();
    },
  },
  pauseTraining: {
    id: 'run.pause',
    group: 'Run',
    label: 'Pause or resume training',
    shortcuts: ['F6'],
    inText: true,
    isEnabled: () => status() === 'running' || status() === 'paused',
    perform: () => (status() === 'paused' ? resumeRun() : pauseRun()),
  },
  stopTraining: {
    id: 'run.stop',
    group: 'Run',
    label: 'Stop training',
    shortcuts: ['Shift+F5'],
    inText: true,
    isEnabled: () => isActive(status()),
    perform: stopRun,
  },
} as const satisfies Record<string, Command>;
