import { randomName } from '../../kit/random-name.ts';
import type { PostgresPool, PostgresSession } from './postgres-pool.ts';

/** One transaction: a place to leave a mark, and the mark that only this transaction leaves there. */
export interface CommitMark {
  place: string;
  number: number;
}

/** Marks that tell, after a connection was lost at a commit, whether it took place. */
export interface CommitMarks {
  /** The statement that leaves it; to be the first of the transaction. */
  sql(mark: CommitMark): string;
  /** Takes a place nobody uses meanwhile. */
  take(): CommitMark;
  giveBack(mark: CommitMark): void;
  /** Whether the transaction was committed; if not, from now on it cannot be any more. */
  isLeft(mark: CommitMark): Promise<boolean>;
}

/**
 * A row of `commit_marks` is a place and the number of the last transaction there. Whoever asks for
 * it waits for the row, so also for a commit that still runs on the server.
 */
export function createCommitMarks(pool: PostgresPool): CommitMarks {
  const free: CommitMark[] = [];
  return {
    sql: ({ place, number }) => `
      insert into commit_marks (place, number) values ('${place}', ${number})
      on conflict (place) do update set number = excluded.number, at = now()`,
    take() {
      const { place, number } = free.pop() ?? { place: randomName(), number: 0 };
      return { place, number: number + 1 };
    },
    giveBack: (mark) => void free.push(mark),
    async isLeft({ place, number }) {
      const session = await pool.open();
      try {
        const { rows } = await session.run(
          `insert into commit_marks (place, number) values ($1, 0)
          on conflict (place) do update set number = commit_marks.number
          returning number = $2 as left`,
          [place, number],
        );
        const [row] = rows as { left: number }[];
        return row?.left === 1;
      } finally {
        session.release();
      }
    },
  };
}

// Also the key of the advisory lock that lets one process at a time make the table.
const lockKey = 7_253_118_004;

/** Makes their table where it is missing, and forgets those of processes that are long gone. */
export async function prepareCommitMarks(session: PostgresSession): Promise<void> {
  await session.run(`
    begin;
    select pg_advisory_xact_lock(${lockKey});
    create table if not exists commit_marks (
      place text primary key,
      number bigint not null,
      at timestamptz not null default now()
    );
    delete from commit_marks where at < now() - interval '7 days';
    commit`);
}
