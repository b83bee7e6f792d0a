import { crc32, deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sniffImage } from './media-type.ts';
import { decodePng, encodePng, PngError, type PngOptions } from './png.ts';

async function encode(strips: Uint8Array[], options: PngOptions): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of encodePng(strips, options)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const whole = Buffer.alloc(named.length + 8);
  whole.writeUInt32BE(data.length, 0);
  named.copy(whole, 4);
  whole.writeUInt32BE(crc32(named), named.length + 4);
  return whole;
}

interface Recipe {
  width: number;
  height: number;
  colorType: number;
  depth?: number;
  interlace?: number;
  /** Rows with their filter byte in front. */
  rows: number[];
  extra?: Buffer[];
}

function build({ width, height, colorType, depth = 8, interlace = 0, rows, extra = [] }: Recipe) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colorType, 0, 0, interlace], 8);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    ...extra,
    chunk('IDAT', deflateSync(Buffer.from(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const decode = (png: Uint8Array) => decodePng(png, { maxPixels: 1e6 });

function kindOf(work: () => unknown): string {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof PngError) return thrown.kind;
    throw thrown;
  }
  return 'none';
}

describe('writing a PNG', () => {
  it('gives back the same pixels, however the rows are cut into strips', async () => {
    const shape = fc.record({
      width: fc.integer({ min: 1, max: 40 }),
      height: fc.integer({ min: 1, max: 30 }),
      channels: fc.constantFrom(3 as const, 4 as const),
      cut: fc.integer({ min: 1, max: 9 }),
      seed: fc.integer(),
    });
    await fc.assert(
      fc.asyncProperty(shape, async ({ width, height, channels, cut, seed }) => {
        const pixels = new Uint8Array(width * height * channels);
        for (let i = 0; i < pixels.length; i++) pixels[i] = (i * i * 31 + seed * (i + 7)) & 255;
        const strips: Uint8Array[] = [];
        const stride = width * channels;
        for (let y = 0; y < height; y += cut) {
          strips.push(pixels.slice(y * stride, Math.min(height, y + cut) * stride));
        }
        const png = await encode(strips, { width, height, channels });
        expect(decode(png)).toEqual({ width, height, channels, pixels });
      }),
      { numRuns: 40 },
    );
  });

  it('is known for what it is from its first bytes', async () => {
    const png = await encode([new Uint8Array(5 * 3 * 3)], { width: 5, height: 3, channels: 3 });
    expect(sniffImage(png)).toMatchObject({ mediaType: 'image/png', width: 5, height: 3 });
  });

  it('says in its head who wrote it', async () => {
    const text = { Software: 'a test' };
    const png = await encode([new Uint8Array(3)], { width: 1, height: 1, channels: 3, text });
    expect(png.subarray(33, 33 + 12 + 15)).toEqual(
      chunk('tEXt', Buffer.from('Software\0a test', 'latin1')),
    );
  });

  it('passes on what goes wrong while the rows are made', async () => {
    async function* failing() {
      yield new Uint8Array(6);
      throw new Error('out of paint');
    }
    const reading = async () => {
      for await (const _ of encodePng(failing(), { width: 2, height: 2, channels: 3 }));
    };
    await expect(reading()).rejects.toThrow('out of paint');
  });

  it('ends its source when nobody reads on', async () => {
    let ended = false;
    async function* rows() {
      try {
        for (let y = 0; y < 4000; y++) yield crypto.getRandomValues(new Uint8Array(3000));
      } finally {
        ended = true;
      }
    }
    const png = encodePng(rows(), { width: 1000, height: 4000, channels: 3 });
    await png.next();
    await png.next();
    await png.return(undefined);
    await expect.poll(() => ended).toBe(true);
  });
});

describe('reading a PNG', () => {
  it('undoes every row filter', () => {
    const rows = [
      ...[0, 10, 20, 30, 40],
      ...[1, 10, 10, 10, 10],
      ...[2, 1, 1, 1, 1],
      ...[3, 5, 5, 5, 5],
      ...[4, 1, 2, 3, 4],
    ];
    const { pixels } = decode(build({ width: 4, height: 5, colorType: 0, rows }));
    const gray = Array.from({ length: 20 }, (_, i) => pixels[i * 3]);
    expect(gray.slice(0, 12)).toEqual([10, 20, 30, 40, 10, 20, 30, 40, 11, 21, 31, 41]);
    expect(gray.slice(12)).toEqual([10, 20, 30, 40, 11, 22, 33, 44]);
  });

  it('reads gray with alpha', () => {
    const png = build({ width: 2, height: 1, colorType: 4, rows: [0, 7, 0, 9, 255] });
    expect(decode(png)).toMatchObject({
      channels: 4,
      pixels: new Uint8Array([7, 7, 7, 0, 9, 9, 9, 255]),
    });
  });

  it('reads a palette with its transparency', () => {
    const extra = [chunk('PLTE', Buffer.from([1, 2, 3, 4, 5, 6])), chunk('tRNS', Buffer.from([0]))];
    const png = build({ width: 2, height: 1, colorType: 3, rows: [0, 0, 1], extra });
    expect(decode(png).pixels).toEqual(new Uint8Array([1, 2, 3, 0, 4, 5, 6, 255]));
  });

  it('makes the one transparent colour of an RGB image transparent', () => {
    const extra = [chunk('tRNS', Buffer.from([0, 1, 0, 2, 0, 3]))];
    const rows = [0, 1, 2, 3, 9, 9, 9];
    const png = build({ width: 2, height: 1, colorType: 2, rows, extra });
    expect(decode(png).pixels).toEqual(new Uint8Array([1, 2, 3, 0, 9, 9, 9, 255]));
  });

  it('leaves out what is rare: 16 bits, fewer than 8, interlaced', () => {
    const rows = [0, 0, 0];
    for (const odd of [{ depth: 16 }, { depth: 1 }, { interlace: 1 }]) {
      const png = build({ width: 1, height: 1, colorType: 0, rows, ...odd });
      expect(kindOf(() => decode(png))).toBe('unsupported');
    }
  });

  it('refuses a size beyond the bound before it unpacks anything', () => {
    const png = build({ width: 2000, height: 2000, colorType: 0, rows: [0] });
    expect(kindOf(() => decode(png))).toBe('too-large');
  });

  it('refuses data that unpacks to more than the header promises', () => {
    const rows = new Array<number>(100_000).fill(0);
    expect(kindOf(() => decode(build({ width: 2, height: 2, colorType: 0, rows })))).toBe(
      'malformed',
    );
  });

  it('calls everything else malformed, wherever it is cut', async () => {
    const whole = await encode([new Uint8Array(300)], { width: 10, height: 10, channels: 3 });
    for (let end = 0; end < whole.length - 16; end += 5) {
      expect(kindOf(() => decode(whole.subarray(0, end)))).toBe('malformed');
    }
    expect(kindOf(() => decode(Buffer.from('GIF89a, and then some more text, 40 b')))).toBe(
      'malformed',
    );
  });
});
