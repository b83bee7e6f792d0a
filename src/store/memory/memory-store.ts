import { AppError } from '../../core/errors.ts';
import type { Generation } from '../../core/generation.ts';
import type { HostingCount } from '../../core/library/hosting-counts.ts';
import type { GenerationFilter, JournalEntry, Store } from '../../core/store.ts';
import { createLocalSignals } from '../local-signals.ts';
import { brokenEntry } from '../pictures/broken-entry.ts';
import { tellingJournal } from '../telling-journal.ts';
import { createMemoryCounts } from './memory-counts.ts';
import { createMemoryEarlier } from './memory-earlier.ts';
import { createMemoryFiles, type MemoryFiles } from './memory-files.ts';
import { byNewest, createFilter } from './memory-filter.ts';
import { createMemoryKeys } from './memory-keys.ts';
import { createMemoryLeases } from './memory-leases.ts';
import { createMemoryRecords, type KeptAsset, type MemoryRecords } from './memory-records.ts';
import { createMemoryShares } from './memory-shares.ts';
import { createMemoryShelf } from './memory-shelf.ts';
import { createMemorySpending } from './memory-spending.ts';
import { createMemoryStyles } from './memory-styles.ts';
import type { Trail } from './memory-trails.ts';
import { createMemoryWebhooks } from './memory-webhooks.ts';

/**
 * Records that live as long as the process, for places where nothing can be written. Beyond
 * `maxGenerations` the oldest that have ended are forgotten, and beyond as many uploads the oldest.
 */
export function createMemoryStore(options: { maxGenerations?: number } = {}): Store {
  const records = createMemoryRecords(options.maxGenerations ?? 10_000);
  const files = createMemoryFiles();
  const webhooks = createMemoryWebhooks(options.maxGenerations ?? 10_000);
  const shares = createMemoryShares();
  const signals = createLocalSignals({ alone: true });
  let closed = false;
  // Everything is copied on its way in and out: a row in a file cannot be changed from outside.
  return {
    volatile: true,
    journal: tellingJournal(
      {
        async append(entry) {
          if (closed) throw new AppError('shutting_down', {});
          applyEntry(records, files, structuredClone(entry));
          webhooks.follow(entry);
          shares.follow(entry);
        },
      },
      signals,
    ),
    signals,
    ...createMemoryKeys(),
    ...files.queries,
    ...createMemoryEarlier(records),
    leases: createMemoryLeases(records, signals),
    styles: createMemoryStyles(),
    shelf: createMemoryShelf(records),
    spending: createMemorySpending(records),
    requestCounts: createMemoryCounts(),
    webhooks: webhooks.queries,
    shares: shares.queries,
    async findGeneration(id) {
      return records.deletedIds.has(id) ? undefined : structuredClone(records.generations.get(id));
    },
    findAsset: async (id) => structuredClone(records.assets.get(id)?.asset),
    findAssetByName: async (name) => structuredClone(records.findAssetByName(name)),
    listGenerations: async (owner, limit, filter) =>
      structuredClone(listNewest(records, owner, filter).slice(0, limit)),
    listGenerationIds: async (owner, limit, filter) =>
      listNewest(records, owner, filter)
        .slice(0, limit)
        .map(({ id }) => id),
    indexWords: async () => 0,
    async dueForHosting(now, limit) {
      const due = [...records.assets.values()]
        .filter(({ nextAttemptAt }) => nextAttemptAt !== undefined && nextAttemptAt <= now)
        .sort((a, b) => (a.nextAttemptAt ?? 0) - (b.nextAttemptAt ?? 0))
        .slice(0, limit);
      return structuredClone(due.map(({ asset, attempts }) => ({ asset, attempts })));
    },
    async claimHosting(assetId, now, until) {
      const kept = records.assets.get(assetId);
      if (kept?.nextAttemptAt === undefined || kept.nextAttemptAt > now) return false;
      kept.nextAttemptAt = until;
      return true;
    },
    findHosting: async (assetIds) =>
      assetIds.flatMap((assetId) => {
        const kept = records.assets.get(assetId);
        if (!kept) return [];
        const { attempts, error, nextAttemptAt } = kept;
        return [structuredClone({ assetId, attempts, error, nextAttemptAt })];
      }),
    countHosting: async () => countHosting(records),
    async close() {
      closed = true;
      await signals.close();
    },
  };
}

function listNewest(
  records: MemoryRecords,
  owner: string | undefined,
  filter: GenerationFilter = {},
): Generation[] {
  const after = filter.after === undefined ? undefined : records.generations.get(filter.after);
  // A place nobody knows has nothing behind it.
  if (filter.after !== undefined && !after) return [];
  const passes = createFilter(owner, filter, after);
  const newestFirst = [...records.generations.values()]
    .filter((generation) => !records.deletedIds.has(generation.id) && passes(generation))
    .sort(byNewest);
  return newestFirst;
}

/** Its host is tried as often as it is named due; what has no try left was refused. */
function countHosting({ assets }: MemoryRecords): HostingCount[] {
  const counts = new Map<string, HostingCount>();
  for (const { asset, attempts, nextAttemptAt } of assets.values()) {
    const { host, hostedUrl } = asset;
    const state = hostedUrl !== undefined ? 'hosted' : nextAttemptAt ? 'waiting' : 'failed';
    if (state === 'failed' && attempts === 0) continue;
    const count = counts.get(host) ?? { host, hosted: 0, waiting: 0, failed: 0 };
    count[state] += 1;
    counts.set(host, count);
  }
  return [...counts.values()].sort((a, b) => (a.host < b.host ? -1 : 1));
}

function applyEntry(records: MemoryRecords, files: MemoryFiles, entry: JournalEntry): void {
  switch (entry.type) {
    case 'generation-accepted': {
      const { requestHash, idempotencyKey, host, rerun, leaseOwner, leaseUntil } = entry;
      const lease = { leaseOwner, leaseUntil };
      const known = { requestHash, idempotencyKey, host, rerun, taskId: undefined };
      const trail = { ...known, ...lease, answered: false, left: false, cancelled: false };
      const generation = { ...entry.generation, assets: [] };
      refuseIf(records.addGeneration(generation, trail), entry);
      break;
    }
    case 'generation-sent':
      if (trailOf(records, entry).leaseOwner !== entry.leaseOwner) noSuchRecord(entry);
      generationOf(records, entry).state = 'sent';
      break;
    case 'generation-rerouted': {
      if (trailOf(records, entry).leaseOwner !== entry.leaseOwner) noSuchRecord(entry);
      const { provider, model, parameters, warnings } = entry;
      Object.assign(generationOf(records, entry), { provider, model, parameters, warnings });
      break;
    }
    case 'generation-task':
      trailOf(records, entry).taskId = entry.taskId;
      break;
    case 'generation-answered':
      trailOf(records, entry).answered = true;
      break;
    case 'generation-left':
      trailOf(records, entry).left = true;
      break;
    case 'idempotency-key-freed':
      records.trails.freeKey(generationOf(records, entry));
      break;
    case 'generation-ended':
      endGeneration(records, entry);
      break;
    case 'asset-durable':
      refuseIf(records.addAsset(entry.asset, entry.nextAttemptAt), entry);
      break;
    case 'asset-described': {
      const { asset } = keptAssetOf(records, entry);
      asset.revisedPrompt = entry.revisedPrompt ?? asset.revisedPrompt;
      asset.seed = entry.seed ?? asset.seed;
      break;
    }
    case 'asset-hosted':
      markHosted(records, entry);
      break;
    case 'asset-favoured':
      keptAssetOf(records, entry).asset.favouriteAt = entry.at;
      break;
    case 'asset-host-failed': {
      const { attempts, nextAttemptAt, error } = entry;
      Object.assign(keptAssetOf(records, entry), { attempts, nextAttemptAt, error });
      break;
    }
    case 'generation-deleted':
      if (!records.deleteGeneration(entry.id)) noSuchRecord(entry);
      break;
    case 'file-kept':
      files.add(entry.file);
      break;
    case 'file-deleted':
      if (!files.delete(entry.id)) noSuchRecord(entry);
      break;
  }
}

function endGeneration(
  records: MemoryRecords,
  entry: Extract<JournalEntry, { type: 'generation-ended' }>,
): void {
  const { state, model, warnings, usage, cost, error, links = [], at: endedAt } = entry;
  const trail = trailOf(records, entry);
  if (trail.leaseOwner !== entry.leaseOwner) noSuchRecord(entry);
  trail.leaseOwner = undefined;
  const outcome = { state, model, warnings, usage, cost, error, links, endedAt };
  Object.assign(generationOf(records, entry), outcome);
  if (!entry.freesKey) return;
  trail.answered = true;
  records.trails.freeKey(generationOf(records, entry));
}

function markHosted(
  records: MemoryRecords,
  entry: Extract<JournalEntry, { type: 'asset-hosted' }>,
): void {
  const kept = keptAssetOf(records, entry);
  kept.nextAttemptAt = undefined;
  const { asset } = kept;
  Object.assign(asset, { host: entry.host, hostedUrl: entry.url, deleteRef: entry.deleteRef });
  const generation = records.generations.get(asset.generationId ?? '');
  // Hosting may succeed long after the generation ended with its images only durable here.
  if (generation?.state !== 'durable') return;
  if (generation.assets.every(({ hostedUrl }) => hostedUrl !== undefined)) {
    generation.state = 'hosted';
  }
}

function generationOf(records: MemoryRecords, entry: JournalEntry & { id: string }): Generation {
  return records.generations.get(entry.id) ?? noSuchRecord(entry);
}

function trailOf(records: MemoryRecords, entry: JournalEntry & { id: string }): Trail {
  return records.trails.ofId.get(entry.id) ?? noSuchRecord(entry);
}

function keptAssetOf(records: MemoryRecords, entry: JournalEntry & { id: string }): KeptAsset {
  return records.assets.get(entry.id) ?? noSuchRecord(entry);
}

function noSuchRecord(entry: JournalEntry): never {
  throw brokenEntry(entry.type, 'there is no such record');
}

function refuseIf(reason: string | undefined, entry: JournalEntry): void {
  if (reason !== undefined) throw brokenEntry(entry.type, reason);
}
