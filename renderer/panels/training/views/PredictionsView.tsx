import { memo, useMemo } from 'react';
import type { Shape } from '../../../../src/base/tensorType';
import type { PictureSeries, Prediction } from '../../../../src/training/viewContent';
import { classNames } from '../../../controls/classNames';
import { PictureSheet } from './PictureSheet';
import styles from './PredictionsView.module.css';
import { pictureWidth } from './pictures';

/** The widest picture of a tile, in pixels. */
const widest = 64;

/** Examples with what the network makes of them; wrong answers are marked. */
export const PredictionsView = memo(function PredictionsView({
  samples,
}: {
  readonly samples: readonly Prediction[];
}) {
  return (
    <ul className={styles.tiles} style={{ '--tile': `${tileWidth(samples)}px` }}>
      {samples.map((sample, place) => (
        // The same examples come again and again, in the same order.
        // biome-ignore lint/suspicious/noArrayIndexKey: a place is all that a sample is known by.
        <Tile key={place} sample={sample} />
      ))}
    </ul>
  );
});

/** Room for a picture, and for two names with words between them. */
function tileWidth(samples: readonly Prediction[]): number {
  const longest = Math.max(1, ...samples.map(({ expected }) => expected?.length ?? 1));
  return Math.min(160, Math.max(70, 40 + 12 * longest));
}

function Tile({ sample }: { readonly sample: Prediction }) {
  const { content, input, inputShape, inputText, output, outputShape, predicted, correct } = sample;
  return (
    <li
      className={classNames(
        styles.tile,
        inputText !== undefined && styles.wide,
        correct === false && styles.wrong,
      )}
      title={explanation(sample)}
    >
      {content === 'image' && <Picture values={input} shape={inputShape} label="Original" />}
      {inputText !== undefined && <code className={styles.text}>{inputText}</code>}
      {predicted === null ? (
        <Picture values={output} shape={outputShape} label="Reconstruction" />
      ) : (
        <span className={styles.answer}>{answerWords(sample)}</span>
      )}
    </li>
  );
}

/** The answer in as few words as fit below a picture. */
export function answerWords({ predicted, expected, correct }: Prediction): string {
  if (predicted === null) return '';
  if (correct === false) return `${predicted}, not ${expected}`;
  return correct === null && expected !== null ? `${predicted} (${expected})` : predicted;
}

function explanation({ predicted, expected }: Prediction): string {
  if (predicted === null) return 'Above the original, below what the network makes of it.';
  return expected === null
    ? `Predicted ${predicted}.`
    : `Expected ${expected}, predicted ${predicted}.`;
}

interface PictureProps {
  /** Row by row, channels last, 0 … 1. */
  readonly values: Float32Array;
  readonly shape: Shape;
  readonly label: string;
}

function Picture({ values, shape, label }: PictureProps) {
  const [height = 1, width = 1, channels = 1] = shape.map((axis) => axis ?? 1);
  const series = useMemo<PictureSeries>(
    () => ({ label, height, width, channels, count: 1, values, range: [0, 1] }),
    [label, height, width, channels, values],
  );
  return (
    <PictureSheet
      series={series}
      from={0}
      count={1}
      columns={1}
      width={pictureWidth(width, widest, window.devicePixelRatio || 1)}
      gap={0}
      label={label}
    />
  );
}
