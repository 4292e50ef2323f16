import { memo, useCallback } from 'react';
import type { DecisionBoundary } from '../../../../src/training/viewContent';
import { themeColor } from '../../../theme/theme';
import { type Color, colorNumbers, mixedColor, seriesColor, twoClassColor } from './seriesColors';
import { shortNumber } from './shortNumber';
import { useDrawing } from './useDrawing';
import { useWidth } from './useWidth';
import styles from './views.module.css';

/** The widest drawing, in pixels. */
const widest = 320;

/** The network's answer over the plane, with the points drawn over it. */
export const BoundaryPicture = memo(function BoundaryPicture({
  boundary,
}: {
  readonly boundary: DecisionBoundary;
}) {
  const [element, room] = useWidth<HTMLDivElement>();
  const side = Math.min(widest, room);
  const draw = useCallback(
    (context: CanvasRenderingContext2D, width: number) => {
      const colors = classColors(boundary.classCount ?? 2);
      drawAnswers(context, boundary, colors, width);
      drawPoints(context, boundary, colors, width);
    },
    [boundary],
  );
  const canvas = useDrawing(side, side, draw);
  const { extent, points, trainCount, classCount = 2, classNames = [] } = boundary;
  const reach = shortNumber(extent);
  return (
    <div ref={element} className={styles.body}>
      <canvas
        ref={canvas}
        className={styles.framed}
        style={{ width: side, height: side }}
        role="img"
        aria-label={`The network's answer for every point from −${reach} to ${reach}${
          classCount === 2
            ? `: orange is ${classNames[0] ?? 'class 0'}, blue is ${classNames[1] ?? 'class 1'}`
            : ''
        }.`}
      />
      <p className={styles.legend}>
        {Array.from({ length: classCount }, (_, label) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: classes are known by their numbers.
          <span key={label} className={styles.legendEntry}>
            <span
              className={styles.dot}
              style={{ background: swatch(label, classCount) }}
              aria-hidden
            />
            {classNames[label] ?? `class ${label}`}
          </span>
        ))}
        {points.length > trainCount * 3 && <span>dark ring: test</span>}
      </p>
    </div>
  );
});

function swatch(label: number, classCount: number): string {
  return classCount === 2 ? `rgb(${twoClassColor(label).join(' ')})` : `var(${seriesColor(label)})`;
}

function classColors(count: number): readonly Color[] {
  if (count === 2) return [twoClassColor(0), twoClassColor(1)];
  return Array.from({ length: count }, (_, label) => colorNumbers(themeColor(seriesColor(label))));
}

function drawAnswers(
  context: CanvasRenderingContext2D,
  { values, size }: DecisionBoundary,
  colors: readonly Color[],
  side: number,
): void {
  const image = context.createImageData(size, size);
  const back = colorNumbers(themeColor('--surface-panel'));
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const answer = values[row * size + column] ?? 0.5;
      // The first row is the lowest y, and a canvas begins at the top.
      const pixel = ((size - 1 - row) * size + column) * 4;
      const color =
        colors.length === 2 ? twoClassColor(answer) : mixedColor(back, colors[answer] ?? back, 0.4);
      image.data.set([...color, 255], pixel);
    }
  }
  const small = new OffscreenCanvas(size, size);
  small.getContext('2d')?.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = colors.length === 2;
  context.drawImage(small, 0, 0, side, side);
}

function drawPoints(
  context: CanvasRenderingContext2D,
  { points, trainCount, extent }: DecisionBoundary,
  colors: readonly Color[],
  side: number,
): void {
  const scale = side / (2 * extent);
  const radius = points.length > 1500 ? 2 : 3;
  for (let point = 0; point * 3 < points.length; point++) {
    const [x = 0, y = 0, label = 0] = points.subarray(point * 3, point * 3 + 3);
    // Targets of two classes may be −1 and 1.
    const color = colors[Math.max(0, Math.round(label))] ?? colors[0];
    context.beginPath();
    context.arc((x + extent) * scale, (extent - y) * scale, radius, 0, 2 * Math.PI);
    context.fillStyle = `rgb(${color?.join(' ')})`;
    context.fill();
    context.lineWidth = point < trainCount ? 0.75 : 1.25;
    context.strokeStyle = point < trainCount ? '#ffffff' : '#1a1d23';
    context.stroke();
  }
}
