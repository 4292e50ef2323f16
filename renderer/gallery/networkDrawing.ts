import type { GraphAnalysis } from '../../src/analysis/graphAnalysis';
import { edgesInto } from '../../src/analysis/graphStructure';
import type { Shape } from '../../src/base/tensorType';
import type { Family } from '../../src/kinds/family';

/** A small picture of a network: its layers and blocks from left to right. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
    /** Null for kinds that are not known. */
    readonly family: Family | null;
    /** Whether it stands for a network of its own. */
    readonly isBlock: boolean;
  }[];
  readonly wires: readonly {
    readonly x1: number;
    readonly y1: number;
    readonly x2: number;
    readonly y2: number;
  }[];
}

const width = 224;
const height = 72;
const margin = 6;

/**
 * Draws a network without laying it out: a column for each step away from the inputs, boxes as high as
 * their output is wide and as broad as it has channels, both on a scale of powers of two.
 */
export function drawNetwork(analysis: GraphAnalysis): Drawing {
  const column = new Map<string, number>();
  const columns: string[][] = [];
  for (const id of analysis.structure.order) {
    const before = [...edgesInto(analysis.structure, id).values()];
    const place = Math.max(-1, ...before.map(({ from }) => column.get(from.node) ?? -1)) + 1;
    column.set(id, place);
    columns[place] = [...(columns[place] ?? []), id];
  }
  const step = (width - 2 * margin) / Math.max(1, columns.length);
  const boxes = new Map<string, Drawing['boxes'][number]>();
  for (const [place, ids] of columns.entries()) {
    const lane = (height - 2 * margin) / ids.length;
    for (const [index, id] of ids.entries()) {
      const node = analysis.nodes.get(id);
      const [type] = Object.values(node?.outputs ?? {});
      const size = boxSize(type?.shape ?? []);
      const boxWidth = Math.min(Math.max(2, step - 3), 4 + size.width * 14);
      const boxHeight = Math.min(lane - 2, 8 + size.height * (height - 2 * margin - 8));
      boxes.set(id, {
        x: margin + step * (place + 0.5) - boxWidth / 2,
        y: margin + lane * (index + 0.5) - boxHeight / 2,
        width: boxWidth,
        height: boxHeight,
        family: node?.kind?.family ?? null,
        isBlock: node?.kind?.family === 'block',
      });
    }
  }
  const wires = analysis.graph.edges.flatMap(({ from, to }) => {
    const start = boxes.get(from.node);
    const end = boxes.get(to.node);
    if (!start || !end) return [];
    return [
      {
        x1: start.x + start.width,
        y1: start.y + start.height / 2,
        x2: end.x,
        y2: end.y + end.height / 2,
      },
    ];
  });
  return { width, height, boxes: [...boxes.values()], wires };
}

/** How high and broad an output is, each 0 … 1: its first axis and its last, 1 and 4096 being the ends. */
function boxSize(shape: Shape): { readonly width: number; readonly height: number } {
  const scale = (axis: number | null | undefined, most: number): number =>
    Math.min(1, Math.log2(Math.max(1, axis ?? 1)) / Math.log2(most));
  return shape.length > 1
    ? { height: scale(shape[0], 256), width: scale(shape.at(-1), 1024) }
    : { height: scale(shape[0], 4096), width: 0.25 };
}
