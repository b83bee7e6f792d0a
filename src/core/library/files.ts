import { sniffImage } from '../../kit/media-type.ts';
import { randomName } from '../../kit/random-name.ts';
import type { Spool, SpoolEnd } from '../../kit/spool.ts';
import type { Caller } from '../caller.ts';
import { AppError } from '../errors.ts';
import type { ImageInput } from '../image.ts';
import type { Parts } from '../parts.ts';
import type { KeptFile } from './kept-file.ts';

/** A picture on its way in, and what its sender says of it. */
export interface FileWish {
  /** The wire name of the parameter it came in, for errors. */
  param: string;
  spool: Spool;
  end: SpoolEnd;
  fileName: string;
  purpose: string;
  /** How long to keep it; undefined for a day. */
  seconds: number | undefined;
}

/** The pictures that callers keep here to be named by `file_…`; each belongs to who sent it. */
export interface Files {
  /** Takes the spool over. Throws `not_an_image` or `files_full`. */
  keep(wish: FileWish, caller: Caller): Promise<KeptFile>;
  /** Throws `not_found`, also for what is another's. */
  find(param: string | undefined, id: string, caller: Caller): Promise<KeptFile>;
  /** As an input to be worked on; throws as `find`. */
  open(param: string, id: string, caller: Caller): Promise<ImageInput>;
  /** Throws as `find`. */
  remove(id: string, caller: Caller): Promise<void>;
  /** Removes those whose time is over. */
  sweep(): Promise<void>;
}

const daySeconds = 24 * 60 * 60;
/** Of all files of one owner. */
const maxMebibytes = 2048;
const sweptAtOnce = 100;
const goneHint = { en: 'Its bytes are gone.', zh: '其内容已不在。' };

/** Makes the one place that knows of files. */
export function createFiles({
  assets,
  store,
  now,
}: Pick<Parts, 'assets' | 'store' | 'now'>): Files {
  async function find(param: string | undefined, id: string, caller: Caller): Promise<KeptFile> {
    const file = /^file_[a-z2-7]{26}$/.test(id) ? await store.findFile(id) : undefined;
    if (file && file.owner === caller.id && file.expiresAt > now()) return file;
    const hint = {
      en: 'Send it again with POST /v1/files; files are kept for a day.',
      zh: '请用 POST /v1/files 重新发送；文件保留一天。',
    };
    throw new AppError('not_found', { what: JSON.stringify(id), hint }, param ? { param } : {});
  }

  /** The bytes go first: a row without them is swept later, bytes without a row are lost sight of. */
  async function forget({ id, name }: KeptFile): Promise<void> {
    await assets.remove(name);
    await store.journal.append({ type: 'file-deleted', id });
  }

  async function keep(wish: FileWish, caller: Caller): Promise<KeptFile> {
    const { param, spool, end, fileName, purpose, seconds = daySeconds } = wish;
    const sniffed = sniffImage(end.head);
    if (!sniffed) throw new AppError('not_an_image', { param }, { param });
    const used = await store.sizeOfFiles(caller.id);
    if (used + end.size > maxMebibytes * 1024 * 1024) {
      throw new AppError('files_full', { limit: `${maxMebibytes} MiB` }, { param });
    }
    const { mediaType, width, height, ending } = sniffed;
    const id = `file_${randomName()}`;
    const createdAt = now();
    const file: KeptFile = {
      id,
      owner: caller.id,
      // Another random name than the id's, and one no address of ours opens.
      name: `file_${randomName()}.${ending}`,
      fileName: fileName || `${id}.${ending}`,
      purpose,
      mediaType,
      width,
      height,
      size: end.size,
      sha256: end.sha256,
      createdAt,
      expiresAt: createdAt + seconds * 1000,
    };
    await assets.keep(spool, file.name);
    await store.journal.append({ type: 'file-kept', file });
    await spool.discard();
    return file;
  }

  return {
    find,
    async keep(wish, caller) {
      try {
        return await keep(wish, caller);
      } catch (thrown) {
        await wish.spool.discard();
        throw thrown;
      }
    },
    async open(param, id, caller) {
      const file = await find(param, id, caller);
      const open = await assets.open(file.name);
      if (!open) throw new AppError('not_found', { what: id, hint: goneHint }, { param });
      const { fileName, mediaType, size, sha256, width, height } = file;
      const facts = { fileName, mediaType, size, sha256, width, height };
      return { ...facts, fromDisk: false, bytes: () => open.bytes(), discard: async () => {} };
    },
    async remove(id, caller) {
      await forget(await find(undefined, id, caller));
    },
    async sweep() {
      for (const file of await store.expiredFiles(now(), sweptAtOnce)) await forget(file);
    },
  };
}
