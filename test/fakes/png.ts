import { crc32, deflateSync } from 'node:zlib';

const cache = new Map<string, Buffer>();
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** A whole PNG of one colour, RGB; sides up to 2048 pixels. */
export function solidPng(width: number, height: number, color = 0x3366cc): Buffer {
  const key = `${width}x${height}:${color}`;
  const known = cache.get(key);
  if (known) return known;
  const row = Buffer.alloc(1 + width * 3);
  for (let x = 0; x < width; x += 1) row.writeUIntBE(color & 0xffffff, 1 + x * 3, 3);
  const rows = Buffer.alloc(row.length * height);
  for (let y = 0; y < height; y += 1) row.copy(rows, y * row.length);
  const png = Buffer.concat([
    signature,
    chunk('IHDR', header(width, height)),
    chunk('IDAT', deflateSync(rows, { level: 1 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
  if (cache.size > 50) cache.clear();
  cache.set(key, png);
  return png;
}

/** A whole black PNG of any size, one bit a pixel: a few bytes that unpack to gigabytes. */
export function pixelBomb(side: number): Buffer {
  const rows = deflateSync(Buffer.alloc((1 + Math.ceil(side / 8)) * side), { level: 9 });
  const head = header(side, side);
  head[8] = 1;
  head[9] = 0;
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function header(width: number, height: number): Buffer {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data[8] = 8;
  data[9] = 2;
  return data;
}

function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const bytes = Buffer.alloc(named.length + 8);
  bytes.writeUInt32BE(data.length, 0);
  named.copy(bytes, 4);
  bytes.writeUInt32BE(crc32(named), named.length + 4);
  return bytes;
}
