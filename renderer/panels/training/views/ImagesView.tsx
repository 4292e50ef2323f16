import { Fragment } from 'react';
import type { ImagesContent } from '../../../../src/training/viewContent';
import { PictureSheet } from './PictureSheet';
import { pictureWidth } from './pictures';
import { useWidth } from './useWidth';
import styles from './views.module.css';

/** Between pictures, in pixels. */
const gap = 2;
/** For the names of rows, where there are several. */
const labelWidth = 64;
/** No picture is drawn wider, or than the second number where it is the only one. */
const widest = [128, 256] as const;
/** Narrower ones are not worth a look: fewer stand beside each other. */
const narrowest = 20;

/** The columns of which so many fit at most, the rows that they take as long as each other. */
function evenColumns(wanted: number, most: number): number {
  const rows = Math.ceil(wanted / Math.max(1, most));
  return Math.max(1, Math.ceil(wanted / Math.max(1, rows)));
}

/** Pictures in rows; those of several inputs at the same place below each other. */
export function ImagesView({ content }: { readonly content: ImagesContent }) {
  const { series, captions, extent } = content;
  const [element, room] = useWidth<HTMLDivElement>();
  const count = Math.max(0, ...series.map((one) => one.count));
  const ownWidth = Math.max(1, ...series.map((one) => one.width));
  const isMap = extent !== null;
  const free = room - (series.length > 1 ? labelWidth : 0);
  const columns = isMap
    ? content.columns
    : evenColumns(Math.min(content.columns, count), Math.floor(free / (narrowest + gap)));
  const gaps = isMap ? 0 : gap;
  const width = pictureWidth(
    ownWidth,
    Math.min(widest[count === 1 ? 1 : 0], Math.floor((free - (columns - 1) * gaps) / columns)),
    window.devicePixelRatio || 1,
  );
  // Beside others or above words every row of pictures is a sheet of its own, else all are one.
  const inSheet = series.length > 1 || captions ? columns : count;
  const sheets = Array.from({ length: Math.ceil(count / Math.max(1, inSheet)) }, (_, i) => i);
  return (
    <div ref={element} className={styles.images}>
      {width > 0 &&
        sheets.map((sheet) => (
          <div key={sheet} className={styles.block}>
            {series.map((one) => (
              <Fragment key={one.label}>
                {series.length > 1 && (
                  <span className={styles.rowLabel} title={one.label}>
                    {one.label}
                  </span>
                )}
                <PictureSheet
                  series={one}
                  from={sheet * inSheet}
                  count={Math.min(inSheet, one.count - sheet * inSheet)}
                  columns={columns}
                  width={width}
                  gap={gaps}
                  label={`${one.label}: ${Math.min(inSheet, one.count - sheet * inSheet)} images of ${one.height}×${one.width}`}
                />
              </Fragment>
            ))}
            {captions && (
              <ol className={styles.captions} style={{ gap }}>
                {captions.slice(sheet * inSheet, (sheet + 1) * inSheet).map((caption, place) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a place is all that a picture is known by.
                  <li key={place} style={{ width }} title={caption}>
                    {caption}
                  </li>
                ))}
              </ol>
            )}
          </div>
        ))}
    </div>
  );
}
