import { dirname } from 'node:path';
import { AppError } from '../../core/errors.ts';

// Result codes of https://sqlite.org/rescode.html; those above 255 tell more than their low byte.
const busyCodes = [5, 6];
const notReadableCodes = [11, 26, 266, 522];
const notWritableCodes = [3, 8, 10, 13, 14];

/** Whether another connection was in the way, so that the same work may be tried again. */
export function isSqliteBusy(error: unknown): boolean {
  return isOneOf(busyCodes, error);
}

/** An AppError where the file cannot be written or read; any other error as it is. */
export function explainSqliteError(error: unknown, file: string): unknown {
  const reason = error instanceof Error ? error.message : 'unknown';
  if (isOneOf(notReadableCodes, error)) {
    return new AppError('store_unreadable', { file, reason }, { cause: error });
  }
  if (isOneOf(notWritableCodes, error)) {
    return new AppError('folder_not_writable', { folder: dirname(file), reason }, { cause: error });
  }
  return error;
}

function isOneOf(codes: readonly number[], error: unknown): boolean {
  const code = resultCode(error);
  return code !== undefined && (codes.includes(code) || codes.includes(code & 0xff));
}

/** `libsql` tells it in `rawCode`, `node:sqlite` in `errcode`. */
function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('rawCode' in error && typeof error.rawCode === 'number') return error.rawCode;
  if ('errcode' in error && typeof error.errcode === 'number') return error.errcode;
  return undefined;
}
