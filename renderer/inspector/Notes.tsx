import { Pencil } from 'lucide-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import type { Edit } from '../../src/document/edits/edit';
import { Button } from '../controls/Button';
import { IconButton } from '../controls/IconButton';
import { useEditor } from '../store/editorStore';
import styles from './Notes.module.css';

const Markdown = lazy(() => import('../text/Markdown'));

/** What notes are about, and where they are kept. */
export interface NotesProps {
  readonly title: string;
  readonly notes: string;
  /** What the field is called: `Notes about the project`. */
  readonly label: string;
  /** What the button that edits them is called. */
  readonly editLabel: string;
  /** What is written there while there are none. */
  readonly invitation: string;
  readonly testId: string;
  readonly edit: (notes: string) => Edit;
}

/** Notes: to read, and with a double click or Edit to write. */
export function Notes(props: NotesProps) {
  const { title, notes, editLabel, invitation, testId } = props;
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
        <h3>{title}</h3>
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
              label={editLabel}
              icon={<Pencil />}
              onClick={write}
            />
          )
        )}
      </div>
      {writing && <NotesField {...props} onDone={() => setWriting(false)} />}
      {!writing && notes === '' && (
        <button ref={start} type="button" className={styles.empty} onClick={write}>
          {invitation}
        </button>
      )}
      {!writing && notes !== '' && (
        // biome-ignore lint/a11y/noStaticElementInteractions: Edit does the same for the keyboard.
        <div data-testid={testId} onDoubleClick={write}>
          <Suspense fallback={<p className={styles.plain}>{notes}</p>}>
            <Markdown text={notes} topHeading={4} />
          </Suspense>
        </div>
      )}
    </section>
  );
}

interface NotesFieldProps extends NotesProps {
  readonly onDone: () => void;
}

function NotesField({ notes, label, invitation, edit, onDone }: NotesFieldProps) {
  const { closeStep } = useEditor.getState();
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  // What is typed after leaving is a step of its own, however it is left.
  useEffect(() => closeStep, [closeStep]);
  return (
    <textarea
      ref={field}
      aria-label={label}
      placeholder={invitation}
      rows={Math.max(10, notes.split('\n').length + 2)}
      value={notes}
      onChange={(event) => useEditor.getState().edit(edit(event.target.value))}
      onBlur={closeStep}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onDone();
      }}
    />
  );
}
