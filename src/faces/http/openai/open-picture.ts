import type { Caller } from '../../../core/caller.ts';
import { AppError } from '../../../core/errors.ts';
import type { ImageInput } from '../../../core/image.ts';
import { namedInput } from '../../../core/inputs.ts';
import { decodeBase64 } from '../../../kit/base64.ts';
import { ScanError } from '../../../kit/base64-json.ts';
import { badBase64Marker, tooLargeMarker } from '../../../kit/spool-json.ts';
import type { HttpOptions } from '../context.ts';
import { type Given, maxMebibytes } from './given.ts';

type App = HttpOptions['app'];

/** Fetches or decodes a picture, and makes sure it is one. Throws AppErrors that name its `param`. */
export async function openPicture(
  { param, from }: Given,
  caller: Caller,
  app: App,
): Promise<ImageInput> {
  if (typeof from !== 'string') return app.inputs.fromSpool(param, from, await from.end());
  const word = from.trim();
  if (/^file_\w+$/.test(word)) return app.files.open(param, word, caller);
  // OpenAI's ids have a hyphen where ours have an underscore.
  if (/^file-[\w-]{1,100}$/.test(word)) return namedInput(param, word);
  if (/^img_\w+$/.test(word)) return app.inputs.fromAsset(param, word, caller);
  if (/^https?:/i.test(word)) return openAddress(param, word, caller, app);
  if (word === tooLargeMarker) {
    throw new AppError('too_large', { param, limit: `${maxMebibytes} MiB` }, { param });
  }
  return openBase64(param, word, app);
}

/** What this server shows itself may have a private address, and needs no download. */
async function openAddress(
  param: string,
  url: string,
  caller: Caller,
  app: App,
): Promise<ImageInput> {
  const own = `${caller.assetOrigin}/i/`;
  const asset = url.startsWith(own)
    ? await app.store.findAssetByName(url.slice(own.length))
    : undefined;
  if (asset) return app.inputs.fromAsset(param, asset.id, caller);
  return app.inputs.fromUrl(param, url);
}

async function openBase64(param: string, word: string, app: App): Promise<ImageInput> {
  if (word === badBase64Marker) throw badBase64(param);
  const spool = await app.assets.begin();
  try {
    for await (const bytes of decodeBase64(only(word))) await spool.write(bytes);
    return await app.inputs.fromSpool(param, spool, await spool.end());
  } catch (thrown) {
    await spool.discard();
    throw thrown instanceof ScanError ? badBase64(param, thrown) : thrown;
  }
}

async function* only(text: string): AsyncGenerator<string> {
  yield text;
}

function badBase64(param: string, cause?: unknown): AppError {
  return new AppError('invalid_base64', { param }, { param, cause });
}
