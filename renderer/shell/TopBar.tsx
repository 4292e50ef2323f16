import {
  Command as CommandIcon,
  FilePlus2,
  FolderOpen,
  LayoutTemplate,
  Monitor,
  Moon,
  Pause,
  Play,
  Redo2,
  Save,
  SaveAll,
  Square,
  Sun,
  Undo2,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { renameProject } from '../../src/document/edits/projectEdits';
import { editAlone } from '../canvas/canvasActions';
import { type Command, isEnabled, performCommand } from '../commands/command';
import { editCommands } from '../commands/editCommands';
import { fileCommands } from '../commands/fileCommands';
import { runCommands } from '../commands/runCommands';
import { formatShortcut } from '../commands/shortcut';
import { viewCommands } from '../commands/viewCommands';
import { Button } from '../controls/Button';
import { IconButton } from '../controls/IconButton';
import { TextField } from '../controls/TextField';
import { Tooltip } from '../controls/Tooltip';
import { selectIsEdited, selectProject, useEditor } from '../store/editorStore';
import { useTheme } from '../theme/theme';
import { isActive } from '../training/runState';
import { useRun } from '../training/runStore';
import styles from './TopBar.module.css';

const themes = {
  system: { next: 'light', name: 'as the system', icon: <Monitor /> },
  light: { next: 'dark', name: 'light', icon: <Sun /> },
  dark: { next: 'system', name: 'dark', icon: <Moon /> },
} as const;

/** The top of the window: the project's name, files, undo, the run, theme and palette. */
export function TopBar() {
  return (
    <header className={styles.bar}>
      <div className={styles.group}>
        <Tool command={fileCommands.newProject} icon={<FilePlus2 />} />
        <Tool command={fileCommands.openProject} icon={<FolderOpen />} />
        <Tool command={fileCommands.save} icon={<Save />} />
        <Tool command={fileCommands.saveAs} icon={<SaveAll />} />
        <Tooltip
          text={fileCommands.showTemplates.label}
          shortcut={formatShortcut(fileCommands.showTemplates.shortcuts[0])}
        >
          <Button tone="quiet" onClick={() => performCommand(fileCommands.showTemplates)}>
            <LayoutTemplate size={16} /> Templates
          </Button>
        </Tooltip>
      </div>
      <UndoGroup />
      <ProjectName />
      <div className={styles.right}>
        <RunGroup />
        <ThemeButton />
        <Tool command={viewCommands.palette} icon={<CommandIcon />} />
      </div>
    </header>
  );
}

function Tool({ command, icon }: { readonly command: Command; readonly icon: ReactNode }) {
  const shortcut = command.shortcuts?.[0];
  return (
    <IconButton
      label={command.label}
      icon={icon}
      shortcut={shortcut && formatShortcut(shortcut)}
      disabled={!isEnabled(command)}
      onClick={() => performCommand(command)}
    />
  );
}

function UndoGroup() {
  // Drawn again when the history moves, which decides what is enabled.
  useEditor((state) => state.history);
  return (
    <div className={styles.group}>
      <Tool command={editCommands.undo} icon={<Undo2 />} />
      <Tool command={editCommands.redo} icon={<Redo2 />} />
    </div>
  );
}

function ProjectName() {
  const name = useEditor((state) => selectProject(state).name);
  const edited = useEditor(selectIsEdited);
  return (
    <div className={styles.name}>
      <TextField
        className={styles.field}
        aria-label="Project name"
        value={name}
        maxLength={200}
        style={{ width: `${Math.min(40, Math.max(8, name.length)) + 3}ch` }}
        onCommit={(next) => editAlone(renameProject(next.trim()))}
      />
      <span className={styles.edited} role="status">
        {edited ? 'Edited' : ''}
      </span>
    </div>
  );
}

function RunGroup() {
  const status = useRun((state) => state.run.status);
  if (!isActive(status)) {
    return (
      <Tooltip text={runCommands.startTraining.label} shortcut="F5">
        <Button tone="primary" onClick={() => performCommand(runCommands.startTraining)}>
          <Play size={14} /> Train
        </Button>
      </Tooltip>
    );
  }
  const paused = status === 'paused';
  return (
    <div className={styles.group}>
      <IconButton
        label={paused ? 'Resume training' : 'Pause training'}
        icon={paused ? <Play /> : <Pause />}
        shortcut="F6"
        disabled={!paused && status !== 'running'}
        onClick={() => performCommand(runCommands.pauseTraining)}
      />
      <IconButton
        label="Stop training"
        icon={<Square />}
        shortcut="Shift+F5"
        disabled={status === 'stopping'}
        onClick={() => performCommand(runCommands.stopTraining)}
      />
    </div>
  );
}

function ThemeButton() {
  const { theme, setTheme } = useTheme();
  const { next, name, icon } = themes[theme];
  return (
    <IconButton
      label={`Theme: ${name}. Change to ${themes[next].name}`}
      icon={icon}
      onClick={() => setTheme(next)}
    />
  );
}
