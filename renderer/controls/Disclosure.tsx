import { ChevronRight } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { classNames } from './classNames';
import styles from './Disclosure.module.css';

/** A heading that shows and hides what is below it. */
export interface DisclosureProps {
  readonly title: ReactNode;
  /** Beside the title, quieter: what is set inside. */
  readonly detail?: ReactNode;
  readonly open: boolean;
  readonly onToggle: () => void;
  readonly children: ReactNode;
}

/** A part of a panel that can be folded away. */
export function Disclosure({ title, detail, open, onToggle, children }: DisclosureProps) {
  const id = useId();
  return (
    <>
      <h3 className={styles.heading}>
        <button type="button" aria-expanded={open} aria-controls={id} onClick={onToggle}>
          <ChevronRight size={14} className={classNames(open && styles.turned)} />
          {title}
          {detail !== undefined && (
            <span {...(typeof detail === 'string' ? { title: detail } : {})}>{detail}</span>
          )}
        </button>
      </h3>
      <div id={id} hidden={!open}>
        {open && children}
      </div>
    </>
  );
}
