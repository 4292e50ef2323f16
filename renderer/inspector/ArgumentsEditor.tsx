import { Plus, Settings2 } from 'lucide-react';
import { useId, useState } from 'react';
import { blockKind } from '../../src/analysis/blockKind';
import type { GraphAnalysis } from '../../src/analysis/graphAnalysis';
import { sameJson } from '../../src/base/jsonValue';
import { setArgument } from '../../src/document/edits/graphEdits';
import type { Argument } from '../../src/document/project';
import type { Field } from '../../src/kinds/field';
import { editAlone } from '../canvas/canvasActions';
import { classNames } from '../controls/classNames';
import { IconButton } from '../controls/IconButton';
import { Tooltip } from '../controls/Tooltip';
import { useEditor } from '../store/editorStore';
import { ArgumentCard } from './ArgumentCard';
import styles from './ArgumentsEditor.module.css';
import { argumentDiagnostics, freeArgumentName, newArgument } from './argumentEdits';
import { DiagnosticNote } from './DiagnosticNote';
import { writeValue } from './expressionText';
import { FieldInput } from './FieldInput';
import formStyles from './Inspector.module.css';

/** The most problems that are listed here; all of them are in the list of problems. */
const mostProblems = 5;

/** The arguments of a graph: their defaults, which a network runs with, and all that declares them. */
export function ArgumentsEditor({ analysis }: { readonly analysis: GraphAnalysis }) {
  const project = useEditor((state) => state.analysis);
  const [openName, setOpenName] = useState<string | null>(null);
  const { id, graph } = analysis;
  const named = Object.entries(graph.arguments ?? {});
  const kind = blockKind(id, graph);
  const problems = argumentDiagnostics(project, analysis);
  const add = (): void => {
    const name = freeArgumentName(graph);
    if (editAlone(setArgument(id, name, newArgument))) setOpenName(name);
  };
  return (
    <section aria-label="Arguments">
      <div className={styles.heading}>
        <h3>Arguments</h3>
        <IconButton
          size="small"
          side="left"
          label="Add an argument"
          icon={<Plus />}
          onClick={add}
        />
      </div>
      {named.length === 0 && (
        <p className={formStyles.quiet}>
          {analysis.use.inputs === null
            ? 'Knobs for the whole network, which fields use by name: =4*width.'
            : 'Settings that each use of the block can choose, which fields use by name: =4*filters.'}
        </p>
      )}
      {named.map(([name, argument]) => (
        <div key={name}>
          <ArgumentRow
            analysis={analysis}
            name={name}
            argument={argument}
            field={kind.fields[name] as Field<unknown>}
            isOpen={openName === name}
            onToggle={() => setOpenName(openName === name ? null : name)}
          />
          {openName === name && (
            <ArgumentCard graphId={id} name={name} argument={argument} onRenamed={setOpenName} />
          )}
        </div>
      ))}
      {problems.slice(0, mostProblems).map((diagnostic) => (
        <DiagnosticNote
          key={`${diagnostic.graph} ${diagnostic.node} ${diagnostic.field} ${diagnostic.message}`}
          diagnostic={diagnostic}
          showsNode
        />
      ))}
      {problems.length > mostProblems && (
        <p className={formStyles.quiet}>
          … and {problems.length - mostProblems} more, in the list of problems.
        </p>
      )}
    </section>
  );
}

interface ArgumentRowProps {
  readonly analysis: GraphAnalysis;
  readonly name: string;
  readonly argument: Argument;
  readonly field: Field<unknown>;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

function ArgumentRow({ analysis, name, argument, field, isOpen, onToggle }: ArgumentRowProps) {
  const inputId = useId();
  const { edit, closeStep } = useEditor.getState();
  const parsed = field.parse(argument.default);
  const here = analysis.use.arguments[name];
  const isOther = here !== undefined && parsed.ok && !sameJson(here, parsed.value as typeof here);
  const help = [argument.help, argument.label === undefined ? '' : `Its name is ${name}.`]
    .filter(Boolean)
    .join(' ');
  const label = (
    <label htmlFor={inputId} className={classNames(help !== '' && formStyles.helped)}>
      {field.label}
    </label>
  );
  return (
    <div className={styles.row}>
      {help === '' ? (
        label
      ) : (
        <Tooltip text={help} side="left">
          {label}
        </Tooltip>
      )}
      <div className={formStyles.control}>
        <FieldInput
          key={argument.type}
          id={inputId}
          label={field.label}
          control={field.control}
          value={parsed.ok ? parsed.value : undefined}
          invalid={!parsed.ok}
          onChange={(value) =>
            edit(setArgument(analysis.id, name, { ...argument, default: value }))
          }
          onDone={closeStep}
        />
        {isOther && <p className={styles.here}>here {writeValue(here)}</p>}
      </div>
      <IconButton
        size="small"
        side="left"
        label={`Change the argument ${name}`}
        icon={<Settings2 />}
        pressed={isOpen}
        onClick={onToggle}
      />
    </div>
  );
}
