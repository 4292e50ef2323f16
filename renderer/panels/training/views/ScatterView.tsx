import { useCallback } from 'react';
import type { PointCloud, ScatterContent } from '../../../../src/training/viewContent';
import { themeColor } from '../../../theme/theme';
import { seriesColor } from './seriesColors';
import { shortNumber } from './shortNumber';
import { useDrawing } from './useDrawing';
import { useWidth } from './useWidth';
import styles from './views.module.css';

/** The widest drawing, in pixels. */
const widest = 320;
/** More classes than this have no names below the drawing. */
const mostNames = 12;

/** Points in the plane, over the points they are compared with. */
export function ScatterView({ content }: { readonly content: ScatterContent }) {
  const { points, reference, classNames } = content;
  const [element, room] = useWidth<HTMLDivElement>();
  const side = Math.min(widest, room);
  const draw = useCallback(
    (context: CanvasRenderingContext2D, width: number) => drawScatter(context, content, width),
    [content],
  );
  const canvas = useDrawing(side, side, draw);
  const labels = [...new Set(points.classes ?? [])].sort((a, b) => a - b).slice(0, mostNames);
  const [x, y] = [content.x, content.y].map((range) => range.map(shortNumber).join(' … '));
  return (
    <div ref={element} className={styles.body}>
      <canvas
        ref={canvas}
        className={styles.framed}
        style={{ width: side, height: side }}
        role="img"
        aria-label={`${points.points.length / 2} points, from ${x} across and ${y} upwards`}
      />
      <p className={styles.legend}>
        {points.classes === null && <Entry color="--accent" label={points.label} />}
        {labels.map((label) => (
          <Entry key={label} color={seriesColor(label)} label={classNames[label] ?? `${label}`} />
        ))}
        {reference && <Entry color="--text-faint" label={reference.label} />}
      </p>
    </div>
  );
}

function Entry({ color, label }: { readonly color: `--${string}`; readonly label: string }) {
  return (
    <span className={styles.legendEntry}>
      <span className={styles.dot} style={{ background: `var(${color})` }} aria-hidden />
      {label}
    </span>
  );
}

function drawScatter(context: CanvasRenderingContext2D, content: ScatterContent, side: number) {
  const { points, reference, x, y } = content;
  context.clearRect(0, 0, side, side);
  const place = (value: number, [least, most]: readonly [number, number]): number =>
    ((value - least) / (most - least)) * side;
  context.strokeStyle = themeColor('--line');
  context.lineWidth = 1;
  for (const [zero, isColumn] of [
    [place(0, x), true],
    [side - place(0, y), false],
  ] as const) {
    const middle = Math.round(zero) + 0.5;
    context.beginPath();
    context.moveTo(isColumn ? middle : 0, isColumn ? 0 : middle);
    context.lineTo(isColumn ? middle : side, isColumn ? side : middle);
    context.stroke();
  }
  const dots = ({ points: values, classes }: PointCloud, color: (label: number) => string) => {
    const size = values.length > 2000 ? 1.5 : 2;
    for (let i = 0; 2 * i < values.length; i++) {
      context.fillStyle = color(classes?.[i] ?? 0);
      context.beginPath();
      context.arc(
        place(values[2 * i] ?? 0, x),
        side - place(values[2 * i + 1] ?? 0, y),
        size,
        0,
        2 * Math.PI,
      );
      context.fill();
    }
  };
  if (reference) {
    const faint = themeColor('--text-faint');
    context.globalAlpha = 0.45;
    dots(reference, () => faint);
  }
  context.globalAlpha = 0.85;
  const accent = themeColor('--accent');
  const colors = new Map<number, string>();
  for (const label of new Set(points.classes ?? [])) {
    colors.set(label, themeColor(seriesColor(label)));
  }
  dots(points, (label) => (points.classes ? (colors.get(label) ?? accent) : accent));
  context.globalAlpha = 1;
}
