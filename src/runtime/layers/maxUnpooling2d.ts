import * as tf from '@tensorflow/tfjs';

/** The fields of a MaxUnpooling2D layer, as its config holds them: those of the pooling. */
export interface MaxUnpooling2DConfig {
  /** Height and width of the window. */
  poolSize: [number, number];
  /** Steps between windows, down and across. */
  strides: [number, number];
  /** 'same', or before and after height and width. */
  padding: 'same' | [[number, number], [number, number]];
  name?: string;
}

/**
 * Puts every number back where max pooling found it, zeros everywhere else; where windows overlap,
 * what meets is added. Inputs: numbers [n,h,w,c], the places of their windows from which they came
 * (int32, as MaxPoolingWithIndices2D gives them) and, where pooling left rows or columns out, the
 * tensor that was pooled, of which only the size matters. Shape → [n,H,W,c], without a third input
 * H = (h − 1)·S − before − after + F, or h·S with padding 'same'.
 * Source: Badrinarayanan et al., SegNet, 2015, §3.1.
 */
export class MaxUnpooling2D extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'MaxUnpooling2D';
  private readonly poolSize: [number, number];
  private readonly strides: [number, number];
  private readonly padding: 'same' | [[number, number], [number, number]];

  constructor(config: MaxUnpooling2DConfig) {
    super(config as { name?: string });
    this.poolSize = config.poolSize;
    this.strides = config.strides;
    this.padding = config.padding;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [x, , like] = inputShape as [number, number, number, number][];
    const [batch, height, width, channels] = x as [number, number, number, number];
    if (like) return [batch, like[1], like[2], channels];
    const size = (given: number | null, axis: 0 | 1): number =>
      (given === null ? null : this.unpooledSize(given, axis)) as number;
    return [batch, size(height, 0), size(width, 1), channels];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [x, indices, like] = inputs as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D | undefined];
      const size: [number, number] = [
        like?.shape[1] ?? this.unpooledSize(x.shape[1], 0),
        like?.shape[2] ?? this.unpooledSize(x.shape[2], 1),
      ];
      const unpool = tf.customGrad((numbers, save) => {
        (save as tf.GradSaveFunc)([indices]);
        return {
          value: this.spread(numbers as tf.Tensor4D, indices, size),
          gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
            this.gather(dy as tf.Tensor4D, saved[0] as tf.Tensor4D),
        };
      });
      return unpool(x);
    });
  }

  /** Puts the numbers on a canvas of whole strides, block by block, and cuts the image out of it. */
  private spread(x: tf.Tensor4D, indices: tf.Tensor4D, size: [number, number]): tf.Tensor {
    const [batch, rows, columns, channels] = x.shape;
    const [down, across] = this.strides;
    const [poolHeight, poolWidth] = this.poolSize;
    const nothing = tf.zerosLike(x);
    const canvas: [number, number] = [
      (rows - 1) * down + Math.ceil(poolHeight / down) * down,
      (columns - 1) * across + Math.ceil(poolWidth / across) * across,
    ];
    let sum: tf.Tensor | null = null;
    // A window larger than its stride covers several blocks, each its own part of the window.
    for (let top = 0; top < poolHeight; top += down) {
      for (let left = 0; left < poolWidth; left += across) {
        const parts: tf.Tensor[] = [];
        for (let row = top; row < top + down; row++) {
          for (let column = left; column < left + across; column++) {
            parts.push(
              row < poolHeight && column < poolWidth
                ? tf.mul(x, mask(indices, row * poolWidth + column))
                : nothing,
            );
          }
        }
        // Rank 5 at most, which every backend transposes: batch and rows go together.
        const blocks = tf.reshape(tf.stack(parts, 3), [
          batch * rows,
          columns,
          down,
          across,
          channels,
        ]);
        const image = tf.reshape(tf.transpose(blocks, [0, 2, 1, 3, 4]), [
          batch,
          rows * down,
          columns * across,
          channels,
        ]);
        const placed = tf.pad(image, [
          [0, 0],
          [top, canvas[0] - rows * down - top],
          [left, canvas[1] - columns * across - left],
          [0, 0],
        ]);
        sum = sum === null ? placed : tf.add(sum, placed);
      }
    }
    const start = this.before(size);
    const missing = [0, 1].map((axis) =>
      Math.max(0, (start[axis] as number) + (size[axis] as number) - (canvas[axis] as number)),
    ) as [number, number];
    const complete = tf.pad(sum as tf.Tensor, [
      [0, 0],
      [0, missing[0]],
      [0, missing[1]],
      [0, 0],
    ]);
    return tf.slice(complete, [0, ...start, 0], [batch, ...size, channels]);
  }

  /** The gradient by the numbers: what lies where they went. */
  private gather(dy: tf.Tensor4D, indices: tf.Tensor4D): tf.Tensor {
    const [batch, rows, columns, channels] = indices.shape;
    const [down, across] = this.strides;
    const [poolHeight, poolWidth] = this.poolSize;
    const [, height, width] = dy.shape;
    const [above, before] = this.before([height, width]);
    const padded = tf.pad(dy, [
      [0, 0],
      [above, Math.max(0, (rows - 1) * down + poolHeight - above - height)],
      [before, Math.max(0, (columns - 1) * across + poolWidth - before - width)],
      [0, 0],
    ]);
    let sum: tf.Tensor = tf.zeros(indices.shape);
    for (let place = 0; place < poolHeight * poolWidth; place++) {
      const row = Math.floor(place / poolWidth);
      const column = place % poolWidth;
      const there = tf.stridedSlice(
        padded,
        [0, row, column, 0],
        [batch, row + (rows - 1) * down + 1, column + (columns - 1) * across + 1, channels],
        [1, down, across, 1],
      );
      sum = tf.add(sum, tf.mul(there, mask(indices, place)));
    }
    return sum;
  }

  /** Padding above and left of an image of this size. */
  private before(size: [number, number]): [number, number] {
    const along = (axis: 0 | 1): number => {
      if (this.padding !== 'same') return this.padding[axis][0];
      const places = Math.ceil(size[axis] / this.strides[axis]);
      const end = (places - 1) * this.strides[axis] + this.poolSize[axis];
      return Math.floor(Math.max(end - size[axis], 0) / 2);
    };
    return [along(0), along(1)];
  }

  private unpooledSize(places: number, axis: 0 | 1): number {
    if (this.padding === 'same') return places * this.strides[axis];
    const [before, after] = this.padding[axis];
    return (places - 1) * this.strides[axis] - before - after + this.poolSize[axis];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {
      ...super.getConfig(),
      poolSize: this.poolSize,
      strides: this.strides,
      padding: this.padding,
    };
  }
}

/** 1 where a number came from this place of its window, else 0. */
function mask(indices: tf.Tensor, place: number): tf.Tensor {
  return tf.cast(tf.equal(indices, tf.scalar(place, 'int32')), 'float32');
}

tf.serialization.registerClass(MaxUnpooling2D);
