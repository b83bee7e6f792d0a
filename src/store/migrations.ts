import { type ColumnDefinitionBuilder, type Kysely, type Migration, Migrator } from 'kysely';
import { queue } from './migrations/0005-queue.ts';
import { limits } from './migrations/0006-limits.ts';
import { favouritesAndRetention } from './migrations/0007-favourites-and-retention.ts';
import { webhooks } from './migrations/0008-webhooks.ts';
import { descriptionsAndStyles } from './migrations/0009-descriptions-and-styles.ts';
import { links } from './migrations/0010-links.ts';
import { lineageAndShares } from './migrations/0012-lineage-and-shares.ts';
import { words } from './migrations/0013-words.ts';
import { fewHits } from './migrations/0014-few-hits.ts';
import { readLaterMigrations } from './migrations/later-migrations.ts';
import type { Tables } from './sql/schema.ts';

/**
 * Every change of the tables since the first, by a name that sorts; never edited once released, and
 * only ever adding: see docs/decisions/2026-11-20-additive-migrations.md.
 * Whole numbers are `bigint` because Postgres' `integer` ends at 2^31, a seed is a double because
 * a caller may send any number.
 */
const migrations: Record<string, Migration> = {
  '0001_generations_and_assets': {
    up: async (database: Kysely<unknown>) => {
      await createGenerations(database);
      await createAssets(database);
    },
  },
  '0002_keys': {
    up: async (database: Kysely<unknown>) => {
      await createKeys(database);
      await createSpend(database);
    },
  },
  '0003_files_and_deleted_generations': {
    up: async (database: Kysely<unknown>) => {
      await createFiles(database);
      await database.schema.alterTable('generations').addColumn('deleted_at', 'bigint').execute();
    },
  },
  '0004_what_a_restart_needs': {
    up: async (database: Kysely<unknown>) => {
      const add = (name: string, type: 'text' | 'bigint') =>
        database.schema.alterTable('generations').addColumn(name, type).execute();
      await add('host', 'text');
      await add('rerun', 'text');
      await add('answered_at', 'bigint');
      await add('left_at', 'bigint');
    },
  },
  '0005_queue': queue,
  '0006_limits': limits,
  '0007_favourites_and_retention': favouritesAndRetention,
  '0008_webhooks': webhooks,
  '0009_descriptions_and_styles': descriptionsAndStyles,
  '0010_links': links,
  '0012_lineage_and_shares': lineageAndShares,
  '0013_words': words,
  '0014_few_hits': fewHits,
};

/**
 * Brings the tables up to date; safe where several processes do it at once. Tables that are already
 * further are left as they are.
 */
export async function migrate(kysely: Kysely<Tables>): Promise<void> {
  const later = await readLaterMigrations(kysely, Object.keys(migrations));
  const doneElsewhere = Object.fromEntries(later.map((name) => [name, { up: async () => {} }]));
  const migrator = new Migrator({
    db: kysely,
    provider: { getMigrations: async () => ({ ...migrations, ...doneElsewhere }) },
  });
  const { error } = await migrator.migrateToLatest();
  // A newer process was quicker: its migrations are to be looked at first.
  if (isAboutLater(error)) return migrate(kysely);
  if (error) throw error;
}

/** Kysely takes what it does not know for a loss. */
function isAboutLater(error: unknown): boolean {
  return (
    error instanceof Error && /previously executed migration \S+ is missing/.test(error.message)
  );
}

async function createGenerations(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('generations')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('face', 'text', (column) => column.notNull())
    .addColumn('lease_owner', 'text')
    .addColumn('lease_until', 'bigint')
    .addColumn('upstream_task_id', 'text')
    .addColumn('idempotency_key', 'text')
    .addColumn('request_hash', 'text', (column) => column.notNull())
    .addColumn('provider', 'text', (column) => column.notNull())
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('prompt', 'text', (column) => column.notNull())
    .addColumn('parameters', 'text', (column) => column.notNull())
    .addColumn('n', 'bigint', (column) => column.notNull())
    .addColumn('caller_paid', 'bigint', (column) => column.notNull())
    .addColumn('warnings', 'text', (column) => column.notNull())
    .addColumn('usage', 'text')
    .addColumn('cost_micro_usd', 'bigint')
    .addColumn('cost_kind', 'text')
    .addColumn('error_code', 'text')
    .addColumn('error_message', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('sent_at', 'bigint')
    .addColumn('ended_at', 'bigint')
    .execute();
  const index = (name: string) => database.schema.createIndex(name).on('generations');
  await index('generations_newest').columns(['created_at', 'id']).execute();
  await index('generations_newest_of_owner').columns(['owner', 'created_at', 'id']).execute();
  await index('generations_idempotency')
    .unique()
    .columns(['owner', 'idempotency_key'])
    .where('idempotency_key', 'is not', null)
    .execute();
  await index('generations_request_hash').column('request_hash').execute();
  await index('generations_state').column('state').execute();
}

async function createAssets(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('assets')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('generation_id', 'text', (column) => column.references('generations.id'))
    .addColumn('position', 'bigint', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull().unique())
    .addColumn('media_type', 'text', (column) => column.notNull())
    .addColumn('width', 'bigint', (column) => column.notNull())
    .addColumn('height', 'bigint', (column) => column.notNull())
    .addColumn('size', 'bigint', (column) => column.notNull())
    .addColumn('sha256', 'text', (column) => column.notNull())
    .addColumn('visibility', 'text', (column) => column.notNull())
    .addColumn('revised_prompt', 'text')
    .addColumn('seed', 'double precision')
    .addColumn('host', 'text', (column) => column.notNull())
    .addColumn('hosted_url', 'text')
    .addColumn('delete_ref', 'text')
    .addColumn('host_error_code', 'text')
    .addColumn('host_error_message', 'text')
    .addColumn('host_attempts', 'bigint', (column) => column.notNull().defaultTo(0))
    .addColumn('host_next_attempt_at', 'bigint')
    .addColumn('hosted_at', 'bigint')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('deleted_at', 'bigint')
    .execute();
  const index = (name: string) => database.schema.createIndex(name).on('assets');
  await index('assets_of_generation').columns(['generation_id', 'position']).execute();
  await index('assets_due_for_hosting')
    .column('host_next_attempt_at')
    .where('host_next_attempt_at', 'is not', null)
    .execute();
}

async function createKeys(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('keys')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('secret_hash', 'text', (column) => column.notNull().unique())
    .addColumn('scopes', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('revoked_at', 'bigint')
    .addColumn('last_spent_at', 'bigint')
    .execute();
}

async function createSpend(database: Kysely<unknown>): Promise<void> {
  const keyId = (column: ColumnDefinitionBuilder) => column.notNull().references('keys.id');
  await database.schema
    .createTable('spend')
    .addColumn('key_id', 'text', keyId)
    .addColumn('day', 'text', (column) => column.notNull())
    .addColumn('micro_usd', 'bigint', (column) => column.notNull())
    .addColumn('images', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('spend_of_day', ['key_id', 'day'])
    .execute();
  await database.schema
    .createTable('holds')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('key_id', 'text', keyId)
    .addColumn('day', 'text', (column) => column.notNull())
    .addColumn('micro_usd', 'bigint', (column) => column.notNull())
    .addColumn('images', 'bigint', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute();
  const index = database.schema.createIndex('holds_of_key').on('holds');
  await index.columns(['key_id', 'day']).execute();
}

async function createFiles(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('files')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull().unique())
    .addColumn('file_name', 'text', (column) => column.notNull())
    .addColumn('purpose', 'text', (column) => column.notNull())
    .addColumn('media_type', 'text', (column) => column.notNull())
    .addColumn('width', 'bigint', (column) => column.notNull())
    .addColumn('height', 'bigint', (column) => column.notNull())
    .addColumn('size', 'bigint', (column) => column.notNull())
    .addColumn('sha256', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute();
  await database.schema.createIndex('files_of_owner').on('files').column('owner').execute();
  await database.schema.createIndex('files_expiring').on('files').column('expires_at').execute();
}
