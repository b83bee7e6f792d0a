import {
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
import { tryPatiently } from './patience.ts';
import type { Tables } from './schema.ts';
import {
  type ConnectSqlite,
  connectLibsql,
  connectNodeSqlite,
  type SqliteConnection,
} from './sqlite-connection.ts';
import { isSqliteBusy } from './sqlite-errors.ts';

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
  if (!connection) {
    throw refuse('there is no SQLite: use Node.js 22.16 or newer, or install the package libsql');
  }
  try {
    await tryPatiently(async () => prepareConnection(connection), {
      isBusy: isSqliteBusy,
      patienceMs: openingPatienceMs,
    });
  } catch (error) {
    connection.close();
    throw error;
  }
  const kysely = new Kysely<Tables>({ dialect: sqliteDialect(connection) });
  return {
    dialect: 'sqlite',
    kysely,
    signals: createLocalSignals({ alone: false }),
    isBusy: isSqliteBusy,
    refuse,
    runAll: (statements, check) =>
      kysely.transaction().execute(async (transaction) => {
        const changed: bigint[] = [];
        for (const statement of statements) {
          const { numAffectedRows = 0n } = await transaction.executeQuery(statement);
          changed.push(numAffectedRows);
        }
        check(changed);
      }),
  };
}

const connectAnySqlite: ConnectSqlite = async (file) =>
  (await connectNodeSqlite(file)) ?? (await connectLibsql(file));

function prepareConnection(connection: SqliteConnection): void {
  connection.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
  connection.exec('PRAGMA journal_mode = WAL');
  connection.exec('PRAGMA synchronous = FULL');
  connection.exec('PRAGMA foreign_keys = ON');
}

function sqliteDialect(connection: SqliteConnection): Dialect {
  return {
    // SQLite can undo a CREATE TABLE, which Kysely makes no use of: in a transaction, processes
    // that start together migrate one after the other, and one that dies leaves nothing half done.
    createAdapter: () =>
      Object.create(new SqliteAdapter(), { supportsTransactionalDdl: { value: true } }),
    createDriver: () => createDriver(connection),
    createIntrospector: (kysely) => new SqliteIntrospector(kysely),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

function createDriver(connection: SqliteConnection): SqliteDriver {
  return Object.assign(new SqliteDriver({ database: connection }), {
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
      try {
        connection.exec('rollback');
      } catch {
        // On a full disk SQLite has rolled back already; the first error is the one to tell.
      }
    },
  });
}
