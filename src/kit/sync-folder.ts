import { open } from 'node:fs/promises';
import { shareRuns } from './share-runs.ts';

/** Makes the names in a folder durable; concurrent calls for one folder share an fsync. */
export const syncFolder = shareRuns(async (directory) => {
  // Windows opens no folders, and writes their names through by itself.
  if (process.platform === 'win32') return;
  const folder = await open(directory, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
});
