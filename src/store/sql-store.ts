import { AppError } from '../core/errors.ts';
import type { Store } from '../core/store.ts';
import type { Database } from './database.ts';
import { createJournal } from './journal.ts';
import { createMemoryCounts } from './memory/memory-counts.ts';
import { migrate } from './migrations.ts';
import { brokenEntry } from './pictures/broken-entry.ts';
import { createPostgresCounts } from './postgres/postgres-counts.ts';
import { createEarlierQueries } from './sql/earlier-queries.ts';
import { createFileQueries } from './sql/file-queries.ts';
import { createHostingQueries } from './sql/hosting-queries.ts';
import { createIdListing } from './sql/id-listing.ts';
import { createKeyQueries } from './sql/key-queries.ts';
import { createListing } from './sql/listing.ts';
import { createQueries } from './sql/queries.ts';
import { createShareQueries } from './sql/share-queries.ts';
import { createSpendingQueries } from './sql/spending-queries.ts';
import { createSqlLeases } from './sql/sql-leases.ts';
import { createSqlLedger } from './sql/sql-ledger.ts';
import { createSqlShelf } from './sql/sql-shelf.ts';
import { createSqlWebhooks } from './sql/sql-webhooks.ts';
import { createStyleQueries } from './sql/style-queries.ts';
import { createWordIndexing } from './sql/word-writes.ts';
import { prepareWrites, type Write } from './sql/writes.ts';
import { tryPatiently } from './sqlite/patience.ts';
import { tellingJournal } from './telling-journal.ts';

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
    ...createListing(database),
    ...createIdListing(database),
    indexWords: createWordIndexing(database),
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
