import { X } from 'lucide-react';
import { useId } from 'react';
import type { NamedThing } from '../../src/kinds/field';
import { Checkbox } from '../controls/Checkbox';
import { IconButton } from '../controls/IconButton';
import { TextField } from '../controls/TextField';
import type { KnownNames } from './knownNames';
import styles from './NamesInput.module.css';

/** What a list of names is given. */
export interface NamesInputProps {
  readonly id: string;
  readonly label: string;
  readonly of: NamedThing;
  /** Undefined while several nodes differ. */
  readonly value: unknown;
  readonly known: KnownNames;
  readonly invalid: boolean;
  readonly onChange: (value: string[]) => void;
  readonly onDone: () => void;
}

/** Names to check, and others to type with completion. */
export function NamesInput(props: NamesInputProps) {
  const { id, label, of, value, known, invalid, onChange, onDone } = props;
  const listId = useId();
  const names: readonly string[] = Array.isArray(value) ? value.map(String) : [];
  const others = names.filter((name) => !known.whole.includes(name));
  const change = (next: readonly string[]): void => {
    onChange([...next]);
    onDone();
  };
  const add = (name: string): void => {
    const trimmed = name.trim();
    if (trimmed === '' || names.includes(trimmed)) return;
    change([...names, trimmed]);
  };
  return (
    <div className={styles.names}>
      {known.whole.map((name, place) => (
        <Checkbox
          key={name}
          {...(place === 0 ? { id } : {})}
          label={name}
          checked={names.includes(name)}
          onChange={(isNamed) =>
            change(isNamed ? [...names, name] : names.filter((other) => other !== name))
          }
        />
      ))}
      {others.map((name) => (
        <span key={name} className={styles.part}>
          <span className={styles.path} title={name}>
            {name}
          </span>
          <IconButton
            size="small"
            label={`Take ${name} out`}
            icon={<X />}
            onClick={() => change(names.filter((other) => other !== name))}
          />
        </span>
      ))}
      <TextField
        // A new field after each name: the browser's list would stay open.
        key={names.length}
        {...(known.whole.length === 0 ? { id } : {})}
        aria-label={of === 'layers' ? `${label}: add a layer` : `${label}: add a part`}
        placeholder={of === 'layers' ? 'add a layer…' : 'add a part, network/layer…'}
        list={listId}
        value=""
        invalid={invalid}
        onType={(text) => {
          // A name chosen from the list comes whole.
          if (known.parts.includes(text)) add(text);
        }}
        onCommit={add}
      />
      <datalist id={listId}>
        {known.parts
          .filter((path) => !names.includes(path))
          .map((path) => (
            <option key={path} value={path} />
          ))}
      </datalist>
    </div>
  );
}
