import { Command as Menu } from 'cmdk';
import { CircleCheck, CircleSlash, LoaderCircle } from 'lucide-react';
import { useEffect, useState } from 'react';
import { type ComparedNodes, comparedNodes } from '../../src/analysis/comparedNodes';
import type { GraphAnalysis } from '../../src/analysis/graphAnalysis';
import type { Result } from '../../src/base/result';
import type { Comparison } from '../../src/compile/compareNetworks';
import menuStyles from '../commands/CommandPalette.module.css';
import { Button } from '../controls/Button';
import { Dialog } from '../controls/Dialog';
import { selectGraphAnalysis, selectProject, useEditor } from '../store/editorStore';
import styles from './ComparisonDialog.module.css';
import { startComparison } from './comparisonClient';
import { comparisonText } from './comparisonText';

/** Runs the selected node and another one on the same inputs with the same weights, and tells how alike they are. */
export default function ComparisonDialog({ onClose }: { readonly onClose: () => void }) {
  const analysis = useEditor(selectGraphAnalysis);
  const [first, second] = useEditor((state) => state.selection);
  const [chosen, setChosen] = useState<string | null>(second ?? null);
  if (!analysis || first === undefined) return null;
  return chosen === null ? (
    <Choice graph={analysis} first={first} onChoose={setChosen} onClose={onClose} />
  ) : (
    <Outcome
      key={chosen}
      graph={analysis}
      first={first}
      second={chosen}
      onBack={() => setChosen(null)}
      onClose={onClose}
    />
  );
}

interface ChoiceProps {
  readonly graph: GraphAnalysis;
  readonly first: string;
  readonly onChoose: (node: string) => void;
  readonly onClose: () => void;
}

function Choice({ graph, first, onChoose, onClose }: ChoiceProps) {
  const project = useEditor(selectProject);
  const title = `Compare ${first} with`;
  const choices = Object.values(graph.graph.nodes)
    .filter(({ id, kind }) => id !== first && kind !== 'input' && kind !== 'output')
    .map(({ id }) => ({ id, compared: comparedNodes(project, graph, first, id) }))
    .sort((a, b) => Number(b.compared.ok) - Number(a.compared.ok));
  return (
    <Dialog title={title} plain width={560} onClose={onClose}>
      <Menu label={title} loop className={menuStyles.menu}>
        <Menu.Input autoFocus className={menuStyles.search} placeholder={`${title}…`} />
        <Menu.List className={menuStyles.list}>
          <Menu.Empty className={menuStyles.empty}>There is no such node.</Menu.Empty>
          {choices.map(({ id, compared }) => (
            <Menu.Item
              key={id}
              value={id}
              disabled={!compared.ok}
              className={menuStyles.item}
              onSelect={() => onChoose(id)}
            >
              <span>{id}</span>
              <span className={menuStyles.reason}>
                {compared.ok ? graph.nodes.get(id)?.kind?.title : compared.error}
              </span>
            </Menu.Item>
          ))}
        </Menu.List>
      </Menu>
    </Dialog>
  );
}

interface OutcomeProps {
  readonly graph: GraphAnalysis;
  readonly first: string;
  readonly second: string;
  readonly onBack: () => void;
  readonly onClose: () => void;
}

function Outcome({ graph, first, second, onBack, onClose }: OutcomeProps) {
  const project = useEditor(selectProject);
  const [asked] = useState(() => comparedNodes(project, graph, first, second));
  const [found, setFound] = useState<Result<Comparison> | null>(asked.ok ? null : asked);
  useEffect(() => {
    if (!asked.ok) return;
    const running = startComparison(asked.value);
    let isShown = true;
    void running.result.then((result) => isShown && setFound(result));
    return () => {
      isShown = false;
      running.stop();
    };
  }, [asked]);
  return (
    <Dialog title={`${first} and ${second}`} width={560} onClose={onClose}>
      <div className={styles.body} role="status" aria-label="Comparison" aria-busy={!found}>
        {!found && (
          <p className={styles.headline}>
            <LoaderCircle className={styles.turning} aria-hidden /> Running both on the same inputs…
          </p>
        )}
        {found && !found.ok && (
          <>
            <p className={styles.headline}>
              <CircleSlash className={styles.refused} aria-hidden /> They cannot be compared
            </p>
            <p className="readable">{found.error}</p>
          </>
        )}
        {found?.ok && asked.ok && <Told comparison={found.value} nodes={asked.value} />}
        <div className={styles.buttons}>
          <Button size="small" onClick={onBack}>
            Compare with another
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

interface ToldProps {
  readonly comparison: Comparison;
  readonly nodes: ComparedNodes;
}

function Told({ comparison, nodes }: ToldProps) {
  const { agrees, carried, tried } = comparison;
  const { headline, detail } = comparisonText(comparison, nodes);
  return (
    <>
      <p className={styles.headline}>
        {agrees ? (
          <CircleCheck className={styles.agrees} aria-hidden />
        ) : (
          <CircleSlash className={styles.differs} aria-hidden />
        )}
        {headline}
      </p>
      <p className="readable">{detail}</p>
      {carried.length > 0 && (
        <>
          <h4>
            {tried > 1 && !agrees
              ? `The closest of ${tried} ways to share weights`
              : 'Shared weights'}
          </h4>
          <ul className={styles.carried}>
            {carried.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
