import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../../core/errors.ts';

/** Makes what was written to a SQLite file's log durable. */
export interface WalSync {
  /** Resolves when everything committed before the call is on disk; throws AppError. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Syncs the log of a SQLite file in WAL mode from outside, off the event loop, which SQLite itself
 * would hold for as long as the disk takes. SQLite syncs the log's header and its folder, and syncs
 * before each checkpoint, under `synchronous = NORMAL` as well (sqlite.org/pragma.html).
 */
export function createWalSync(file: string): WalSync {
  let log: Promise<FileHandle> | undefined;
  return {
    async sync() {
      // Not before the first commit, which makes it; from then on it stays while we are connected.
      log ??= open(`${file}-wal`, 'r+');
      const opening = log;
      opening.catch(() => {
        // As with no file left to open: the next commit tries again.
        if (log === opening) log = undefined;
      });
      try {
        await (await opening).datasync();
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : 'unknown';
        throw new AppError('folder_not_writable', { folder: dirname(file), reason }, { cause });
      }
    },
    async close() {
      const opened = await log?.catch(() => undefined);
      await opened?.close();
    },
  };
}
