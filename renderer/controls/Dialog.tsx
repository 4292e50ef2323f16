import { X } from 'lucide-react';
import { Dialog as Primitive } from 'radix-ui';
import type { ReactNode } from 'react';
import { classNames } from './classNames';
import styles from './Dialog.module.css';
import { IconButton } from './IconButton';

/** A window over the others. */
export interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly width?: number;
  /** Hides the heading line; the title is still read out. */
  readonly plain?: boolean;
  readonly className?: string;
}

/** A modal dialog; Escape and a click beside it close it. */
export function Dialog({ title, onClose, children, width = 480, plain, className }: DialogProps) {
  return (
    <Primitive.Root open onOpenChange={(open) => !open && onClose()}>
      <Primitive.Portal>
        <Primitive.Overlay className={styles.backdrop} />
        <Primitive.Content
          className={classNames(styles.dialog, className)}
          style={{ width }}
          aria-describedby={undefined}
          onOpenAutoFocus={(event) => {
            if (plain) return;
            // The first control is the one that closes it, and would show its tooltip.
            event.preventDefault();
            (event.currentTarget as HTMLElement).focus();
          }}
        >
          {plain ? (
            <Primitive.Title className="visuallyHidden">{title}</Primitive.Title>
          ) : (
            <header className={styles.header}>
              <Primitive.Title>{title}</Primitive.Title>
              <IconButton label="Close" icon={<X />} size="small" onClick={onClose} />
            </header>
          )}
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
