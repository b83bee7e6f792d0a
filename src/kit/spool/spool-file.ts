import { open, rm } from 'node:fs/promises';
import { linkFile } from '../link-file.ts';
import { dropBytes } from './drop-bytes.ts';
import { readFileRange } from './read-file-range.ts';
import type { SpoolMedium } from './spool-medium.ts';

/** Makes a new file that only its owner may read; all share one open file. */
export async function createFileMedium(firstPath: string): Promise<SpoolMedium> {
  let path = firstPath;
  const file = await open(path, 'wx+', 0o600);
  let written = 0;
  let users = 1;
  let writing = true;

  async function leave(): Promise<void> {
    users -= 1;
    if (users === 0) await file.close();
  }

  async function stopWriting(): Promise<void> {
    if (!writing) return;
    writing = false;
    await leave();
  }

  return {
    get path() {
      return path;
    },
    async append(pieces) {
      let rest = pieces;
      while (rest.length > 0) {
        // A full disk takes a part first and tells its error only at the next try.
        const { bytesWritten } = await file.writev(rest, written);
        written += bytesWritten;
        rest = dropBytes(rest, bytesWritten);
      }
    },
    sync: () => file.sync(),
    async *read(start, end) {
      const shared = users > 0;
      if (shared) users += 1;
      const source = shared ? file : await open(path, 'r');
      try {
        yield* readFileRange(source, start, end);
      } finally {
        await (shared ? leave() : source.close());
      }
    },
    async linkTo(target) {
      await linkFile(path, target);
      path = target;
      await stopWriting();
    },
    dropFirstName: () => rm(firstPath, { force: true }),
    async remove() {
      await stopWriting();
      await rm(path, { force: true });
    },
  };
}
