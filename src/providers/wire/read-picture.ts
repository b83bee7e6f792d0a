import type { ProviderEvent } from '../../core/provider.ts';
import { type JsonPath, scanBase64Json } from '../../kit/base64-json.ts';
import type { HttpAnswer } from '../../kit/http-client.ts';
import { type CallContext, transportError } from './errors.ts';
import { liveImage } from './live-image.ts';
import { peek } from './peek.ts';

/** What an answer holds beside its picture. */
export interface PictureRest {
  /** With null where base64 stood. */
  json: unknown;
  /** Whether there was a picture. */
  shown: boolean;
}

/**
 * The one picture of a JSON answer that has it as base64, with live bytes while it arrives; of more
 * the first is taken. Gives back the rest of the JSON. Throws AppErrors.
 */
export async function* readPicture(
  answer: HttpAnswer,
  isBase64: (path: JsonPath) => boolean,
  context: CallContext,
): AsyncGenerator<ProviderEvent, PictureRest> {
  let json: unknown;
  let shown = false;
  try {
    for await (const event of scanBase64Json(answer.body, { isBase64 })) {
      if (event.type === 'end') {
        json = event.json;
        continue;
      }
      const bytes = shown ? undefined : await peek(event.bytes);
      if (!bytes) continue;
      shown = true;
      yield { type: 'image', index: 0, image: liveImage(bytes.all, event.mediaType, context) };
    }
  } catch (thrown) {
    throw transportError(thrown, context);
  } finally {
    await answer.discard();
  }
  return { json, shown };
}
