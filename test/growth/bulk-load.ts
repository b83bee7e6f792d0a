import { type CompiledQuery, type Insertable, type Kysely, sql } from 'kysely';
import type { Database } from '../../src/store/database.ts';
import type { Tables } from '../../src/store/sql/schema.ts';

/** What is written of a table at once. */
export interface Batch<Table extends keyof Tables> {
  table: Table;
  rows: readonly Insertable<Tables[Table]>[];
}

/** A database that takes many rows at once: its indexes and triggers are made anew at the end. */
export interface BulkLoad {
  /** Writes rows of several tables in one commit; each row of a table has the same columns. */
  write(batches: readonly Batch<keyof Tables>[]): Promise<void>;
  /** Makes everything that was put away. */
  finish(): Promise<void>;
}

/** Puts indexes, triggers and foreign keys away for a while. */
export function startBulkLoad(database: Database): Promise<BulkLoad> {
  return database.dialect === 'sqlite' ? loadSqlite(database) : loadPostgres(database);
}

interface PutAway {
  type: string;
  name: string;
  sql: string;
}

/** A statement a row, prepared once: several times as fast as thousands of values in one statement. */
async function loadSqlite({ kysely, runAll }: Database): Promise<BulkLoad> {
  await sql`pragma foreign_keys = off`.execute(kysely);
  // The ids are random: without room for their whole index, each row costs reads of the disk.
  await sql`pragma cache_size = -2000000`.execute(kysely);
  const { rows: all } = await sql<PutAway>`select type, name, sql from sqlite_master
    where type in ('index', 'trigger') and sql is not null`.execute(kysely);
  for (const { type, name } of all) {
    await sql`drop ${sql.raw(type)} ${sql.ref(name)}`.execute(kysely);
  }
  return {
    async write(batches) {
      await runAll(
        batches.flatMap((batch) => [...insertsOf(kysely, batch)]),
        () => {},
      );
    },
    async finish() {
      for (const made of all) await sql.raw(made.sql).execute(kysely);
      await sql`pragma wal_checkpoint(truncate)`.execute(kysely);
      await sql`pragma foreign_keys = on`.execute(kysely);
      await sql`pragma cache_size = -2000`.execute(kysely);
    },
  };
}

function* insertsOf(
  kysely: Kysely<Tables>,
  { table, rows }: Batch<keyof Tables>,
): Iterable<CompiledQuery> {
  const [first] = rows;
  if (!first) return;
  const compiled = kysely.insertInto(table).values(first).compile();
  for (const row of rows) yield { ...compiled, parameters: Object.values(row) };
}

/** Rows as one JSON text a table; the indexes of primary keys stay. */
async function loadPostgres({ kysely }: Database): Promise<BulkLoad> {
  const { rows: all } = await sql<PutAway>`select indexname as name, indexdef as sql
    from pg_indexes where schemaname = current_schema() and not exists (
      select from pg_constraint where conindid = indexname::regclass)`.execute(kysely);
  for (const { name } of all) await sql`drop index ${sql.ref(name)}`.execute(kysely);
  return {
    async write(batches) {
      await kysely.transaction().execute(async (transaction) => {
        await sql`set local session_replication_role = replica`.execute(transaction);
        await sql`set local synchronous_commit = off`.execute(transaction);
        for (const batch of batches) await insertAsJson(transaction, batch);
      });
    },
    async finish() {
      await kysely.transaction().execute(async (transaction) => {
        await sql`set local statement_timeout = 0`.execute(transaction);
        await sql`set local maintenance_work_mem = '1GB'`.execute(transaction);
        for (const made of all) await sql.raw(made.sql).execute(transaction);
        await sql`analyze`.execute(transaction);
      });
    },
  };
}

async function insertAsJson(
  kysely: Kysely<Tables>,
  { table, rows }: Batch<keyof Tables>,
): Promise<void> {
  const names = sql.join(Object.keys(rows[0] ?? {}).map((name) => sql.ref(name)));
  await sql`insert into ${sql.table(table)} (${names}) select ${names}
    from json_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows)}::json)`.execute(
    kysely,
  );
}
