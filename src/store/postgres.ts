import {
  type DataTypeNode,
  type Dialect,
  type Driver,
  Kysely,
  type MigrationLockOptions,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
} from 'kysely';
import { AppError } from '../core/errors.ts';
import type { Database } from './database.ts';
import { prepareCommitMarks } from './postgres/commit-marks.ts';
import { createPostgresDriver } from './postgres/postgres-driver.ts';
import { createPostgresErrors, isPostgresBusy } from './postgres/postgres-errors.ts';
import { createPostgresPool, type PostgresPool, statementMs } from './postgres/postgres-pool.ts';
import { createPostgresSignals } from './postgres/postgres-signals.ts';
import type { Tables } from './sql/schema.ts';
import { tryPatiently } from './sqlite/patience.ts';

const openingPatienceMs = 5000;

/**
 * Connects to a PostgreSQL database that several servers may share; rejects with
 * `store_unreachable` or `store_unusable`.
 */
export async function openPostgres(url: string, patienceMs = openingPatienceMs): Promise<Database> {
  const { place, password } = readAddress(url);
  const errors = createPostgresErrors(place, password);
  const pool = await createPostgresPool(url, errors);
  const refuse = (reason: string, cause?: unknown) =>
    new AppError('store_unusable', { place, reason }, { cause });
  try {
    await tryPatiently(() => prepareDatabase(pool, refuse), {
      isBusy: isPostgresBusy,
      patienceMs,
    });
  } catch (error) {
    await pool.close();
    throw error;
  }
  const { driver, runAll } = createPostgresDriver(pool);
  const kysely = new Kysely<Tables>({ dialect: postgresDialect(driver) });
  const signals = createPostgresSignals(url, pool);
  return { dialect: 'postgres', kysely, signals, isBusy: isPostgresBusy, runAll, refuse };
}

/** Where it is, as messages may show it. */
export function readAddress(url: string): { place: string; password: string } {
  const { hostname, port, pathname, searchParams, password } = new URL(url);
  const host = hostname || (searchParams.get('host') ?? 'localhost');
  const place = `${host}${port && `:${port}`}${pathname}`;
  return { place, password: decodeURIComponent(password) };
}

async function prepareDatabase(
  pool: PostgresPool,
  refuse: (reason: string) => AppError,
): Promise<void> {
  const session = await pool.open();
  try {
    const { rows } = await session.run('show server_encoding');
    const [row] = rows as { server_encoding: string }[];
    if (row?.server_encoding !== 'UTF8') {
      throw refuse(`its encoding is ${row?.server_encoding}, not UTF8`);
    }
    await prepareCommitMarks(session);
  } finally {
    session.release();
  }
}

function postgresDialect(driver: Driver): Dialect {
  return {
    createAdapter: () => new UnhurriedAdapter(),
    createDriver: () => driver,
    createIntrospector: (kysely) => new PostgresIntrospector(kysely),
    createQueryCompiler: () => new CodePointCompiler(),
  };
}

/** A migration, and the wait for that of another server, may take longer than any other statement. */
class UnhurriedAdapter extends PostgresAdapter {
  override async acquireMigrationLock(
    kysely: Kysely<unknown>,
    lock: MigrationLockOptions,
  ): Promise<void> {
    await sql`set statement_timeout = 0`.execute(kysely);
    await super.acquireMigrationLock(kysely, lock);
  }

  override async releaseMigrationLock(
    kysely: Kysely<unknown>,
    lock: MigrationLockOptions,
  ): Promise<void> {
    await super.releaseMigrationLock(kysely, lock);
    await sql`set statement_timeout = ${sql.lit(statementMs)}`.execute(kysely);
  }
}

/** Compares and orders text by code points, as SQLite does, whatever language the database is set to. */
class CodePointCompiler extends PostgresQueryCompiler {
  protected override visitDataType(node: DataTypeNode): void {
    super.visitDataType(node);
    const isColumn = this.parentNode?.kind === 'ColumnDefinitionNode';
    if (isColumn && node.dataType === 'text') this.append(' collate "C"');
  }
}
