import { CornerDownRight, IterationCw, Link2, Snowflake } from 'lucide-react';
import type { ReactNode } from 'react';
import type { NodeAnalysis } from '../../src/analysis/graphAnalysis';
import { marksOfNode, type NodeMark } from './marksOfNode';
import styles from './NodeMarks.module.css';

const icons: Readonly<Record<NodeMark['sign'], ReactNode>> = {
  repeat: null,
  shared: <Link2 />,
  scan: <IterationCw />,
  bypass: <CornerDownRight />,
  frozen: <Snowflake />,
};

/** The marks of a node: repeated, scanned, bypassed, with weights of another; each says more on hover. */
export function NodeMarks({ found }: { readonly found: NodeAnalysis }) {
  const marks = marksOfNode(found);
  if (marks.length === 0) return null;
  return (
    <span className={styles.marks}>
      {marks.map(({ sign, label, text }) => (
        <span
          key={text}
          className={styles.mark}
          data-mark={sign}
          title={text.charAt(0).toUpperCase() + text.slice(1)}
        >
          {label ?? icons[sign]}
        </span>
      ))}
    </span>
  );
}
