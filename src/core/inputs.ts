import { createReadStream } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { basename, sep } from 'node:path';
import type { HttpClient } from '../kit/http-client.ts';
import { HttpError } from '../kit/http-error.ts';
import { sniffImage } from '../kit/media-type.ts';
import { type Spool, type SpoolEnd, SpoolError } from '../kit/spool.ts';
import type { AssetFolder } from './asset-folder.ts';
import type { Caller } from './caller.ts';
import { AppError } from './errors.ts';
import type { ImageInput } from './image.ts';
import type { Store } from './store.ts';

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

/** Makes the one place where pictures come in. */
export function createInputs({ client, assets, store }: InputsOptions): Inputs {
  async function spoolAll(param: string, bytes: AsyncIterable<Uint8Array>): Promise<ImageInput> {
    const spool = await assets.begin();
    try {
      for await (const chunk of bytes) await spool.write(chunk);
      return await fromSpool(param, spool, await spool.end());
    } catch (thrown) {
      await spool.discard();
      if (thrown instanceof SpoolError && thrown.kind === 'too-large') {
        throw new AppError('too_large', { param, limit: 'a picture may be here' }, { param });
      }
      throw thrown;
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

  return {
    fromSpool,
    async fromFile(param, path, folders) {
      const real = await allowedFile(param, path, folders);
      const input = await spoolAll(param, createReadStream(real));
      return { ...input, fileName: basename(real), fromDisk: true };
    },
    async fromUrl(param, url) {
      try {
        const answer = await client.request({ method: 'GET', url, followRedirects: true });
        if (answer.status === 200) return await spoolAll(param, answer.body);
        await answer.discard();
        throw badAddress(param, url, `answers ${answer.status}`);
      } catch (thrown) {
        throw thrown instanceof HttpError ? unreachable(param, url, thrown) : thrown;
      }
    },
    async fromAsset(param, id, caller) {
      const asset = await store.findAsset(id);
      const generation = asset?.generationId && (await store.findGeneration(asset.generationId));
      const own = !generation || generation.owner === caller.id;
      const open = asset && own ? await assets.open(asset.name) : undefined;
      if (!asset || !open) {
        const hint = 'Use the id of an image that was made here.';
        throw new AppError('not_found', { what: id, hint }, { param });
      }
      const { name: fileName, mediaType, size, sha256, width, height } = asset;
      const facts = { fileName, mediaType, size, sha256, width, height };
      return { ...facts, fromDisk: false, bytes: () => open.bytes(), discard: async () => {} };
    },
  };
}

/** The file behind a path, links resolved, so that none leads out of the allowed folders. */
async function allowedFile(
  param: string,
  path: string,
  folders: readonly string[] | undefined,
): Promise<string> {
  const shown = folders?.join(', ') ?? 'a folder that can be read';
  const refuse = (reason: string) =>
    new AppError('file_refused', { file: JSON.stringify(path), reason, folders: shown }, { param });
  const real = await realpath(path).catch(() => {
    throw refuse('there is no such file.');
  });
  if (!folders) return real;
  const roots = await Promise.all(folders.map((folder) => realpath(folder).catch(() => folder)));
  if (roots.some((root) => real.startsWith(root.endsWith(sep) ? root : root + sep))) return real;
  throw refuse('it lies elsewhere.');
}

function unreachable(param: string, url: string, error: HttpError): AppError {
  if (error.kind === 'address-refused') {
    return new AppError('address_refused', { address: originOf(url) }, { param, cause: error });
  }
  return badAddress(param, url, `does not answer (${error.kind})`, error);
}

function badAddress(param: string, url: string, problem: string, cause?: unknown): AppError {
  const expected = 'an address where an image can be fetched';
  const values = { param, expected, got: `${originOf(url)}, which ${problem}` };
  return new AppError('invalid_value', values, { param, cause });
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : 'that address';
}
