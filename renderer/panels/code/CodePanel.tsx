import { Code2 } from 'lucide-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import { generateModel, type LineRange } from '../../../src/codegen/tfjs-ts/generateModel';
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

/** The Code panel: the network as TypeScript, following every edit, and the project around it. */
export default function CodePanel() {
  const project = useSettled(
    useEditor((state) => state.analysis),
    settleMilliseconds,
  );
  const graphId = useEditor((state) => state.graphId);
  const selection = useEditor((state) => state.selection);
  const [chosen, setChosen] = useState(modelPath);
  const [saving, setSaving] = useState(false);
  const analysis = project.graphs[graphId];
  const { name } = project.project;
  const model = useMemo(
    () => analysis && generateModel(analysis, { project: name }),
    [analysis, name],
  );
  const others = useProjectFiles(project, graphId);
  const files = useMemo<Readonly<Record<string, string>>>(
    () => ({ [modelPath]: '', ...others, ...(model ? { [modelPath]: model.code } : {}) }),
    [others, model],
  );
  const path = chosen in files ? chosen : modelPath;
  const marked = useMemo(
    () =>
      path === modelPath && model
        ? selection.flatMap((node) => model.lines.get(node) ?? [])
        : nothingMarked,
    [path, model, selection],
  );
  if (!analysis || !model) {
    return <EmptyState icon={<Code2 />} title="There is no network on the canvas" />;
  }
  const save = async (): Promise<void> => {
    setSaving(true);
    await saveProjectFiles(project, graphId);
    setSaving(false);
  };
  return (
    <div className={styles.panel}>
      <div className={styles.tools}>
        <FileTabs paths={Object.keys(files)} chosen={path} onChoose={setChosen} />
        <Button
          size="small"
          disabled={!model.complete}
          onClick={() => void copyText(files[path] ?? '', `Copied ${path}.`)}
        >
          Copy
        </Button>
        <Button size="small" disabled={!model.complete || saving} onClick={() => void save()}>
          Save as project…
        </Button>
      </div>
      <div className={styles.body}>
        {/* Stays while the network has errors, so that its scroll position does. */}
        <div className={styles.code} hidden={!model.complete}>
          <Suspense fallback={<p className={styles.waiting}>Loading the editor…</p>}>
            <CodeEditor files={files} path={path} marked={marked} markedFor={selection.join()} />
          </Suspense>
        </div>
        {!model.complete && <CodeProblems analysis={analysis} />}
      </div>
    </div>
  );
}
