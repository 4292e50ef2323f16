import type { DecodedPng } from 'fast-png';
import { convertIndexedToRgb, decode as decodePng, hasPngSignature } from 'fast-png';
import { decode as decodeJpeg } from 'jpeg-js';
import type { Result } from '../base/result';
import { failure, success } from '../base/result';
import { boundedPng } from './boundedPng';

/** A picture of 8-bit numbers, row after row, channels last. */
export interface Image {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  readonly pixels: Uint8Array;
}

/** Pixels of any number of channels: grey, grey and alpha, RGB, RGBA. */
interface Raster {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly pixels: Uint8Array;
}

/** Larger pictures are refused before memory is taken for them. */
const LARGEST_PIXELS = 64_000_000;

const PNG_HEADER_BYTES = 33;
/** Where the header of a PNG says how many bits a number has, and whether rows are interlaced. */
const DEPTH_PLACE = 24;
const INTERLACE_PLACE = 28;
const MEGA = 1_000_000;

function tooLarge(width: number, height: number): string | null {
  if (width * height <= LARGEST_PIXELS) return null;
  return `${width}×${height} pixels are more than ${LARGEST_PIXELS / MEGA} million`;
}

/** Spreads packed grey values of 1, 2 or 4 bits over whole bytes; rows start on a byte. */
function unpackGrey({ width, height, depth, data }: DecodedPng): Uint8Array {
  const rowBytes = Math.ceil((width * depth) / 8);
  const largest = 2 ** depth - 1;
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const bit = x * depth;
      const byte = data[y * rowBytes + (bit >> 3)] as number;
      pixels[y * width + x] = (((byte >> (8 - depth - (bit & 7))) & largest) * 255) / largest;
    }
  }
  return pixels;
}

function pngRaster(bytes: Uint8Array): Raster {
  if (bytes.length < PNG_HEADER_BYTES) throw new Error('the file is cut off');
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const excess = tooLarge(header.getUint32(16), header.getUint32(20));
  if (excess) throw new Error(excess);
  if ((bytes[DEPTH_PLACE] ?? 0) < 8 && bytes[INTERLACE_PLACE] !== 0) {
    // The decoder takes packed pixels for whole bytes here.
    throw new Error('it is interlaced with fewer than 8 bits; save it without interlacing');
  }
  const png = decodePng(boundedPng(bytes));
  const { width, height, depth, channels, data } = png;
  if (png.palette) {
    const pixels = convertIndexedToRgb(png);
    return { width, height, channels: png.palette[0]?.length ?? 3, pixels };
  }
  if (depth < 8) return { width, height, channels, pixels: unpackGrey(png) };
  const pixels = Uint8Array.from(
    data,
    depth === 16 ? (value) => Math.round(value / 257) : undefined,
  );
  return { width, height, channels, pixels };
}

function jpegRaster(bytes: Uint8Array): Raster {
  const { width, height, data } = decodeJpeg(bytes, {
    useTArray: true,
    formatAsRGBA: false,
    tolerantDecoding: false,
    maxResolutionInMP: LARGEST_PIXELS / MEGA,
    maxMemoryUsageInMB: 1024,
  });
  return { width, height, channels: 3, pixels: data };
}

/** ITU-R BT.601 luma, as image libraries turn colour into grey. */
function luma(red: number, green: number, blue: number): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}

/** Lays transparent pixels over white, as a page shows them, and turns them grey or into colour. */
function convertChannels(raster: Raster, channels: 1 | 3): Image {
  const { width, height, pixels: from } = raster;
  const count = width * height;
  const isColour = raster.channels >= 3;
  const hasAlpha = raster.channels % 2 === 0;
  const pixels = new Uint8Array(count * channels);
  for (let i = 0; i < count; i++) {
    const at = i * raster.channels;
    const alpha = hasAlpha ? (from[at + raster.channels - 1] as number) / 255 : 1;
    const over = (value: number) => Math.round(value * alpha + 255 * (1 - alpha));
    const red = from[at] as number;
    const green = isColour ? (from[at + 1] as number) : red;
    const blue = isColour ? (from[at + 2] as number) : red;
    if (channels === 1) {
      pixels[i] = over(isColour ? luma(red, green, blue) : red);
    } else {
      pixels[i * 3] = over(red);
      pixels[i * 3 + 1] = over(green);
      pixels[i * 3 + 2] = over(blue);
    }
  }
  return { width, height, channels, pixels };
}

/**
 * Decodes a PNG (any depth, palette, transparency over white) or a JPEG (baseline or progressive),
 * told apart by their first bytes, into grey (1 channel) or colour (3). Orientation tags of cameras
 * are not applied, as in Keras and torchvision. Errors name the file.
 */
export function decodeImage(file: string, bytes: Uint8Array, channels: 1 | 3): Result<Image> {
  const isJpeg = bytes[0] === 0xff && bytes[1] === 0xd8;
  if (!isJpeg && !(bytes.length >= 8 && hasPngSignature(bytes))) {
    return failure(`${file}: neither a PNG nor a JPEG image; convert it or take it out.`);
  }
  const format = isJpeg ? 'JPEG' : 'PNG';
  try {
    const raster = isJpeg ? jpegRaster(bytes) : pngRaster(bytes);
    const { width, height } = raster;
    const expected = width * height * raster.channels;
    if (expected === 0 || raster.pixels.length !== expected) throw new Error('the file is cut off');
    return success(convertChannels(raster, channels));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return failure(`${file}: the ${format} cannot be read (${reason}); replace it or take it out.`);
  }
}
