import type { Store } from '../core/store.ts';
import type { Database } from './database.ts';
import { tryPatiently } from './patience.ts';

const patienceMs = 10_000;

/** Who gives which image to its host again, over all processes on one database. */
export function createHostingQueries({ kysely, isBusy }: Database): Pick<Store, 'claimHosting'> {
  return {
    async claimHosting(assetId, now, until) {
      const { numUpdatedRows } = await tryPatiently(
        () =>
          kysely
            .updateTable('assets')
            .set({ host_next_attempt_at: until })
            .where('id', '=', assetId)
            .where('host_next_attempt_at', '<=', now)
            .executeTakeFirstOrThrow(),
        { isBusy, patienceMs },
      );
      return numUpdatedRows > 0n;
    },
  };
}
