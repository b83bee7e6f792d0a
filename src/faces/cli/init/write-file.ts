import { constants } from 'node:fs';
import { chmod, copyFile, mkdir, readFile, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../../../core/errors.ts';
import { writeWholeFile } from '../../../kit/write-whole-file.ts';

/** A configuration file that is to be changed. */
export interface FileChange {
  file: string;
  before: string;
  after: string;
  /** Whose file it is, for what to do when it cannot be written. */
  program: string;
  /** Milliseconds since 1970, which the backup is named after. */
  now: number;
}

/** The text of a file, empty where there is none. */
export async function readIfThere(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (thrown) {
    if (isMissing(thrown)) return '';
    throw thrown;
  }
}

/**
 * Writes the file whole or not at all, keeps its mode, follows a link to where it leads, and leaves
 * what was there before beside it. Resolves with the name of that backup, undefined where the file
 * is new.
 */
export async function writeChange(change: FileChange): Promise<string | undefined> {
  try {
    return await write(change);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    const { file, program } = change;
    throw new AppError('config_file_unwritable', { file, reason, program }, { cause });
  }
}

async function write({ file, before, after, now }: FileChange): Promise<string | undefined> {
  await mkdir(dirname(file), { recursive: true });
  const path = await realpath(file).catch(() => file);
  if ((await readIfThere(path)) !== before) throw new AppError('config_file_changed', { file });
  const mode = await stat(path).then(
    (found) => found.mode & 0o777,
    () => undefined,
  );
  const backup = mode === undefined ? undefined : `${path}.${stamp(now)}.bak`;
  if (backup !== undefined) await copyFile(path, backup, constants.COPYFILE_EXCL);
  await writeWholeFile(path, { replace: true }, async (destination) => {
    destination.write(after);
  });
  if (mode !== undefined) await chmod(path, mode);
  return backup;
}

/** `20261120-225630`, in UTC. */
function stamp(now: number): string {
  return new Date(now).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
}

function isMissing(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
}
