import { useCallback } from 'react';
import type { PictureSeries } from '../../../../src/training/viewContent';
import { pictureBytes } from './pictures';
import { useDrawing } from './useDrawing';
import styles from './views.module.css';

/** Which pictures are drawn, and how large. */
export interface PictureSheetProps {
  readonly series: PictureSeries;
  /** The first one. */
  readonly from: number;
  readonly count: number;
  readonly columns: number;
  /** The width of each in CSS pixels. */
  readonly width: number;
  /** Between them, in CSS pixels. */
  readonly gap: number;
  /** What there is to see, for those who do not see it. */
  readonly label: string;
}

/** Pictures side by side on one canvas; every pixel of theirs is a sharp square. */
export function PictureSheet(props: PictureSheetProps) {
  const { series, from, count, columns, width, gap, label } = props;
  const height = (width * series.height) / series.width;
  const rows = Math.ceil(count / columns);
  const across = Math.min(columns, count);
  const sheetWidth = across * width + (across - 1) * gap;
  const sheetHeight = rows * height + (rows - 1) * gap;
  const draw = useCallback(
    (context: CanvasRenderingContext2D) => {
      const sheet = pictureBytes(series, from, count, columns);
      const small = new OffscreenCanvas(sheet.width, sheet.height);
      small.getContext('2d')?.putImageData(new ImageData(sheet.bytes, sheet.width), 0, 0);
      // Enlarged pixels stay squares, but what is made smaller must not lose lines.
      context.imageSmoothingEnabled = width < series.width;
      context.imageSmoothingQuality = 'high';
      for (let place = 0; place < count; place++) {
        const column = place % columns;
        const row = Math.floor(place / columns);
        context.drawImage(
          small,
          column * series.width,
          row * series.height,
          series.width,
          series.height,
          column * (width + gap),
          row * (height + gap),
          width,
          height,
        );
      }
    },
    [series, from, count, columns, width, height, gap],
  );
  const canvas = useDrawing(sheetWidth, sheetHeight, draw);
  return (
    <canvas
      ref={canvas}
      className={styles.canvas}
      style={{ width: sheetWidth, height: sheetHeight }}
      role="img"
      aria-label={label}
    />
  );
}
