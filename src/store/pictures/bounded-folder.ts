import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenAsset } from '../../core/asset-folder.ts';
import { openWholeFile } from './open-whole-file.ts';

/** A folder of files that may go at any time, and that together take at most so much. */
export interface BoundedFolder {
  path(file: string): string;
  /** Opens one, which is then the last to go. */
  open(file: string): Promise<OpenAsset | undefined>;
  /** Counts one that was just written; those unused longest make room for it. */
  add(file: string): Promise<void>;
  remove(file: string): Promise<void>;
  /** Looks at the folder anew the next time, after the disk failed. */
  forget(): void;
}

/** Makes the folder with its first use; `maxBytes` is for all files together. */
export function createBoundedFolder(directory: string, maxBytes: number): BoundedFolder {
  const path = (file: string) => join(directory, file);
  let reading: Promise<Map<string, number>> | undefined;
  /** Sizes in bytes, those unused longest first. */
  const known = () => {
    reading ??= readFolder(directory);
    return reading;
  };
  return {
    path,
    async open(file) {
      const files = await known();
      const size = files.get(file);
      if (size === undefined) return undefined;
      const open = await openWholeFile(path(file));
      files.delete(file);
      if (open) files.set(file, size);
      return open;
    },
    async add(file) {
      const files = await known();
      files.delete(file);
      files.set(file, (await stat(path(file))).size);
      let sum = 0;
      for (const size of files.values()) sum += size;
      for (const [oldest, size] of files) {
        if (sum <= maxBytes) return;
        files.delete(oldest);
        sum -= size;
        await rm(path(oldest), { force: true });
      }
    },
    async remove(file) {
      if (reading) (await reading.catch(() => undefined))?.delete(file);
      await rm(path(file), { force: true });
    },
    forget() {
      reading = undefined;
    },
  };
}

async function readFolder(directory: string): Promise<Map<string, number>> {
  await mkdir(directory, { recursive: true });
  const found = await Promise.all(
    (await readdir(directory)).map(async (file) => {
      const facts = await stat(join(directory, file)).catch(() => undefined);
      return facts ? { file, size: facts.size, at: facts.mtimeMs } : undefined;
    }),
  );
  const there = found.filter((entry) => entry !== undefined).sort((a, b) => a.at - b.at);
  return new Map(there.map(({ file, size }) => [file, size]));
}
