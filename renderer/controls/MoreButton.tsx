import { ChevronRight } from 'lucide-react';
import { classNames } from './classNames';
import styles from './MoreButton.module.css';

/** The line that unfolds what a form keeps for those who look for it. */
export interface MoreButtonProps {
  readonly open: boolean;
  /** How many fields it unfolds. */
  readonly count: number;
  readonly onToggle: () => void;
}

/** Unfolds a form's rarely changed fields, and folds them away again. */
export function MoreButton({ open, count, onToggle }: MoreButtonProps) {
  return (
    <button type="button" className={styles.more} aria-expanded={open} onClick={onToggle}>
      <ChevronRight size={14} className={classNames(open && styles.turned)} />
      {open ? 'Less' : `More: ${count} rarely changed`}
    </button>
  );
}
