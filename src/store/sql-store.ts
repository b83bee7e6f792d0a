import { AppError } from '../core/errors.ts';
import type { Store } from '../core/store.ts';
import { brokenEntry } from './broken-entry.ts';
import type { Database } from './database.ts';
import { createEarlierQueries } from './earlier-queries.ts';
import { createFileQueries } from './file-queries.ts';
import { createHostingQueries } from './hosting-queries.ts';
import { createJournal } from './journal.ts';
import { createKeyQueries } from './key-queries.ts';
import { createMemoryCounts } from './memory-counts.ts';
import { migrate } from './migrations.ts';
import { tryPatiently } from './patience.ts';
import { createPostgresCounts } from './postgres-counts.ts';
import { createQueries } from './queries.ts';
import { createShareQueries } from './share-queries.ts';
import { createSpendingQueries } from './spending-queries.ts';
import { createSqlLeases } from './sql-leases.ts';
import { createSqlLedger } from './sql-ledger.ts';
import { createSqlShelf } from './sql-shelf.ts';
import { createSqlWebhooks } from './sql-webhooks.ts';
import { createStyleQueries } from './style-queries.ts';
import { tellingJournal } from './telling-journal.ts';
import { prepareWrites, type Write } from './writes.ts';

/** What a caller of the store may want to know while it works. */
export interface StoreOptions {
  /** Told after each commit how many entries it held. */
  onCommit?: ((entries: number) => void) | undefined;
}

const migrationPatienceMs = 30_000;

/** Brings the tables of a database up to date; closes it where that cannot be done. */
export async function bringUpToDate(database: Database): Promise<void> {
  const { kysely, isBusy } = database;
  try {
    await tryPatiently(() => migrate(kysely), { isBusy, patienceMs: migrationPatienceMs });
  } catch (error) {
    await kysely.destroy();
    if (error instanceof AppError) throw error;
    const reason = error instanceof Error ? error.message : 'unknown';
    throw database.refuse(reason, error);
  }
}

/** The store over any SQL database: brings its tables up to date, then reads and writes. */
export async function createSqlStore(
  database: Database,
  options: StoreOptions = {},
): Promise<Store> {
  const { kysely, isBusy } = database;
  await bringUpToDate(database);

  async function commit(writes: readonly Write[]): Promise<void> {
    const statements = writes.flatMap(({ queries }) => queries);
    await database.runAll(statements, (changed) => {
      let first = 0;
      for (const { type, queries } of writes) {
        if (changed[first] === 0n) throw brokenEntry(type, 'there is no such record');
        first += queries.length;
      }
    });
  }

  const journal = createJournal({
    prepare: prepareWrites(kysely),
    commit,
    isBusy,
    onCommit: options.onCommit,
  });
  const { signals } = database;
  return {
    journal: tellingJournal(journal, signals),
    signals,
    keys: createKeyQueries(database),
    ledger: createSqlLedger(database),
    leases: createSqlLeases(database),
    styles: createStyleQueries(database),
    requestCounts:
      database.dialect === 'postgres' ? createPostgresCounts(kysely) : createMemoryCounts(),
    shelf: createSqlShelf(database),
    spending: createSpendingQueries(kysely),
    webhooks: createSqlWebhooks(database),
    shares: createShareQueries(database),
    volatile: false,
    ...createQueries(kysely),
    ...createEarlierQueries(kysely),
    ...createFileQueries(kysely),
    ...createHostingQueries(database),
    async close() {
      await journal.close();
      await signals.close();
      await kysely.destroy();
    },
  };
}
