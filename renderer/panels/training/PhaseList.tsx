import { Copy, Ellipsis, Pencil, Play, Plus, Trash2, Workflow } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { type ReactNode, useState } from 'react';
import { formatExact } from '../../../src/base/humanNumber';
import { combineEdits, type Edit } from '../../../src/document/edits/edit';
import { movePhase, removePhase, setPhase } from '../../../src/document/edits/projectEdits';
import type { Phase } from '../../../src/document/project';
import { editAlone } from '../../canvas/canvasActions';
import { Button } from '../../controls/Button';
import { classNames } from '../../controls/classNames';
import { IconButton } from '../../controls/IconButton';
import { TextField } from '../../controls/TextField';
import menuStyles from '../../shell/GraphMenu.module.css';
import { useEditor } from '../../store/editorStore';
import { type CurrentPhase, choosePhase } from '../../training/currentPhase';
import { isActive } from '../../training/runState';
import { startPhaseAlone, useRun } from '../../training/runStore';
import styles from './PhaseList.module.css';

/** The phases of the project in the order in which they run; the one on show can be changed below. */
export function PhaseList({ current }: { readonly current: CurrentPhase }) {
  const { project, index, step, draft } = current;
  const [naming, setNaming] = useState<number | null>(null);
  const open = (): void => {
    if (draft && !editAlone(draft)) return;
    useEditor.getState().showGraph(current.phase.step);
  };
  const add = (): void => {
    if (draft) return void editAlone(draft);
    const place = project.phases.length;
    if (editAlone(addedPhase(place, { ...current.phase, name: `Phase ${place + 1}` }))) {
      choosePhase(place);
      setNaming(place);
    }
  };
  return (
    <section className={styles.phases} aria-label="Phases">
      <div className={styles.head}>
        <h3 className={styles.title}>{project.phases.length > 1 ? 'Phases' : 'Phase'}</h3>
        {step && (
          <Button size="small" tone="quiet" onClick={open}>
            <Workflow size={14} aria-hidden /> Open the step
          </Button>
        )}
        <IconButton size="small" label="Add a phase" icon={<Plus />} onClick={add} />
      </div>
      {draft ? (
        <p className={styles.draft}>
          Proposed: the first change, or Start, draws it as a training step.
        </p>
      ) : (
        <ol className={styles.list}>
          {project.phases.map((phase, place) => (
            <PhaseRow
              // biome-ignore lint/suspicious/noArrayIndexKey: phases are known by their places.
              key={place}
              phase={phase}
              place={place}
              count={project.phases.length}
              isShown={place === index}
              isNaming={place === naming}
              onNaming={(isNaming) => setNaming(isNaming ? place : null)}
            />
          ))}
        </ol>
      )}
    </section>
  );
}

/** Adds a phase that goes on with what was learned. */
function addedPhase(place: number, phase: Phase): Edit {
  const edit = setPhase(place, phase);
  return { label: `Add the phase ${phase.name}`, apply: edit.apply };
}

interface PhaseRowProps {
  readonly phase: Phase;
  readonly place: number;
  readonly count: number;
  readonly isShown: boolean;
  readonly isNaming: boolean;
  readonly onNaming: (isNaming: boolean) => void;
}

function PhaseRow({ phase, place, count, isShown, isNaming, onNaming }: PhaseRowProps) {
  const epochs = `${formatExact(phase.epochs)} epoch${phase.epochs === 1 ? '' : 's'}`;
  return (
    <li className={classNames(styles.row, isShown && styles.shown)}>
      {isNaming ? (
        <TextField
          className={styles.rename}
          value={phase.name}
          autoFocus
          aria-label={`New name of ${phase.name}`}
          onFocus={(event) => event.currentTarget.select()}
          onCommit={(name) => {
            if (name.trim() !== '') editAlone(setPhase(place, { ...phase, name: name.trim() }));
          }}
          onBlur={() => onNaming(false)}
        />
      ) : (
        <button
          type="button"
          className={styles.phase}
          aria-current={isShown ? 'step' : undefined}
          onClick={() => choosePhase(place)}
          onDoubleClick={() => onNaming(true)}
        >
          <span className={styles.number}>{place + 1}</span>
          <span className={styles.name} title={phase.name}>
            {phase.name}
          </span>
          <span className={styles.detail}>
            {phase.step} · {epochs}
          </span>
        </button>
      )}
      <PhaseMenu phase={phase} place={place} count={count} onRename={() => onNaming(true)} />
    </li>
  );
}

interface PhaseMenuProps extends Pick<PhaseRowProps, 'phase' | 'place' | 'count'> {
  readonly onRename: () => void;
}

function PhaseMenu({ phase, place, count, onRename }: PhaseMenuProps) {
  const [chosen, setChosen] = useState<(() => void) | null>(null);
  const busy = useRun((state) => isActive(state.run.status));
  const duplicate = (): void => {
    const edits = [setPhase(count, { ...phase, name: `${phase.name} copy` })];
    if (place + 1 < count) edits.push(movePhase(count, place + 1));
    if (editAlone(combineEdits(`Duplicate the phase ${phase.name}`, edits))) choosePhase(place + 1);
  };
  const move = (to: number): void => {
    if (editAlone(movePhase(place, to))) choosePhase(to);
  };
  const item = (label: string, icon: ReactNode, act: () => void, disabled = false) => (
    <DropdownMenu.Item
      className={menuStyles.item}
      disabled={disabled}
      onSelect={() => setChosen(() => act)}
    >
      <span className={menuStyles.check}>{icon}</span>
      {label}
    </DropdownMenu.Item>
  );
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <IconButton size="small" label={`Change the phase ${phase.name}`} icon={<Ellipsis />} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className={menuStyles.menu}
          align="end"
          sideOffset={4}
          collisionPadding={8}
          onCloseAutoFocus={(event) => {
            if (!chosen) return;
            // A name that is typed must not lose the focus to the button.
            event.preventDefault();
            chosen();
            setChosen(null);
          }}
        >
          {count > 1 &&
            item(
              'Run only this phase',
              <Play size={14} />,
              () => void startPhaseAlone(place),
              busy,
            )}
          {item('Rename', <Pencil size={14} />, onRename)}
          {item('Move up', null, () => move(place - 1), place === 0)}
          {item('Move down', null, () => move(place + 1), place === count - 1)}
          {item('Duplicate', <Copy size={14} />, duplicate)}
          {item('Delete', <Trash2 size={14} />, () => editAlone(removePhase(place)))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
