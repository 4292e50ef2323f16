import { lazy, Suspense } from 'react';
import type { GraphAnalysis, NodeAnalysis } from '../../src/analysis/graphAnalysis';
import { type Names, resolveRepeat } from '../../src/analysis/nodeSettings';
import { renameNode } from '../../src/document/edits/nodeEdits';
import { blockOf, type GraphNode, graphUsedBy } from '../../src/document/project';
import type { InputsByPort, LayerKind } from '../../src/kinds/layerKind';
import { enterBlock } from '../canvas/blockActions';
import { editAlone } from '../canvas/canvasActions';
import { Button } from '../controls/Button';
import { EmptyState } from '../controls/EmptyState';
import { PanelHeader } from '../controls/PanelHeader';
import { TextField } from '../controls/TextField';
import { useLayout } from '../shell/layoutStore';
import { selectGraphAnalysis, selectProject, useEditor } from '../store/editorStore';
import { DiagnosticNote } from './DiagnosticNote';
import { placesOf } from './expressionText';
import { GraphInspector } from './GraphInspector';
import styles from './Inspector.module.css';
import { NodeForm } from './NodeForm';
import { NodeNumbers } from './NodeNumbers';
import { NodeSettings, settingNames } from './NodeSettings';

const Formula = lazy(() => import('../text/Formula'));
const Markdown = lazy(() => import('../text/Markdown'));

/** What is selected, to look at and to change. */
export function Inspector() {
  const analysis = useEditor(selectGraphAnalysis);
  const selection = useEditor((state) => state.selection);
  if (!analysis) return <EmptyState title="There is no graph" />;
  const selected = selection.flatMap((id) => analysis.nodes.get(id) ?? []);
  const [first] = selected;
  return (
    <div className={styles.inspector}>
      {!first && <GraphInspector key={analysis.id} analysis={analysis} />}
      {first && selected.length === 1 && (
        <OneNode key={first.node.id} graph={analysis} found={first} />
      )}
      {first && selected.length > 1 && <SeveralNodes graph={analysis} selected={selected} />}
    </div>
  );
}

/** What a node is that uses a network. */
const usedAs = { block: 'block', call: 'network', target: 'copy of a network' } as const;

interface OneNodeProps {
  readonly graph: GraphAnalysis;
  readonly found: NodeAnalysis;
}

/** The values of the names in the expressions of a node, for each repetition. */
function placesOfNode(graph: GraphAnalysis, node: GraphNode): readonly Names[] {
  const names = graph.use.arguments;
  const repeat = resolveRepeat(node, names);
  // While the number is wrong, the first repetition still says something.
  return placesOf(names, repeat.ok ? repeat.value : 1);
}

function OneNode({ graph, found }: OneNodeProps) {
  const { node, kind } = found;
  const diagnostics = graph.diagnostics.filter((diagnostic) => diagnostic.node === node.id);
  const isBlock = blockOf(node.kind) !== null;
  const used = graphUsedBy(node.kind);
  const isInStep = graph.graph.role === 'trainingStep';
  const isField = (field: string | undefined): boolean =>
    field !== undefined && kind !== null && Object.hasOwn(kind.fields, field);
  const hasRow = (field: string | undefined): boolean =>
    isField(field) || (kind !== null && settingNames.includes(field ?? ''));
  const rename = (name: string): void => {
    if (editAlone(renameNode(graph.id, node.id, name))) useEditor.getState().select([name]);
  };
  const places = placesOfNode(graph, node);
  return (
    <>
      <PanelHeader
        title={kind?.title ?? `Unknown kind ${node.kind}`}
        {...(used ? { detail: isBlock ? 'block' : usedAs[used.relation] } : {})}
      />
      <div className={styles.body}>
        <section>
          <div className={styles.row}>
            <label htmlFor="node-name">Name</label>
            <div className={styles.control}>
              <TextField id="node-name" value={node.id} onCommit={rename} />
            </div>
          </div>
          {used && kind && (
            <div className={styles.opening}>
              <Button size="small" onClick={() => enterBlock(node.id)}>
                {isBlock ? 'Open block' : 'Open network'}
              </Button>
              {node.scan && (
                <Button size="small" onClick={() => useLayout.getState().showDialog('firstSteps')}>
                  First steps
                </Button>
              )}
            </div>
          )}
          {diagnostics
            .filter(({ field }) => !hasRow(field))
            .map((diagnostic) => (
              <DiagnosticNote key={diagnostic.code + diagnostic.port} diagnostic={diagnostic} />
            ))}
          {kind && (
            <NodeForm
              graphId={graph.id}
              kind={kind}
              nodes={[node]}
              places={places}
              diagnostics={diagnostics.filter(({ field }) => isField(field))}
            />
          )}
        </section>
        {/* What is set on a block as a whole is as telling as its arguments. */}
        {isBlock && (
          <NodeSettings graph={graph} found={found} places={places} diagnostics={diagnostics} />
        )}
        <section>
          <h3>Numbers</h3>
          <NodeNumbers found={found} />
          {kind && Object.keys(found.inputs).length > 0 && node.kind !== 'output' && (
            <div className={styles.opening}>
              <Button size="small" onClick={() => useLayout.getState().showDialog('comparison')}>
                Compare with…
              </Button>
            </div>
          )}
        </section>
        {!isBlock && !isInStep && (
          <NodeSettings graph={graph} found={found} places={places} diagnostics={diagnostics} />
        )}
        {used ? <BlockNotes kind={node.kind} /> : <NodeFormula found={found} />}
        {kind && !used && <About kind={kind} />}
      </div>
    </>
  );
}

function About({ kind }: { readonly kind: LayerKind }) {
  return (
    <section className={styles.docs}>
      <h3>About</h3>
      <p className="readable">{kind.summary}</p>
      <p className="readable">{kind.source}</p>
      <Button size="small" onClick={() => useLayout.getState().showDocumentation(kind.id)}>
        Documentation
      </Button>
    </section>
  );
}

/** What the notes of a block say; they are written inside it. */
function BlockNotes({ kind }: { readonly kind: string }) {
  const notes = useEditor(
    (state) => selectProject(state).graphs[graphUsedBy(kind)?.graph ?? '']?.notes ?? '',
  );
  if (notes === '') return null;
  return (
    <section>
      <h3>About</h3>
      <Suspense fallback={<p className={styles.quiet}>{notes}</p>}>
        <Markdown text={notes} topHeading={4} />
      </Suspense>
    </section>
  );
}

function NodeFormula({ found }: { readonly found: NodeAnalysis }) {
  // Of a repeated layer the first one's numbers.
  const { kind, fields, inputs, outputs } = found.parts?.[0] ?? found;
  if (!kind || !fields || !outputs || found.bypassed) return null;
  const lines = kind.formula(fields, inputs as InputsByPort, outputs);
  if (lines.length === 0) return null;
  return (
    <section>
      <h3>Formula</h3>
      <Suspense fallback={<p className={styles.quiet}>Typesetting…</p>}>
        <Formula lines={lines} />
      </Suspense>
    </section>
  );
}

interface SeveralNodesProps {
  readonly graph: GraphAnalysis;
  readonly selected: readonly NodeAnalysis[];
}

function SeveralNodes({ graph, selected }: SeveralNodesProps) {
  const [first] = selected;
  const kind = selected.every((found) => found.kind === first?.kind) ? first?.kind : null;
  return (
    <>
      <PanelHeader title={`${selected.length} nodes`} detail={kind?.title ?? 'of several kinds'} />
      <div className={styles.body}>
        <section>
          {kind ? (
            <NodeForm
              graphId={graph.id}
              kind={kind}
              nodes={selected.map((found) => found.node)}
              places={first ? placesOfNode(graph, first.node) : []}
              diagnostics={[]}
            />
          ) : (
            <p className={styles.quiet}>
              Select nodes of one kind to change their fields together.
            </p>
          )}
        </section>
      </div>
    </>
  );
}
