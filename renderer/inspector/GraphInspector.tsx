import { useMemo } from 'react';
import { floatingPointConventions } from '../../src/analysis/floatingPointOperations';
import type { GraphAnalysis } from '../../src/analysis/graphAnalysis';
import { stepLearners } from '../../src/analysis/stepLearners';
import { conventions, summarise } from '../../src/analysis/summary';
import { formatBytes, formatCount, formatExact } from '../../src/base/humanNumber';
import { setGraphNotes } from '../../src/document/edits/graphEdits';
import { setProjectNotes } from '../../src/document/edits/projectEdits';
import { blockOf } from '../../src/document/project';
import { PanelHeader } from '../controls/PanelHeader';
import { selectProject, useEditor } from '../store/editorStore';
import { ArgumentsEditor } from './ArgumentsEditor';
import styles from './Inspector.module.css';
import { Notes } from './Notes';
import { CountRow, NumberRow } from './NumberRow';
import { layersOf, operationsOfNetwork, patienceFor } from './numbersInNetwork';
import { useSettled } from './useSettled';

/** What is shown while nothing is selected: the graph's arguments, numbers and notes, and the project's. */
export function GraphInspector({ analysis }: { readonly analysis: GraphAnalysis }) {
  const opened = useEditor((state) => state.opened);
  const projectNotes = useEditor((state) => selectProject(state).notes ?? '');
  const { id, graph, use } = analysis;
  const isStep = graph.role === 'trainingStep';
  const hasArguments = Object.keys(graph.arguments ?? {}).length > 0;
  const argumentsEditor = <ArgumentsEditor key={opened} analysis={analysis} />;
  // A network that says nothing leaves the word to the project.
  const comesFirst = use.inputs !== null || (graph.notes ?? '') !== '';
  const graphNotes = (
    <Notes
      key={`graph ${opened}`}
      title={`About ${id}`}
      notes={graph.notes ?? ''}
      label={`Notes about ${id}`}
      editLabel={`Edit what is said about ${id}`}
      invitation={
        isStep
          ? 'Write what this step trains, and how…'
          : use.inputs === null
            ? 'Write what this network does…'
            : 'Write what this block does; its first line is told wherever it is used…'
      }
      testId="graph-notes"
      edit={(notes) => setGraphNotes(id, notes)}
    />
  );
  return (
    <>
      <PanelHeader
        title={id}
        detail={isStep ? 'training step' : use.inputs === null ? 'network' : 'block'}
      />
      <div className={styles.body}>
        {hasArguments && argumentsEditor}
        <section>
          {hasArguments && <h3>Numbers</h3>}
          {isStep ? <StepNumbers step={analysis} /> : <GraphNumbers analysis={analysis} />}
        </section>
        {!hasArguments && !isStep && argumentsEditor}
        {comesFirst && graphNotes}
        <Notes
          key={`project ${opened}`}
          title="Notes"
          notes={projectNotes}
          label="Notes about the project"
          editLabel="Edit the notes"
          invitation="Write where it comes from, what to look at… Markdown is understood."
          testId="notes"
          edit={setProjectNotes}
        />
        {!comesFirst && graphNotes}
      </div>
    </>
  );
}

/** The networks that a step calls, each once, and what there is to learn in them. */
function StepNumbers({ step }: { readonly step: GraphAnalysis }) {
  const { networks, tensors } = useMemo(() => stepLearners(step), [step]);
  const parts = [...networks].map(([name, [call = '']]) => ({
    name,
    costs: step.nodes.get(call)?.costs ?? null,
  }));
  const known = parts.flatMap(({ costs }) => costs ?? []);
  const total = known.reduce((sum, { parameters }) => sum + parameters, 0);
  return (
    <dl className={styles.numbers}>
      <NumberRow label="Nodes" value={formatCount(step.nodes.size)} />
      {parts.map(({ name, costs }) => (
        <NumberRow
          key={name}
          label={name}
          value={costs ? `${formatCount(costs.parameters)} parameters` : 'not known'}
          exact={
            costs
              ? `${formatExact(costs.parameters)}, ${formatExact(costs.trainableParameters)} trainable.`
              : undefined
          }
        />
      ))}
      {tensors.map((name) => (
        <NumberRow key={name} label={name} value="trainable tensor" />
      ))}
      <NumberRow
        label="Parameters"
        value={formatCount(total)}
        exact={`${formatExact(total)} in all networks, each counted once.`}
      />
    </dl>
  );
}

function GraphNumbers({ analysis }: { readonly analysis: GraphAnalysis }) {
  const { totals, complete } = useMemo(() => summarise(analysis, 1, 0), [analysis]);
  // Inside a block they depend on what learns before it.
  const isNetwork = analysis.use.inputs === null;
  const settled = useSettled(analysis, patienceFor(analysis));
  const operations = useMemo(
    () => (isNetwork && settled ? operationsOfNetwork(settled) : null),
    [settled, isNetwork],
  );
  const nodes = Object.values(analysis.graph.nodes);
  const layers = useMemo(() => settled && layersOf(settled), [settled]);
  const hasBlocks = nodes.some(({ kind }) => blockOf(kind) !== null);
  const atLeast = complete ? '' : '≥ ';
  return (
    <dl className={styles.numbers}>
      <NumberRow label="Nodes" value={formatCount(nodes.length)} />
      {hasBlocks && layers !== null && <NumberRow label="Layers" value={formatCount(layers)} />}
      <NumberRow
        label="Parameters"
        value={atLeast + formatCount(totals.parameters)}
        exact={`${formatExact(totals.parameters)}, ${formatExact(totals.trainableParameters)} trainable. ${conventions.parameters}`}
      />
      <NumberRow
        label="MACs"
        value={atLeast + formatCount(totals.macs)}
        exact={`${formatExact(totals.macs)}. ${conventions.macs}`}
      />
      {operations && (
        <>
          <CountRow
            label="FLOPs forward"
            count={operations.forward}
            convention={floatingPointConventions.forward}
          />
          <CountRow
            label="FLOPs backward"
            count={operations.backward}
            convention={floatingPointConventions.backward}
          />
        </>
      )}
      <NumberRow
        label="Weights"
        value={atLeast + formatBytes(totals.weightBytes)}
        exact={`${formatExact(totals.weightBytes)} bytes`}
      />
      <NumberRow
        label="Activations"
        value={atLeast + formatBytes(totals.activationBytes)}
        exact={`${formatExact(totals.activationBytes)} bytes for one example. ${conventions.activationBytes}`}
      />
    </dl>
  );
}
