import { AppError } from '../../core/errors.ts';
import type { JournalEntry } from '../../core/store.ts';

/** The error of an entry that cannot be true: it names a record there is not, or one there is. */
export function brokenEntry(type: JournalEntry['type'], reason: string, cause?: unknown): AppError {
  return new AppError('internal', { reason: `${type}: ${reason}` }, { cause });
}
