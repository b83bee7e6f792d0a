import { AppError } from '../core/errors.ts';
import type { Store } from '../core/store.ts';
import { brokenEntry } from './broken-entry.ts';
import type { Database } from './database.ts';
import { createJournal } from './journal.ts';
import { migrate } from './migrations.ts';
import { tryPatiently } from './patience.ts';
import { createQueries } from './queries.ts';
import { prepareWrites, type Write } from './writes.ts';

/** What a caller of the store may want to know while it works. */
export interface StoreOptions {
  /** Told after each commit how many entries it held. */
  onCommit?: ((entries: number) => void) | undefined;
}

const migrationPatienceMs = 30_000;

/** The store over any SQL database: brings its tables up to date, then reads and writes. */
export async function createSqlStore(
  database: Database,
  options: StoreOptions = {},
): Promise<Store> {
  const { kysely, isBusy, place } = database;
  try {
    await tryPatiently(() => migrate(kysely), { isBusy, patienceMs: migrationPatienceMs });
  } catch (error) {
    await kysely.destroy();
    if (error instanceof AppError) throw error;
    const reason = error instanceof Error ? error.message : 'unknown';
    throw new AppError('store_unreadable', { file: place, reason }, { cause: error });
  }

  async function commit(writes: readonly Write[]): Promise<void> {
    await kysely.transaction().execute(async (transaction) => {
      for (const write of writes) {
        const [first, ...others] = write.queries;
        const { numAffectedRows } = await transaction.executeQuery(first);
        if (numAffectedRows === 0n) throw brokenEntry(write.type, 'there is no such record');
        for (const query of others) await transaction.executeQuery(query);
      }
    });
  }

  const journal = createJournal({
    prepare: prepareWrites(kysely),
    commit,
    isBusy,
    onCommit: options.onCommit,
  });
  return {
    journal,
    volatile: false,
    ...createQueries(kysely),
    async close() {
      await journal.close();
      await kysely.destroy();
    },
  };
}
