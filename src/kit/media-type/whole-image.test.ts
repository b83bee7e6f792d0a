import { describe, expect, it } from 'vitest';
import { solidPng } from '../../../test/fakes/png.ts';
import { isWholeImage } from './whole-image.ts';

function box(type: string, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + content.length);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, content]);
}

/** With its length in 64 bits, as large files have it. */
function longBox(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(16);
  head.writeUInt32BE(1);
  head.write(type, 4, 'latin1');
  head.writeBigUInt64BE(BigInt(16 + content.length), 8);
  return Buffer.concat([head, content]);
}

function webp(content: Buffer): Buffer {
  const head = Buffer.from('RIFF\0\0\0\0WEBPVP8 ', 'latin1');
  head.writeUInt32LE(head.length - 8 + content.length, 4);
  return Buffer.concat([head, content]);
}

const frame = Buffer.from([0xff, 0xc0, 0, 11, 8, 0, 16, 0, 16, 1, 1, 0x11, 0]);
const scan = Buffer.from([0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, ...Array(300).fill(0x5a)]);
const ftyp = box('ftyp', Buffer.from('avif\0\0\0\0mif1avif', 'latin1'));
const gifHead = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';

const pictures: [string, Buffer][] = [
  ['PNG', solidPng(20, 10)],
  ['JPEG', Buffer.concat([Buffer.from([0xff, 0xd8]), frame, scan, Buffer.from([0xff, 0xd9])])],
  ['WebP', webp(Buffer.alloc(200))],
  ['GIF', Buffer.from(gifHead, 'base64')],
  ['AVIF', Buffer.concat([ftyp, box('meta', Buffer.alloc(30)), box('mdat', Buffer.alloc(200))])],
  [
    'AVIF with long boxes',
    Buffer.concat([ftyp, box('meta', Buffer.alloc(30)), longBox('mdat', Buffer.alloc(200))]),
  ],
];

const isWhole = (bytes: Buffer) =>
  isWholeImage({
    size: bytes.length,
    read: async (start, length) => bytes.subarray(start, start + length),
  });

describe.each(pictures)('a %s', (_, bytes) => {
  it('is whole', async () => {
    expect(await isWhole(bytes)).toBe(true);
  });

  it('is not whole wherever it is cut', async () => {
    for (let length = 0; length < bytes.length; length += 1) {
      expect([length, await isWhole(bytes.subarray(0, length))]).toEqual([length, false]);
    }
  });

  it('is not whole with something behind it', async () => {
    expect(await isWhole(Buffer.concat([bytes, Buffer.from('more')]))).toBe(false);
  });
});

it('takes nothing else for a picture', async () => {
  for (const text of ['', 'GIF89a', '<svg></svg>', '{"data":[]}']) {
    expect(await isWhole(Buffer.from(text))).toBe(false);
  }
});

it('walks a GIF with colours of its own in many blocks', async () => {
  const blocks = Buffer.alloc(300 * 256, 0x3b);
  for (let at = 0; at < blocks.length; at += 256) blocks[at] = 255;
  const descriptor = Buffer.from([0x2c, 0, 0, 0, 0, 9, 0, 9, 0, 0x80, 0, 0, 0, 1, 1, 1, 8]);
  const head = Buffer.from('GIF89a\x09\0\x09\0\0\0\0', 'latin1');
  const gif = Buffer.concat([head, descriptor, blocks, Buffer.from([0, 0x3b])]);
  expect(await isWhole(gif)).toBe(true);
  for (const cut of [1, 2, 257, 70_000]) expect(await isWhole(gif.subarray(0, -cut))).toBe(false);
});
