import type { NodeAnalysis } from '../../src/analysis/graphAnalysis';
import { formatCount, formatExact } from '../../src/base/humanNumber';
import { formatShape } from '../../src/base/tensorType';
import { useEditor } from '../store/editorStore';
import styles from './Repetitions.module.css';

/** What the table of repetitions shows. */
export interface RepetitionsProps {
  readonly found: NodeAnalysis;
  readonly parts: readonly NodeAnalysis[];
}

/** The most repetitions that have a line of their own. */
const mostShown = 100;

/** The numbers of each repetition of a node; those of a block can be opened. */
export function Repetitions({ found, parts }: RepetitionsProps) {
  const { id } = found.node;
  const count = (value: number | null | undefined) => (
    <td title={typeof value === 'number' ? formatExact(value) : undefined}>
      {typeof value === 'number' ? formatCount(value) : '?'}
    </td>
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by key.
    <section className={styles.frame} tabIndex={0} aria-label={`Repetitions of ${id}`}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">#</th>
            <th scope="col">Output</th>
            <th scope="col">Params</th>
            <th scope="col">MACs</th>
          </tr>
        </thead>
        <tbody>
          {parts.slice(0, mostShown).map((part, place) => {
            const [output] = Object.values(part.outputs ?? {});
            const number = place + 1;
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: a repetition is its place.
              <tr key={place}>
                <th scope="row">
                  {part.inner ? (
                    <button
                      type="button"
                      aria-label={`Open repetition ${number}`}
                      title={`Open ${id}${number}`}
                      onClick={() => useEditor.getState().enterBlock(id, number)}
                    >
                      {number}
                    </button>
                  ) : (
                    number
                  )}
                </th>
                <td className="readable">{output ? formatShape(output.shape) : '?'}</td>
                {count(part.costs?.parameters)}
                {count(part.costs?.macs)}
              </tr>
            );
          })}
        </tbody>
      </table>
      {parts.length > mostShown && <p>… and {formatExact(parts.length - mostShown)} more</p>}
    </section>
  );
}
