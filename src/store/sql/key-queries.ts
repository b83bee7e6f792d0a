import type { Kysely } from 'kysely';
import type { KeyStore } from '../../core/key.ts';
import type { Database } from '../database.ts';
import { tryPatiently } from '../sqlite/patience.ts';
import { type OpenSlot, prepareQuery } from './prepared-query.ts';
import { fromKeyRow, toKeyRow } from './rows.ts';
import type { Tables } from './schema.ts';

const patienceMs = 30_000;

/** Keys in a SQL database, the same in every dialect; every request reads one by its hash. */
export function createKeyQueries({ kysely, isBusy }: Database): KeyStore {
  const keys = kysely.selectFrom('keys').selectAll();
  const byHash = prepareQuery((slot: OpenSlot<{ hash: string }>) =>
    keys.where('secret_hash', '=', slot('hash')),
  );

  async function find(id: string) {
    const row = await keys.where('id', '=', id).executeTakeFirst();
    return row && fromKeyRow(row);
  }

  const write = <Result>(work: (kysely: Kysely<Tables>) => Promise<Result>) =>
    tryPatiently(() => work(kysely), { isBusy, patienceMs });

  return {
    async create(key, secretHash) {
      const row = toKeyRow(key, secretHash);
      await write((database) => database.insertInto('keys').values(row).execute());
    },

    async findByHash(hash) {
      const [row] = (await kysely.executeQuery(byHash({ hash }))).rows;
      return row && fromKeyRow(row);
    },

    find,

    async list() {
      const rows = await keys.orderBy('created_at', 'desc').orderBy('id', 'desc').execute();
      return rows.map(fromKeyRow);
    },

    async revoke(id, at) {
      await write((database) =>
        database
          .updateTable('keys')
          .set({ revoked_at: at })
          .where('id', '=', id)
          .where('revoked_at', 'is', null)
          .execute(),
      );
      return find(id);
    },
  };
}
