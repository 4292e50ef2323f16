import { ArrowUpRight } from 'lucide-react';
import { useState } from 'react';
import type { GraphAnalysis, NodeAnalysis } from '../../../src/analysis/graphAnalysis';
import { edgesInto } from '../../../src/analysis/graphStructure';
import {
  changeData,
  changeDataFields,
  changeNetwork,
  changePart,
  changeTarget,
} from '../../../src/analysis/recipes/changeStep';
import { comparingLosses, supervisedParts } from '../../../src/analysis/recipes/supervisedStep';
import type { Edit } from '../../../src/document/edits/edit';
import { setNodeKind } from '../../../src/document/edits/nodeEdits';
import { type GraphNode, graphUsedBy } from '../../../src/document/project';
import type { FieldSet } from '../../../src/kinds/field';
import type { LayerKind } from '../../../src/kinds/layerKind';
import {
  dataKinds,
  findDataKind,
  findOptimizerKind,
  optimizerKinds,
} from '../../../src/kinds/training/registry';
import { withRoom } from '../../canvas/makeRoom';
import { Disclosure } from '../../controls/Disclosure';
import { SelectField } from '../../controls/SelectField';
import { knownNames } from '../../inspector/knownNames';
import { useEditor } from '../../store/editorStore';
import { type CurrentPhase, editPhase } from '../../training/currentPhase';
import { FormRow } from './FormRow';
import { PartFields } from './PartFields';
import styles from './PhaseForm.module.css';

const options = (kinds: readonly { readonly id: string; readonly title: string }[]) =>
  kinds.map(({ id, title }) => ({ value: id, label: title }));

const dataOptions = options(dataKinds);
const lossOptions = options(comparingLosses);
const optimizerOptions = options(optimizerKinds);

/** What a form of a training step is given. */
export interface StepFormProps {
  readonly current: CurrentPhase;
  readonly step: GraphAnalysis;
}

/** A part of a step with a way to change it. */
interface PartProps extends StepFormProps {
  readonly found: NodeAnalysis;
  readonly edit: (edit: Edit) => void;
}

/** The parts of a training step as a form: of a usual one as ever, of any other node by node. */
export function StepForm({ current, step }: StepFormProps) {
  const edit = (change: Edit): void => {
    editPhase(current, withRoom(step.id, change));
  };
  const parts = supervisedParts(step.graph);
  const at = (node: GraphNode | undefined): NodeAnalysis | undefined =>
    node && step.nodes.get(node.id);
  const [data, network, loss, update] = [
    at(parts?.data),
    at(parts?.network),
    at(parts?.loss),
    at(parts?.update),
  ];
  if (!data || !network || !loss || !update) {
    return <PartList current={current} step={step} edit={edit} />;
  }
  const props = { current, step, edit };
  return (
    <>
      <NetworkRow {...props} found={network} />
      <DataRows {...props} found={data} label="Data" />
      <TargetRow {...props} found={loss} />
      <hr className={styles.rule} />
      <LossRows {...props} found={loss} label="Loss" hidden={['weight']} />
      <UpdateRows {...props} found={update} label="Optimizer" hidden={['networks', 'order']} />
    </>
  );
}

function NetworkRow({ current, step, found, edit }: PartProps) {
  const { project } = current;
  const networks = Object.entries(project.graphs).flatMap(([id, { role }]) =>
    role === 'network' ? [id] : [],
  );
  if (networks.length < 2) return null;
  return (
    <FormRow label="Network">
      {(id) => (
        <SelectField
          id={id}
          options={networks.map((name) => ({ value: name, label: name }))}
          value={graphUsedBy(found.node.kind)?.graph ?? null}
          onChange={(network) => once(() => edit(changeNetwork(step.id, found.node.id, network)))}
        />
      )}
    </FormRow>
  );
}

/** Makes a choice as one step of the history. */
function once(act: () => void): void {
  const { closeStep } = useEditor.getState();
  closeStep();
  act();
  closeStep();
}

interface RowsProps extends PartProps {
  readonly label: string;
  /** Fields that are left to the inspector. */
  readonly hidden?: readonly string[];
}

function DataRows({ step, found, edit, label }: RowsProps) {
  const { node, kind } = found;
  const data = findDataKind(node.kind);
  return (
    <>
      <FormRow label={label} help={kind?.summary}>
        {(id) => (
          <SelectField
            id={id}
            options={data ? dataOptions : [{ value: node.kind, label: kind?.title ?? node.kind }]}
            value={data ? node.kind : null}
            placeholder={kind?.title ?? node.kind}
            invalid={!kind}
            onChange={(chosen) => once(() => edit(changeData(step.id, node.id, chosen)))}
          />
        )}
      </FormRow>
      {kind && (
        <PartFields
          choice={node}
          fields={kind.fields}
          known={(of) => knownNames(step, node.id, of)}
          onChange={(fields) => edit(changeDataFields(step.id, node.id, fields))}
          onDone={useEditor.getState().closeStep}
        />
      )}
    </>
  );
}

/** What a loss compares with, where it comes straight from data that hold several columns. */
function TargetRow({ step, found, edit }: PartProps) {
  const { id: loss } = found.node;
  const target = edgesInto(step.structure, loss).get('target')?.from;
  const data = target && step.nodes.get(target.node);
  const columns = data?.outputs ? Object.keys(data.outputs) : (data?.kind?.outputs ?? []);
  if (!target || !data || findDataKind(data.node.kind) === null || columns.length < 2) return null;
  const fed = new Set(
    step.graph.edges.flatMap(({ from, to }) =>
      from.node === target.node && graphUsedBy(step.graph.nodes[to.node]?.kind ?? '') !== null
        ? [from.port]
        : [],
    ),
  );
  return (
    <FormRow label="Compare with">
      {(id) => (
        <SelectField
          id={id}
          options={columns.map((name) => ({
            value: name,
            label: fed.has(name) ? `${name} (the input itself)` : name,
          }))}
          value={target.port}
          onChange={(port) =>
            once(() => edit(changeTarget(step.id, loss, { node: target.node, port })))
          }
        />
      )}
    </FormRow>
  );
}

function LossRows({ step, found, edit, label, hidden = [] }: RowsProps) {
  const { node, kind } = found;
  const isComparing = comparingLosses.some(({ id }) => id === node.kind);
  return (
    <>
      <FormRow label={label}>
        {(id) => (
          <SelectField
            id={id}
            options={
              isComparing ? lossOptions : [{ value: node.kind, label: kind?.title ?? node.kind }]
            }
            value={kind ? node.kind : null}
            placeholder={node.kind}
            invalid={!kind}
            onChange={(chosen) => once(() => edit(changePart(step.id, node.id, chosen)))}
          />
        )}
      </FormRow>
      <Fields step={step} found={found} edit={edit} hidden={hidden} />
    </>
  );
}

function UpdateRows({ step, found, edit, label, hidden = [] }: RowsProps) {
  const { node, kind } = found;
  const isOptimizer = findOptimizerKind(node.kind) !== null;
  return (
    <>
      <FormRow label={label}>
        {(id) => (
          <SelectField
            id={id}
            options={
              isOptimizer
                ? optimizerOptions
                : [{ value: node.kind, label: kind?.title ?? node.kind }]
            }
            value={kind ? node.kind : null}
            placeholder={node.kind}
            invalid={!kind}
            onChange={(chosen) =>
              once(() => edit(setNodeKind(step.id, node.id, chosen, sharedFields(node))))
            }
          />
        )}
      </FormRow>
      <Fields step={step} found={found} edit={edit} hidden={hidden} />
    </>
  );
}

/** What stays when an optimizer takes another's place: what is changed, and when. */
function sharedFields({ fields }: GraphNode): GraphNode['fields'] {
  const kept = ['networks', 'every', 'order', 'fromEpoch', 'untilEpoch'];
  return Object.fromEntries(Object.entries(fields).filter(([name]) => kept.includes(name)));
}

interface FieldsProps extends Pick<PartProps, 'step' | 'found' | 'edit'> {
  readonly hidden: readonly string[];
}

function Fields({ step, found, edit, hidden }: FieldsProps) {
  const { node, kind } = found;
  if (!kind) return null;
  const shown = Object.entries(kind.fields).filter(([name]) => !hidden.includes(name));
  return (
    <PartFields
      choice={node}
      fields={Object.fromEntries(shown) as FieldSet}
      known={(of) => knownNames(step, node.id, of)}
      onChange={(fields) =>
        edit({
          ...setNodeKind(step.id, node.id, node.kind, fields),
          label: `Set fields of ${node.id}`,
          mergeKey: `fields:${step.id}:${node.id}`,
        })
      }
      onDone={useEditor.getState().closeStep}
    />
  );
}

/** The groups of a form of any step, by family. */
const groups = [
  { family: 'data', title: 'Data' },
  { family: 'loss', title: 'Losses' },
  { family: 'update', title: 'Updates' },
] as const satisfies readonly { family: LayerKind['family']; title: string }[];

interface PartListProps extends StepFormProps {
  readonly edit: (edit: Edit) => void;
}

/** The data, losses and updates of any step, each to unfold; the rest is on the canvas. */
function PartList({ current, step, edit }: PartListProps) {
  const found = [...step.nodes.values()];
  const networks = found.flatMap(({ node }) => {
    const used = graphUsedBy(node.kind);
    return used?.relation === 'call' ? [used.graph] : [];
  });
  return (
    <>
      {networks.length > 0 && (
        <>
          <span className={styles.label}>Networks</span>
          <span className={styles.told}>{[...new Set(networks)].join(', ')}</span>
        </>
      )}
      {groups.map(({ family, title }) => {
        const members = found.filter(({ kind }) => kind?.family === family);
        if (members.length === 0) return null;
        return (
          <section key={family} className={styles.group} aria-label={title}>
            <h3 className={styles.groupTitle}>{title}</h3>
            {members.map((member) => (
              <Part
                key={member.node.id}
                current={current}
                step={step}
                found={member}
                edit={edit}
                family={family}
              />
            ))}
          </section>
        );
      })}
    </>
  );
}

function Part(props: PartProps & { readonly family: (typeof groups)[number]['family'] }) {
  const { step, found, family } = props;
  const [open, setOpen] = useState(false);
  const { node, kind, fields } = found;
  const told = kind && fields ? kind.telling(fields) : '';
  return (
    <div className={styles.part}>
      <Disclosure
        title={node.id}
        detail={[kind?.title ?? node.kind, told].filter(Boolean).join(' ')}
        open={open}
        onToggle={() => setOpen(!open)}
      >
        <div className={styles.grid}>
          {family === 'data' && <DataRows {...props} label="Kind" />}
          {family === 'loss' && (
            <>
              <LossRows {...props} label="Kind" />
              <TargetRow {...props} />
            </>
          )}
          {family === 'update' && <UpdateRows {...props} label="Kind" />}
          <button
            type="button"
            className={styles.show}
            onClick={() => useEditor.getState().focusNode(step.id, node.id)}
          >
            <ArrowUpRight size={14} aria-hidden /> Show {node.id} on the canvas
          </button>
        </div>
      </Disclosure>
    </div>
  );
}
