import { Pencil } from 'lucide-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { setProjectNotes } from '../../src/document/edits/projectEdits';
import { Button } from '../controls/Button';
import { IconButton } from '../controls/IconButton';
import { selectProject, useEditor } from '../store/editorStore';
import styles from './ProjectNotes.module.css';

const Markdown = lazy(() => import('../text/Markdown'));

/** The project's notes: to read, and with a double click or Edit to write. */
export function ProjectNotes() {
  const notes = useEditor((state) => selectProject(state).notes ?? '');
  const [writing, setWriting] = useState(false);
  const start = useRef<HTMLButtonElement>(null);
  const wasWriting = useRef(false);
  useEffect(() => {
    // The keyboard goes back to where writing began.
    if (wasWriting.current && !writing) start.current?.focus();
    wasWriting.current = writing;
  }, [writing]);
  const write = (): void => setWriting(true);
  return (
    <section className={styles.notes}>
      <div className={styles.heading}>
        <h3>Notes</h3>
        {writing ? (
          <Button size="small" onClick={() => setWriting(false)}>
            Done
          </Button>
        ) : (
          notes !== '' && (
            <IconButton
              ref={start}
              size="small"
              side="left"
              label="Edit the notes"
              icon={<Pencil />}
              onClick={write}
            />
          )
        )}
      </div>
      {writing && <NotesField notes={notes} onDone={() => setWriting(false)} />}
      {!writing && notes === '' && (
        <button ref={start} type="button" className={styles.empty} onClick={write}>
          Write where it comes from, what to look at… Markdown is understood.
        </button>
      )}
      {!writing && notes !== '' && (
        // biome-ignore lint/a11y/noStaticElementInteractions: Edit does the same for the keyboard.
        <div data-testid="notes" onDoubleClick={write}>
          <Suspense fallback={<p className={styles.plain}>{notes}</p>}>
            <Markdown text={notes} topHeading={4} />
          </Suspense>
        </div>
      )}
    </section>
  );
}

interface NotesFieldProps {
  readonly notes: string;
  readonly onDone: () => void;
}

function NotesField({ notes, onDone }: NotesFieldProps) {
  const { edit, closeStep } = useEditor.getState();
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  // What is typed after leaving is a step of its own, however it is left.
  useEffect(() => closeStep, [closeStep]);
  return (
    <textarea
      ref={field}
      aria-label="Notes about the project"
      placeholder="Where it comes from, what to look at… Markdown is understood."
      rows={Math.max(10, notes.split('\n').length + 2)}
      value={notes}
      onChange={(event) => edit(setProjectNotes(event.target.value))}
      onBlur={closeStep}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onDone();
      }}
    />
  );
}
