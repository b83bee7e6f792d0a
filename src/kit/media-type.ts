import { readAvif } from './media-type/avif-header.ts';
import { type ImageDimensions, unknownDimensions } from './media-type/image-dimensions.ts';
import { readJpeg } from './media-type/jpeg-header.ts';
import { readWebp } from './media-type/webp-header.ts';
import { toBuffer } from './to-buffer.ts';

/** A picture, known by its first bytes. */
export interface SniffedImage {
  mediaType: 'image/png' | 'image/jpeg' | 'image/webp' | 'image/avif' | 'image/gif';
  /** Of a file's name. */
  ending: 'png' | 'jpg' | 'webp' | 'avif' | 'gif';
  /** In pixels; 0 where the head does not tell, as in a JPEG behind a huge EXIF block. */
  width: number;
  /** In pixels; 0 where the head does not tell. */
  height: number;
}

type Format = Pick<SniffedImage, 'mediaType' | 'ending'> & {
  read: (head: Buffer) => ImageDimensions | undefined;
};

const formats: readonly Format[] = [
  { mediaType: 'image/png', ending: 'png', read: readPng },
  { mediaType: 'image/jpeg', ending: 'jpg', read: readJpeg },
  { mediaType: 'image/webp', ending: 'webp', read: readWebp },
  { mediaType: 'image/avif', ending: 'avif', read: readAvif },
  { mediaType: 'image/gif', ending: 'gif', read: readGif },
];

/** What a picture's first bytes say it is; undefined for SVG, HTML and anything else. */
export function sniffImage(head: Uint8Array): SniffedImage | undefined {
  const bytes = toBuffer(head);
  for (const { mediaType, ending, read } of formats) {
    const dimensions = read(bytes);
    if (dimensions) return { mediaType, ending, ...dimensions };
  }
  return undefined;
}

function readPng(head: Buffer): ImageDimensions | undefined {
  if (head.toString('latin1', 0, 8) !== '\x89PNG\r\n\x1a\n') return undefined;
  if (head.length < 24) return unknownDimensions;
  return { width: head.readUInt32BE(16), height: head.readUInt32BE(20) };
}

function readGif(head: Buffer): ImageDimensions | undefined {
  if (!/^GIF8[79]a$/.test(head.toString('latin1', 0, 6))) return undefined;
  if (head.length < 10) return unknownDimensions;
  return { width: head.readUInt16LE(6), height: head.readUInt16LE(8) };
}
