import { AppError } from '../../../core/errors.ts';
import type { KeptFile } from '../../../core/library/kept-file.ts';
import { readInteger, readText } from '../../../core/request.ts';
import { authenticate } from '../auth.ts';
import type { HttpContext, HttpOptions } from '../context.ts';
import { readForm } from '../form.ts';
import { readInPace } from '../pace.ts';
import { discardSpools, maxMebibytes } from './given.ts';

const hour = 60 * 60;
const month = 30 * 24 * hour;

/** `POST /v1/files`: keeps a picture for later edits, for a day or as `expires_after` says. */
export async function createFile(context: HttpContext, options: HttpOptions): Promise<Response> {
  const { app } = options;
  const { incoming } = context.env;
  const caller = authenticate(context, 'http', options);
  const got = incoming.headers['content-type'] ?? 'missing';
  if (!/^multipart\/form-data\s*;/i.test(got)) {
    throw new AppError('unsupported_media_type', { expected: 'multipart/form-data', got });
  }
  const param = 'file';
  const isFile = (name: string) => name === param;
  const form = await readInPace(incoming, () =>
    readForm(incoming, app.assets, { isFile, maxFiles: 1, maxMebibytes, fileParam: param }),
  );
  const spools = form.files.map(({ spool }) => spool);
  try {
    const [file] = form.files;
    if (!file) throw missingFile(param);
    const { spool, end, fileName } = file;
    const purpose = readText('purpose', form.fields.purpose) ?? 'vision';
    const seconds = readSeconds(form.fields);
    const kept = await app.files.keep({ param, spool, end, fileName, purpose, seconds }, caller);
    return context.json(describeFile(kept));
  } catch (thrown) {
    await discardSpools(spools);
    throw thrown;
  }
}

/** `GET /v1/files/{id}`: what is known of it. */
export async function showFile(context: HttpContext, options: HttpOptions): Promise<Response> {
  const caller = authenticate(context, 'http', options);
  const id = context.req.param('id') ?? '';
  return context.json(describeFile(await options.app.files.find(undefined, id, caller)));
}

/** `DELETE /v1/files/{id}`: forgets it. */
export async function removeFile(context: HttpContext, options: HttpOptions): Promise<Response> {
  const caller = authenticate(context, 'http', options);
  const id = context.req.param('id') ?? '';
  await options.app.files.remove(id, caller);
  return context.json({ id, object: 'file', deleted: true });
}

/** How the official clients write `expires_after: {anchor, seconds}` in a form. */
function readSeconds(fields: Readonly<Record<string, string>>): number | undefined {
  const param = 'expires_after[seconds]';
  return readInteger(param, fields[param], hour, month);
}

function describeFile(file: KeptFile) {
  return {
    id: file.id,
    object: 'file',
    bytes: file.size,
    created_at: Math.floor(file.createdAt / 1000),
    expires_at: Math.floor(file.expiresAt / 1000),
    filename: file.fileName,
    purpose: file.purpose,
    status: 'processed',
  };
}

function missingFile(param: string): AppError {
  const expected = {
    en: 'Send a picture as a file of the form.',
    zh: '请以表单文件发送一张图片。',
  };
  return new AppError('missing_parameter', { param, expected }, { param });
}
