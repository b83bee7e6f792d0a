import { type CompiledQuery, type Kysely, sql } from 'kysely';
import type { JournalEntry } from '../../core/store.ts';
import { prepareGenerationWrites } from './generation-writes.ts';
import { prepareLineageWrites } from './lineage-writes.ts';
import { type OpenSlot, prepareInsert, prepareQuery } from './prepared-query.ts';
import {
  toAssetRow,
  toEndedColumns,
  toFileRow,
  toGenerationRow,
  toReroutedColumns,
} from './rows.ts';
import type { AssetRow, Tables } from './schema.ts';
import { prepareWebhookWrites } from './webhook-writes.ts';
import { prepareWordWrites } from './word-writes.ts';

/** An entry as statements, to be run in one transaction; the first one must change a row. */
export interface Write {
  type: JournalEntry['type'];
  queries: readonly [CompiledQuery, ...CompiledQuery[]];
}

/** Compiles the statements of every entry type once; the result turns entries into them. */
export function prepareWrites(kysely: Kysely<Tables>): (entry: JournalEntry) => Write {
  const generations = prepareGenerationWrites(kysely);
  const assets = prepareAssetWrites(kysely);
  const files = prepareFileWrites(kysely);
  const webhooks = prepareWebhookWrites(kysely);
  const lineage = prepareLineageWrites(kysely);
  const words = prepareWordWrites(kysely);

  function queriesOf(entry: JournalEntry): Write['queries'] {
    switch (entry.type) {
      case 'generation-accepted':
        return [
          generations.insert(toGenerationRow(entry)),
          ...(entry.webhooks ?? []).map(webhooks.insert),
          ...lineage.insertOf(entry.generation),
        ];
      case 'generation-sent':
        return [generations.markSent(entry)];
      case 'generation-rerouted':
        return [generations.reroute(toReroutedColumns(entry))];
      case 'generation-task':
        return [generations.setTask(entry)];
      case 'generation-answered':
        return [generations.markAnswered(entry)];
      case 'generation-left':
        return [generations.markLeft(entry)];
      case 'idempotency-key-freed':
        return [generations.freeKey(entry)];
      case 'generation-ended':
        return [generations.end(toEndedColumns(entry)), webhooks.makeDue(entry)];
      case 'asset-durable':
        return [
          assets.insert({
            ...toAssetRow(entry.asset),
            host_next_attempt_at: entry.nextAttemptAt ?? null,
          }),
        ];
      case 'asset-described':
        return [assets.describe(toDescribed(entry))];
      case 'asset-hosted':
        return [
          assets.markHosted({ ...entry, deleteRef: entry.deleteRef ?? null, at: Date.now() }),
          generations.markHosted({ assetId: entry.id }),
        ];
      case 'asset-favoured':
        return [assets.favour({ id: entry.id, at: entry.at ?? null })];
      case 'asset-host-failed':
        return [assets.markHostFailed(toHostFailed(entry))];
      case 'generation-deleted':
        return [
          generations.delete(entry),
          assets.deleteOf(entry),
          webhooks.deleteOf(entry),
          ...lineage.deleteOf(entry),
          words.deleteOf(entry),
        ];
      case 'file-kept':
        return [files.insert(toFileRow(entry.file))];
      case 'file-deleted':
        return [files.delete(entry)];
    }
  }

  return (entry) => ({ type: entry.type, queries: queriesOf(entry) });
}

interface HostedValues {
  id: string;
  host: string;
  url: string;
  deleteRef: string | null;
  at: number;
}

interface HostFailedValues {
  id: string;
  code: string;
  message: string;
  attempts: number;
  nextAttemptAt: number | null;
}

function toDescribed(entry: Extract<JournalEntry, { type: 'asset-described' }>) {
  const { id, revisedPrompt, seed } = entry;
  return { id, revised_prompt: revisedPrompt ?? null, seed: seed ?? null };
}

function toHostFailed(
  entry: Extract<JournalEntry, { type: 'asset-host-failed' }>,
): HostFailedValues {
  const { id, error, attempts, nextAttemptAt } = entry;
  return { id, ...error, attempts, nextAttemptAt: nextAttemptAt ?? null };
}

function prepareAssetWrites(kysely: Kysely<Tables>) {
  const update = kysely.updateTable('assets');
  return {
    insert: prepareInsert(kysely, 'assets'),
    describe: prepareQuery((slot: OpenSlot<Pick<AssetRow, 'id' | 'revised_prompt' | 'seed'>>) =>
      update
        .set({
          revised_prompt: sql`coalesce(${slot('revised_prompt')}, revised_prompt)`,
          seed: sql`coalesce(${slot('seed')}, seed)`,
        })
        .where('id', '=', slot('id')),
    ),
    markHosted: prepareQuery((slot: OpenSlot<HostedValues>) =>
      update
        .set({
          host: slot('host'),
          hosted_url: slot('url'),
          delete_ref: slot('deleteRef'),
          hosted_at: slot('at'),
          host_error_code: null,
          host_error_message: null,
          host_next_attempt_at: null,
        })
        .where('id', '=', slot('id')),
    ),
    favour: prepareQuery((slot: OpenSlot<{ id: string; at: number | null }>) =>
      update
        .set({ favourite_at: slot('at') })
        .where('id', '=', slot('id'))
        .where('deleted_at', 'is', null),
    ),
    deleteOf: prepareQuery((slot: OpenSlot<{ id: string; at: number }>) =>
      update
        .set({ deleted_at: slot('at'), revised_prompt: null, host_next_attempt_at: null })
        // Servers with folders of their own remove their copies of what is marked so.
        .set({ expired_at: sql`coalesce(expired_at, ${slot('at')})` })
        .where('generation_id', '=', slot('id')),
    ),
    markHostFailed: prepareQuery((slot: OpenSlot<HostFailedValues>) =>
      update
        .set({
          host_error_code: slot('code'),
          host_error_message: slot('message'),
          host_attempts: slot('attempts'),
          host_next_attempt_at: slot('nextAttemptAt'),
        })
        .where('id', '=', slot('id')),
    ),
  };
}

function prepareFileWrites(kysely: Kysely<Tables>) {
  return {
    insert: prepareInsert(kysely, 'files'),
    delete: prepareQuery((slot: OpenSlot<{ id: string }>) =>
      kysely.deleteFrom('files').where('id', '=', slot('id')),
    ),
  };
}
