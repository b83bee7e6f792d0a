import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { solidPng } from '../fakes/png.ts';

const endSize = 12;

/** A whole PNG of about so many bytes that nobody has seen before: noise in a chunk of its own. */
export function noisyPicture(bytes: number): Buffer {
  const png = solidPng(64, 64, bytes);
  const named = Buffer.concat([Buffer.from('noIs', 'latin1'), randomBytes(bytes)]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  const end = png.length - endSize;
  return Buffer.concat([png.subarray(0, end), length, named, sum, png.subarray(end)]);
}
