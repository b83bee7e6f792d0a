import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sniffImage } from './media-type.ts';

function u16(value: number): Buffer {
  return Buffer.from([value >> 8, value & 0xff]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function bytes(...parts: (string | number | Buffer)[]): Buffer {
  return Buffer.concat(
    parts.map((part) => {
      if (typeof part === 'number') return Buffer.from([part]);
      return typeof part === 'string' ? Buffer.from(part, 'latin1') : part;
    }),
  );
}

function box(type: string, ...parts: (string | number | Buffer)[]): Buffer {
  const content = bytes(...parts);
  return bytes(u32(content.length + 8), type, content);
}

function segment(marker: number, content: Buffer): Buffer {
  return bytes(0xff, marker, u16(content.length + 2), content);
}

function webp(chunk: string, content: Buffer): Buffer {
  return bytes('RIFF', '\0\0\0\0', 'WEBP', chunk, '\0\0\0\0', content, Buffer.alloc(16));
}

const png = (width: number, height: number) =>
  bytes('\x89PNG\r\n\x1a\n', u32(13), 'IHDR', u32(width), u32(height), 8, 6, 0, 0, 0);
const gif = bytes('GIF89a', 0x2c, 0x01, 0xc8, 0x00, 0, 0, 0);
const frame = (marker: number) =>
  segment(marker, bytes(8, u16(768), u16(1024), 3, Buffer.alloc(9)));
const jpeg = (...segments: Buffer[]) => bytes(0xff, 0xd8, ...segments, Buffer.alloc(8));
const app1 = (size: number) => segment(0xe1, Buffer.alloc(size, 0xff));
const ispe = (width: number, height: number) => box('ispe', u32(0), u32(width), u32(height));
const avif = (brand: string, other: string, ...properties: Buffer[]) =>
  bytes(
    box('ftyp', brand, u32(0), 'mif1', other),
    box(
      'meta',
      u32(0),
      box('hdlr', Buffer.alloc(20)),
      box('iprp', box('ipco', box('pixi', u32(0)), ...properties), box('ipma', u32(0))),
    ),
    box('mdat', Buffer.alloc(50)),
  );

describe('sniffImage', () => {
  it('knows PNG', () => {
    const expected = { mediaType: 'image/png', ending: 'png', width: 3840, height: 2160 };
    expect(sniffImage(png(3840, 2160))).toEqual(expected);
  });

  it('knows GIF, old and new', () => {
    const expected = { mediaType: 'image/gif', ending: 'gif', width: 300, height: 200 };
    expect(sniffImage(gif)).toEqual(expected);
    expect(sniffImage(bytes('GIF87a', gif.subarray(6)))).toEqual(expected);
  });

  it('knows JPEG, whatever its frame and whatever stands before it', () => {
    const expected = { mediaType: 'image/jpeg', ending: 'jpg', width: 1024, height: 768 };
    const tables = segment(0xc4, Buffer.alloc(30));
    for (const marker of [0xc0, 0xc1, 0xc2, 0xc9]) {
      expect(sniffImage(jpeg(app1(200), tables, frame(marker)))).toEqual(expected);
    }
    expect(sniffImage(jpeg(app1(1), Buffer.from([0xff, 0xff]), frame(0xc0)))).toEqual(expected);
  });

  it('knows a JPEG whose frame lies behind the head, but not its size', () => {
    const expected = { mediaType: 'image/jpeg', ending: 'jpg', width: 0, height: 0 };
    expect(sniffImage(jpeg(app1(60_000), frame(0xc0)).subarray(0, 4096))).toEqual(expected);
    expect(sniffImage(jpeg(segment(0xda, Buffer.alloc(10)), frame(0xc0)))).toEqual(expected);
  });

  it('knows the three kinds of WebP', () => {
    const expected = { mediaType: 'image/webp', ending: 'webp', width: 1024, height: 768 };
    const lossy = bytes(0, 0, 0, 0x9d, 0x01, 0x2a, 0x00, 0x44, 0x00, 0x03);
    expect(sniffImage(webp('VP8 ', lossy))).toEqual(expected);
    const lossless = Buffer.alloc(5, 0x2f);
    lossless.writeUInt32LE((1 << 28) | (767 << 14) | 1023, 1);
    expect(sniffImage(webp('VP8L', lossless))).toEqual(expected);
    const extended = bytes(0, 0, 0, 0, 0xff, 0x03, 0x00, 0xff, 0x02, 0x00);
    expect(sniffImage(webp('VP8X', extended))).toEqual(expected);
  });

  it('knows AVIF, also as a sequence or under a general brand, by its largest part', () => {
    const expected = { mediaType: 'image/avif', ending: 'avif', width: 1024, height: 768 };
    const tiled = [ispe(512, 512), ispe(1024, 768), ispe(160, 120)];
    expect(sniffImage(avif('avif', 'miaf', ispe(1024, 768)))).toEqual(expected);
    expect(sniffImage(avif('avis', 'miaf', ispe(1024, 768)))).toEqual(expected);
    expect(sniffImage(avif('mif1', 'avif', ...tiled))).toEqual(expected);
    expect(sniffImage(avif('heic', 'mif1', ispe(1024, 768)))).toBeUndefined();
  });

  it('takes nothing else for a picture', () => {
    const others = [
      '',
      '<svg xmlns="http://www.w3.org/2000/svg"/>',
      '<!doctype html>',
      '{"error":"no"}',
      'BM\x36\0\0\0',
      '%PDF-1.7',
      'RIFF\0\0\0\0WAVEfmt ',
      '\x89PNG\n\x1a\n',
      ' \x89PNG\r\n\x1a\n',
      'GIF90a\0\0\0\0',
    ];
    for (const text of others) expect(sniffImage(bytes(text)), text).toBeUndefined();
  });

  it('keeps to its answer, or to none, where the head is cut anywhere', () => {
    const pictures = [
      png(10, 20),
      gif,
      jpeg(app1(20), frame(0xc0)),
      webp('VP8X', Buffer.alloc(10)),
      avif('avif', 'miaf', ispe(30, 40)),
    ];
    for (const picture of pictures) {
      const whole = sniffImage(picture);
      for (let length = 0; length < picture.length; length += 1) {
        const cut = sniffImage(picture.subarray(0, length));
        if (cut === undefined) continue;
        expect(cut.mediaType).toBe(whole?.mediaType);
        if (cut.width !== 0) expect(cut).toEqual(whole);
      }
    }
  });

  it('survives any bytes behind any magic', () => {
    const heads = [png(1, 1), gif, jpeg(app1(4)), webp('VP8L', gif), avif('avif', 'mif1')];
    fc.assert(
      fc.property(
        fc.constantFrom(...heads),
        fc.nat({ max: 40 }),
        fc.uint8Array({ maxLength: 120 }),
        (head, length, noise) => {
          const found = sniffImage(bytes(head.subarray(0, length), Buffer.from(noise)));
          expect(found === undefined || found.width >= 0).toBe(true);
        },
      ),
    );
  });
});
