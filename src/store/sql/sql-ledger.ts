import { type Kysely, sql, type Transaction } from 'kysely';
import {
  acceptingMs,
  dayOf,
  type Exceeded,
  findCrowded,
  findExceeded,
  type Hold,
  type KeySpend,
  type Ledger,
} from '../../core/ledger.ts';
import type { Database } from '../database.ts';
import { tryPatiently } from '../sqlite/patience.ts';
import { sumSpend } from './key-spend.ts';
import type { HoldRow, Tables } from './schema.ts';

const patienceMs = 30_000;

/** Holds and spending in a SQL database, exact over all processes on it. */
export function createSqlLedger({ kysely, isBusy }: Database): Ledger {
  const atomically = <Result>(work: (transaction: Transaction<Tables>) => Promise<Result>) =>
    tryPatiently(() => kysely.transaction().execute(work), { isBusy, patienceMs });

  return {
    async hold(hold, budgets, atOnce) {
      const { id, keyId, at, microUsd, images } = hold;
      const findFull = async (reader: Kysely<Tables>): Promise<Exceeded | undefined> =>
        findCrowded(atOnce === undefined ? 0 : await countUnderWay(reader, hold), atOnce) ??
        findExceeded(await readSpend(reader, keyId, at), hold, budgets);
      // A budget that is used up is told without the write lock, however often somebody asks.
      const full = await findFull(kysely);
      if (full) return full;
      return atomically(async (transaction) => {
        // The key's row is the lock: two holds of one key take turns, in every dialect.
        await transaction
          .updateTable('keys')
          .set({ last_spent_at: at })
          .where('id', '=', keyId)
          .execute();
        const exceeded = await findFull(transaction);
        if (!exceeded) {
          const booked = { id, key_id: keyId, day: dayOf(at), created_at: at };
          const row = { ...booked, micro_usd: microUsd, images };
          await transaction.insertInto('holds').values(row).execute();
        }
        return exceeded;
      });
    },

    async settle(id, spent) {
      await atomically(async (transaction) => {
        const hold = await takeHold(transaction, id);
        if (!hold || hold.images === 0) return;
        const { key_id, day } = hold;
        const row = spent
          ? { key_id, day, micro_usd: spent.microUsd, images: spent.images }
          : { key_id, day, micro_usd: hold.micro_usd, images: hold.images };
        await transaction
          .insertInto('spend')
          .values(row)
          .onConflict((conflict) =>
            conflict.columns(['key_id', 'day']).doUpdateSet({
              micro_usd: sql`spend.micro_usd + excluded.micro_usd`,
              images: sql`spend.images + excluded.images`,
            }),
          )
          .execute();
      });
    },

    async release(id) {
      await atomically((transaction) => takeHold(transaction, id));
    },

    spendOf: (keyId, at) => readSpend(kysely, keyId, at),
  };
}

function takeHold(transaction: Transaction<Tables>, id: string): Promise<HoldRow | undefined> {
  return transaction.deleteFrom('holds').where('id', '=', id).returningAll().executeTakeFirst();
}

/**
 * The records say what has ended, not the holds: what a dead process held is under way until somebody
 * has finished it, and no longer.
 */
async function countUnderWay(kysely: Kysely<Tables>, { keyId, at }: Hold): Promise<number> {
  const { count } = await kysely
    .selectFrom('holds')
    .leftJoin('generations', 'generations.id', 'holds.id')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('holds.key_id', '=', keyId)
    .where('generations.ended_at', 'is', null)
    .where(isMeant(at))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Whether the one who holds it came to write down what for, or may still be about to. */
function isMeant(at: number) {
  return sql<boolean>`(generations.id is not null or holds.created_at > ${at - acceptingMs})`;
}

/** One statement, so that a hold which is settled meanwhile is seen once: as the one or the other. */
async function readSpend(kysely: Kysely<Tables>, keyId: string, at: number): Promise<KeySpend> {
  const day = dayOf(at);
  const month = day.slice(0, 7);
  const booked = kysely
    .selectFrom('spend')
    .select(['day', 'micro_usd', 'images', sql.lit<0 | 1>(0).as('held')])
    .where('key_id', '=', keyId)
    .where('day', '>=', `${month}-01`)
    .where('day', '<=', `${month}-31`);
  const held = kysely
    .selectFrom('holds')
    .leftJoin('generations', 'generations.id', 'holds.id')
    .select(['day', 'micro_usd', 'images', sql.lit<0 | 1>(1).as('held')])
    .where('key_id', '=', keyId)
    .where('day', '>=', `${month}-01`)
    .where('day', '<=', `${month}-31`)
    .where(isMeant(at));
  const rows = await kysely
    .selectFrom(booked.unionAll(held).as('lines'))
    .select(({ fn }) => [
      'day',
      'held',
      fn.sum<number>('micro_usd').as('micro_usd'),
      fn.sum<number>('images').as('images'),
    ])
    .groupBy(['day', 'held'])
    .execute();
  const lines = rows.map((row) => ({
    day: row.day,
    held: Number(row.held) === 1,
    microUsd: Number(row.micro_usd),
    images: Number(row.images),
  }));
  return sumSpend(lines, day);
}
