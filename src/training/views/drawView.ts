import type { CurveContent, ViewContent } from '../viewContent';
import { boundaryPoints, drawBoundary } from './drawBoundary';
import { drawHistogram, drawWeightHistogram } from './drawHistogram';
import { drawEpisode, drawImageGrid, drawLatentMap, latentPoints } from './drawImages';
import { drawConfusion, drawHeatMap } from './drawMatrices';
import { drawPredictions } from './drawPredictions';
import { drawScatter } from './drawScatter';
import { drawText } from './drawText';
import { inputAt, type ViewInputs } from './viewInput';

/** The read fields of a view node. */
type Fields = Readonly<Record<string, unknown>>;

type Drawer<Values> = (fields: Values, inputs: ViewInputs, epoch: number) => ViewContent;

/** A drawer that is asked with fields as its kind declares them. */
function drawer<Values>(draw: Drawer<Values>): Drawer<Fields> {
  return (fields, inputs, epoch) => draw(fields as Values, inputs, epoch);
}

/** How each kind of view is drawn, by its id. */
const drawers: Readonly<Record<string, Drawer<Fields>>> = {
  predictions: drawer(drawPredictions),
  imageGrid: drawer(drawImageGrid),
  decisionBoundary: drawer(drawBoundary),
  scatter: drawer(drawScatter),
  latentMap: drawer(drawLatentMap),
  curve: (_fields, inputs, epoch) => drawCurve(inputs, epoch),
  histogram: drawer(drawHistogram),
  weightHistogram: drawer(drawWeightHistogram),
  confusionTable: (_fields, inputs) => drawConfusion(inputs),
  heatMap: drawer(drawHeatMap),
  generatedText: drawer(drawText),
  episode: drawer(drawEpisode),
};

/**
 * What a view shows of the values at its inputs. Pure, and the values are copied: none needs to be
 * kept. Beside the ports of the kind, `decisionBoundary` takes `testPoints` and `testTarget`, `episode`
 * takes `frames` and `rewards`, and `weightHistogram` any tensors by their names. `epoch` is where a
 * curve gets its point; 1.5 is the middle of the second.
 */
export function drawView(
  kindId: string,
  fields: Fields,
  inputs: ViewInputs,
  epoch = 0,
): ViewContent {
  const draw = drawers[kindId];
  if (!draw) throw new Error(`There is no view of kind "${kindId}".`);
  return draw(fields, withOwnLabels(inputs), epoch);
}

/** Inputs that come from the same place also say where they go, so that all labels differ. */
function withOwnLabels(inputs: ViewInputs): ViewInputs {
  const all = Object.entries(inputs);
  return Object.fromEntries(
    all.map(([port, input]) => {
      const isShared = all.some(([other, { label }]) => other !== port && label === input.label);
      return [
        port,
        isShared && input.label ? { ...input, label: `${input.label} (${port})` } : input,
      ];
    }),
  );
}

/** Numbers to be fed to a view in place of what a batch brings there. */
export interface ViewGrid {
  /** The input whose values they replace, and all that was calculated from them. */
  readonly port: string;
  readonly values: Float32Array;
  /** With the batch axis in front. */
  readonly shape: readonly number[];
}

/**
 * What is fed to a view that shows answers over a square of the plane, given the values that a batch
 * brought to its inputs; null for all other views. What the network then answers goes to `drawView`
 * with the other inputs as they were.
 */
export function gridFor(kindId: string, fields: Fields, inputs: ViewInputs): ViewGrid | null {
  const port = gridPort(kindId);
  if (port === null) return null;
  if (kindId === 'decisionBoundary') return { port, ...boundaryPoints(inputs) };
  const { count, extent } = fields as { readonly count: number; readonly extent: number };
  return { port, ...latentPoints({ count, extent }, inputAt(inputs, 'point')) };
}

/** The input at which a view is fed points of its own; null for views that are fed none. */
export function gridPort(kindId: string): string | null {
  if (kindId === 'decisionBoundary') return 'points';
  return kindId === 'latentMap' ? 'point' : null;
}

function drawCurve(inputs: ViewInputs, epoch: number): CurveContent {
  return {
    type: 'curve',
    series: Object.entries(inputs).map(([port, { values, label }]) => {
      const value = values[0];
      return {
        label: label ?? port,
        x: [epoch],
        y: [value !== undefined && Number.isFinite(value) ? value : null],
      };
    }),
  };
}
