import { useVirtualizer } from '@tanstack/react-virtual';
import { Copy } from 'lucide-react';
import { type ReactNode, useMemo, useRef } from 'react';
import { expandNetwork } from '../../../src/analysis/expandNetwork';
import type { GraphAnalysis } from '../../../src/analysis/graphAnalysis';
import { numberedNodes } from '../../../src/analysis/numberedNode';
import { slideTable } from '../../../src/analysis/slideTable';
import { formatExact } from '../../../src/base/humanNumber';
import { Checkbox } from '../../controls/Checkbox';
import { selectProject, useEditor } from '../../store/editorStore';
import { CopyMenu } from './CopyMenu';
import { copyOfSlide } from './copiedTable';
import styles from './SlideView.module.css';
import { slideConventions, slideNotes } from './slideNotes';
import panelStyles from './TablesPanel.module.css';

/** The network that is written down, and whether biases count. */
export interface SlideViewProps {
  readonly analysis: GraphAnalysis;
  readonly biases: boolean;
  readonly onBiases: (biases: boolean) => void;
  /** The choice between this view and others. */
  readonly choice: ReactNode;
}

const rowHeight = 24;

/** The lecture's table of VGG-16 for any network: memory and parameters as products. */
export function SlideView({ analysis, biases, onBiases, choice }: SlideViewProps) {
  const projectNotes = useEditor((state) => selectProject(state).notes);
  const scroller = useRef<HTMLDivElement>(null);
  const table = useMemo(
    () => slideTable(numberedNodes(expandNetwork(analysis)), { biases }),
    [analysis, biases],
  );
  const { rows, total, complete } = table;
  const notes = slideNotes(projectNotes);
  const conventions = slideConventions(table, biases);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 6,
  });
  const inSight = virtualizer.getVirtualItems();
  const above = inSight[0]?.start ?? 0;
  const below = virtualizer.getTotalSize() - (inSight.at(-1)?.end ?? 0);
  return (
    <div className={panelStyles.panel}>
      <div className={panelStyles.tools}>
        {choice}
        <Checkbox checked={biases} onChange={onBiases} label="Count biases" />
        <span className={panelStyles.spring} />
        <CopyMenu
          icon={<Copy size={12} />}
          rowCount={rows.length}
          table={() => copyOfSlide(table, [...notes, ...conventions])}
        />
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: the element that scrolls can be scrolled by keys. */}
      <div
        ref={scroller}
        className={styles.scroller}
        role="region"
        aria-label="The table as on the slide"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll it.
        tabIndex={0}
      >
        <table className={styles.table} aria-rowcount={rows.length + 2}>
          <thead>
            <tr>
              <th scope="col">Layer</th>
              <th scope="col">Output</th>
              <th scope="col">Memory</th>
              <th scope="col">Parameters</th>
            </tr>
          </thead>
          <tbody>
            {above > 0 && <Gap height={above} />}
            {inSight.map((item) => {
              const row = rows[item.index];
              return (
                row && (
                  <tr key={item.key} aria-rowindex={item.index + 2}>
                    <th scope="row" title={row.node}>
                      {row.layer}
                    </th>
                    <td title={row.shape}>{row.shape}</td>
                    <td title={row.values === null ? row.memory : formatExact(row.values)}>
                      {row.memory}
                    </td>
                    <td title={row.parameters}>{row.parameters}</td>
                  </tr>
                )
              );
            })}
            {below > 0 && <Gap height={below} />}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row" colSpan={2}>
                {complete ? 'Total' : 'Total of what is known'}
              </th>
              <td title={formatExact(total.values)}>{total.memory}</td>
              <td title={total.parameters}>{total.parameters}</td>
            </tr>
          </tfoot>
        </table>
        <ul className={styles.notes}>
          {conventions.map((convention) => (
            <li key={convention}>{convention}</li>
          ))}
        </ul>
      </div>
      {notes.length > 0 && <p className={styles.about}>{notes.join(' ')}</p>}
    </div>
  );
}

/** Stands for the rows that are not in the page. */
function Gap({ height }: { readonly height: number }) {
  return (
    <tr aria-hidden style={{ height }}>
      <td colSpan={4} />
    </tr>
  );
}
