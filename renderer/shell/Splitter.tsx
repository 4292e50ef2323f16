import { type PointerEvent, useRef } from 'react';
import { type Resizable, sizeLimits, useLayout } from './layoutStore';
import styles from './Splitter.module.css';

/** Which way a part grows when the splitter is dragged right or down. */
const growth: Readonly<Record<Resizable, 1 | -1>> = { library: 1, inspector: -1, dock: -1 };

/** The line between two parts of the window: dragged, or moved with the arrow keys. */
export function Splitter({ part, label }: { readonly part: Resizable; readonly label: string }) {
  const size = useLayout((state) => state.sizes[part]);
  const start = useRef<{ at: number; size: number } | null>(null);
  const isFlat = part === 'dock';
  const { setSize } = useLayout.getState();
  const place = (event: PointerEvent): number => (isFlat ? event.clientY : event.clientX);
  const [min, max] = sizeLimits[part];
  return (
    // biome-ignore lint/a11y/useSemanticElements: a line cannot be moved.
    <div
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={isFlat ? 'horizontal' : 'vertical'}
      aria-valuenow={size}
      aria-valuemin={min}
      aria-valuemax={max}
      className={isFlat ? styles.flat : styles.upright}
      onPointerDown={(event) => {
        start.current = { at: place(event), size };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (!start.current) return;
        setSize(part, start.current.size + (place(event) - start.current.at) * growth[part]);
      }}
      onPointerUp={() => {
        start.current = null;
      }}
      onKeyDown={(event) => {
        const forth = isFlat ? 'ArrowDown' : 'ArrowRight';
        const back = isFlat ? 'ArrowUp' : 'ArrowLeft';
        const direction = event.key === forth ? 1 : event.key === back ? -1 : 0;
        if (direction === 0) return;
        event.preventDefault();
        event.stopPropagation();
        setSize(part, size + direction * growth[part] * 16);
      }}
    />
  );
}
