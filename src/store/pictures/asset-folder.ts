import { access, constants, mkdir, open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { AssetFolder } from '../../core/asset-folder.ts';
import { AppError } from '../../core/errors.ts';
import type { Logger } from '../../core/logger.ts';
import { readFileRange } from '../../kit/spool/read-file-range.ts';
import { syncFolder } from '../../kit/sync-folder.ts';
import { listSpools } from './left-spools.ts';
import { createRescuedAssets } from './rescued-assets.ts';
import { createSpoolFolder } from './spool-folder.ts';

export { createMemoryAssetFolder } from '../memory/memory-asset-folder.ts';

/**
 * Keeps assets in `<directory>/assets` and takes bytes in through `<directory>/spool`, both on one
 * file system so that keeping is a link. `maxBytes` bounds one asset; `processId` stands in the
 * names of spools. What the disk does not take is held in memory and tried again every `retryMs`.
 * Throws AppError `folder_not_writable`.
 */
export async function createAssetFolder(options: {
  directory: string;
  maxBytes?: number;
  processId?: string;
  logger?: Logger;
  retryMs?: number;
}): Promise<AssetFolder> {
  const { directory, maxBytes = Number.POSITIVE_INFINITY, processId, logger } = options;
  const assets = join(directory, 'assets');
  const spool = join(directory, 'spool');
  await makeFolders(directory, [assets, spool]);

  const spools = createSpoolFolder({ directory, spool, assets, maxBytes, processId, logger });
  const rescued = createRescuedAssets({
    room: spools.room,
    write: (name, bytes) => spools.write(bytes, (written) => written.linkTo(join(assets, name))),
    retryMs: options.retryMs ?? 5_000,
  });

  return {
    volatile: false,
    check: spools.check,
    begin: spools.begin,
    async keep(ended, name) {
      if (!isAssetName(name)) throw new TypeError(`${name} is no name for an asset.`);
      await ended.linkTo(join(assets, name));
      if (ended.path === undefined) rescued.add(name, ended);
    },
    async open(name) {
      if (!isAssetName(name)) return undefined;
      const held = rescued.open(name);
      if (held) return held;
      const path = join(assets, name);
      const size = await sizeOf(path);
      if (size === undefined) return undefined;
      const whole = { start: 0, end: size };
      return {
        size,
        bytes: (range = whole) => readPart(path, size, range),
        passing: () => readPart(path, size, whole, true),
      };
    },
    isRescued: (name) => rescued.open(name) !== undefined,
    path: (name) => (isAssetName(name) && !rescued.open(name) ? join(assets, name) : undefined),
    async remove(name) {
      rescued.forget(name);
      if (isAssetName(name)) await rm(join(assets, name), { force: true });
    },
    leftSpools: () => listSpools(spool, assets),
  };
}

async function makeFolders(directory: string, folders: readonly string[]): Promise<void> {
  try {
    for (const folder of folders) {
      await mkdir(folder, { recursive: true });
      await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    }
    await syncFolder(directory);
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    throw new AppError('folder_not_writable', { folder: directory, reason }, { cause });
  }
}

/** Names come from addresses people open: nothing that leaves the folder, nothing hidden. */
function isAssetName(name: string): boolean {
  return name.length <= 128 && /^[a-z\d_-]+(\.[a-z\d_-]+)*$/i.test(name);
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    const found = await stat(path);
    return found.isFile() ? found.size : undefined;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw thrown;
  }
}

async function* readPart(
  path: string,
  size: number,
  range: { start: number; end: number },
  passing = false,
): AsyncGenerator<Buffer> {
  const file = await open(path, 'r');
  try {
    yield* readFileRange(file, range.start, Math.min(range.end, size), passing);
  } finally {
    await file.close();
  }
}
