import type { SqliteDatabase, SqliteStatement } from 'kysely';
import { explainSqliteError } from './sqlite-errors.ts';

/** One open SQLite file behind either driver, in the shape Kysely's SQLite driver asks for. */
export interface SqliteConnection extends SqliteDatabase {
  /** Runs statements that take no values and give no rows. */
  exec(sql: string): void;
}

/** Opens a file with one driver; resolves to undefined where that driver is not there. */
export type ConnectSqlite = (file: string) => Promise<SqliteConnection | undefined>;

interface RawDatabase<Statement> {
  prepare(sql: string): Statement;
  exec(sql: string): unknown;
  close(): unknown;
}

interface NodeStatement {
  columns(): readonly unknown[];
  all(...values: unknown[]): unknown[];
  run(...values: unknown[]): ReturnType<SqliteStatement['run']>;
  iterate(...values: unknown[]): IterableIterator<unknown>;
}

interface NodeSqlite {
  DatabaseSync: new (file: string) => RawDatabase<NodeStatement>;
}

/** The SQLite built into Node, where it is new enough to tell a statement's columns. */
export const connectNodeSqlite: ConnectSqlite = async (file) => {
  const sqlite: unknown = withoutWarnings(() => process.getBuiltinModule('node:sqlite'));
  if (!isNodeSqlite(sqlite)) return undefined;
  const open = () => new sqlite.DatabaseSync(file);
  return wrapDatabase(file, open, (statement) => ({
    reader: statement.columns().length > 0,
    all: (values) => statement.all(...values.map(toSqliteValue)),
    run: (values) => statement.run(...values.map(toSqliteValue)),
    iterate: (values) => statement.iterate(...values.map(toSqliteValue)),
  }));
};

/** The SQLite of the optional package `libsql`, where it is installed. */
export const connectLibsql: ConnectSqlite = async (file) => {
  const libsql = await import('libsql').catch(() => undefined);
  if (!libsql) return undefined;
  const open = () => new libsql.default(file);
  return wrapDatabase(file, open, (statement) => ({
    reader: statement.reader,
    all: (values) => statement.all(values.map(toSqliteValue)),
    run: (values) => statement.run(values.map(toSqliteValue)),
    iterate: (values) => statement.iterate(values.map(toSqliteValue)),
  }));
};

/** Node 22 warns on stderr that its SQLite is young; an MCP host would show that to its user. */
function withoutWarnings<Value>(load: () => Value): Value {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return load();
  } finally {
    process.emitWarning = emitWarning;
  }
}

function isNodeSqlite(sqlite: unknown): sqlite is NodeSqlite {
  if (typeof sqlite !== 'object' || sqlite === null || !('StatementSync' in sqlite)) return false;
  return typeof sqlite.StatementSync === 'function' && 'columns' in sqlite.StatementSync.prototype;
}

/** `libsql` aborts the whole process on a boolean, `node:sqlite` throws on booleans and undefined. */
function toSqliteValue(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return value ?? null;
}

// Kysely prepares a statement for every run; `in (?, ?, …)` makes new texts now and then.
const maxStatementsKept = 100;

function wrapDatabase<Statement>(
  file: string,
  open: () => RawDatabase<Statement>,
  wrapStatement: (statement: Statement) => SqliteStatement,
): SqliteConnection {
  function explaining<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw explainSqliteError(error, file);
    }
  }

  function prepare(sql: string): SqliteStatement {
    const statement = wrapStatement(database.prepare(sql));
    return {
      reader: statement.reader,
      all: (values) => explaining(() => statement.all(values)),
      run: (values) => explaining(() => statement.run(values)),
      iterate: (values) => explaining(() => statement.iterate(values)),
    };
  }

  const database = explaining(open);
  const statements = new Map<string, SqliteStatement>();
  return {
    exec: (sql) => explaining(() => void database.exec(sql)),
    close: () => void database.close(),
    prepare(sql) {
      const known = statements.get(sql);
      if (known) return known;
      const statement = explaining(() => prepare(sql));
      const [oldest] = statements.keys();
      if (oldest !== undefined && statements.size >= maxStatementsKept) statements.delete(oldest);
      statements.set(sql, statement);
      return statement;
    },
  };
}
