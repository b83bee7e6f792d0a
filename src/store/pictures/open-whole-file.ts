import { open, stat } from 'node:fs/promises';
import type { OpenAsset } from '../../core/asset-folder.ts';
import { readFileRange } from '../../kit/spool/read-file-range.ts';

/** A file ready to be read, any part of it; undefined where it is not there. */
export async function openWholeFile(path: string): Promise<OpenAsset | undefined> {
  const facts = await stat(path).catch(() => undefined);
  if (!facts?.isFile()) return undefined;
  const { size } = facts;
  return {
    size,
    async *bytes(range = { start: 0, end: size }) {
      const file = await open(path, 'r');
      try {
        yield* readFileRange(file, range.start, Math.min(range.end, size));
      } finally {
        await file.close();
      }
    },
  };
}
