import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { OpenAsset } from '../../core/asset-folder.ts';
import { missingFile } from '../../core/errors/missing-file.ts';
import { AppError } from '../../core/errors.ts';
import type { Asset } from '../../core/image.ts';
import type { HttpContext, HttpOptions } from './context.ts';
import { readThumbnailWidth } from './thumbnail-width.ts';

const mediaTypes = new Map([
  ['png', 'image/png'],
  ['jpg', 'image/jpeg'],
  ['webp', 'image/webp'],
  ['avif', 'image/avif'],
  ['gif', 'image/gif'],
]);

/** A name never changes what it stands for, so whoever has the bytes may keep them. */
const headers = {
  'cache-control': 'public, max-age=31536000, immutable',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; sandbox",
  'cross-origin-resource-policy': 'cross-origin',
  'access-control-allow-origin': '*',
  'accept-ranges': 'bytes',
};

/** The host may yet be another one, and the address of a private image expires. */
function elsewhere({ visibility }: Pick<Asset, 'visibility'>) {
  return {
    'cache-control': visibility === 'public' ? 'public, max-age=3600' : 'private, no-store',
    'cross-origin-resource-policy': 'cross-origin',
    'access-control-allow-origin': '*',
  };
}

/** `GET /i/<name>`: an asset's bytes, straight from its file, whole or one range of them. */
export async function sendAsset(context: HttpContext, { app }: HttpOptions): Promise<Response> {
  const name = context.req.param('name') ?? '';
  const ending = /^[a-z2-7]{26}\.(\w+)$/.exec(name)?.[1] ?? '';
  const mediaType = mediaTypes.get(ending);
  const asset = mediaType ? await app.assetsHere.open(name) : undefined;
  if (!asset || !mediaType) return answerMissing(context, mediaType ? name : undefined, app);
  const { incoming, outgoing } = context.env;
  const width = readThumbnailWidth(context);
  const small = width && (await app.thumbnails.open(name, width, context.req.raw.signal));
  if (small) return sendSmall(context, small, `"${name}-${width}"`);
  const etag = `"${name}"`;
  if (names(incoming.headers['if-none-match'], etag)) {
    return context.body(null, 304, { ...headers, etag });
  }
  const range = askedRange(incoming, etag, asset.size);
  if (range === 'unsatisfiable') {
    return context.body(null, 416, { 'content-range': `bytes */${asset.size}` });
  }
  const { start, end } = range ?? { start: 0, end: asset.size };
  outgoing.writeHead(range ? 206 : 200, {
    ...headers,
    etag,
    'content-type': mediaType,
    'content-length': end - start,
    ...(range && { 'content-range': `bytes ${start}-${end - 1}/${asset.size}` }),
  });
  if (incoming.method === 'HEAD') outgoing.end();
  // A client that leaves in the middle of a picture is no error of anybody's.
  else await pipeline(asset.bytes({ start, end }), outgoing).catch(() => outgoing.destroy());
  return RESPONSE_ALREADY_SENT;
}

/** A small copy, as long good as the picture itself. */
async function sendSmall(context: HttpContext, small: OpenAsset, etag: string): Promise<Response> {
  const { incoming, outgoing } = context.env;
  if (names(incoming.headers['if-none-match'], etag)) {
    return context.body(null, 304, { ...headers, etag });
  }
  outgoing.writeHead(200, {
    ...headers,
    'accept-ranges': 'none',
    etag,
    'content-type': 'image/webp',
    'content-length': small.size,
  });
  if (incoming.method === 'HEAD') outgoing.end();
  else await pipeline(small.bytes(), outgoing).catch(() => outgoing.destroy());
  return RESPONSE_ALREADY_SENT;
}

/** Whether a list of ETags, some perhaps weak, has this one or means any. */
function names(list: string | undefined, etag: string): boolean {
  const entries = list?.split(',').map((entry) => entry.trim().replace(/^W\//, '')) ?? [];
  return entries.includes(etag) || entries.includes('*');
}

/** Ranges are for GET alone, and not for who has the beginning of something else. */
function askedRange({ method, headers }: IncomingMessage, etag: string, size: number) {
  const stale = headers['if-range'] !== undefined && headers['if-range'] !== etag;
  return method === 'GET' && !stale ? readRange(headers.range, size) : undefined;
}

/** One range of a Range header, `end` exclusive; undefined where the whole is to be sent. */
function readRange(header: string | undefined, size: number) {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/i.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  return start < end ? { start, end } : 'unsatisfiable';
}

/**
 * Links outlive what they show, and are good on every server: what expired or lies on another one is
 * shown where its host has it, else the link says why not.
 */
async function answerMissing(
  context: HttpContext,
  name: string | undefined,
  app: HttpOptions['app'],
): Promise<Response> {
  const what = new URL(context.req.url).pathname;
  const asset = name === undefined ? undefined : await app.store.findAssetByName(name);
  const location = asset && app.hostedUrl(asset);
  if (asset && location !== undefined)
    return context.body(null, 302, { ...elsewhere(asset), location });
  if (asset?.expiredAt === undefined) {
    const hint = {
      en: 'Check the link; the image may have been deleted.',
      zh: '请检查链接；图片可能已被删除。',
    };
    throw new AppError('not_found', { what, hint });
  }
  throw missingFile(asset, what);
}
