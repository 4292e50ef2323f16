import * as tf from '@tensorflow/tfjs';

/**
 * A mirrored border repeats inner values, so its gradient belongs to them: it is folded back, axis
 * by axis. tf.js cuts the border's gradient off and loses it.
 */
export function correctMirrorPadGradient(): void {
  tf.registerGradient({
    kernelName: 'MirrorPad',
    inputsToSave: ['x'],
    gradFunc: (dy, saved, attributes) => ({
      x: () => {
        const { paddings, mode } = attributes as unknown as {
          paddings: [number, number][];
          mode: 'reflect' | 'symmetric';
        };
        const shape = (saved[0] as tf.Tensor).shape;
        // Reflection leaves the edge itself out of the border, symmetry repeats it.
        const skipped = mode === 'reflect' ? 1 : 0;
        return paddings.reduce(
          (gradient, [before, after], axis) =>
            foldAxis(gradient, axis, shape[axis] as number, before, after, skipped),
          dy as tf.Tensor,
        );
      },
    }),
  });
}

function foldAxis(
  gradient: tf.Tensor,
  axis: number,
  size: number,
  before: number,
  after: number,
  skipped: number,
): tf.Tensor {
  const part = (start: number, length: number): tf.Tensor =>
    tf.slice(
      gradient,
      gradient.shape.map((_, i) => (i === axis ? start : 0)),
      gradient.shape.map((whole, i) => (i === axis ? length : whole)),
    );
  const placed = (border: tf.Tensor, start: number): tf.Tensor => {
    const end = size - start - (border.shape[axis] as number);
    const paddings = border.shape.map((_, i): [number, number] =>
      i === axis ? [start, end] : [0, 0],
    );
    return tf.pad(tf.reverse(border, axis), paddings);
  };
  let folded = before + after === 0 ? gradient : part(before, size);
  if (before > 0) folded = tf.add(folded, placed(part(0, before), skipped));
  if (after > 0) {
    folded = tf.add(folded, placed(part(before + size, after), size - skipped - after));
  }
  return folded;
}
