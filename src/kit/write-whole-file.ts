import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { link, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Writable } from 'node:stream';
import { randomName } from './random-name.ts';
import { syncFolder } from './sync-folder.ts';

/**
 * Writes a file for its owner's eyes only that is there whole or not at all: under another name
 * first, and durable when it resolves. Rejects with the code `EEXIST` where there is one already
 * that is not to be replaced, and whatever `write` rejects with.
 */
export async function writeWholeFile<Result>(
  path: string,
  { replace }: { replace: boolean },
  write: (destination: Writable) => Promise<Result>,
): Promise<Result> {
  if (!replace) await refuseExisting(path);
  const begun = `${path}.${randomName().slice(0, 8)}.part`;
  // Flushed means an fsync before it closes.
  const file = createWriteStream(begun, { flags: 'wx', mode: 0o600, flush: true });
  // Whoever writes is told; what fails when nobody does any more is seen at the end.
  file.on('error', () => {});
  try {
    await once(file, 'open');
    const result = await write(file);
    await end(file);
    if (replace) await rename(begun, path);
    else await nameAnew(begun, path);
    await syncFolder(dirname(path));
    return result;
  } finally {
    file.destroy();
    await rm(begun, { force: true });
  }
}

async function end(file: WriteStream): Promise<void> {
  if (!file.closed) {
    const closed = once(file, 'close');
    if (!file.writableEnded) file.end();
    await closed;
  }
  if (file.errored) throw file.errored;
}

/** A link never takes the place of another file; not every file system has them. */
async function nameAnew(begun: string, path: string): Promise<void> {
  try {
    await link(begun, path);
  } catch {
    await refuseExisting(path);
    await rename(begun, path);
  }
}

async function refuseExisting(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found) throw Object.assign(new Error(`${path} exists already.`), { code: 'EEXIST' });
}
