import { memo, useEffect, useRef } from 'react';
import type { Shape } from '../../../src/base/tensorType';
import type { Prediction } from '../../../src/training/runEvents';
import { classNames } from '../../controls/classNames';
import styles from './PredictionTiles.module.css';

/** Test examples with what the network makes of them; wrong answers are marked. */
export const PredictionTiles = memo(function PredictionTiles({
  samples,
}: {
  readonly samples: readonly Prediction[];
}) {
  const judged = samples.filter(({ correct }) => correct !== null);
  const right = judged.filter(({ correct }) => correct).length;
  return (
    <section className={styles.section} aria-label="Test predictions">
      <h3 className={styles.title}>
        {samples[0]?.predicted === null ? 'Reconstructions' : 'Test predictions'}
        {judged.length > 0 && (
          <span className={styles.detail}>{` ${right} of ${judged.length} right`}</span>
        )}
      </h3>
      <ul className={styles.tiles}>
        {samples.map((sample, place) => (
          // The same examples come again and again, in the same order.
          // biome-ignore lint/suspicious/noArrayIndexKey: a place is all that a sample is known by.
          <Tile key={place} sample={sample} />
        ))}
      </ul>
    </section>
  );
});

function Tile({ sample }: { readonly sample: Prediction }) {
  const { content, input, inputShape, output, outputShape, expected, predicted, correct } = sample;
  const wrong = correct === false;
  const words =
    predicted === null
      ? 'Reconstruction'
      : wrong
        ? `${predicted}, not ${expected}`
        : correct === null && expected !== null
          ? `${predicted} (${expected})`
          : predicted;
  return (
    <li
      className={classNames(styles.tile, wrong && styles.wrong)}
      title={
        predicted === null
          ? 'Above the original, below what the network makes of it.'
          : `Expected ${expected}, predicted ${predicted}.`
      }
    >
      {content === 'image' && <Picture values={input} shape={inputShape} label="Original" />}
      {predicted === null ? (
        <Picture values={output} shape={outputShape} label="Reconstruction" />
      ) : (
        <span className={styles.answer}>{words}</span>
      )}
    </li>
  );
}

interface PictureProps {
  /** Row by row, channels last, 0 … 1. */
  readonly values: Float32Array;
  readonly shape: Shape;
  readonly label: string;
}

/** An image as the network sees it: one channel as grey, three as colour. */
function Picture({ values, shape, label }: PictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [height = 1, width = 1, channels = 1] = shape.map((axis) => axis ?? 1);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const image = context.createImageData(width, height);
    for (let pixel = 0; pixel < width * height; pixel++) {
      for (let channel = 0; channel < 3; channel++) {
        const value = values[pixel * channels + (channels >= 3 ? channel : 0)] ?? 0;
        // Clamped by the array itself.
        image.data[pixel * 4 + channel] = value * 255;
      }
      image.data[pixel * 4 + 3] = 255;
    }
    context.putImageData(image, 0, 0);
  }, [values, width, height, channels]);
  return (
    <canvas
      ref={canvas}
      className={styles.picture}
      width={width}
      height={height}
      role="img"
      aria-label={label}
    />
  );
}
