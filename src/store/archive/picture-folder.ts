import { dirname, join } from 'node:path';
import type { AssetFolder } from '../../core/asset-folder.ts';
import { AppError } from '../../core/errors.ts';
import { createSpool, type Spool } from '../../kit/spool.ts';
import { createAssetFolder } from '../pictures/asset-folder.ts';
import { refuseArchive } from './refuse-archive.ts';

/** The pictures of a data folder, for whoever moves them: nothing of it ever waits in memory. */
export interface PictureFolder extends Pick<AssetFolder, 'open' | 'remove'> {
  /** A new spool beside the pictures; `maxBytes` without limit by default. */
  begin(maxBytes?: number): Promise<Spool>;
  /** Gives an ended spool's file its lasting name, durable when it resolves. */
  keep(spool: Spool, name: string): Promise<void>;
}

/** Opens the pictures of a data folder, and makes it where it is missing. */
export async function openPictureFolder(directory: string): Promise<PictureFolder> {
  const assets = await createAssetFolder({ directory });
  return {
    open: (name) => assets.open(name),
    remove: (name) => assets.remove(name),
    begin: (maxBytes = Number.POSITIVE_INFINITY) =>
      createSpool({ directory: join(directory, 'spool'), maxBytes }),
    async keep(spool, name) {
      const path = assets.path(name);
      if (path === undefined || dirname(path) !== join(directory, 'assets')) {
        throw refuseArchive(
          'it holds a picture without a proper name.',
          '其中有图片的名字不合规。',
        );
      }
      await spool.linkTo(path);
    },
  };
}

const diskCodes = ['ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'ENOENT'];

/** What a disk refused, as the AppError that names the folder; anything else as it is. */
export function explainDisk(thrown: unknown, folder: string): unknown {
  if (!(thrown instanceof Error) || thrown instanceof AppError || !('code' in thrown))
    return thrown;
  const reason = diskCodes.find((code) => code === thrown.code);
  if (reason === undefined) return thrown;
  return new AppError('folder_not_writable', { folder, reason }, { cause: thrown });
}
