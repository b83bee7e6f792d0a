import { link, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from './sync-folder.ts';

/**
 * Gives a file a second name on the same file system, durable when it resolves; where links are not
 * possible the file is renamed. The same link once more changes nothing.
 */
export async function linkFile(path: string, target: string): Promise<void> {
  try {
    await link(path, target);
  } catch {
    // Also over a link to the same file, where a rename does nothing.
    await rename(path, target);
  }
  await syncFolder(dirname(target));
}
