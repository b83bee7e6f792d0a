import type { Kysely } from 'kysely';
import type { Tables } from './schema.ts';

/**
 * What a dialect hands over; migrations, queries and journal need to know no more of it. Its driver
 * throws AppErrors where the database as a whole cannot be read or written.
 */
export interface Database {
  dialect: 'sqlite' | 'postgres';
  /** Where it is, for messages: a file, or an address without its password. */
  place: string;
  kysely: Kysely<Tables>;
  /** Whether somebody else was merely in the way, so that the same work may be tried again. */
  isBusy(error: unknown): boolean;
}
