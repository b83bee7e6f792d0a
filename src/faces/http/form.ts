import type { IncomingMessage } from 'node:http';
import type { AssetFolder } from '../../core/asset-folder.ts';
import { AppError } from '../../core/errors.ts';
import {
  MultipartError,
  type MultipartErrorKind,
  type ReadForm,
  type ReadPart,
  readMultipart,
} from '../../kit/multipart.ts';
import { SpoolError } from '../../kit/spool.ts';
import { drainBody } from './drain.ts';

/** A form: its fields by name, of several of one name the last, and its files. */
export interface Form {
  fields: Record<string, string>;
  files: ReadPart[];
}

/** What a form may hold. */
export interface FormOptions {
  /** Whether a part of this name is a file, and nothing else is one. */
  isFile(name: string): boolean;
  maxFiles: number;
  /** Of each file. */
  maxMebibytes: number;
  /** What an error about the size of a file names. */
  fileParam: string;
}

const maxFields = 100;
/** A prompt of 32,000 characters in any language. */
const maxFieldBytes = 128 * 1024;

/**
 * Reads a multipart form, its files into spools as they come. Throws `invalid_form`, `too_large`
 * or `invalid_type`; no spool is left then.
 */
export async function readForm(
  incoming: IncomingMessage,
  assets: Pick<AssetFolder, 'begin'>,
  options: FormOptions,
): Promise<Form> {
  const form = await readParts(incoming, assets, options);
  const files: ReadPart[] = [];
  try {
    for (const file of form.files) {
      // A browser sends a field of files that nobody filled in as an empty one.
      if (file.fileName === '' && file.end.size === 0) await file.spool.discard();
      else if (options.isFile(file.name)) files.push(file);
      else throw wrongPart(file.name, { en: 'text', zh: '文本' }, { en: 'a file', zh: '文件' });
    }
    const text = form.fields.find(([name]) => options.isFile(name));
    if (text) throw wrongPart(text[0], { en: 'a file', zh: '文件' }, { en: 'text', zh: '文本' });
    return { fields: Object.fromEntries(form.fields), files };
  } catch (thrown) {
    await Promise.allSettled(form.files.map(({ spool }) => spool.discard()));
    throw thrown;
  }
}

async function readParts(
  incoming: IncomingMessage,
  assets: Pick<AssetFolder, 'begin'>,
  options: FormOptions,
): Promise<ReadForm> {
  const { maxFiles, maxMebibytes } = options;
  const begin = () => assets.begin(maxMebibytes * 1024 * 1024);
  const contentType = incoming.headers['content-type'] ?? '';
  try {
    const limits = { maxFiles, maxFields, maxFieldBytes };
    return await readMultipart(incoming, contentType, { begin, ...limits });
  } catch (thrown) {
    await drainBody(incoming);
    throw thrown instanceof MultipartError ? explain(thrown, options) : thrown;
  }
}

function explain(error: MultipartError, options: FormOptions): AppError {
  const { fileParam: param, maxFiles, maxMebibytes } = options;
  if (error.cause instanceof SpoolError) {
    const limit = `${maxMebibytes} MiB`;
    return new AppError('too_large', { param, limit }, { param, cause: error });
  }
  const reasons = {
    malformed: { en: 'it is cut off or malformed', zh: '内容不完整或格式有误' },
    'too-many': {
      en: `it has more than ${maxFiles} files or ${maxFields} fields`,
      zh: `超过 ${maxFiles} 个文件或 ${maxFields} 个字段`,
    },
    'too-large': {
      en: `a field is longer than ${maxFieldBytes / 1024} KiB`,
      zh: `有字段超过 ${maxFieldBytes / 1024} KiB`,
    },
  } satisfies Record<MultipartErrorKind, object>;
  return new AppError('invalid_form', { reason: reasons[error.kind] }, { cause: error });
}

type Words = { en: string; zh: string };

function wrongPart(param: string, expected: Words, got: Words): AppError {
  return new AppError('invalid_type', { param, expected, got }, { param });
}
