import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { moveArgument, setArgument } from '../../src/document/edits/graphEdits';
import { renameArgument } from '../../src/document/edits/renameArgument';
import { type Argument, argumentTypes } from '../../src/document/project';
import { editAlone } from '../canvas/canvasActions';
import { Button } from '../controls/Button';
import { IconButton } from '../controls/IconButton';
import { SelectField } from '../controls/SelectField';
import { TextField } from '../controls/TextField';
import styles from './ArgumentsEditor.module.css';
import { argumentTypeLabels, withOptions, withPart, withType } from './argumentEdits';

/** What a card is about. */
export interface ArgumentCardProps {
  readonly graphId: string;
  readonly name: string;
  readonly argument: Argument;
  /** The argument has another name now. */
  readonly onRenamed: (name: string) => void;
}

/** Everything that declares an argument, to change it; the keyboard begins at its name. */
export function ArgumentCard({ graphId, name, argument, onRenamed }: ArgumentCardProps) {
  const card = useRef<HTMLFieldSetElement>(null);
  useEffect(() => {
    const field = card.current?.querySelector('input');
    field?.focus();
    field?.select();
  }, []);
  const set = (next: Argument): void => {
    editAlone(setArgument(graphId, name, next));
  };
  const setBound = (part: 'min' | 'max', text: string): void => {
    const value = text.trim() === '' ? null : Number(text.replace(',', '.'));
    if (value === null || Number.isFinite(value)) set(withPart(argument, part, value));
  };
  const setText = (part: 'label' | 'help', text: string): void =>
    set(withPart(argument, part, text.trim() === '' ? null : text.trim()));
  const { type, label = '', help = '', min, max, options = [] } = argument;
  return (
    <fieldset ref={card} className={styles.card} aria-label={`Argument ${name}`}>
      <CardField label="Name">
        {(id) => (
          <TextField
            id={id}
            value={name}
            onCommit={(next) => {
              if (editAlone(renameArgument(graphId, name, next.trim()))) onRenamed(next.trim());
            }}
          />
        )}
      </CardField>
      <CardField label="Type">
        {(id) => (
          <SelectField
            id={id}
            label="Type"
            value={type}
            options={argumentTypes.map((value) => ({ value, label: argumentTypeLabels[value] }))}
            onChange={(next) => set(withType(argument, next))}
          />
        )}
      </CardField>
      {type === 'choice' && (
        <CardField label="Options">
          {(id) => (
            <TextField
              id={id}
              value={options.join(', ')}
              placeholder="small, large"
              onCommit={(text) => set(withOptions(argument, text))}
            />
          )}
        </CardField>
      )}
      {(type === 'integer' || type === 'number') && (
        <CardField label="Range">
          {(id) => (
            <span className={styles.bounds}>
              <TextField
                id={id}
                aria-label="Smallest"
                inputMode="decimal"
                placeholder="any"
                value={min === undefined ? '' : String(min)}
                onCommit={(text) => setBound('min', text)}
              />
              to
              <TextField
                aria-label="Largest"
                inputMode="decimal"
                placeholder="any"
                value={max === undefined ? '' : String(max)}
                onCommit={(text) => setBound('max', text)}
              />
            </span>
          )}
        </CardField>
      )}
      <CardField label="Label">
        {(id) => (
          <TextField
            id={id}
            value={label}
            placeholder={name}
            onCommit={(text) => setText('label', text)}
          />
        )}
      </CardField>
      <CardField label="Help">
        {(id) => (
          <TextField
            id={id}
            value={help}
            placeholder="What it means"
            onCommit={(text) => setText('help', text)}
          />
        )}
      </CardField>
      <div className={styles.buttons}>
        <Button
          size="small"
          tone="danger"
          onClick={() => editAlone(setArgument(graphId, name, undefined))}
        >
          <Trash2 size={14} aria-hidden /> Delete {name}
        </Button>
        <IconButton
          size="small"
          side="left"
          label={`Move ${name} up`}
          icon={<ArrowUp />}
          onClick={() => editAlone(moveArgument(graphId, name, -1))}
        />
        <IconButton
          size="small"
          side="left"
          label={`Move ${name} down`}
          icon={<ArrowDown />}
          onClick={() => editAlone(moveArgument(graphId, name, 1))}
        />
      </div>
    </fieldset>
  );
}

function CardField(props: {
  readonly label: string;
  readonly children: (id: string) => ReactNode;
}) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{props.label}</label>
      {props.children(id)}
    </div>
  );
}
