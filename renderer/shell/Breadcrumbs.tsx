import { ChevronRight, CornerLeftUp } from 'lucide-react';
import { useMemo } from 'react';
import { formatShape } from '../../src/base/tensorType';
import { leaveBlock } from '../canvas/blockActions';
import { blockCommands } from '../commands/blockCommands';
import { performCommand } from '../commands/command';
import { formatShortcut } from '../commands/shortcut';
import { IconButton } from '../controls/IconButton';
import { SelectField } from '../controls/SelectField';
import { useEditor } from '../store/editorStore';
import {
  graphsOnWay,
  shownOnWay,
  stepText,
  type UseOfGraph,
  usesOfGraph,
  wayText,
} from '../store/graphWay';
import styles from './Breadcrumbs.module.css';

/** The most uses that are offered; a longer list could not be read. */
const mostUses = 100;

/** In an opened block: the way to it, step by step, and which of its uses is shown. */
export function Breadcrumbs() {
  const analysis = useEditor((state) => state.analysis);
  const way = useEditor((state) => state.way);
  const graphs = graphsOnWay(analysis.project, way);
  const last = graphs.length - 1;
  if (last === 0) return null;
  return (
    <div className={styles.bar}>
      <IconButton
        label={blockCommands.leaveBlock.label}
        icon={<CornerLeftUp />}
        size="small"
        shortcut={formatShortcut(blockCommands.leaveBlock.shortcuts[0])}
        onClick={() => performCommand(blockCommands.leaveBlock)}
      />
      <nav className={styles.way} aria-label="Way to this block">
        <ol>
          {graphs.map((graph, index) => {
            const step = way.steps[index - 1];
            const name = step ? stepText(step) : graph;
            const key = [graph, ...way.steps.slice(0, index).map(stepText)].join('/');
            return (
              <li key={key}>
                {index > 0 && <ChevronRight size={14} aria-hidden className={styles.arrow} />}
                {index < last ? (
                  <button
                    type="button"
                    className={styles.crumb}
                    title={step ? `${name}: ${graph}` : name}
                    onClick={() => leaveBlock(last - index)}
                  >
                    {name}
                  </button>
                ) : (
                  <span className={styles.here} aria-current="page" title={`${name}: ${graph}`}>
                    {name} <span className={styles.graph}>{graph}</span>
                  </span>
                )}
              </li>
            );
          })}
        </ol>
      </nav>
      <ShownUse />
    </div>
  );
}

/** Which use of the block the shapes on the canvas belong to; another can be chosen. */
function ShownUse() {
  const analysis = useEditor((state) => state.analysis);
  const way = useEditor((state) => state.way);
  const { shown, isExact } = useMemo(() => shownOnWay(analysis, way), [analysis, way]);
  const uses = useMemo(() => {
    const all = shown ? usesOfGraph(analysis, shown.id) : [];
    const first = all.slice(0, mostUses);
    const here = all.find((use) => use.analysis === shown);
    return here && !first.includes(here) ? [...first, here] : first;
  }, [analysis, shown]);
  const here = uses.findIndex((use) => use.analysis === shown);
  const networks = new Set(uses.map((use) => use.way.root));
  const text = (use: UseOfGraph, index: number): string => {
    if (use.way.steps.length === 0) return 'by itself';
    // Of ways that lead to the same use, the one that was taken.
    const taken = index === here && isExact ? way : use.way;
    const network = networks.size > 1 ? `${taken.root}, ` : '';
    return `as in ${network}${wayText(taken)}`;
  };
  const [only] = uses;
  if (!only || here < 0) return null;
  if (uses.length === 1) return <span className={styles.only}>{text(only, 0)}</span>;
  return (
    <SelectField
      label="Use of the block that is shown"
      className={styles.uses ?? ''}
      value={String(here)}
      options={uses.map((use, index) => ({
        value: String(index),
        label: [text(use, index), shapesInto(use)].filter(Boolean).join(' · '),
      }))}
      onChange={(index) => {
        const use = uses[Number(index)];
        if (use) useEditor.getState().showWay(use.way);
      }}
    />
  );
}

function shapesInto({ analysis }: UseOfGraph): string {
  return Object.values(analysis.use.inputs ?? {})
    .map((type) => (type ? formatShape(type.shape) : '?'))
    .join(', ');
}
