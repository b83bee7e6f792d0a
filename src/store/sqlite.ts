import {
  type CompiledQuery,
  type Dialect,
  Kysely,
  SqliteAdapter,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type TransactionSettings,
} from 'kysely';
import { AppError } from '../core/errors.ts';
import type { Database } from './database.ts';
import { createLocalSignals } from './local-signals.ts';
import type { Tables } from './sql/schema.ts';
import { tryPatiently } from './sqlite/patience.ts';
import {
  type ConnectSqlite,
  connectLibsql,
  connectNodeSqlite,
  type SqliteConnection,
} from './sqlite/sqlite-connection.ts';
import { isSqliteBusy } from './sqlite/sqlite-errors.ts';
import { createWalSync, type WalSync } from './sqlite/wal-sync.ts';

// SQLite waits inside its call and nothing else runs here meanwhile: a moment is right for another
// process's commit, what takes longer is tried again from outside, with the event loop free.
const busyTimeoutMs = 20;
const openingPatienceMs = 5000;

/** Opens a SQLite file that several processes may share; rejects where it cannot be one. */
export async function openSqlite(
  file: string,
  connect: ConnectSqlite = connectAnySqlite,
): Promise<Database> {
  const refuse = (reason: string, cause?: unknown) =>
    new AppError('store_unreadable', { file, reason }, { cause });
  const connection = await connect(file);
  if (!connection) throw new AppError('sqlite_missing', {});
  let inWal: boolean;
  try {
    inWal = await tryPatiently(async () => prepareConnection(connection), {
      isBusy: isSqliteBusy,
      patienceMs: openingPatienceMs,
    });
  } catch (error) {
    connection.close();
    throw error;
  }
  const log = inWal ? createWalSync(file) : undefined;
  const kysely = new Kysely<Tables>({ dialect: sqliteDialect(connection, log) });
  return {
    dialect: 'sqlite',
    kysely,
    signals: createLocalSignals({ alone: false }),
    isBusy: isSqliteBusy,
    refuse,
    async runAll(statements, check) {
      // For its turn on the one connection alone: Kysely's own way takes five times as long.
      await kysely.connection().execute(async () => {
        if (log) connection.exec('PRAGMA synchronous = NORMAL');
        try {
          runAtOnce(connection, statements, check);
        } finally {
          if (log) connection.exec('PRAGMA synchronous = FULL');
        }
      });
      // What another reader sees meanwhile may not be durable yet: nobody has been told of it.
      await log?.sync();
    },
  };
}

const connectAnySqlite: ConnectSqlite = async (file) =>
  (await connectNodeSqlite(file)) ?? (await connectLibsql(file));

/** Tells whether the file has a log of its own, which a database in memory has not. */
function prepareConnection(connection: SqliteConnection): boolean {
  connection.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
  const [mode] = connection.prepare('PRAGMA journal_mode = WAL').all([]);
  connection.exec('PRAGMA synchronous = FULL');
  connection.exec('PRAGMA foreign_keys = ON');
  return Object.values(mode ?? {}).includes('wal');
}

/** Runs statements in one transaction, without a turn of the event loop in between. */
function runAtOnce(
  connection: SqliteConnection,
  statements: readonly CompiledQuery[],
  check: (changed: readonly bigint[]) => void,
): void {
  connection.exec('begin immediate');
  try {
    check(statements.map((statement) => run(connection, statement)));
    connection.exec('commit');
  } catch (error) {
    rollBack(connection);
    throw error;
  }
}

function run(connection: SqliteConnection, { sql, parameters }: CompiledQuery): bigint {
  return BigInt(connection.prepare(sql).run(parameters).changes);
}

function rollBack(connection: SqliteConnection): void {
  try {
    connection.exec('rollback');
  } catch {
    // On a full disk SQLite has rolled back already; the first error is the one to tell.
  }
}

function sqliteDialect(connection: SqliteConnection, log: WalSync | undefined): Dialect {
  return {
    // SQLite can undo a CREATE TABLE, which Kysely makes no use of: in a transaction, processes
    // that start together migrate one after the other, and one that dies leaves nothing half done.
    createAdapter: () =>
      Object.create(new SqliteAdapter(), { supportsTransactionalDdl: { value: true } }),
    createDriver: () => createDriver(connection, log),
    createIntrospector: (kysely) => new SqliteIntrospector(kysely),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

function createDriver(connection: SqliteConnection, log: WalSync | undefined): SqliteDriver {
  const driver = new SqliteDriver({ database: connection });
  const close = driver.destroy.bind(driver);
  return Object.assign(driver, {
    async destroy() {
      await log?.close();
      await close();
    },
    // `immediate` waits for the write lock here, where nothing has to be undone. And `exec`,
    // because a prepared BEGIN that met a lock would keep an old view of the file open.
    // One that only reads needs no lock, and keeps the view of its first read.
    async beginTransaction(_: unknown, { accessMode }: TransactionSettings) {
      connection.exec(accessMode === 'read only' ? 'begin' : 'begin immediate');
    },
    async commitTransaction() {
      connection.exec('commit');
    },
    async rollbackTransaction() {
      rollBack(connection);
    },
  });
}
