import type { PictureSeries } from '../../../../src/training/viewContent';

/** Pictures as bytes of red, green, blue and opacity, side by side in columns without gaps. */
export function pictureBytes(
  series: PictureSeries,
  from: number,
  count: number,
  columns: number,
): {
  readonly bytes: Uint8ClampedArray<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
} {
  const { width, height, channels, values, range } = series;
  const [black, white] = range;
  const scale = 255 / (white - black || 1);
  const across = Math.min(columns, count);
  const sheetWidth = across * width;
  const sheetHeight = Math.ceil(count / columns) * height;
  const bytes = new Uint8ClampedArray(sheetWidth * sheetHeight * 4);
  const isColour = channels >= 3;
  for (let place = 0; place < count; place++) {
    const left = (place % columns) * width;
    const top = Math.floor(place / columns) * height;
    for (let pixel = 0; pixel < width * height; pixel++) {
      const source = ((from + place) * width * height + pixel) * channels;
      const target = ((top + Math.floor(pixel / width)) * sheetWidth + left + (pixel % width)) * 4;
      for (let channel = 0; channel < 3; channel++) {
        const value = values[source + (isColour ? channel : 0)] ?? black;
        // Clamped by the array itself.
        bytes[target + channel] = (value - black) * scale;
      }
      bytes[target + 3] = 255;
    }
  }
  return { bytes, width: sheetWidth, height: sheetHeight };
}

/**
 * The width of a picture in CSS pixels: as much of the room as leaves each of its pixels the same
 * whole number of the screen's, of which there are `density` in a CSS pixel.
 */
export function pictureWidth(ownWidth: number, room: number, density: number): number {
  if (room <= 0) return 0;
  const times = Math.floor((room * density) / ownWidth);
  return times >= 1 ? (times * ownWidth) / density : room;
}
