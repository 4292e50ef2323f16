import { Plus, Trash2 } from 'lucide-react';
import { blockEnds } from '../../src/analysis/blockEnds';
import type { Diagnostic } from '../../src/analysis/diagnostic';
import type { GraphAnalysis } from '../../src/analysis/graphAnalysis';
import { setNodeSettings } from '../../src/document/edits/nodeEdits';
import { blockOf, type Feedback, type GraphNode, type Scan } from '../../src/document/project';
import { field } from '../../src/kinds/field';
import { editAlone } from '../canvas/canvasActions';
import { Button } from '../controls/Button';
import { Checkbox } from '../controls/Checkbox';
import { IconButton } from '../controls/IconButton';
import { SelectField } from '../controls/SelectField';
import { selectProject, useEditor } from '../store/editorStore';
import { DiagnosticNote } from './DiagnosticNote';
import styles from './Inspector.module.css';
import scanStyles from './ScanEditor.module.css';
import { SettingRow } from './SettingRow';

const newScan: Scan = { feedback: [], whole: [], last: [], steps: null };

const stepsField = field.integer({
  label: 'Steps',
  help: 'How many steps to run: no input is a sequence that tells.',
  default: 1,
  min: 1,
});

const beginnings: readonly { readonly value: Feedback['initial']; readonly label: string }[] = [
  { value: 'zeros', label: 'starting from zeros' },
  { value: 'port', label: 'starting from a port' },
  { value: 'teacher', label: 'taught by a sequence' },
];

/** What the editor of a scan is about. */
export interface ScanEditorProps {
  readonly graph: GraphAnalysis;
  readonly node: GraphNode;
  readonly diagnostics: readonly Diagnostic[];
}

/** How a block runs along a sequence: what is fed back, given whole and kept. */
export function ScanEditor({ graph, node, diagnostics }: ScanEditorProps) {
  const block = useEditor((state) => selectProject(state).graphs[blockOf(node.kind) ?? '']);
  if (!block) return null;
  const { scan } = node;
  const set = (next: Scan | undefined): void => {
    editAlone(setNodeSettings(graph.id, node.id, { scan: next }));
  };
  return (
    <div data-field="scan">
      <div className={styles.whole} data-control>
        <Checkbox
          checked={scan !== undefined}
          label="Run along a sequence"
          onChange={(on) => set(on ? newScan : undefined)}
        />
      </div>
      {diagnostics.map((diagnostic) => (
        <DiagnosticNote key={diagnostic.code} diagnostic={diagnostic} />
      ))}
      {scan && (
        <ScanRows
          scan={scan}
          inputs={[...blockEnds(block).inputs.values()]}
          outputs={[...blockEnds(block).outputs.values()]}
          graph={graph}
          onChange={set}
        />
      )}
    </div>
  );
}

interface ScanRowsProps {
  readonly scan: Scan;
  /** The ids of the block's input and output nodes. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly graph: GraphAnalysis;
  readonly onChange: (scan: Scan) => void;
}

function ScanRows({ scan, inputs, outputs, graph, onChange }: ScanRowsProps) {
  const { feedback, whole, last, steps } = scan;
  const fedBack = new Set(feedback.map(({ to }) => to));
  const free = inputs.filter((id) => !fedBack.has(id));
  const [from] = outputs;
  const [to] = free;
  const isSequence = (id: string): boolean =>
    feedback.some((entry) => entry.to === id && entry.initial === 'teacher') ||
    (!fedBack.has(id) && !whole.includes(id));
  const tellsSteps = inputs.some(isSequence);
  const setFeedback = (next: readonly Feedback[]): void => {
    const states = new Set(next.map((entry) => entry.to));
    onChange({ ...scan, feedback: next, whole: whole.filter((id) => !states.has(id)) });
  };
  const toggled = (list: readonly string[], id: string, on: boolean): readonly string[] =>
    on ? [...list, id] : list.filter((other) => other !== id);
  return (
    <div className={scanStyles.scan}>
      <h4>Fed back</h4>
      {feedback.length === 0 && (
        <p className={styles.quiet}>No output goes back into the next step.</p>
      )}
      {feedback.map((entry, place) => (
        <FeedbackRow
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no names, and hold nothing.
          key={place}
          entry={entry}
          number={place + 1}
          inputs={inputs.filter((id) => id === entry.to || !fedBack.has(id))}
          outputs={outputs}
          onChange={(next) =>
            setFeedback(feedback.map((other, index) => (index === place ? next : other)))
          }
          onDelete={() => setFeedback(feedback.filter((_, index) => index !== place))}
        />
      ))}
      {from !== undefined && to !== undefined && (
        <Button
          size="small"
          onClick={() => setFeedback([...feedback, { from, to, initial: 'zeros' }])}
        >
          <Plus size={14} aria-hidden /> Feed an output back
        </Button>
      )}
      {free.length > 0 && <h4>Given whole at every step</h4>}
      {free.map((id) => (
        <Checkbox
          key={id}
          checked={whole.includes(id)}
          label={id}
          onChange={(on) => onChange({ ...scan, whole: toggled(whole, id, on) })}
        />
      ))}
      {outputs.length > 0 && <h4>Only the last step is kept</h4>}
      {outputs.map((id) => (
        <Checkbox
          key={id}
          checked={last.includes(id)}
          label={id}
          onChange={(on) => onChange({ ...scan, last: toggled(last, id, on) })}
        />
      ))}
      {(!tellsSteps || steps !== null) && (
        <SettingRow
          name="steps"
          field={stepsField}
          raw={steps ?? undefined}
          value={typeof steps === 'number' ? steps : undefined}
          places={[graph.use.arguments]}
          diagnostics={[]}
          onChange={(next) => onChange({ ...scan, steps: next as number | string })}
        />
      )}
    </div>
  );
}

interface FeedbackRowProps {
  readonly entry: Feedback;
  readonly number: number;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly onChange: (entry: Feedback) => void;
  readonly onDelete: () => void;
}

function FeedbackRow({ entry, number, inputs, outputs, onChange, onDelete }: FeedbackRowProps) {
  const asOptions = (ids: readonly string[], chosen: string) =>
    (ids.includes(chosen) ? ids : [...ids, chosen]).map((id) => ({ value: id, label: id }));
  return (
    <fieldset className={scanStyles.feedback} aria-label={`Feedback ${number}`}>
      <SelectField
        label="Output that is fed back"
        value={entry.from}
        options={asOptions(outputs, entry.from)}
        onChange={(from) => onChange({ ...entry, from })}
      />
      <span aria-hidden>→</span>
      <SelectField
        label="Input that it goes to"
        value={entry.to}
        options={asOptions(inputs, entry.to)}
        onChange={(to) => onChange({ ...entry, to })}
      />
      <SelectField
        className={scanStyles.beginning ?? ''}
        label="How it begins"
        value={entry.initial}
        options={beginnings}
        onChange={(initial) => onChange({ ...entry, initial })}
      />
      <IconButton
        size="small"
        side="left"
        label={`Do not feed ${entry.from} back`}
        icon={<Trash2 />}
        onClick={onDelete}
      />
    </fieldset>
  );
}
