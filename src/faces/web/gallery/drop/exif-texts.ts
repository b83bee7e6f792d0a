/** Tags of Exif 2.32 that hold words, by the names PNG gives such texts. */
const tags = new Map([
  [0x010e, 'Description'],
  [0x0131, 'Software'],
  [0x9286, 'parameters'],
]);
const exifPointer = 0x8769;
/** Bytes a value of a type takes, as TIFF numbers them. */
const sizes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];
const mostEntries = 200;

/** The texts of an Exif block: what it was made with, and the comment that generators write into. */
export function readExifTexts(block: Uint8Array): Map<string, string> {
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const little = view.getUint16(0) === 0x4949;
  const texts = new Map<string, string>();
  const readFolder = (start: number, deep: boolean): void => {
    const count = Math.min(view.getUint16(start, little), mostEntries);
    for (let entry = 0; entry < count; entry += 1) {
      const at = start + 2 + entry * 12;
      const tag = view.getUint16(at, little);
      const size = (sizes[view.getUint16(at + 2, little)] ?? 0) * view.getUint32(at + 4, little);
      const place = size > 4 ? view.getUint32(at + 8, little) : at + 8;
      if (tag === exifPointer && deep) readFolder(view.getUint32(at + 8, little), false);
      const name = tags.get(tag);
      const text = name && readText(block.subarray(place, place + size), tag === 0x9286, little);
      if (name && text) texts.set(name, text);
    }
  };
  readFolder(view.getUint32(4, little), true);
  return texts;
}

/** A comment begins with eight bytes that name its encoding. */
function readText(bytes: Uint8Array, isComment: boolean, little: boolean): string {
  if (!isComment) return clean(new TextDecoder().decode(bytes));
  const encoding = String.fromCharCode(...bytes.subarray(0, 7));
  const text = bytes.subarray(8);
  if (encoding !== 'UNICODE') return clean(new TextDecoder().decode(text));
  // Some write the big end first whatever the block says: Latin letters then begin with a zero.
  const isBig = text[0] === 0 || (text[1] !== 0 && !little);
  return clean(new TextDecoder(isBig ? 'utf-16be' : 'utf-16le').decode(text));
}

function clean(text: string): string {
  return text.replaceAll('\0', '').trim();
}
