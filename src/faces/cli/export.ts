import type { Writable } from 'node:stream';
import { AppError } from '../../core/errors.ts';
import type { Locale } from '../../core/template.ts';
import { writeWholeFile } from '../../kit/write-whole-file.ts';
import type { Manifest } from '../../store/archive/manifest.ts';
import { describeExport } from './archive-texts.ts';

/** What `maliang export` works with. */
export interface ExportTools {
  /** Writes everything, and tells what it was. */
  write(destination: Writable): Promise<Manifest>;
  /** A file, or `-` for stdout; by default one of this day, in the working directory. */
  out: string | undefined;
  force: boolean;
  json: boolean;
  locale: Locale;
  /** Milliseconds since 1970. */
  now: number;
}

/** `maliang export`: the name of the file on stdout, or the file itself; what is in it on stderr. */
export async function exportAll(tools: ExportTools): Promise<void> {
  const { out, json, locale } = tools;
  if (out === '-') {
    const manifest = await tools.write(process.stdout).catch((thrown: unknown) => {
      throw explain(thrown, 'stdout');
    });
    process.stderr.write(`${describeExport(manifest, locale)}\n`);
    return;
  }
  const file = out ?? `maliang-${new Date(tools.now).toISOString().slice(0, 10)}.zip`;
  const manifest = await writeFile(file, tools);
  if (json) {
    process.stdout.write(`${JSON.stringify({ file, ...manifest }, null, 2)}\n`);
    return;
  }
  process.stdout.write(`${file}\n`);
  process.stderr.write(`${describeExport(manifest, locale)}\n`);
}

async function writeFile(file: string, { force, write }: ExportTools): Promise<Manifest> {
  try {
    return await writeWholeFile(file, { replace: force }, write);
  } catch (thrown) {
    throw explain(thrown, file);
  }
}

const diskCodes = [
  'ENOSPC',
  'EDQUOT',
  'EFBIG',
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOTDIR',
  'ENOENT',
  'EPIPE',
];

/** Of the file itself; what another one cannot do is told as it is. */
function explain(thrown: unknown, file: string): unknown {
  if (!(thrown instanceof Error) || !('code' in thrown)) return thrown;
  const { code } = thrown;
  if (code === 'EEXIST') return new AppError('file_exists', { file }, { cause: thrown });
  const isOther = 'path' in thrown && !String(thrown.path).startsWith(file);
  const reason = diskCodes.find((known) => known === code);
  if (isOther || reason === undefined) return thrown;
  return new AppError('file_not_writable', { file, reason }, { cause: thrown });
}
