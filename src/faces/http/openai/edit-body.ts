import type { IncomingMessage } from 'node:http';
import type { AssetFolder } from '../../../core/asset-folder.ts';
import { AppError } from '../../../core/errors.ts';
import { readForm } from '../form.ts';
import { readInPace } from '../pace.ts';
import { readEditJson } from './edit-json.ts';
import { discardSpools, type EditBody, type Given, maxMebibytes } from './given.ts';

/** Images of one edit, as OpenAI bounds them. */
const maxImages = 16;
/** A few more are read, to tell how many they were. */
const maxPictures = 2 * maxImages;

/**
 * Reads a request to edit, a form or JSON, its pictures into spools as they come. Throws AppErrors
 * that name what is wrong, and nothing of the pictures is left then; else what it spooled is the
 * caller's to discard.
 */
export async function readEditBody(
  incoming: IncomingMessage,
  assets: Pick<AssetFolder, 'begin'>,
): Promise<EditBody> {
  const got = incoming.headers['content-type'] ?? 'missing';
  const isForm = /^multipart\/form-data\s*;/i.test(got);
  if (!isForm && !/^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(got)) {
    const expected = 'multipart/form-data, application/json';
    throw new AppError('unsupported_media_type', { expected, got });
  }
  const body = await readInPace(incoming, () =>
    isForm
      ? readEditForm(incoming, assets)
      : readEditJson(incoming, assets, { maxPictures, maxMebibytes }),
  );
  if (body.images.length > 0 && body.images.length <= maxImages) return body;
  await discardSpools(body.spools);
  throw body.images.length === 0 ? missingImage() : tooManyImages(body.images.length);
}

const imageName = /^images?(?:\[\d*\])?$/;

async function readEditForm(
  incoming: IncomingMessage,
  assets: Pick<AssetFolder, 'begin'>,
): Promise<EditBody> {
  const { fields, files } = await readForm(incoming, assets, {
    isFile: (name) => imageName.test(name) || name === 'mask' || name === 'markup',
    maxFiles: maxPictures,
    maxMebibytes,
    fileParam: 'image',
  });
  const images = files.filter(({ name }) => imageName.test(name));
  const single = (name: string): Given | undefined => {
    const file = files.findLast((part) => part.name === name);
    return file && { param: name, from: file.spool };
  };
  return {
    fields,
    images: images.map(({ spool: from }, index) => ({
      param: images.length > 1 ? `image[${index}]` : 'image',
      from,
    })),
    mask: single('mask'),
    markup: single('markup'),
    spools: files.map(({ spool }) => spool),
  };
}

function missingImage(): AppError {
  const param = 'image';
  const expected = {
    en: 'Send the image to edit: a file of the form, or images: [{image_url or file_id}] in JSON.',
    zh: '请发送要编辑的图片：表单中的文件，或 JSON 中的 images: [{image_url 或 file_id}]。',
  };
  return new AppError('missing_parameter', { param, expected }, { param });
}

function tooManyImages(got: number): AppError {
  const values = { model: { en: 'An edit', zh: '一次编辑' }, limit: maxImages, got };
  return new AppError('too_many_inputs', values, { param: 'image' });
}
