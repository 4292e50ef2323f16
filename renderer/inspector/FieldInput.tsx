import { Link2, Link2Off } from 'lucide-react';
import { Fragment, useState } from 'react';
import type { JsonValue } from '../../src/base/jsonValue';
import type { FieldControl } from '../../src/kinds/field';
import { Checkbox } from '../controls/Checkbox';
import { IconButton } from '../controls/IconButton';
import { NumberField } from '../controls/NumberField';
import { SegmentedControl } from '../controls/SegmentedControl';
import { SelectField } from '../controls/SelectField';
import { TextField } from '../controls/TextField';
import styles from './FieldInput.module.css';
import type { KnownNames } from './knownNames';
import { NamesInput } from './NamesInput';
import { readShape, writeShape } from './shapeText';

/** What every control of a field is given. */
export interface FieldInputProps {
  readonly control: FieldControl;
  /** Undefined while several nodes differ, or while what the file holds can't be read. */
  readonly value: unknown;
  readonly id: string;
  readonly label: string;
  readonly invalid: boolean;
  /** What a list of names can name. */
  readonly known?: KnownNames | undefined;
  readonly onChange: (value: JsonValue) => void;
  /** The typing is done. */
  readonly onDone: () => void;
  /** What is typed has become an expression, `=4*`; left out where none is allowed. */
  readonly onExpression?: ((text: string) => void) | undefined;
}

/** What an empty list says: that nodes differ, that there may be nothing, or what to write. */
function listPlaceholder(type: 'shape' | 'integers', value: unknown): string {
  if (value === undefined) return 'mixed';
  return type === 'shape' ? 'such as 28, 28, 1' : 'none';
}

const nothingKnown: KnownNames = { whole: [], parts: [] };

/** The control that a field asks for. */
export function FieldInput(props: FieldInputProps) {
  const { control, value, id, label, invalid, onChange, onDone, onExpression } = props;
  switch (control.type) {
    case 'integer':
    case 'number':
      return (
        <NumberField
          id={id}
          aria-label={label}
          value={typeof value === 'number' ? value : null}
          min={control.min}
          max={control.max}
          step={control.type === 'integer' ? 1 : control.step}
          integer={control.type === 'integer'}
          invalid={invalid}
          placeholder={value === undefined ? 'mixed' : ''}
          onChange={onChange}
          onDone={onDone}
          onExpression={onExpression}
        />
      );
    case 'sizes':
      return <SizesInput {...props} control={control} />;
    case 'boolean':
      return (
        <Checkbox
          id={id}
          checked={typeof value === 'boolean' ? value : null}
          onChange={(next) => {
            onChange(next);
            onDone();
          }}
        />
      );
    case 'choice':
      return (
        <SelectField
          id={id}
          label={label}
          value={typeof value === 'string' ? value : null}
          placeholder="mixed"
          options={control.options}
          invalid={invalid}
          onChange={(next) => {
            onChange(next);
            onDone();
          }}
        />
      );
    case 'shape':
    case 'integers': {
      const change = (text: string): void => {
        if (onExpression && text.includes('=')) {
          onExpression(text);
          return;
        }
        const shape = readShape(text);
        if (shape) onChange(shape);
      };
      return (
        <TextField
          id={id}
          aria-label={label}
          value={Array.isArray(value) ? writeShape(value) : ''}
          placeholder={listPlaceholder(control.type, value)}
          invalid={invalid}
          onType={change}
          onCommit={change}
          onBlur={onDone}
        />
      );
    }
    case 'padding':
      return <PaddingInput {...props} control={control} />;
    case 'sides':
      return <SidesInput {...props} sides={control.sides} />;
    case 'names':
      return (
        <NamesInput
          id={id}
          label={label}
          of={control.of}
          value={value}
          known={props.known ?? nothingKnown}
          invalid={invalid}
          onChange={onChange}
          onDone={onDone}
        />
      );
    case 'text':
      return (
        <TextField
          id={id}
          aria-label={label}
          value={typeof value === 'string' ? value : ''}
          invalid={invalid}
          onType={(text) => {
            if (text.startsWith('=')) onExpression?.(text);
          }}
          onCommit={onChange}
          onBlur={onDone}
        />
      );
  }
}

interface SizesInputProps extends FieldInputProps {
  readonly control: Extract<FieldControl, { type: 'sizes' }>;
}

function SizesInput(props: SizesInputProps) {
  const { control, value, id, label, invalid, onChange, onDone, onExpression } = props;
  const { axes } = control;
  const sizes: readonly (number | null)[] = Array.isArray(value) ? value : axes.map(() => null);
  const [linked, setLinked] = useState(sizes.every((size) => size === sizes[0]));
  const change = (axis: number, next: number): void =>
    onChange(sizes.map((size, place) => (linked || place === axis ? next : (size ?? next))));
  const write =
    onExpression &&
    ((place: number, text: string): void =>
      onExpression(linked ? text : withEntry(sizes, place, text)));
  const named = new Intl.ListFormat('en', { type: 'conjunction' }).format(axes);
  return (
    <div className={styles.sizes}>
      {axes.map((axis, place) => (
        <Fragment key={axis}>
          {place > 0 && <span aria-hidden>×</span>}
          <NumberField
            id={place === 0 ? id : undefined}
            aria-label={`${label}, ${axis}`}
            integer
            min={control.min}
            max={control.max}
            value={sizes[place] ?? null}
            invalid={invalid}
            onChange={(next) => change(place, next)}
            onDone={onDone}
            onExpression={write && ((text) => write(place, text))}
          />
        </Fragment>
      ))}
      <IconButton
        size="small"
        label={linked ? `Change ${named} together` : `Change ${named} one by one`}
        icon={linked ? <Link2 /> : <Link2Off />}
        pressed={linked}
        onClick={() => setLinked(!linked)}
      />
    </div>
  );
}

/** The text of a list with what is typed in the place of one entry. */
function withEntry(entries: readonly (number | null)[], place: number, text: string): string {
  return entries.map((entry, other) => (other === place ? text : (entry ?? '?'))).join(', ');
}

const paddingModes = [
  { value: 'valid', label: 'valid' },
  { value: 'same', label: 'same' },
  { value: 'causal', label: 'causal' },
  { value: 'number', label: 'all', name: 'One number for all sides' },
  { value: 'sides', label: 'sides', name: 'A number for each side' },
] as const;

type PaddingMode = (typeof paddingModes)[number]['value'];

function paddingMode(value: unknown): PaddingMode | null {
  if (value === 'valid' || value === 'same' || value === 'causal') return value;
  if (typeof value === 'number') return 'number';
  return Array.isArray(value) ? 'sides' : null;
}

interface PaddingInputProps extends FieldInputProps {
  readonly control: Extract<FieldControl, { type: 'padding' }>;
}

function PaddingInput(props: PaddingInputProps) {
  const { control, value, id, label, invalid, onChange, onDone, onExpression } = props;
  const mode = paddingMode(value);
  const change = (next: PaddingMode): void => {
    const amount = typeof value === 'number' ? value : Array.isArray(value) ? Number(value[0]) : 0;
    if (next === 'number') onChange(amount);
    else if (next === 'sides') onChange(control.sides.map(() => amount));
    else onChange(next);
    onDone();
  };
  return (
    <div className={styles.stack}>
      <SegmentedControl
        label={label}
        value={mode}
        options={paddingModes.filter((option) => control.causal || option.value !== 'causal')}
        onChange={change}
      />
      {mode === 'number' && (
        <NumberField
          id={id}
          aria-label={`${label}, on every side`}
          integer
          min={0}
          max={1_000_000}
          value={value as number}
          invalid={invalid}
          onChange={onChange}
          onDone={onDone}
          onExpression={onExpression}
        />
      )}
      {mode === 'sides' && <SidesInput {...props} sides={control.sides} />}
    </div>
  );
}

interface SidesInputProps extends FieldInputProps {
  /** What the sides are called, two for each axis. */
  readonly sides: readonly string[];
}

function SidesInput(props: SidesInputProps) {
  const { sides, value, label, invalid, onChange, onDone, onExpression } = props;
  const amounts = Array.isArray(value) ? (value as number[]) : sides.map(() => 0);
  return (
    <div className={styles.sides} data-sides={sides.length}>
      {sides.map((side, index) => (
        <div key={side}>
          <span>{side}</span>
          <NumberField
            aria-label={`${label}, ${side}`}
            integer
            min={0}
            max={1_000_000}
            value={amounts[index] ?? 0}
            invalid={invalid}
            onChange={(next) =>
              onChange(sides.map((_, place) => (place === index ? next : (amounts[place] ?? 0))))
            }
            onDone={onDone}
            onExpression={onExpression && ((text) => onExpression(withEntry(amounts, index, text)))}
          />
        </div>
      ))}
    </div>
  );
}
