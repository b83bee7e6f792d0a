import { type ImageDimensions, unknownDimensions } from './image-dimensions.ts';

interface Box {
  type: string;
  content: Buffer;
}

const brands = new Set(['avif', 'avis']);
const fullBoxHeader = 4;

/** The dimensions of an AVIF from its `ispe` boxes; undefined where the bytes are no AVIF. */
export function readAvif(head: Buffer): ImageDimensions | undefined {
  const [first] = boxes(head);
  if (first?.type !== 'ftyp' || !hasAvifBrand(first.content)) return undefined;
  const meta = find(head, 'meta')?.subarray(fullBoxHeader);
  const properties = meta && find(find(meta, 'iprp'), 'ipco');
  if (!properties) return unknownDimensions;
  let largest = unknownDimensions;
  // Tiles of a grid and thumbnails have sizes of their own; the picture's is the largest.
  for (const { type, content } of boxes(properties)) {
    if (type !== 'ispe' || content.length < 12) continue;
    const found = { width: content.readUInt32BE(4), height: content.readUInt32BE(8) };
    if (found.width * found.height > largest.width * largest.height) largest = found;
  }
  return largest;
}

function hasAvifBrand(content: Buffer): boolean {
  for (let i = 0; i + 4 <= content.length; i += 4) {
    // Between the major brand and the compatible ones stands a version.
    if (i !== 4 && brands.has(content.toString('latin1', i, i + 4))) return true;
  }
  return false;
}

function find(content: Buffer | undefined, type: string): Buffer | undefined {
  if (!content) return undefined;
  for (const box of boxes(content)) if (box.type === type) return box.content;
  return undefined;
}

/** ISO base media boxes, the last one cut where the bytes end. */
function* boxes(content: Buffer): Generator<Box> {
  let position = 0;
  while (position + 8 <= content.length) {
    let size = content.readUInt32BE(position);
    let header = 8;
    if (size === 1 && position + 16 <= content.length) {
      size = Number(content.readBigUInt64BE(position + 8));
      header = 16;
    } else if (size === 0) size = content.length - position;
    if (size < header) return;
    const type = content.toString('latin1', position + 4, position + 8);
    yield { type, content: content.subarray(position + header, position + size) };
    position += size;
  }
}
