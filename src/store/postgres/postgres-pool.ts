import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { type createPostgresErrors, isConnectionLost } from './postgres-errors.ts';

/** What a statement answered. */
export interface PostgresAnswer {
  /** The word the server confirms it with, such as `UPDATE`. */
  command: string;
  rows: unknown[];
  /** Of rows, changed or read. */
  count: number;
}

/** One connection, taken from the pool until it is given back or lost. */
export interface PostgresSession {
  /**
   * Throws AppErrors where the server as a whole is the problem. Without an answer within `limitMs`
   * the session is lost; 0 waits for as long as it takes.
   */
  run(sql: string, values?: readonly unknown[], limitMs?: number): Promise<PostgresAnswer>;
  readonly lost: boolean;
  /** Gives it back, or closes it where nobody can go on with it as it stands; the first time only. */
  release(outcome?: 'close'): void;
}

/** Connections to one server. */
export interface PostgresPool {
  /** Takes a connection, a new one where none is idle; throws `store_unreachable`. */
  open(): Promise<PostgresSession>;
  close(): Promise<void>;
}

/** How long the server works on one statement before it gives up, in milliseconds. */
export const statementMs = 30_000;
const connectMs = 5000;
// The server gives up first; this is for one that does not even answer any more.
const answerMs = statementMs + connectMs;
const closeMs = 2000;
const connections = 10;

/** Connects to the server of an address, on first use. */
export async function createPostgresPool(
  url: string,
  errors: ReturnType<typeof createPostgresErrors>,
): Promise<PostgresPool> {
  const { default: pg } = await import('pg');
  const pool: Pool = new pg.Pool({
    connectionString: url,
    application_name: 'maliang',
    max: connections,
    connectionTimeoutMillis: connectMs,
    keepAlive: true,
    pipeline: true,
    types: { getTypeParser: (oid: number) => parsers[oid] ?? pg.types.getTypeParser(oid, 'text') },
    onConnect: async (client) => {
      await client.query(limited(sessionSettings, [], connectMs));
    },
  });
  // Without listeners a connection that breaks would end the process; whoever uses it is told.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));

  return {
    async open() {
      try {
        return createSession(await pool.connect(), errors);
      } catch (error) {
        throw errors.unreachable(error);
      }
    },
    // A server that is gone does not say goodbye either.
    close: () => Promise.race([pool.end(), sleep(closeMs, undefined, { ref: false })]),
  };
}

// Set after the login and not with it, because some poolers in between refuse to log in then. One
// that holds locks and does nothing any more has hung; its work is undone.
const sessionSettings = `
  set statement_timeout = ${statementMs};
  set idle_in_transaction_session_timeout = ${statementMs};
  set synchronous_commit = on`;

/** By the numbers of types in pg_type: whole numbers as numbers, booleans as 1 and 0 like SQLite. */
const parsers: Readonly<Record<number, (text: string) => number>> = {
  16: (text) => (text === 't' ? 1 : 0),
  20: toSafeInteger,
  // The sum of whole numbers is `numeric`.
  1700: toSafeInteger,
};

function toSafeInteger(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${text} is no safe whole number`);
  return number;
}

function createSession(
  client: PoolClient,
  errors: ReturnType<typeof createPostgresErrors>,
): PostgresSession {
  let released = false;
  let lost = false;
  return {
    get lost() {
      return lost;
    },
    async run(sql, values = [], limitMs = answerMs) {
      try {
        const { command, rows, rowCount } = await client.query(limited(sql, values, limitMs));
        return { command, rows, count: rowCount ?? 0 };
      } catch (error) {
        lost ||= isConnectionLost(error);
        throw errors.explain(error);
      }
    },
    release(outcome) {
      if (released) return;
      released = true;
      lost ||= outcome === 'close';
      client.release(lost);
    },
  };
}

function limited(text: string, values: readonly unknown[], limitMs: number) {
  return { text, values: values.map(toPostgresValue), query_timeout: limitMs };
}

/** Text in Postgres has no place for NUL; what was paid for must not fail on one. */
function toPostgresValue(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'string' ? value.replaceAll('\0', '\uFFFD') : value;
}
