import type { CompiledQuery, Kysely } from 'kysely';
import type { AppError } from '../core/errors.ts';
import type { ClosingSignals } from './local-signals.ts';
import type { Tables } from './sql/schema.ts';

/**
 * What a dialect hands over; migrations, queries and journal need to know no more of it. Its driver
 * throws AppErrors where the database as a whole cannot be read or written.
 */
export interface Database {
  dialect: 'sqlite' | 'postgres';
  kysely: Kysely<Tables>;
  signals: ClosingSignals;
  /** Whether somebody else was merely in the way, so that the same work may be tried again. */
  isBusy(error: unknown): boolean;
  /**
   * Runs statements in one transaction, in this order. `check` is told how many rows each changed;
   * where it throws, none of them is done.
   */
  runAll(
    statements: readonly CompiledQuery[],
    check: (changed: readonly bigint[]) => void,
  ): Promise<void>;
  /** The error that says what is wrong with the records there; nothing of them was changed. */
  refuse(reason: string, cause: unknown): AppError;
}
