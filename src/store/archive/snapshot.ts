import type { Kysely, Transaction } from 'kysely';
import type { Database } from '../database.ts';
import type { AnyTables } from './table-shape.ts';

/** Reads of one moment, however long they take and whoever writes meanwhile. */
export function readSnapshot<Result>(
  { kysely }: Database,
  work: (snapshot: Transaction<AnyTables>) => Promise<Result>,
): Promise<Result> {
  return anyTables(kysely)
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(work);
}

/** The same database, for work that goes over all tables. */
export function anyTables(kysely: Database['kysely']): Kysely<AnyTables> {
  return kysely as unknown as Kysely<AnyTables>;
}
