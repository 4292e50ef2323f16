import type { Drawing } from './networkDrawing';
import styles from './TemplateGallery.module.css';

/** A network in miniature: a box a layer with the stripe of its family, a box in a box a block. */
export function NetworkPicture({ drawing }: { readonly drawing: Drawing }) {
  const { width, height, boxes, wires } = drawing;
  return (
    <svg className={styles.picture} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      {wires.map(({ x1, y1, x2, y2 }) => (
        <line key={`${x1} ${y1} ${x2} ${y2}`} className={styles.wire} {...{ x1, y1, x2, y2 }} />
      ))}
      {boxes.map(({ x, y, width: boxWidth, height: boxHeight, family, isBlock }) => (
        <g key={`${x} ${y}`}>
          <rect
            className={styles.box}
            x={x}
            y={y}
            width={boxWidth}
            height={boxHeight}
            rx={Math.min(1.5, boxWidth / 2)}
          />
          {isBlock && boxWidth > 7 && boxHeight > 6 && (
            <rect
              className={styles.inside}
              x={x + 3.5}
              y={y + 2}
              width={boxWidth - 5.5}
              height={boxHeight - 4}
              rx={1}
            />
          )}
          <rect
            x={x}
            y={y}
            width={Math.min(2, boxWidth)}
            height={boxHeight}
            rx={0.75}
            fill={`var(--family-${family ?? 'input'})`}
          />
        </g>
      ))}
    </svg>
  );
}
