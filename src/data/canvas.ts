import type { Randomness } from '../base/randomness';

/** A place in a picture, x to the right and y downwards. */
export type Point = readonly [x: number, y: number];

/** A square picture that is being drawn; intensities between 0 and 1, one a channel. */
export interface Canvas {
  /** Height and width in pixels. */
  readonly size: number;
  readonly channels: number;
  /** Row by row, the channels of a pixel side by side. */
  readonly pixels: Float32Array;
}

/** A colour: an intensity for each channel. */
export type Colour = readonly number[];

/** How far a place lies outside an outline, in pixels; negative inside. */
export type Outline = (x: number, y: number) => number;

/** The pixels that something touches; whole numbers are corners of pixels. */
interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A picture of one colour. */
export function createCanvas(size: number, background: Colour): Canvas {
  const channels = background.length;
  const pixels = new Float32Array(size * size * channels);
  for (let i = 0; i < pixels.length; i++) pixels[i] = background[i % channels] as number;
  return { size, channels, pixels };
}

/**
 * Fills an outline with a colour; pixels on the edge are covered in part. Coordinates are pixels,
 * (0, 0) the upper left corner; `bounds` leaves out what is certainly not touched.
 */
export function fill(
  canvas: Canvas,
  outline: Outline,
  colour: Colour | ((x: number, y: number) => Colour),
  bounds?: Bounds,
): void {
  const { size, channels, pixels } = canvas;
  const inside = (value: number): number => Math.min(size, Math.max(0, value));
  const top = inside(Math.floor(bounds?.top ?? 0));
  const bottom = inside(Math.ceil(bounds?.bottom ?? size));
  const left = inside(Math.floor(bounds?.left ?? 0));
  const right = inside(Math.ceil(bounds?.right ?? size));
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) {
      const covered = Math.min(1, 0.5 - outline(column + 0.5, row + 0.5));
      if (covered <= 0) continue;
      const paint = typeof colour === 'function' ? colour(column, row) : colour;
      const at = (row * size + column) * channels;
      for (let channel = 0; channel < channels; channel++) {
        const before = pixels[at + channel] as number;
        pixels[at + channel] = before + covered * ((paint[channel] as number) - before);
      }
    }
  }
}

/** The distance of a place from the line between two others. */
function distanceToSegment(x: number, y: number, [x0, y0]: Point, [x1, y1]: Point): number {
  const dx = x1 - x0;
  const dy = y1 - y0;
  const squared = dx * dx + dy * dy;
  const share = squared === 0 ? 0 : ((x - x0) * dx + (y - y0) * dy) / squared;
  const along = Math.min(1, Math.max(0, share));
  return Math.hypot(x - x0 - along * dx, y - y0 - along * dy);
}

/** Draws a line through places, with round ends; `width` and the places are in pixels. */
export function stroke(
  canvas: Canvas,
  path: readonly Point[],
  width: number,
  colour: Colour,
): void {
  const reach = width / 2 + 1;
  for (let i = 1; i < path.length; i++) {
    const from = path[i - 1] as Point;
    const to = path[i] as Point;
    fill(canvas, (x, y) => distanceToSegment(x, y, from, to) - width / 2, colour, {
      left: Math.min(from[0], to[0]) - reach,
      right: Math.max(from[0], to[0]) + reach,
      top: Math.min(from[1], to[1]) - reach,
      bottom: Math.max(from[1], to[1]) + reach,
    });
  }
}

/**
 * A part of an ellipse as a path. Angles are in degrees, 0 to the right and 90 downwards; where the
 * first is larger the path runs the other way.
 */
export function arc(
  centre: Point,
  radii: Point,
  fromDegrees: number,
  toDegrees: number,
): readonly Point[] {
  const parts = Math.max(2, Math.ceil(Math.abs(toDegrees - fromDegrees) / 24));
  return Array.from({ length: parts + 1 }, (_, i) => {
    const angle = ((fromDegrees + ((toDegrees - fromDegrees) * i) / parts) * Math.PI) / 180;
    return [centre[0] + radii[0] * Math.cos(angle), centre[1] + radii[1] * Math.sin(angle)];
  });
}

/** The outline of a disc. */
export function disc(centre: Point, radius: number): Outline {
  return (x, y) => Math.hypot(x - centre[0], y - centre[1]) - radius;
}

/** The outline of an upright rectangle around a place; `half` are half its width and height. */
export function rectangle(centre: Point, half: Point): Outline {
  return (x, y) => Math.max(Math.abs(x - centre[0]) - half[0], Math.abs(y - centre[1]) - half[1]);
}

/** The outline of an upright triangle with equal sides, within a circle of that radius. */
export function triangle(centre: Point, radius: number): Outline {
  const slope = Math.sqrt(3) / 2;
  return (x, y) => {
    const dx = Math.abs(x - centre[0]);
    const dy = y - centre[1];
    return Math.max(dy - radius / 2, slope * dx - dy / 2 - radius / 2);
  };
}

/** The outline of a plus sign; its bars are `thickness` wide and twice `radius` long. */
export function plus(centre: Point, radius: number, thickness: number): Outline {
  const upright = rectangle(centre, [thickness / 2, radius]);
  const flat = rectangle(centre, [radius, thickness / 2]);
  return (x, y) => Math.min(upright(x, y), flat(x, y));
}

/** Adds normal noise of a deviation to every number of a picture; nothing is drawn for 0. */
export function addNoise(canvas: Canvas, deviation: number, randomness: Randomness): void {
  if (deviation === 0) return;
  const { pixels } = canvas;
  for (let i = 0; i < pixels.length; i++) {
    pixels[i] = (pixels[i] as number) + deviation * randomness.normal();
  }
}

/** A uniform random number between two others. */
export function between(randomness: Randomness, low: number, high: number): number {
  return low + (high - low) * randomness.next();
}
