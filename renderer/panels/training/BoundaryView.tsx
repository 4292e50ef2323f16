import { memo, useEffect, useRef } from 'react';
import type { DecisionBoundary } from '../../../src/training/runEvents';
import styles from './BoundaryView.module.css';

/** The colours of the TensorFlow Playground, which students know: class 0, undecided, class 1. */
const classColors = [
  [245, 147, 34],
  [232, 234, 235],
  [8, 119, 189],
] as const;

/** Pixels of the drawing on each side; shown smaller, so that points stay sharp. */
const side = 480;

/** The network's answer over the plane, with the points drawn over it. */
export const BoundaryView = memo(function BoundaryView({
  boundary,
}: {
  readonly boundary: DecisionBoundary;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    drawAnswers(context, boundary);
    drawPoints(context, boundary);
  }, [boundary]);
  const { extent } = boundary;
  return (
    <section className={styles.section} aria-label="Decision boundary">
      <h3 className={styles.title}>Decision boundary</h3>
      <canvas
        ref={canvas}
        className={styles.canvas}
        width={side}
        height={side}
        role="img"
        aria-label={`The network's answer for every point from −${extent} to ${extent}: orange is class 0, blue is class 1.`}
      />
      <p className={styles.legend}>
        <span className={styles.first} aria-hidden />
        class 0 <span className={styles.second} aria-hidden />
        class 1 · dark ring: test
      </p>
    </section>
  );
});

/** The colour of an answer from 0 to 1. */
function mixedColor(answer: number, channel: 0 | 1 | 2): number {
  const place = Math.min(1, Math.max(0, Number.isNaN(answer) ? 0.5 : answer)) * 2;
  const [low, high] = place <= 1 ? [0, 1] : [1, 2];
  const from = (classColors[low as 0 | 1] as readonly number[])[channel] as number;
  const to = (classColors[high as 1 | 2] as readonly number[])[channel] as number;
  return from + (to - from) * (place - (low as number));
}

function drawAnswers(context: CanvasRenderingContext2D, { values, size }: DecisionBoundary): void {
  const image = context.createImageData(size, size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const answer = values[row * size + column] ?? 0.5;
      // The first row is the lowest y, and a canvas begins at the top.
      const pixel = ((size - 1 - row) * size + column) * 4;
      for (const channel of [0, 1, 2] as const) {
        image.data[pixel + channel] = mixedColor(answer, channel);
      }
      image.data[pixel + 3] = 255;
    }
  }
  const small = new OffscreenCanvas(size, size);
  small.getContext('2d')?.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = true;
  context.drawImage(small, 0, 0, side, side);
}

function drawPoints(
  context: CanvasRenderingContext2D,
  { points, trainCount, extent }: DecisionBoundary,
): void {
  const scale = side / (2 * extent);
  for (let point = 0; point * 3 < points.length; point++) {
    const [x = 0, y = 0, label = 0] = points.subarray(point * 3, point * 3 + 3);
    context.beginPath();
    context.arc((x + extent) * scale, (extent - y) * scale, 5, 0, 2 * Math.PI);
    context.fillStyle = `rgb(${classColors[label < 0.5 ? 0 : 2].join(' ')})`;
    context.fill();
    context.lineWidth = point < trainCount ? 1 : 2;
    context.strokeStyle = point < trainCount ? '#ffffff' : '#1a1d23';
    context.stroke();
  }
}
