import { fileURLToPath } from 'node:url';
import { AppError } from '../../core/errors.ts';
import type { ImageInput } from '../../core/image.ts';
import { decodeBase64 } from '../../kit/base64.ts';
import { ScanError } from '../../kit/base64-json/scan-error.ts';
import type { Spool, SpoolEnd } from '../../kit/spool.ts';
import { badBase64Marker, tooLargeMarker } from '../../kit/spool-json.ts';
import { maxPictureBytes } from './exchange.ts';
import { cutBytes } from './image-result.ts';
import type { ToolCall } from './tool.ts';

/** A picture's bytes, all of them here. */
export interface SpooledPicture {
  spool: Spool;
  end: SpoolEnd;
}

/**
 * The bytes of a base64 parameter, whether they were set aside on their way in or stand in the
 * arguments. Whoever gets the spool discards it. Throws `missing_parameter`, `invalid_type`,
 * `invalid_base64` or `too_large`.
 */
export async function readBase64(
  param: string,
  value: unknown,
  call: ToolCall,
): Promise<SpooledPicture> {
  if (value === undefined || value === null || value === '') {
    const expected = 'Send the base64 of a PNG, JPEG, WebP, AVIF or GIF.';
    throw new AppError('missing_parameter', { param, expected }, { param });
  }
  if (typeof value !== 'string') {
    const got = Array.isArray(value) ? 'an array' : `a ${typeof value}`;
    throw new AppError('invalid_type', { param, expected: 'base64 text', got }, { param });
  }
  const spool = call.spools.get(value);
  if (spool) {
    call.spools.delete(value);
    return { spool, end: await spool.end() };
  }
  if (value === tooLargeMarker) throw tooLarge(param);
  if (value === badBase64Marker) throw new AppError('invalid_base64', { param }, { param });
  return decode(param, value, call);
}

async function decode(param: string, value: string, call: ToolCall): Promise<SpooledPicture> {
  const spool = await call.options.app.assets.begin();
  try {
    for await (const bytes of decodeBase64(oneText(value))) {
      if (spool.size + bytes.length > maxPictureBytes) throw tooLarge(param);
      await spool.write(bytes);
    }
    return { spool, end: await spool.end() };
  } catch (thrown) {
    await spool.discard();
    if (!(thrown instanceof ScanError)) throw thrown;
    throw new AppError('invalid_base64', { param }, { param, cause: thrown });
  }
}

async function* oneText(value: string): AsyncGenerator<string> {
  yield value;
}

function tooLarge(param: string): AppError {
  return new AppError('too_large', { param, limit: '32 MiB' }, { param });
}

/** Of base64 of the pictures we know, only a JPEG's begins with a slash. */
const looksLikeBase64 = /^(?:data:|(?!\/(?!9j\/))[\w+/=\s-]*$)/i;

/**
 * A picture to be worked on: an id of ours, an address, base64, or on stdio the path of a file.
 * Throws AppError where it cannot be had.
 */
export async function readPicture(
  param: string,
  value: unknown,
  call: ToolCall,
): Promise<ImageInput> {
  const { inputs } = call.options.app;
  const word = typeof value === 'string' ? value.trim() : value;
  if (typeof word === 'string') {
    if (/^img_\w+$/.test(word)) return inputs.fromAsset(param, word, call.caller);
    if (/^https?:/i.test(word)) return readAddress(param, word, call);
    if (!word.startsWith('spool:') && !looksLikeBase64.test(word)) {
      return readFile(param, word, call);
    }
  }
  const { spool, end } = await readBase64(param, word, call);
  return inputs.fromSpool(param, spool, end);
}

/** An address this server gave out itself may be a private one, and needs no download. */
async function readAddress(param: string, url: string, call: ToolCall): Promise<ImageInput> {
  const { app } = call.options;
  const own = `${call.caller.assetOrigin}/i/`;
  const asset = url.startsWith(own)
    ? await app.store.findAssetByName(url.slice(own.length))
    : undefined;
  if (asset) return app.inputs.fromAsset(param, asset.id, call.caller);
  return app.inputs.fromUrl(param, url);
}

async function readFile(param: string, word: string, call: ToolCall): Promise<ImageInput> {
  const { app, stdio, fileFolders } = call.options;
  if (stdio) return app.inputs.fromFile(param, toPath(word), fileFolders);
  const expected = 'an image id (img_…), an https URL, or the base64 of an image';
  const got = JSON.stringify(cutBytes(word, 60));
  throw new AppError('invalid_value', { param, expected, got }, { param });
}

/** A `file:` address that names no file here stays as it is, and is then not found. */
function toPath(word: string): string {
  try {
    return word.startsWith('file:') ? fileURLToPath(word) : word;
  } catch {
    return word;
  }
}
