import { pipeline, Readable } from 'node:stream';
import { crc32, createDeflate, inflateSync } from 'node:zlib';

/** Pixels in rows from the top, 8 bits a channel: 3 channels are RGB, 4 are RGBA. */
export interface PixelImage {
  width: number;
  height: number;
  channels: 3 | 4;
  pixels: Uint8Array;
}

/** What goes into the head of a PNG. */
export interface PngOptions {
  width: number;
  height: number;
  channels: 3 | 4;
  /** `tEXt` entries, Latin-1 only. */
  text?: Readonly<Record<string, string>>;
  /** zlib's 0 to 9; default 6. */
  level?: number;
}

/** Why a PNG could not be read: broken, of a kind this small reader leaves out, or too big. */
export class PngError extends Error {
  readonly kind: 'malformed' | 'unsupported' | 'too-large';

  constructor(kind: PngError['kind'], message: string) {
    super(message);
    this.name = 'PngError';
    this.kind = kind;
  }
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function pngChunk(name: string, data: Uint8Array): Buffer {
  const chunk = Buffer.allocUnsafe(data.length + 12);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(name, 4, 'latin1');
  chunk.set(data, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, data.length + 8)), data.length + 8);
  return chunk;
}

function pngHead({ width, height, channels, text = {} }: PngOptions): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  header[9] = channels === 4 ? 6 : 2;
  const texts = Object.entries(text).map(([name, value]) =>
    pngChunk('tEXt', Buffer.from(`${name}\0${value}`, 'latin1')),
  );
  return Buffer.concat([signature, pngChunk('IHDR', header), ...texts]);
}

/** Puts PNG's "up" filter in front of every row: cheap, and gradients become runs of zeros. */
async function* filterRows(
  strips: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  stride: number,
): AsyncGenerator<Buffer> {
  let above: Uint8Array = new Uint8Array(stride);
  for await (const strip of strips) {
    const rows = strip.length / stride;
    const filtered = Buffer.allocUnsafe(rows * (stride + 1));
    let to = 0;
    for (let from = 0; from < strip.length; from += stride) {
      const row = strip.subarray(from, from + stride);
      filtered[to++] = 2;
      for (let i = 0; i < stride; i++) filtered[to++] = (row[i] ?? 0) - (above[i] ?? 0);
      above = row;
    }
    yield filtered;
  }
}

/**
 * Encodes strips of whole rows as a PNG, chunk by chunk, while they are painted. The strips are
 * pulled as the PNG is read and must not be written to afterwards.
 */
export async function* encodePng(
  strips: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  options: PngOptions,
): AsyncGenerator<Buffer> {
  yield pngHead(options);
  const deflate = createDeflate({ level: options.level ?? 6, chunkSize: 65_536 });
  const rows = filterRows(strips, options.width * options.channels);
  // The reader of `deflate` below sees every error, so the callback has nothing to add.
  pipeline(Readable.from(rows, { highWaterMark: 2 }), deflate, () => {});
  for await (const data of deflate) yield pngChunk('IDAT', data);
  yield pngChunk('IEND', Buffer.alloc(0));
}

interface PngParts {
  width: number;
  height: number;
  colorType: number;
  palette: Uint8Array;
  transparency: Uint8Array;
  data: Buffer;
}

function readParts(png: Buffer): PngParts {
  if (png.length < 33 || !png.subarray(0, 8).equals(signature)) {
    throw new PngError('malformed', 'not a PNG');
  }
  const data: Buffer[] = [];
  let palette: Buffer = Buffer.alloc(0);
  let transparency: Buffer = Buffer.alloc(0);
  for (let at = 8; at + 12 <= png.length; ) {
    const length = png.readUInt32BE(at);
    const name = png.toString('latin1', at + 4, at + 8);
    const body = png.subarray(at + 8, at + 8 + length);
    if (body.length < length || name === 'IEND') break;
    if (name === 'PLTE') palette = body;
    if (name === 'tRNS') transparency = body;
    if (name === 'IDAT') data.push(body);
    at += length + 12;
  }
  if (png.readUInt8(24) !== 8 || png.readUInt8(28) !== 0) {
    throw new PngError('unsupported', 'only 8 bits a channel, not interlaced');
  }
  return {
    width: png.readUInt32BE(16),
    height: png.readUInt32BE(20),
    colorType: png.readUInt8(25),
    palette,
    transparency,
    data: Buffer.concat(data),
  };
}

function paeth(left: number, above: number, corner: number): number {
  const toLeft = Math.abs(above - corner);
  const toAbove = Math.abs(left - corner);
  const toCorner = Math.abs(left + above - 2 * corner);
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

/** Undoes the row filters in place: afterwards row `y` begins at `y * (stride + 1) + 1`. */
function unfilter(raw: Uint8Array, height: number, stride: number, step: number): void {
  for (let y = 0; y < height; y++) {
    const start = y * (stride + 1) + 1;
    const filter = raw[start - 1] ?? 0;
    if (filter > 4) throw new PngError('malformed', 'unknown row filter');
    if (filter === 0) continue;
    for (let i = 0; i < stride; i++) {
      const at = start + i;
      const left = i >= step ? (raw[at - step] ?? 0) : 0;
      const above = y > 0 ? (raw[at - stride - 1] ?? 0) : 0;
      const corner = i >= step && y > 0 ? (raw[at - stride - 1 - step] ?? 0) : 0;
      let guess = left;
      if (filter === 2) guess = above;
      else if (filter === 3) guess = (left + above) >> 1;
      else if (filter === 4) guess = paeth(left, above, corner);
      raw[at] = (raw[at] ?? 0) + guess;
    }
  }
}

const samplesOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** Turns one sample row of any colour type into a function that gives a pixel as RGBA. */
function pixelReader(parts: PngParts): (raw: Uint8Array, at: number, to: Uint8Array) => void {
  const { colorType, palette, transparency } = parts;
  const key = (i: number) => (transparency.length > i * 2 + 1 ? transparency[i * 2 + 1] : -1);
  const keys = [key(0), key(1), key(2)];
  return (raw, at, to) => {
    const first = raw[at] ?? 0;
    if (colorType === 3) {
      for (let i = 0; i < 3; i++) to[i] = palette[first * 3 + i] ?? 0;
      to[3] = transparency[first] ?? 255;
    } else if (colorType === 0 || colorType === 4) {
      to.fill(first, 0, 3);
      to[3] = colorType === 4 ? (raw[at + 1] ?? 255) : first === keys[0] ? 0 : 255;
    } else {
      for (let i = 0; i < 3; i++) to[i] = raw[at + i] ?? 0;
      const keyed = to[0] === keys[0] && to[1] === keys[1] && to[2] === keys[2];
      to[3] = colorType === 6 ? (raw[at + 3] ?? 255) : keyed ? 0 : 255;
    }
  };
}

/**
 * Decodes a PNG of 8 bits a channel, not interlaced: gray, RGB or palette, with or without alpha.
 * Throws PngError, `too-large` before anything of more than `maxPixels` is unpacked.
 */
export function decodePng(bytes: Uint8Array, options: { maxPixels: number }): PixelImage {
  const parts = readParts(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const { width, height, colorType } = parts;
  const samples = samplesOf[colorType];
  if (samples === undefined || width < 1 || height < 1) {
    throw new PngError('malformed', 'the header makes no sense');
  }
  if (width * height > options.maxPixels) throw new PngError('too-large', `${width}x${height}`);
  const stride = width * samples;
  const size = height * (stride + 1);
  let raw: Buffer;
  try {
    raw = inflateSync(parts.data, { maxOutputLength: size });
  } catch (thrown) {
    throw new PngError('malformed', thrown instanceof Error ? thrown.message : 'bad data');
  }
  if (raw.length !== size) throw new PngError('malformed', 'the data ends early');
  unfilter(raw, height, stride, samples);
  const alpha = colorType === 4 || colorType === 6 || parts.transparency.length > 0;
  const channels = alpha ? 4 : 3;
  const pixels = new Uint8Array(width * height * channels);
  const read = pixelReader(parts);
  const pixel = new Uint8Array(4);
  for (let y = 0, to = 0; y < height; y++) {
    const start = y * (stride + 1) + 1;
    for (let x = 0; x < width; x++, to += channels) {
      read(raw, start + x * samples, pixel);
      for (let i = 0; i < channels; i++) pixels[to + i] = pixel[i] ?? 0;
    }
  }
  return { width, height, channels, pixels };
}
