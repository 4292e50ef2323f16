import type { Shape } from '../base/tensorType';

/** Pictures of one input of a view, one after the other. */
export interface PictureSeries {
  /** Where they come from, for people. */
  readonly label: string;
  readonly height: number;
  readonly width: number;
  /** One channel is grey, three are colour; of others the first is shown. */
  readonly channels: number;
  readonly count: number;
  /** `count × height × width × channels` numbers. */
  readonly values: Float32Array;
  /** The values that are drawn black and white. */
  readonly range: readonly [black: number, white: number];
}

/** Pictures; those of several series at the same place belong together (input, target, output). */
export interface ImagesContent {
  readonly type: 'images';
  readonly series: readonly PictureSeries[];
  /** How many stand beside each other. */
  readonly columns: number;
  /** A word below each place, the class of what is shown; none where nothing is known. */
  readonly captions: readonly string[] | null;
  /**
   * Set where the pictures are answers to points of a square that reaches from −extent to extent:
   * row by row from the highest y, drawn without gaps.
   */
  readonly extent: number | null;
}

/** One example with what the network makes of it. */
export interface Prediction {
  /** The example as the network receives it. */
  readonly input: Float32Array;
  readonly inputShape: Shape;
  readonly content: 'image' | 'vector' | 'tokens';
  /** The tokens of the example as text. */
  readonly inputText?: string;
  /** The right answer for people: a class name, or numbers; null where it is a picture or unknown. */
  readonly expected: string | null;
  /** The network's answer for people; null when the output is an image. */
  readonly predicted: string | null;
  readonly correct: boolean | null;
  /** The raw output: class probabilities, or the reconstruction of an image. */
  readonly output: Float32Array;
  readonly outputShape: Shape;
}

/** Single examples with the answers of a network. */
export interface PredictionsContent {
  readonly type: 'predictions';
  readonly samples: readonly Prediction[];
}

/** The network's answer over a square of the plane, for 2-D points. */
export interface DecisionBoundary {
  /**
   * `size × size` answers, row by row from the lowest y; 0 the first class, 1 the second. With more
   * classes, the number of the chosen one.
   */
  readonly values: Float32Array;
  readonly size: number;
  /** The square reaches from −extent to extent on both axes. */
  readonly extent: number;
  /** Points drawn over it: x, y, class; training points first. */
  readonly points: Float32Array;
  readonly trainCount: number;
  /** Two where nothing else is said. */
  readonly classCount?: number;
  /** Names of the classes, where they are known. */
  readonly classNames?: readonly string[];
}

/** A decision boundary as a view shows it. */
export interface BoundaryContent {
  readonly type: 'boundary';
  readonly boundary: DecisionBoundary;
}

/** Points of one kind in a scatter. */
export interface PointCloud {
  readonly label: string;
  /** x and y of each. */
  readonly points: Float32Array;
  /** The class of each, which is its colour; null where there are none. */
  readonly classes: Int32Array | null;
}

/** Points in the plane. */
export interface ScatterContent {
  readonly type: 'scatter';
  readonly points: PointCloud;
  /** What they are compared with (real points behind generated ones). */
  readonly reference: PointCloud | null;
  /** Names of the classes, as far as they are known. */
  readonly classNames: readonly string[];
  /** The drawn rectangle, the same unit of length on both axes. */
  readonly x: readonly [least: number, most: number];
  readonly y: readonly [least: number, most: number];
}

/** How often values fall between bounds. */
export interface HistogramSeries {
  readonly label: string;
  /** The outer bounds; all bins are equally wide. */
  readonly range: readonly [least: number, most: number];
  readonly counts: Float32Array;
  readonly mean: number;
  readonly deviation: number;
  /** How many values were no finite numbers and are in no bin. */
  readonly notFinite: number;
}

/** Distributions of numbers. */
export interface HistogramContent {
  readonly type: 'histogram';
  readonly series: readonly HistogramSeries[];
  /** Whether all series have the same bounds and are drawn into one chart. */
  readonly isOverlaid: boolean;
}

/** Numbers over the course of a run. */
export interface CurveContent {
  readonly type: 'curve';
  readonly series: readonly {
    readonly label: string;
    /** In epochs: 1.5 is the middle of the second. */
    readonly x: readonly number[];
    readonly y: readonly (number | null)[];
  }[];
}

/** How often each class was taken for each other one. */
export interface ConfusionContent {
  readonly type: 'confusion';
  /** `size × size` counts, a row for every right class. */
  readonly values: Float32Array;
  readonly size: number;
  readonly classNames: readonly string[];
}

/** Texts made of tokens; those of several series at the same place belong together. */
export interface TextContent {
  readonly type: 'text';
  readonly series: readonly { readonly label: string; readonly texts: readonly string[] }[];
}

/** An episode being played in an environment. */
export interface FramesContent {
  readonly type: 'frames';
  /** The pictures of all steps, the first before any action. */
  readonly pictures: PictureSeries;
  /** The reward of each step; one fewer than pictures. */
  readonly rewards: readonly number[];
}

/** Matrices as colours. */
export interface HeatMapContent {
  readonly type: 'heatMap';
  readonly maps: readonly {
    readonly label: string;
    readonly rows: number;
    readonly columns: number;
    readonly values: Float32Array;
  }[];
  /** The values of the faintest and the strongest colour; with a negative one, 0 is in the middle. */
  readonly range: readonly [least: number, most: number];
}

/** What a view of a training step shows: plain data of bounded size that crosses from a worker. */
export type ViewContent =
  | ImagesContent
  | PredictionsContent
  | BoundaryContent
  | ScatterContent
  | HistogramContent
  | CurveContent
  | ConfusionContent
  | TextContent
  | FramesContent
  | HeatMapContent;

/** Points that each curve keeps; beyond, neighbours are averaged, as no screen shows more. */
export const curveLimit = 2000;

/** What a view shows after it was drawn again: curves grow, everything else is replaced. */
export function continueContent(before: ViewContent | null, next: ViewContent): ViewContent {
  if (before?.type !== 'curve' || next.type !== 'curve') return next;
  const labels = [...new Set([...before.series, ...next.series].map(({ label }) => label))];
  return {
    type: 'curve',
    series: labels.map((label) => {
      const old = before.series.find((series) => series.label === label);
      const added = next.series.find((series) => series.label === label);
      return shortened({
        label,
        x: [...(old?.x ?? []), ...(added?.x ?? [])],
        y: [...(old?.y ?? []), ...(added?.y ?? [])],
      });
    }),
  };
}

type CurveSeries = CurveContent['series'][number];

/** Half as many points where there are too many, the last one kept as it is. */
function shortened(series: CurveSeries): CurveSeries {
  if (series.x.length <= curveLimit) return series;
  const x: number[] = [];
  const y: (number | null)[] = [];
  for (let i = 0; i < series.x.length; i += 2) {
    const isPair = i + 1 < series.x.length - 1;
    const pair = series.y.slice(i, isPair ? i + 2 : i + 1);
    const known = pair.filter((value) => value !== null);
    x.push(isPair ? ((series.x[i] ?? 0) + (series.x[i + 1] ?? 0)) / 2 : (series.x[i] ?? 0));
    y.push(known.length > 0 ? known.reduce((a, b) => a + b, 0) / known.length : null);
    if (!isPair && i + 1 < series.x.length) {
      x.push(series.x[i + 1] as number);
      y.push(series.y[i + 1] ?? null);
    }
  }
  return { label: series.label, x, y };
}
