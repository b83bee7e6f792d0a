import { call, type Loose, type ToolResult } from './host.ts';

/** A picture as our server tells of it. */
export interface Picture {
  id: string;
  url: string;
  mime: string;
  /** In bytes. */
  size: number;
  width: number;
  height: number;
  seed?: number;
  /** `provider/model`. */
  model?: string;
  favourite?: boolean;
}

/** Divisible by three, so that the base64 of all parts put together is that of the whole. */
const usualPart = 105_000;
const largestPart = 525_000;
const largeSize = 3_000_000;
const atOnce = 4;

/** Asks the tool that is there for the view alone. */
export function callView(input: Loose): Promise<ToolResult> {
  return call('gallery_view', input);
}

/** The images of a result, in order, as addresses: no policy lets the view load any other. */
export function imagesIn({ content = [] }: ToolResult): string[] {
  const images = content.filter(({ type }) => type === 'image');
  return images.map(({ data, mimeType }) => `data:${mimeType};base64,${data}`);
}

/** A small copy; where none can be made, the picture itself. */
export async function loadPreview(picture: Picture): Promise<string> {
  const result = await callView({ id: picture.id });
  Object.assign(picture, result.structuredContent);
  return imagesIn(result)[0] ?? loadWhole(picture);
}

/** The picture's own bytes, loaded part by part. */
export async function loadWhole({ id, size, mime }: Picture): Promise<string> {
  // Some hosts take little at once, but a large picture shall not take hundreds of calls.
  const length = size > largeSize ? largestPart : usualPart;
  const parts: unknown[] = [];
  let next = 0;
  const work = async () => {
    while (next < size) {
      const at = next;
      next += length;
      const { content } = await callView({ id, at, length });
      parts[at / length] = content?.[0]?.resource?.blob;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return `data:${mime};base64,${parts.join('')}`;
}
