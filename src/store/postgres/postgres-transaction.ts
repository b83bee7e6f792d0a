import type { TransactionSettings } from 'kysely';
import { tryPatiently } from '../sqlite/patience.ts';
import { createCommitMarks } from './commit-marks.ts';
import { isPostgresBusy } from './postgres-errors.ts';
import type { PostgresPool, PostgresSession } from './postgres-pool.ts';

/** Statements that are done once or not at all, also where the connection is lost at the commit. */
export interface PostgresTransaction {
  run: PostgresSession['run'];
  commit(): Promise<void>;
  /** Never fails: where it cannot be told to the server, the connection is closed. */
  rollback(): Promise<void>;
}

/** Begins a transaction on a session. */
export type BeginTransaction = (
  session: PostgresSession,
  settings?: TransactionSettings,
) => Promise<PostgresTransaction>;

const commitPatienceMs = 30_000;

/** Transactions that leave marks, over the connections of one pool. */
export function createTransactions(pool: PostgresPool): BeginTransaction {
  const marks = createCommitMarks(pool);

  return async (session, { isolationLevel, accessMode } = {}) => {
    if (accessMode === 'read only') return beginReading(session, isolationLevel);
    const mark = marks.take();
    const how = isolationLevel ? ` isolation level ${isolationLevel}` : '';
    try {
      await session.run(`begin${how}; ${marks.sql(mark)}`);
    } catch (error) {
      session.release('close');
      marks.giveBack(mark);
      throw error;
    }

    async function isCommitted(): Promise<boolean> {
      // Its place in the pool may be the only one left to ask through.
      session.release();
      return tryPatiently(() => marks.isLeft(mark), {
        isBusy: isPostgresBusy,
        patienceMs: commitPatienceMs,
      });
    }

    return {
      run: session.run,
      async commit() {
        try {
          const { command } = await session.run('commit');
          // The server undoes a transaction in which a statement failed, and calls that no error.
          if (command !== 'COMMIT')
            throw new Error('The transaction had failed before its commit.');
        } catch (error) {
          if (!session.lost || !(await isCommitted())) throw error;
        }
        marks.giveBack(mark);
      },
      async rollback() {
        await session.run('rollback').catch(() => session.release('close'));
        marks.giveBack(mark);
      },
    };
  };
}

/** It has nothing to commit, so it leaves no mark; whoever reads may pause for as long as he likes. */
async function beginReading(
  session: PostgresSession,
  isolationLevel: TransactionSettings['isolationLevel'],
): Promise<PostgresTransaction> {
  const how = isolationLevel ? ` isolation level ${isolationLevel}` : '';
  try {
    await session.run(`begin${how} read only; set local idle_in_transaction_session_timeout = 0`);
  } catch (error) {
    session.release('close');
    throw error;
  }
  return {
    run: session.run,
    commit: async () => void (await session.run('commit')),
    rollback: async () =>
      void (await session.run('rollback').catch(() => session.release('close'))),
  };
}
