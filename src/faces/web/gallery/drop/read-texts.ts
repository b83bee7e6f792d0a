import { readExifTexts } from './exif-texts.ts';

/** What a picture's file tells beside its pixels. */
export interface PictureTexts {
  /** By their keywords, as `parameters`, `prompt`, `workflow`, `Software`. */
  texts: ReadonlyMap<string, string>;
  /** Whether it carries Content Credentials. */
  hasC2pa: boolean;
}

const longestText = 4 * 1024 * 1024;
const pngStart = [0x89, 0x50, 0x4e, 0x47];

/** Reads the texts of a PNG, a JPEG or a WebP; nothing of anything else, and never throws. */
export async function readTexts(bytes: Uint8Array<ArrayBuffer>): Promise<PictureTexts> {
  try {
    if (pngStart.every((byte, at) => bytes[at] === byte)) return await readPng(bytes);
    if (bytes[0] === 0xff && bytes[1] === 0xd8) return readJpeg(bytes);
    if (nameAt(bytes, 0) === 'RIFF' && nameAt(bytes, 8) === 'WEBP') return readWebp(bytes);
  } catch {
    // A file that breaks off tells nothing.
  }
  return { texts: new Map(), hasC2pa: false };
}

async function readPng(bytes: Uint8Array<ArrayBuffer>): Promise<PictureTexts> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const texts = new Map<string, string>();
  let hasC2pa = false;
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    const name = nameAt(bytes, at + 4);
    const data = bytes.subarray(at + 8, at + 8 + length);
    if (name === 'caBX') hasC2pa = true;
    if (name === 'eXIf') for (const [key, text] of readExifTexts(data)) texts.set(key, text);
    if (/^(?:tEXt|zTXt|iTXt)$/.test(name)) {
      const found = await readTextChunk(name, data);
      if (found) texts.set(...found);
    }
    if (name === 'IEND') break;
    at += length + 12;
  }
  return { texts, hasC2pa };
}

async function readTextChunk(
  name: string,
  data: Uint8Array<ArrayBuffer>,
): Promise<[string, string] | undefined> {
  const end = data.indexOf(0);
  if (end < 1 || data.length > longestText) return undefined;
  const keyword = latin(data.subarray(0, end));
  const rest = data.subarray(end + 1);
  if (name === 'tEXt') return [keyword, utf8OrLatin(rest)];
  if (name === 'zTXt') return [keyword, utf8OrLatin(await inflate(rest.subarray(1)))];
  const language = rest.indexOf(0, 2);
  const translated = rest.indexOf(0, language + 1);
  const text = rest.subarray(translated + 1);
  return [keyword, new TextDecoder().decode(rest[0] === 1 ? await inflate(text) : text)];
}

/** At most so much that a small file cannot fill the memory. */
async function inflate(packed: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const reader = new Blob([packed])
    .stream()
    .pipeThrough(new DecompressionStream('deflate'))
    .getReader();
  const pieces: Uint8Array[] = [];
  let size = 0;
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    pieces.push(step.value);
    size += step.value.length;
    if (size > longestText) break;
  }
  await reader.cancel().catch(() => {});
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function readJpeg(bytes: Uint8Array): PictureTexts {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let texts: ReadonlyMap<string, string> = new Map();
  let hasC2pa = false;
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1];
    if (marker === 0xda) break;
    const length = view.getUint16(at + 2);
    const data = bytes.subarray(at + 4, at + 2 + length);
    if (marker === 0xe1 && nameAt(data, 0) === 'Exif') texts = readExifTexts(data.subarray(6));
    if (marker === 0xeb && latin(data.subarray(0, 400)).includes('c2pa')) hasC2pa = true;
    at += length + 2;
  }
  return { texts, hasC2pa };
}

function readWebp(bytes: Uint8Array): PictureTexts {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let texts: ReadonlyMap<string, string> = new Map();
  let hasC2pa = false;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const name = nameAt(bytes, at);
    const length = view.getUint32(at + 4, true);
    const data = bytes.subarray(at + 8, at + 8 + length);
    if (name === 'EXIF') {
      texts = readExifTexts(nameAt(data, 0) === 'Exif' ? data.subarray(6) : data);
    }
    if (name === 'C2PA') hasC2pa = true;
    at += 8 + length + (length % 2);
  }
  return { texts, hasC2pa };
}

function nameAt(bytes: Uint8Array, at: number): string {
  return latin(bytes.subarray(at, at + 4));
}

function latin(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, 1000));
}

/** The standard says Latin-1, and what writes it often means UTF-8. */
function utf8OrLatin(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('latin1').decode(bytes);
  }
}
