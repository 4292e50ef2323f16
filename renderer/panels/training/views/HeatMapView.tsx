import { useCallback } from 'react';
import type { HeatMapContent } from '../../../../src/training/viewContent';
import { themeColor } from '../../../theme/theme';
import { type Color, colorNumbers, mixedColor, twoClassColor } from './seriesColors';
import { shortNumber } from './shortNumber';
import { useDrawing } from './useDrawing';
import { useWidth } from './useWidth';
import styles from './views.module.css';

/** The widest matrix, in pixels; half as wide where there are several. */
const widest = 280;
/** No cell is drawn larger, in pixels. */
const largestCell = 28;
const gap = 8;

/** Matrices as colours, with the scale below. */
export function HeatMapView({ content: { maps, range } }: { readonly content: HeatMapContent }) {
  const [element, room] = useWidth<HTMLDivElement>();
  const most = maps.length > 1 ? Math.min(widest / 2, (room - gap) / 2) : Math.min(widest, room);
  return (
    <div ref={element} className={styles.body}>
      <div className={styles.maps} style={{ gap }}>
        {most > 0 &&
          maps.map((map) => (
            <figure key={map.label} className={styles.map}>
              <Matrix map={map} range={range} most={most} />
              {maps.length > 1 && <figcaption>{map.label}</figcaption>}
            </figure>
          ))}
      </div>
      <p className={styles.legend}>
        <span>{shortNumber(range[0])}</span>
        <span className={range[0] < 0 ? styles.signedScale : styles.scale} aria-hidden />
        <span>{shortNumber(range[1])}</span>
      </p>
    </div>
  );
}

type Map = HeatMapContent['maps'][number];

function Matrix(props: {
  readonly map: Map;
  readonly range: HeatMapContent['range'];
  readonly most: number;
}) {
  const { map, range, most } = props;
  const cell = Math.min(largestCell, most / Math.max(map.columns, map.rows));
  // Cells of whole pixels are all of one size.
  const side = cell >= 1 ? Math.floor(cell) : cell;
  const draw = useCallback(
    (context: CanvasRenderingContext2D, width: number, height: number) => {
      const image = new ImageData(matrixBytes(map, range, scaleColor(range)), map.columns);
      const small = new OffscreenCanvas(map.columns, map.rows);
      small.getContext('2d')?.putImageData(image, 0, 0);
      context.imageSmoothingEnabled = width < map.columns;
      context.drawImage(small, 0, 0, width, height);
    },
    [map, range],
  );
  const [width, height] = [map.columns * side, map.rows * side];
  const canvas = useDrawing(width, height, draw);
  return (
    <canvas
      ref={canvas}
      className={styles.canvas}
      style={{ width, height }}
      role="img"
      aria-label={`${map.label}: ${map.rows} rows and ${map.columns} columns from ${shortNumber(range[0])} to ${shortNumber(range[1])}`}
    />
  );
}

/** The colour of a place on the scale, 0 … 1, in the colours of the theme. */
function scaleColor([least]: HeatMapContent['range']): (share: number) => Color {
  if (least < 0) return twoClassColor;
  const [faint, strong] = [themeColor('--surface-hover'), themeColor('--accent')].map(colorNumbers);
  return (share) => mixedColor(faint as Color, strong as Color, share);
}

/** A matrix as bytes of red, green, blue and opacity; what is no number is left open. */
export function matrixBytes(
  { values, rows, columns }: Pick<Map, 'values' | 'rows' | 'columns'>,
  [least, most]: HeatMapContent['range'],
  color: (share: number) => Color,
): Uint8ClampedArray<ArrayBuffer> {
  const bytes = new Uint8ClampedArray(rows * columns * 4);
  for (let place = 0; place < rows * columns; place++) {
    const value = values[place] as number;
    if (Number.isNaN(value)) continue;
    bytes.set([...color((value - least) / (most - least || 1)), 255], place * 4);
  }
  return bytes;
}
