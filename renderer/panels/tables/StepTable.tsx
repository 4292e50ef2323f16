import { useDeferredValue, useMemo } from 'react';
import type { GraphAnalysis, ProjectAnalysis } from '../../../src/analysis/graphAnalysis';
import {
  type StepNumbers,
  type StepSummaryRow,
  stepConventions,
  summariseStep,
} from '../../../src/analysis/stepSummary';
import { formatBytes, formatCount, formatExact } from '../../../src/base/humanNumber';
import { phaseDefaults } from '../../../src/document/project';
import { Tooltip } from '../../controls/Tooltip';
import { useEditor } from '../../store/editorStore';
import styles from './StepTable.module.css';

/** A column of numbers. */
interface Column {
  readonly name: Exclude<keyof StepNumbers, 'frozenParameters' | 'nonTrainableParameters'>;
  readonly title: string;
  readonly isBytes: boolean;
}

const columns: readonly Column[] = [
  { name: 'parameters', title: 'Parameters', isBytes: false },
  { name: 'trainableParameters', title: 'Trained here', isBytes: false },
  { name: 'macs', title: 'MACs', isBytes: false },
  { name: 'forwardFlops', title: 'FLOPs forward', isBytes: false },
  { name: 'backwardFlops', title: 'FLOPs backward', isBytes: false },
  { name: 'weightBytes', title: 'Weights', isBytes: true },
  { name: 'gradientBytes', title: 'Gradients', isBytes: true },
  { name: 'optimizerBytes', title: 'Optimizer', isBytes: true },
  { name: 'activationBytes', title: 'Activations', isBytes: true },
];

const roles: Readonly<Record<StepSummaryRow['role'], string>> = {
  network: 'network',
  copy: 'copy',
  tensor: 'trainable tensor',
  step: 'the step itself',
};

/** The networks of a training step with what they hold and cost; each once, however often it is called. */
export function StepTable(props: {
  readonly project: ProjectAnalysis;
  readonly step: GraphAnalysis;
}) {
  // Typing goes first: the sums of large networks follow when there is time.
  const project = useDeferredValue(props.project);
  const step = useDeferredValue(props.step);
  const phase = project.project.phases.find((candidate) => candidate.step === step.id);
  const batch = phase?.batchSize ?? phaseDefaults.batchSize;
  const frozen = phase?.frozen;
  const { rows, totals, complete } = useMemo(
    () => summariseStep(project, step, batch, frozen),
    [project, step, batch, frozen],
  );
  return (
    <div className={styles.room}>
      <table className={styles.table}>
        <caption className="visuallyHidden">What takes part in {step.id}</caption>
        <thead>
          <tr>
            <th scope="col">Network</th>
            <th scope="col">Changed by</th>
            <Heading title="Calls" convention={stepConventions.calls} />
            {columns.map(({ name, title }) => (
              <Heading key={name} title={title} convention={stepConventions[name]} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.role} ${row.name}`}>
              <th scope="row">
                {row.role === 'network' ? (
                  <button
                    type="button"
                    className={styles.name}
                    onClick={() => useEditor.getState().showGraph(row.name)}
                  >
                    {row.name}
                  </button>
                ) : (
                  row.name
                )}
                {row.role !== 'network' && <span className={styles.role}>{roles[row.role]}</span>}
              </th>
              <td className={styles.text}>{row.updates.join(', ') || '–'}</td>
              <td title={formatExact(row.calls)}>{formatExact(row.calls)}</td>
              <Numbers numbers={row} />
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Total{complete ? '' : ', at least'}</th>
            <td className={styles.text} />
            <td title={formatExact(totals.calls)}>{formatExact(totals.calls)}</td>
            <Numbers numbers={totals} />
          </tr>
        </tfoot>
      </table>
      <p className={styles.memory}>
        <Tooltip text={stepConventions.peakBytes}>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what the number means shows on focus too. */}
          <span tabIndex={0}>
            Training memory for a batch of {formatExact(batch)}:{' '}
            <b title={`${formatExact(totals.training.peakBytes)} bytes`}>
              {formatBytes(totals.training.peakBytes)}
            </b>
          </span>
        </Tooltip>
      </p>
    </div>
  );
}

function Heading({ title, convention }: { readonly title: string; readonly convention: string }) {
  return (
    <th scope="col" title={convention}>
      {title}
    </th>
  );
}

function Numbers({ numbers }: { readonly numbers: StepNumbers }) {
  return columns.map(({ name, isBytes }) => {
    const value = numbers[name];
    return (
      <td key={name} title={formatExact(value)}>
        {isBytes ? formatBytes(value) : formatCount(value)}
      </td>
    );
  });
}
