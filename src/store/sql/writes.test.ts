import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  accepted,
  ended,
  sampleAsset,
  sampleGeneration,
  sent,
} from '../../../test/contract/store-samples.ts';
import type { Store } from '../../core/store.ts';
import type { Database } from '../database.ts';
import { createSqlStore } from '../sql-store.ts';
import { openSqlite } from '../sqlite.ts';

let database: Database;
let store: Store;

beforeEach(async () => {
  database = await openSqlite(':memory:');
  store = await createSqlStore(database);
});

afterEach(() => store.close());

it('writes what a restart needs to know of a generation', async () => {
  const generation = sampleGeneration({ callerPaid: true });
  const { id } = generation;
  await store.journal.append(accepted(generation, 'key-1'));
  await store.journal.append(sent(id, 1_700_000_000_100));
  await store.journal.append({ type: 'generation-task', id, taskId: 'task-1' });
  const row = await database.kysely.selectFrom('generations').selectAll().executeTakeFirstOrThrow();
  expect(row).toMatchObject({
    lease_owner: 'process-1',
    lease_until: generation.createdAt + 60_000,
    upstream_task_id: 'task-1',
    idempotency_key: 'key-1',
    request_hash: 'cd'.repeat(32),
    n: 2,
    caller_paid: 1,
    sent_at: 1_700_000_000_100,
    ended_at: null,
  });
});

it('books the cost in millionths and drops the lease when a generation ends', async () => {
  const generation = sampleGeneration();
  await store.journal.append(accepted(generation));
  await store.journal.append(ended(generation.id, { cost: { usd: 0.1 + 0.2, kind: 'estimated' } }));
  const row = await database.kysely.selectFrom('generations').selectAll().executeTakeFirstOrThrow();
  expect(row).toMatchObject({
    cost_micro_usd: 300_000,
    cost_kind: 'estimated',
    lease_owner: null,
    lease_until: null,
    ended_at: 1_700_000_009_000,
  });
});

it('writes how hosting fails, and clears it once it succeeds', async () => {
  const asset = sampleAsset();
  const { id } = asset;
  const readRow = () => database.kysely.selectFrom('assets').selectAll().executeTakeFirstOrThrow();
  await store.journal.append({ type: 'asset-durable', asset });
  await store.journal.append({
    type: 'asset-host-failed',
    id,
    error: { code: 'host_quota', message: '空间不足' },
    attempts: 2,
    nextAttemptAt: 99,
  });
  expect(await readRow()).toMatchObject({
    host_error_code: 'host_quota',
    host_error_message: '空间不足',
    host_attempts: 2,
    host_next_attempt_at: 99,
    hosted_at: null,
  });
  const hosted = { host: 'lsky', url: 'https://img.example/1.png', deleteRef: undefined };
  await store.journal.append({ type: 'asset-hosted', id, ...hosted });
  expect(await readRow()).toMatchObject({
    hosted_url: hosted.url,
    hosted_at: expect.any(Number),
    host_error_code: null,
    host_error_message: null,
    host_next_attempt_at: null,
  });
});

it('shows no deleted asset any more', async () => {
  const asset = sampleAsset();
  await store.journal.append({ type: 'asset-durable', asset });
  await database.kysely.updateTable('assets').set({ deleted_at: 1 }).execute();
  expect(await store.findAsset(asset.id)).toBeUndefined();
  expect(await store.findAssetByName(asset.name)).toBeUndefined();
});
