import { AppError } from '../../core/errors.ts';

const fullCodes = ['ENOSPC', 'EDQUOT', 'EFBIG'];
const refusedCodes = ['EROFS', 'EACCES', 'EPERM', 'EIO', 'ENOENT', 'ENOTDIR', 'ENXIO', 'ESTALE'];

/** An AppError where a folder cannot be written or has no room left; any other error as it is. */
export function explainDiskError(error: unknown, folder: string): unknown {
  const reason = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (fullCodes.includes(reason)) {
    return new AppError('disk_full', { folder, reason }, { cause: error });
  }
  if (refusedCodes.includes(reason)) {
    return new AppError('folder_not_writable', { folder, reason }, { cause: error });
  }
  return error;
}
