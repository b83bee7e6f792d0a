import { join } from 'node:path';
import type { AssetFolder } from '../core/asset-folder.ts';
import type { ErrorCode } from '../core/error-table.ts';
import { type AppError, toAppError } from '../core/errors.ts';
import { forgetThumbnails } from '../core/library/thumbnails.ts';
import type { Logger } from '../core/logger.ts';
import { createFileShrinker } from '../kit/shrink-file.ts';
import { lazyAssetFolder, lazyStore } from '../store/lazy-store.ts';
import { createAssetFolder, createMemoryAssetFolder } from '../store/pictures/asset-folder.ts';
import { createThumbnailFolder } from '../store/pictures/thumbnail-folder.ts';

/** Where records and images go. */
export interface StorageOptions {
  dataDir: string;
  /** Of PostgreSQL; undefined for a file in `dataDir`. */
  databaseUrl: string | undefined;
  /** Go on in memory where the folder cannot be written, in place of refusing. */
  mayBeVolatile: boolean;
  logger: Logger;
  processId: string;
  /** Told once, when the records are open. */
  onOpen(): void;
}

/** No model paints larger ones; what is larger is a mistake or an attack. In bytes. */
const maxImageBytes = 128 * 1024 * 1024;

/** Why records may stay in memory: there is no place for them, while none that exist are passed over. */
const volatileCodes: readonly ErrorCode[] = ['folder_not_writable', 'sqlite_missing'];

/**
 * Records and images in one folder, the records in PostgreSQL where one is named; what goes into the
 * folder stays in memory where it cannot be written and that is allowed.
 */
export function openStorage(options: StorageOptions) {
  const { dataDir, databaseUrl, logger, mayBeVolatile, processId, onOpen } = options;
  let problem: AppError | undefined;
  const orMemory = async <Opened>(
    open: () => Promise<Opened>,
    inMemory: () => Opened | Promise<Opened>,
  ) => {
    try {
      return await (problem ? inMemory() : open());
    } catch (thrown) {
      const error = toAppError(thrown);
      if (!mayBeVolatile || !volatileCodes.includes(error.code)) throw error;
      problem = error;
      logger.warn({ code: error.code }, error.message);
      return inMemory();
    }
  };
  const openRecords = async () => {
    // The databases are loaded with the first record: until then an MCP host waits for nothing but MCP.
    const { openStore } = await import('../store/open-store.ts');
    if (databaseUrl !== undefined) return openStore({ databaseUrl });
    return orMemory(
      () => openStore({ directory: dataDir }),
      () => openStore({}),
    );
  };
  const folder = lazyAssetFolder(() =>
    orMemory(
      () => createAssetFolder({ directory: dataDir, maxBytes: maxImageBytes, processId, logger }),
      createMemoryAssetFolder,
    ),
  );
  return {
    store: lazyStore(async () => {
      const store = await openRecords();
      onOpen();
      return store;
    }),
    ...withThumbnails(folder, dataDir),
  };
}

/** Small copies beside the images, which go together with them. */
function withThumbnails(folder: AssetFolder, dataDir: string) {
  const directory = join(dataDir, 'thumbnails');
  const shrink = createFileShrinker();
  const thumbnails = createThumbnailFolder({ directory, assets: folder, shrink });
  return { assets: forgetThumbnails(folder, thumbnails), thumbnails };
}
