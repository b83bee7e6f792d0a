import { type ImageDimensions, unknownDimensions } from './image-dimensions.ts';

const markerStart = 0xff;
const startOfScan = 0xda;
// SOF0 to SOF15 without the three codes among them that are other tables (ITU T.81, table B.1).
const frames = new Set([
  0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf,
]);

/** The dimensions of a JPEG from its frame header; undefined where the bytes are no JPEG. */
export function readJpeg(head: Buffer): ImageDimensions | undefined {
  if (head.length < 3 || head.readUIntBE(0, 3) !== 0xffd8ff) return undefined;
  let position = 2;
  while (position + 9 <= head.length && head[position] === markerStart) {
    const marker = head[position + 1] ?? 0;
    // Any number of fill bytes may stand before a marker.
    if (marker === markerStart) {
      position += 1;
      continue;
    }
    if (frames.has(marker)) {
      return { height: head.readUInt16BE(position + 5), width: head.readUInt16BE(position + 7) };
    }
    if (marker === startOfScan) break;
    position += 2 + (hasLength(marker) ? head.readUInt16BE(position + 2) : 0);
  }
  return unknownDimensions;
}

function hasLength(marker: number): boolean {
  return marker !== 0x01 && (marker < 0xd0 || marker > 0xd8);
}
