import { memo } from 'react';
import { setPhase } from '../../../src/document/edits/projectEdits';
import type { KindChoice, Phase } from '../../../src/document/project';
import {
  dataKinds,
  findDataKind,
  findLossKind,
  findOptimizerKind,
  lossKinds,
  optimizerKinds,
} from '../../../src/kinds/training/registry';
import { NumberField } from '../../controls/NumberField';
import { SelectField } from '../../controls/SelectField';
import { useEditor } from '../../store/editorStore';
import type { CurrentPhase } from '../../training/currentPhase';
import { columnsOf } from '../../training/defaultPhase';
import { FormRow } from './FormRow';
import { PartFields } from './PartFields';
import styles from './PhaseForm.module.css';

const options = (kinds: readonly { readonly id: string; readonly title: string }[]) =>
  kinds.map(({ id, title }) => ({ value: id, label: title }));

const dataOptions = options(dataKinds);
const lossOptions = options(lossKinds);
const optimizerOptions = options(optimizerKinds);

/** What is learned from, compared and how; every change is an edit of the project. */
export const PhaseForm = memo(function PhaseForm({ current }: { readonly current: CurrentPhase }) {
  const { phase, index, project } = current;
  const { closeStep } = useEditor.getState();
  const change = (part: Partial<Phase>): void => {
    useEditor.getState().edit(setPhase(index, { ...phase, ...part }));
  };
  const changeOnce = (part: Partial<Phase>): void => {
    change(part);
    closeStep();
  };
  const networks = Object.keys(project.graphs);
  const data = findDataKind(phase.data.kind);
  const loss = findLossKind(phase.loss.kind);
  const optimizer = findOptimizerKind(phase.optimizer.kind);
  const columns = data && Object.keys(columnsOf(data, phase.data.fields) ?? {});
  const part = (
    name: 'data' | 'loss' | 'optimizer',
    choice: KindChoice,
    kind: typeof data | typeof loss | typeof optimizer,
  ) =>
    kind && (
      <PartFields
        choice={choice}
        fields={kind.fields}
        onChange={(fields) => change({ [name]: { ...choice, fields } })}
        onDone={closeStep}
      />
    );
  return (
    <form className={styles.grid} onSubmit={(event) => event.preventDefault()}>
      {networks.length > 1 && (
        <FormRow label="Network">
          {(id) => (
            <SelectField
              id={id}
              options={networks.map((name) => ({ value: name, label: name }))}
              value={phase.network}
              onChange={(network) => changeOnce({ network })}
            />
          )}
        </FormRow>
      )}
      <FormRow label="Data" help={data?.summary}>
        {(id) => (
          <SelectField
            id={id}
            options={dataOptions}
            value={data ? phase.data.kind : null}
            placeholder={phase.data.kind}
            invalid={!data}
            onChange={(kind) =>
              // Columns belong to a data set: another one's may have other names.
              changeOnce({ data: { kind, fields: {} }, input: null, target: null })
            }
          />
        )}
      </FormRow>
      {part('data', phase.data, data)}
      {data && columns && columns.length > 1 && (
        <FormRow label="Compare with">
          {(id) => (
            <SelectField
              id={id}
              options={columns.map((name) => ({
                value: name,
                label: name === (phase.input ?? data.input) ? `${name} (the input itself)` : name,
              }))}
              value={phase.target ?? data.target}
              onChange={(target) => changeOnce({ target: target === data.target ? null : target })}
            />
          )}
        </FormRow>
      )}
      <hr className={styles.rule} />
      <FormRow label="Loss">
        {(id) => (
          <SelectField
            id={id}
            options={lossOptions}
            value={loss ? phase.loss.kind : null}
            placeholder={phase.loss.kind}
            invalid={!loss}
            onChange={(kind) => changeOnce({ loss: { kind, fields: {} } })}
          />
        )}
      </FormRow>
      {part('loss', phase.loss, loss)}
      <FormRow label="Optimizer">
        {(id) => (
          <SelectField
            id={id}
            options={optimizerOptions}
            value={optimizer ? phase.optimizer.kind : null}
            placeholder={phase.optimizer.kind}
            invalid={!optimizer}
            onChange={(kind) => changeOnce({ optimizer: { kind, fields: {} } })}
          />
        )}
      </FormRow>
      {part('optimizer', phase.optimizer, optimizer)}
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
