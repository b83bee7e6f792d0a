import {
  type McpServer,
  type ReadResourceResult,
  ResourceNotFoundError,
  ResourceTemplate,
  UriTemplate,
} from '@modelcontextprotocol/server';
import { AppError } from '../../core/errors.ts';
import { readInteger } from '../../core/request.ts';
import type { ScaleWish } from '../../kit/scale-image.ts';
import type { Connection } from './exchange.ts';
import type { McpOptions } from './options.ts';
import { describeFound, findImages, findOwnAsset } from './own-asset.ts';
import { readPicture } from './show-pictures.ts';

const galleryUri = 'gallery://recent';
const galleryLimit = 20;
const imageUri = /^image:\/\/(img_[a-z2-7]+)\/?(?:\?(.*))?$/;
const maxSide = 2_000;
const maxBytes = 5_000_000;
const mediaTypes: Readonly<Record<string, ScaleWish['mediaType']>> = {
  png: 'image/png',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
};

/** Adds `image://{id}{?w,format}`, an image's own bytes or a smaller copy, and `gallery://recent`. */
export function addImageResources(
  server: McpServer,
  options: McpOptions,
  connection: Connection,
): void {
  const { app, locale } = options;
  server.registerResource(
    'recent-images',
    galleryUri,
    {
      title: { en: 'Recent images', zh: '最近的图片' }[locale],
      description: `The newest ${galleryLimit} images painted: id, url, prompt, model, size, date.`,
      mimeType: 'application/json',
    },
    async (_uri, context) => {
      const { caller } = connection.exchangeOf(context);
      const found = await findImages(undefined, galleryLimit, app.store, caller);
      const text = JSON.stringify({ images: found.map((image) => describeFound(image, caller)) });
      return { contents: [{ uri: galleryUri, mimeType: 'application/json', text }] };
    },
  );
  server.registerResource(
    'image',
    new ResourceTemplate(imageTemplate(), { list: undefined }),
    {
      title: { en: 'An image', zh: '图片' }[locale],
      description:
        'The bytes of an image by its id; w: at most so many pixels wide and high; format: png, jpeg or webp.',
    },
    async ({ href }, { id, w, format }, context) => {
      const { caller } = connection.exchangeOf(context);
      const found = await findOwnAsset(String(id), app.store, caller);
      if (!found) throw new ResourceNotFoundError(href);
      const wish = readWish(w, format, found.asset.mediaType);
      const picture = await readPicture(found.asset, wish, app.assets);
      if (!picture || picture.bytes.length > maxBytes) throw cannotShow(String(id));
      return asBlob(href, picture);
    },
  );
}

/** Matches the address with and without its questions, which the SDK's own matcher cannot. */
function imageTemplate(): UriTemplate {
  const template = new UriTemplate('image://{id}{?w,format}');
  template.match = (uri) => {
    const [, id, query = ''] = imageUri.exec(uri) ?? [];
    return id === undefined ? null : { ...Object.fromEntries(new URLSearchParams(query)), id };
  };
  return template;
}

function readWish(w: unknown, format: unknown, mediaType: string): ScaleWish | undefined {
  if (w === undefined && format === undefined) return undefined;
  const side = readInteger('w', w, 16, maxSide) ?? maxSide;
  const wished = format === undefined ? undefined : mediaTypes[String(format)];
  if (format !== undefined && !wished) {
    const values = { param: 'format', expected: 'png, jpeg, webp', got: JSON.stringify(format) };
    throw new AppError('invalid_value', values, { param: 'format' });
  }
  const own = Object.values(mediaTypes).find((known) => known === mediaType);
  return { maxSide: side, maxBytes, mediaType: wished ?? own ?? 'image/webp' };
}

function asBlob(
  uri: string,
  { bytes, mediaType }: { bytes: Buffer; mediaType: string },
): ReadResourceResult {
  return { contents: [{ uri, mimeType: mediaType, blob: bytes.toString('base64') }] };
}

function cannotShow(id: string): AppError {
  const hint = {
    en: 'It is too large here. Add ?w=1024, or use its URL.',
    zh: '图片过大。请添加 ?w=1024，或使用其链接。',
  };
  return new AppError('not_found', { what: `image://${id}`, hint });
}
