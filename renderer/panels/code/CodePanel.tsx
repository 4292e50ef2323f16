import { Code2 } from 'lucide-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import type { GraphAnalysis, ProjectAnalysis } from '../../../src/analysis/graphAnalysis';
import { networksCalled } from '../../../src/analysis/networkTraining';
import {
  generateModel,
  type LineRange,
  modelProblems,
} from '../../../src/codegen/tfjs-ts/generateModel';
import { stepModule } from '../../../src/codegen/tfjs-ts/trainingPlan';
import { Button } from '../../controls/Button';
import { EmptyState } from '../../controls/EmptyState';
import { useEditor } from '../../store/editorStore';
import { copyText } from '../copyText';
import styles from './CodePanel.module.css';
import { CodeProblems } from './CodeProblems';
import { FileTabs } from './FileTabs';
import { modelPath, saveProjectFiles, useProjectFiles } from './projectFiles';
import { useSettled } from './useSettled';

const CodeEditor = lazy(() => import('./CodeEditor'));

/** The code follows once editing pauses for this long: less than anybody notices. */
const settleMilliseconds = 20;

const nothingMarked: readonly LineRange[] = [];

/** The network comes before all others in the list of files. */
const modelFirst: Readonly<Record<string, string>> = { [modelPath]: '' };

/** The Code panel: what is on the canvas as TypeScript, following every edit, and the project around it. */
export default function CodePanel() {
  const project = useSettled(
    useEditor((state) => state.analysis),
    settleMilliseconds,
  );
  const graphId = useEditor((state) => state.graphId);
  const analysis = project.graphs[graphId];
  if (!analysis) return <EmptyState icon={<Code2 />} title="There is no network on the canvas" />;
  return analysis.graph.role === 'trainingStep' ? (
    <StepCode key={graphId} project={project} step={analysis} />
  ) : (
    <NetworkCode project={project} analysis={analysis} />
  );
}

function NetworkCode(props: {
  readonly project: ProjectAnalysis;
  readonly analysis: GraphAnalysis;
}) {
  const { project, analysis } = props;
  const { name } = project.project;
  const model = useMemo(() => generateModel(analysis, { project: name }), [analysis, name]);
  const others = useProjectFiles(project, analysis.id);
  const files = useMemo<Readonly<Record<string, string>>>(
    () => ({ ...modelFirst, ...others, [modelPath]: model.code }),
    [others, model],
  );
  return (
    <CodeFiles
      project={project}
      graph={analysis}
      network={analysis.id}
      files={files}
      first={modelPath}
      isComplete={model.complete}
      lines={model.lines}
    />
  );
}

/** A training step belongs to the project of the networks that it calls. */
function StepCode(props: { readonly project: ProjectAnalysis; readonly step: GraphAnalysis }) {
  const { project, step } = props;
  const [network] = networksCalled(project.project, step.id);
  const files = useProjectFiles(project, network ?? '');
  const path = `${stepModule(step.id)}.ts`;
  const isComplete = modelProblems(step).length === 0;
  const isRun = project.project.phases.some((phase) => phase.step === step.id);
  if (isComplete && (network === undefined || !isRun)) {
    return (
      <EmptyState icon={<Code2 />} title="There is no code of this training step">
        {network === undefined
          ? 'It calls no network. Drag one onto the canvas.'
          : 'No phase runs it. Add one in the Training panel.'}
      </EmptyState>
    );
  }
  // Its file is missing where another network or phase has errors.
  if (isComplete && Object.keys(files).length > 0 && !(path in files)) {
    return (
      <EmptyState icon={<Code2 />} title="There is no code yet">
        Another graph of the project has errors, which the Problems panel lists.
      </EmptyState>
    );
  }
  return (
    <CodeFiles
      project={project}
      graph={step}
      network={network ?? ''}
      files={files}
      first={path}
      isComplete={isComplete}
      lines={null}
    />
  );
}

function CodeFiles(props: {
  readonly project: ProjectAnalysis;
  /** What is on the canvas. */
  readonly graph: GraphAnalysis;
  /** The network whose project it is. */
  readonly network: string;
  readonly files: Readonly<Record<string, string>>;
  /** The file shown until another is chosen. */
  readonly first: string;
  readonly isComplete: boolean;
  /** Where each node's lines are in the first file; null where that is not known. */
  readonly lines: ReadonlyMap<string, LineRange> | null;
}) {
  const { project, graph, network, files, first, isComplete, lines } = props;
  const selection = useEditor((state) => state.selection);
  const [chosen, setChosen] = useState(first);
  const [saving, setSaving] = useState(false);
  const path = chosen in files ? chosen : first;
  const marked = useMemo(
    () =>
      path === first && lines ? selection.flatMap((node) => lines.get(node) ?? []) : nothingMarked,
    [path, first, lines, selection],
  );
  const save = async (): Promise<void> => {
    setSaving(true);
    await saveProjectFiles(project, network);
    setSaving(false);
  };
  return (
    <div className={styles.panel}>
      <div className={styles.tools}>
        <FileTabs paths={Object.keys(files)} first={first} chosen={path} onChoose={setChosen} />
        <Button
          size="small"
          disabled={!isComplete}
          onClick={() => void copyText(files[path] ?? '', `Copied ${path}.`)}
        >
          Copy
        </Button>
        <Button size="small" disabled={!isComplete || saving} onClick={() => void save()}>
          Save as project…
        </Button>
      </div>
      <div className={styles.body}>
        {/* Stays while the network has errors, so that its scroll position does. */}
        <div className={styles.code} hidden={!isComplete}>
          <Suspense fallback={<p className={styles.waiting}>Loading the editor…</p>}>
            <CodeEditor files={files} path={path} marked={marked} markedFor={selection.join()} />
          </Suspense>
        </div>
        {!isComplete && <CodeProblems analysis={graph} />}
      </div>
    </div>
  );
}
