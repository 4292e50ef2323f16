import { memo, useState } from 'react';
import { setPhase } from '../../../src/document/edits/projectEdits';
import type { Phase } from '../../../src/document/project';
import { MoreButton } from '../../controls/MoreButton';
import { NumberField } from '../../controls/NumberField';
import { SelectField } from '../../controls/SelectField';
import { knownNames } from '../../inspector/knownNames';
import { NamesInput } from '../../inspector/NamesInput';
import { useEditor } from '../../store/editorStore';
import { type CurrentPhase, editPhase } from '../../training/currentPhase';
import { FormRow } from './FormRow';
import styles from './PhaseForm.module.css';
import { StepForm } from './StepForm';

/** What is learned from, compared and how; every change is an edit of the project. */
export const PhaseForm = memo(function PhaseForm({ current }: { readonly current: CurrentPhase }) {
  const { phase, index, project, step } = current;
  const [showsMore, setShowsMore] = useState(false);
  const { closeStep } = useEditor.getState();
  const change = (part: Partial<Phase>): void => {
    editPhase(current, setPhase(index, { ...phase, ...part }));
  };
  const changeOnce = (part: Partial<Phase>): void => {
    closeStep();
    change(part);
    closeStep();
  };
  const steps = Object.entries(project.graphs).flatMap(([id, { role }]) =>
    role === 'trainingStep' ? [id] : [],
  );
  const learners = (field: 'frozen' | 'fresh', label: string, help: string) =>
    step && (
      <FormRow label={label} help={help}>
        {(id) => (
          <NamesInput
            id={id}
            label={label}
            of="learners"
            value={phase[field]}
            known={knownNames(step, '', 'learners')}
            invalid={false}
            onChange={(names) => changeOnce({ [field]: names })}
            onDone={closeStep}
          />
        )}
      </FormRow>
    );
  return (
    <form className={styles.grid} onSubmit={(event) => event.preventDefault()}>
      {(steps.length > 1 || !step) && (
        <FormRow label="Step">
          {(id) => (
            <SelectField
              id={id}
              label="Training step"
              options={steps.map((name) => ({ value: name, label: name }))}
              value={step ? phase.step : null}
              placeholder={phase.step}
              invalid={!step}
              onChange={(name) => changeOnce({ step: name })}
            />
          )}
        </FormRow>
      )}
      {step && <StepForm current={current} step={step} />}
      <hr className={styles.rule} />
      <NumberRow
        label="Batch size"
        value={phase.batchSize}
        min={1}
        max={1_000_000}
        integer
        onChange={(batchSize) => change({ batchSize })}
      />
      <NumberRow
        label="Epochs"
        value={phase.epochs}
        min={1}
        max={1_000_000}
        integer
        onChange={(epochs) => change({ epochs })}
      />
      <NumberRow
        label="Validation"
        help="The part of the training examples kept aside to validate on."
        value={phase.validationSplit}
        min={0}
        max={0.9}
        step={0.05}
        onChange={(validationSplit) => change({ validationSplit })}
      />
      <NumberRow
        label="Seed"
        help="The same seed gives the same run."
        value={phase.seed}
        min={0}
        max={0xffffffff}
        integer
        onChange={(seed) => change({ seed })}
      />
      <div className={styles.more}>
        <MoreButton open={showsMore} count={4} onToggle={() => setShowsMore(!showsMore)} />
        {showsMore && (
          <div className={styles.grid}>
            <NumberRow
              label="Epoch steps"
              help="How many steps an epoch has; 0 is one pass through the data."
              value={phase.stepsPerEpoch ?? 0}
              min={0}
              max={100_000_000}
              integer
              onChange={(count) => change({ stepsPerEpoch: count === 0 ? null : count })}
            />
            <NumberRow
              label="Patience"
              help="Ends after so many epochs without a smaller loss; 0 never ends early."
              value={phase.patience ?? 0}
              min={0}
              max={1_000_000}
              integer
              onChange={(patience) => change({ patience: patience === 0 ? null : patience })}
            />
            {learners('frozen', 'Frozen', 'What this phase leaves as it is.')}
            {learners(
              'fresh',
              'Fresh',
              'What begins anew, instead of with what was learned before.',
            )}
          </div>
        )}
      </div>
    </form>
  );
});

interface NumberRowProps {
  readonly label: string;
  readonly help?: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  readonly integer?: boolean;
  readonly onChange: (value: number) => void;
}

function NumberRow({ label, help, ...field }: NumberRowProps) {
  return (
    <FormRow label={label} help={help}>
      {(id) => <NumberField id={id} {...field} onDone={useEditor.getState().closeStep} />}
    </FormRow>
  );
}
