import { type Kysely, sql } from 'kysely';
import { minuteSeconds, type RequestCounts } from '../../core/request-counts.ts';
import type { Tables } from '../sql/schema.ts';

const minuteMs = minuteSeconds * 1000;
/** How often one process removes the rows of those who ask no more. */
const tidyEveryMs = 10 * minuteMs;

/** The database's own, because those of several machines differ; in milliseconds since 1970. */
const clock = sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`;

/** Counts in PostgreSQL, one statement a request, exact over all servers on it. */
export function createPostgresCounts(kysely: Kysely<Tables>): RequestCounts {
  let tidiedAt = Date.now();

  /** Who asks again meanwhile gets a new row; a failure leaves it to the next time. */
  async function tidy(): Promise<void> {
    tidiedAt = Date.now();
    const isOver = sql<boolean>`until <= ${clock}`;
    await kysely.deleteFrom('request_counts').where(isOver).execute();
  }

  return {
    async add(name) {
      if (Date.now() - tidiedAt > tidyEveryMs) void tidy().catch(() => {});
      const isOver = sql`request_counts.until <= ${clock}`;
      const { count, msLeft } = await kysely
        .insertInto('request_counts')
        .values({ name, count: 1, until: sql`${clock} + ${sql.lit(minuteMs)}` })
        .onConflict((conflict) =>
          conflict.column('name').doUpdateSet({
            count: sql`case when ${isOver} then 1 else request_counts.count + 1 end`,
            until: sql`case when ${isOver} then excluded.until else request_counts.until end`,
          }),
        )
        .returning(['count', sql<number>`until - ${clock}`.as('msLeft')])
        .executeTakeFirstOrThrow();
      return { count, msLeft: Math.max(0, msLeft) };
    },
  };
}
