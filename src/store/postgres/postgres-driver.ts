import type {
  CompiledQuery,
  DatabaseConnection,
  Driver,
  QueryResult,
  TransactionSettings,
} from 'kysely';
import type { Database } from '../database.ts';
import { tryPatiently } from '../sqlite/patience.ts';
import { isPostgresBusy } from './postgres-errors.ts';
import type { PostgresAnswer, PostgresPool, PostgresSession } from './postgres-pool.ts';
import {
  type BeginTransaction,
  createTransactions,
  type PostgresTransaction,
} from './postgres-transaction.ts';

const patienceMs = 10_000;

/** What Kysely holds while it works; it connects only when it is used. */
interface Connection extends DatabaseConnection {
  begin(settings?: TransactionSettings): Promise<void>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
  release(): void;
}

/**
 * Kysely's driver over a pool whose server may go away and come back, and the journal's way around
 * Kysely, which sends a statement only when the one before is answered.
 */
export function createPostgresDriver(pool: PostgresPool): {
  driver: Driver;
  runAll: Database['runAll'];
} {
  const begin = createTransactions(pool);
  const own = (connection: DatabaseConnection) => connection as Connection;
  const driver: Driver = {
    init: async () => {},
    acquireConnection: async () => createConnection(pool, begin),
    beginTransaction: (connection, settings) => own(connection).begin(settings),
    commitTransaction: (connection) => own(connection).commit(),
    rollbackTransaction: (connection) => own(connection).rollback(),
    releaseConnection: async (connection) => own(connection).release(),
    destroy: () => pool.close(),
  };

  async function runAll(
    statements: readonly CompiledQuery[],
    check: (changed: readonly bigint[]) => void,
  ): Promise<void> {
    const connection = createConnection(pool, begin);
    try {
      await connection.begin();
      const results = statements.map((statement) => connection.executeQuery(statement));
      const changed = await Promise.all(results);
      check(changed.map(({ numAffectedRows = 0n }) => numAffectedRows));
      await connection.commit();
    } catch (error) {
      await connection.rollback();
      throw error;
    } finally {
      connection.release();
    }
  }

  return { driver, runAll };
}

function createConnection(pool: PostgresPool, begin: BeginTransaction): Connection {
  let session: PostgresSession | undefined;
  let transaction: PostgresTransaction | undefined;
  let used = false;

  async function connect(): Promise<PostgresSession> {
    if (session?.lost) release();
    session ??= await pool.open();
    return session;
  }

  function release(): void {
    session?.release();
    session = undefined;
  }

  async function runAlone(query: CompiledQuery): Promise<PostgresAnswer> {
    const connected = await connect();
    if (query.query.kind === 'SelectQueryNode') return run(connected, query);
    const alone = await begin(connected);
    try {
      const answer = await run(alone, query);
      await alone.commit();
      return answer;
    } catch (error) {
      await alone.rollback();
      throw error;
    }
  }

  return {
    release,
    async begin(settings) {
      transaction = await begin(await connect(), settings);
    },
    async commit() {
      await transaction?.commit();
      transaction = undefined;
    },
    async rollback() {
      await transaction?.rollback();
      transaction = undefined;
    },
    async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
      if (transaction) return toResult(await run(transaction, query));
      // Patient at first only: what came before may have left a lock or a setting in this session.
      const patience = { isBusy: isPostgresBusy, patienceMs: used ? 0 : patienceMs };
      used = true;
      return toResult(await tryPatiently(() => runAlone(query), patience));
    },
    streamQuery() {
      throw new Error('Rows are not streamed.');
    },
  };
}

const dataKinds = ['SelectQueryNode', 'InsertQueryNode', 'UpdateQueryNode', 'DeleteQueryNode'];

/** Changes of tables, and locks for them, may take as long as they need. */
function run(
  session: Pick<PostgresSession, 'run'>,
  { query, sql, parameters }: CompiledQuery,
): Promise<PostgresAnswer> {
  return session.run(sql, parameters, dataKinds.includes(query.kind) ? undefined : 0);
}

function toResult<Row>({ command, rows, count }: PostgresAnswer): QueryResult<Row> {
  const changes = /^(INSERT|UPDATE|DELETE|MERGE)$/.test(command);
  return { rows: rows as Row[], ...(changes && { numAffectedRows: BigInt(count) }) };
}
