import type { ImageInput } from '../../core/image.ts';
import {
  type Base64Source,
  type JsonDocument,
  jsonWithBase64,
} from '../../kit/json-with-base64.ts';
import { randomName } from '../../kit/random-name.ts';

/** Images that stand inside of a JSON body, encoded while it goes out and never held. */
export interface InlineImages {
  /** Stands for its base64. */
  base64(input: ImageInput): string;
  /** Stands for a data URI. */
  dataUri(input: ImageInput): string;
  /** The body, with the images where their stand-ins are. */
  write(value: unknown): JsonDocument;
}

/** For one try of one request: an image is read once for each stand-in. */
export function inlineImages(): InlineImages {
  const sources = new Map<string, Base64Source>();
  const base64 = (input: ImageInput): string => {
    const key = randomName();
    sources.set(key, input);
    return key;
  };
  return {
    base64,
    dataUri: (input) => `data:${input.mediaType};base64,${base64(input)}`,
    write: (value) => jsonWithBase64(value, sources),
  };
}
