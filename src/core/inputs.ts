import { createHash } from 'node:crypto';
import { constants, open, realpath } from 'node:fs/promises';
import { basename, sep } from 'node:path';
import { HttpError } from '../kit/http-client/http-error.ts';
import type { HttpClient } from '../kit/http-client.ts';
import { sniffImage } from '../kit/media-type.ts';
import { type Spool, type SpoolEnd, SpoolError } from '../kit/spool.ts';
import type { AssetFolder } from './asset-folder.ts';
import type { Caller } from './caller.ts';
import { missingFile } from './errors/missing-file.ts';
import { AppError } from './errors.ts';
import type { Asset, ImageInput } from './image.ts';
import type { Store } from './store.ts';
import type { Template } from './template.ts';

/** A picture in the vendor's own store of files, by its id; only a model with `fileIds` takes it. */
export function namedInput(param: string, fileId: string): ImageInput {
  const unread = () => {
    throw new AppError('not_found', { what: fileId, hint: elsewhere }, { param });
  };
  return {
    fileName: fileId,
    mediaType: 'application/octet-stream',
    size: 0,
    // Two requests for the same file are equal wishes.
    sha256: createHash('sha256').update(`file_id:${fileId}`).digest('hex'),
    width: 0,
    height: 0,
    fromDisk: false,
    fileId,
    bytes: unread,
    discard: async () => {},
  };
}

const elsewhere = {
  en: 'It is in the files of the provider, and cannot be read from here.',
  zh: '它在服务商的文件中，无法从这里读取。',
};

/** Every way a picture can be handed in; each is checked to be one before anything is sent. */
export interface Inputs {
  /** Bytes that a face has spooled already; taken over. */
  fromSpool(param: string, spool: Spool, end: SpoolEnd): Promise<ImageInput>;
  /** A file of this machine, which must lie in one of the folders where any are given. */
  fromFile(param: string, path: string, folders?: readonly string[]): Promise<ImageInput>;
  /** Downloads through the guard, without any credential. */
  fromUrl(param: string, url: string): Promise<ImageInput>;
  /** An asset of the caller's own, by its id. */
  fromAsset(param: string, id: string, caller: Caller): Promise<ImageInput>;
}

/** What inputs are read with. */
export interface InputsOptions {
  client: HttpClient;
  assets: AssetFolder;
  store: Pick<Store, 'findAsset' | 'findGeneration'>;
}

/** Of one picture; more than any upstream takes. */
const maxMebibytes = 64;
const firstByteMs = 30_000;

/** Makes the one place where pictures come in. */
export function createInputs({ client, assets, store }: InputsOptions): Inputs {
  async function spoolAll(param: string, bytes: AsyncIterable<Uint8Array>): Promise<ImageInput> {
    const spool = await assets.begin();
    try {
      for await (const chunk of bytes) {
        if (spool.size + chunk.length > maxMebibytes * 1024 * 1024) throw tooLarge(param);
        await spool.write(chunk);
      }
      return await fromSpool(param, spool, await spool.end());
    } catch (thrown) {
      await spool.discard();
      throw thrown instanceof SpoolError && thrown.kind === 'too-large' ? tooLarge(param) : thrown;
    }
  }

  async function fromSpool(param: string, spool: Spool, end: SpoolEnd): Promise<ImageInput> {
    const sniffed = sniffImage(end.head);
    if (!sniffed) {
      await spool.discard();
      throw new AppError('not_an_image', { param }, { param });
    }
    const { mediaType, ending, width, height } = sniffed;
    return {
      fileName: `${param.replace(/\W+/g, '')}.${ending}`,
      mediaType,
      size: end.size,
      sha256: end.sha256,
      width,
      height,
      fromDisk: false,
      bytes: () => spool.read(),
      discard: () => spool.discard(),
    };
  }

  /** An upload belongs to nobody but whoever knows its id. */
  async function isOwn({ generationId }: Asset, caller: Caller): Promise<boolean> {
    if (generationId === undefined) return true;
    return (await store.findGeneration(generationId))?.owner === caller.id;
  }

  return {
    fromSpool,
    async fromFile(param, path, folders) {
      const { file, name } = await openAllowed(param, path, folders);
      try {
        const input = await spoolAll(param, file.createReadStream({ autoClose: false }));
        return { ...input, fileName: name, fromDisk: true };
      } finally {
        await file.close();
      }
    },
    async fromUrl(param, url) {
      try {
        const answer = await client.request({
          method: 'GET',
          url,
          followRedirects: true,
          firstByteMs,
        });
        if (answer.status === 200) return await spoolAll(param, answer.body);
        await answer.discard();
        const { status } = answer;
        throw badAddress(param, url, { en: `answers ${status}`, zh: `返回 ${status}` });
      } catch (thrown) {
        throw thrown instanceof HttpError ? unreachable(param, url, thrown) : thrown;
      }
    },
    async fromAsset(param, id, caller) {
      const found = await store.findAsset(id);
      const asset = found && (await isOwn(found, caller)) ? found : undefined;
      const open = asset && (await assets.open(asset.name));
      if (!asset || !open) throw noSuchImage(param, id, asset);
      const { name: fileName, mediaType, size, sha256, width, height } = asset;
      const facts = { fileName, mediaType, size, sha256, width, height };
      return { ...facts, fromDisk: false, bytes: () => open.bytes(), discard: async () => {} };
    },
  };
}

function noSuchImage(param: string, id: string, asset: Asset | undefined): AppError {
  if (asset?.expiredAt !== undefined) return missingFile(asset, id, { param });
  const hint = {
    en: 'Use the id of an image that was made here.',
    zh: '请使用在此生成的图片的 id。',
  };
  return new AppError('not_found', { what: id, hint }, { param });
}

function tooLarge(param: string): AppError {
  return new AppError('too_large', { param, limit: `${maxMebibytes} MiB` }, { param });
}

/** Opens the file behind a path, links resolved, so that none leads out of the allowed folders. */
async function openAllowed(param: string, path: string, folders: readonly string[] | undefined) {
  const shown = folders?.join(', ') ?? { en: 'a folder that can be read', zh: '可读取的目录' };
  const refuse = (reason: Template, cause?: unknown) => {
    const values = { file: JSON.stringify(path), reason, folders: shown };
    return new AppError('file_refused', values, { param, cause });
  };
  const real = await realpath(path).catch((cause: unknown) => {
    throw refuse({ en: 'there is no such file.', zh: '没有这个文件。' }, cause);
  });
  if (folders && !(await liesIn(real, folders))) {
    throw refuse({ en: 'it lies elsewhere.', zh: '它位于其他位置。' });
  }
  // A pipe would keep even `open` waiting.
  const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
  const file = await open(real, flags).catch((cause: unknown) => {
    throw refuse({ en: 'it cannot be read.', zh: '无法读取。' }, cause);
  });
  if ((await file.stat()).isFile()) return { file, name: basename(real) };
  await file.close();
  throw refuse({ en: 'it is no file.', zh: '它不是文件。' });
}

async function liesIn(real: string, folders: readonly string[]): Promise<boolean> {
  const roots = await Promise.all(folders.map((folder) => realpath(folder).catch(() => folder)));
  return roots.some((root) => real.startsWith(root.endsWith(sep) ? root : root + sep));
}

function unreachable(param: string, url: string, error: HttpError): AppError {
  if (error.kind === 'address-refused') {
    const values = { address: originOf(url) };
    return new AppError('address_refused', values, { param, cause: error });
  }
  const problem = { en: `does not answer (${error.kind})`, zh: `没有响应（${error.kind}）` };
  return badAddress(param, url, problem, error);
}

function badAddress(param: string, url: string, problem: Template, cause?: unknown): AppError {
  const expected = { en: 'an address where an image can be fetched', zh: '可以下载图片的地址' };
  const origin = originOf(url);
  const shown = typeof origin === 'string' ? { en: origin, zh: origin } : origin;
  const got = { en: `${shown.en}, which ${problem.en}`, zh: `${shown.zh}，它${problem.zh}` };
  return new AppError('invalid_value', { param, expected, got }, { param, cause });
}

/** An address that is not of the web has no origin to show. */
function originOf(url: string): string | Template {
  const origin = URL.canParse(url) ? new URL(url).origin : 'null';
  return origin === 'null' ? { en: 'that address', zh: '该地址' } : origin;
}
