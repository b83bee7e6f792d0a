import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { bundle } from '../e2e/maliang-process.ts';

/** The bundle as it was when the benchmark began, so that a build meanwhile changes nothing. */
export const benchBundle = copyBundle();

function copyBundle(): string {
  const folder = mkdtempSync(join(tmpdir(), 'maliang-bench-bundle-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const built = dirname(bundle);
  cpSync(built, join(folder, 'dist'), { recursive: true });
  symlinkSync(join(dirname(built), 'node_modules'), join(folder, 'node_modules'));
  return join(folder, 'dist', basename(bundle));
}
