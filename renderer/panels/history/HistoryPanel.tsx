import { useEffect, useRef } from 'react';
import { classNames } from '../../controls/classNames';
import { useEditor } from '../../store/editorStore';
import styles from './HistoryPanel.module.css';

/** Every step since the project was opened; a click goes back or forth to it. */
export function HistoryPanel() {
  const history = useEditor((state) => state.history);
  const goBack = useEditor((state) => state.goBack);
  const current = useRef<HTMLLIElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each step moves the line to be seen.
  useEffect(() => {
    current.current?.scrollIntoView({ block: 'nearest' });
  }, [history]);
  const { past, future } = history;
  const labels = ['Opened', ...past.map(({ label }) => label), ...future.map(({ label }) => label)];
  return (
    <ol className={styles.list} aria-label="History">
      {labels.map((label, index) => {
        const isCurrent = index === past.length;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place in the history.
          <li key={index} ref={isCurrent ? current : null}>
            <button
              type="button"
              aria-current={isCurrent ? 'step' : undefined}
              className={classNames(styles.step, index > past.length && styles.undone)}
              onClick={() => goBack(past.length - index)}
            >
              <span className={styles.number}>{index}</span>
              {label}
            </button>
          </li>
        );
      })}
    </ol>
  );
}
