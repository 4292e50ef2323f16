import { memo, useId } from 'react';
import { conventions } from '../../../src/analysis/summary';
import type { TrainingMemory } from '../../../src/analysis/trainingMemory';
import { formatBytes, formatExact } from '../../../src/base/humanNumber';
import { optimizerKinds } from '../../../src/kinds/training/registry';
import { classNames } from '../../controls/classNames';
import { NumberField } from '../../controls/NumberField';
import { SelectField } from '../../controls/SelectField';
import { Tooltip } from '../../controls/Tooltip';
import type { MemorySettings } from './memorySettings';
import styles from './TablesPanel.module.css';

/** What the line shows and where choices go. */
export interface TrainingMemoryLineProps {
  readonly settings: MemorySettings;
  readonly memory: TrainingMemory;
  readonly onChange: (change: Partial<MemorySettings>) => void;
}

const optimizers = optimizerKinds.map(({ id, title }) => ({ value: id, label: title }));

/** The memory that training takes with a batch size and an optimizer, which can be tried out here. */
export function TrainingMemoryLine({ settings, memory, onChange }: TrainingMemoryLineProps) {
  const batchId = useId();
  return (
    <fieldset className={styles.memory}>
      <legend className="visuallyHidden">Training memory</legend>
      <label className={styles.labelled} htmlFor={batchId}>
        Batch
        <NumberField
          id={batchId}
          className={styles.batch}
          integer
          min={1}
          max={1_000_000}
          value={settings.batch}
          onChange={(batch) => onChange({ batch })}
        />
      </label>
      <SelectField
        className={styles.optimizer}
        label="Optimizer"
        options={optimizers}
        value={settings.optimizer.kind}
        onChange={(kind) => onChange({ optimizer: { kind, fields: {} } })}
      />
      <dl className={styles.sums}>
        <MemorySum
          label="Gradients"
          bytes={memory.gradientBytes}
          convention={conventions.gradientBytes}
        />
        <MemorySum
          label="Optimizer"
          bytes={memory.optimizerBytes}
          convention={conventions.optimizerBytes}
        />
        <MemorySum
          label="Peak"
          bytes={memory.peakBytes}
          convention={`${conventions.peakBytes} Gradients ${formatBytes(memory.gradientBytes)}, optimizer ${formatBytes(memory.optimizerBytes)}.`}
          strong
        />
      </dl>
    </fieldset>
  );
}

interface MemorySumProps {
  readonly label: string;
  readonly bytes: number;
  readonly convention: string;
  readonly strong?: boolean;
}

const MemorySum = memo(function MemorySum(props: MemorySumProps) {
  const { label, bytes, convention, strong = false } = props;
  return (
    <Tooltip text={`${formatExact(bytes)} bytes. ${convention}`}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the exact number and its meaning show on focus too. */}
      <div className={classNames(styles.sum, strong && styles.total)} tabIndex={0}>
        <dt>{label}</dt>
        <dd>{formatBytes(bytes)}</dd>
      </div>
    </Tooltip>
  );
});
