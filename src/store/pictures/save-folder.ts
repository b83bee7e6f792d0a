import { type FileHandle, mkdir, open, unlink, writeFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { AppError } from '../../core/errors.ts';
import type { SaveFolder } from '../../core/library/save-folder.ts';

/** Where pictures may be saved, and whether they may. */
export interface SaveFolderOptions {
  directory: string;
  /** DISABLE_LOCAL_SAVE. */
  disabled: boolean;
}

/** In bytes: leaves room for an ending and a number within the 255 of most file systems. */
const maxNameLength = 200;

/** Names that Windows takes for a device, whatever ending they have. */
const windowsDevices = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[\d¹²³])\s*(?:\.|$)/i;

/** The folder of save_image_base64 and save_locally, on this machine's disk. */
export function createSaveFolder({ directory, disabled }: SaveFolderOptions): SaveFolder {
  return {
    async save(fileName, ending, bytes) {
      if (disabled) throw new AppError('saving_disabled', {});
      const name = plainName(fileName, ending, directory);
      try {
        await mkdir(directory, { recursive: true });
        const file = await openFree(directory, name);
        await writeOrRemove(file, bytes);
        return file.path;
      } catch (thrown) {
        throw unwritable(thrown, directory);
      }
    },
  };
}

/** The asked name with the ending its bytes deserve; refused where it is more than a name. */
function plainName(fileName: string, ending: string, folder: string): string {
  const name = fileName.trim();
  const { name: stem, ext } = parse(name);
  const hidden = name.startsWith('.');
  const odd = /[/\\:*?"<>|\p{Cc}\u2028\u2029]/u.test(name) || windowsDevices.test(name);
  if (!stem || hidden || odd || Buffer.byteLength(name) > maxNameLength) {
    throw new AppError('file_name_refused', { name: JSON.stringify(fileName), folder });
  }
  const asked = ext.slice(1).toLowerCase();
  const right = asked === ending || (asked === 'jpeg' && ending === 'jpg');
  return right ? name : `${isPictureEnding(asked) ? stem : name}.${ending}`;
}

function isPictureEnding(ending: string): boolean {
  return ['png', 'jpg', 'jpeg', 'webp', 'avif', 'gif'].includes(ending);
}

interface FreeFile {
  path: string;
  handle: FileHandle;
}

/** Exclusive creation neither overwrites a file nor follows a link that stands there. */
async function openFree(directory: string, name: string): Promise<FreeFile> {
  const { name: stem, ext } = parse(name);
  for (let count = 1; ; count += 1) {
    const path = join(directory, count === 1 ? name : `${stem}-${count}${ext}`);
    try {
      return { path, handle: await open(path, 'wx', 0o644) };
    } catch (thrown) {
      if (!isCode(thrown, 'EEXIST')) throw thrown;
    }
  }
}

async function writeOrRemove(file: FreeFile, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    await writeFile(file.handle, bytes);
    await file.handle.close();
  } catch (thrown) {
    await file.handle.close().catch(() => {});
    await unlink(file.path).catch(() => {});
    throw thrown;
  }
}

function unwritable(thrown: unknown, folder: string): unknown {
  const codes = ['EACCES', 'EROFS', 'ENOSPC', 'EDQUOT', 'EPERM', 'ENOTDIR', 'ENOENT', 'EEXIST'];
  const code = codes.find((candidate) => isCode(thrown, candidate));
  if (!code) return thrown;
  return new AppError('folder_not_writable', { folder, reason: code }, { cause: thrown });
}

function isCode(thrown: unknown, code: string): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === code;
}
