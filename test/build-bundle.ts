import { spawnSync } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Builds the bundle where it is missing or older than its sources, before any test runs. */
export default function buildBundle(): void {
  const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
  const { status } = spawnSync(process.execPath, ['scripts/prepare.mjs'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) throw new Error('The bundle could not be built.');
}
