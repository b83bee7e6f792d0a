import { expect, it } from 'vitest';
import { describeEarlierContract } from '../../../test/contract/earlier-contract.ts';
import { describeHistoryContract } from '../../../test/contract/history-contract.ts';
import { describeKeysContract } from '../../../test/contract/keys-contract.ts';
import { describeLineageContract } from '../../../test/contract/lineage-contract.ts';
import { describeQueueContract } from '../../../test/contract/queue-contract.ts';
import { describeShelfContract } from '../../../test/contract/shelf-contract.ts';
import { describeSpendingContract } from '../../../test/contract/spending-contract.ts';
import { describeStoreContract } from '../../../test/contract/store-contract.ts';
import {
  accepted,
  ended,
  sampleAsset,
  sampleGeneration,
} from '../../../test/contract/store-samples.ts';
import { describeStylesContract } from '../../../test/contract/styles-contract.ts';
import { describeWebhooksContract } from '../../../test/contract/webhooks-contract.ts';
import { describeWordsContract } from '../../../test/contract/words-contract.ts';
import { createMemoryStore } from './memory-store.ts';

const createPlace = async () => ({
  open: async () => createMemoryStore(),
  remove: async () => {},
});

describeStoreContract('in memory', createPlace);
describeHistoryContract('in memory', createPlace);
describeShelfContract('in memory', createPlace);
describeSpendingContract('in memory', createPlace);
describeEarlierContract('in memory', createPlace);
describeQueueContract('in memory', createPlace);
describeKeysContract('in memory', createPlace);
describeStylesContract('in memory', createPlace);
describeLineageContract('in memory', createPlace);
describeWebhooksContract('in memory', createPlace);
describeWordsContract('in memory', createPlace);

it('says that it does not outlive the process', () => {
  expect(createMemoryStore().volatile).toBe(true);
});

it('forgets the oldest ended generations beyond its bound, with their assets', async () => {
  const store = createMemoryStore({ maxGenerations: 2 });
  const [oldest, second, third] = [1, 2, 3].map((createdAt) => sampleGeneration({ createdAt }));
  const asset = sampleAsset({ generationId: oldest!.id });
  await store.journal.append(accepted(oldest!, 'key'));
  await store.journal.append({ type: 'asset-durable', asset });
  await store.journal.append(ended(oldest!.id));
  await store.journal.append(accepted(second!));
  await store.journal.append(accepted(third!));
  expect(await store.findGeneration(oldest!.id)).toBeUndefined();
  expect(await store.findAsset(asset.id)).toBeUndefined();
  expect(await store.findAssetByName(asset.name)).toBeUndefined();
  expect((await store.listGenerations(undefined, 9)).map(({ id }) => id)).toEqual([
    third!.id,
    second!.id,
  ]);
  await expect(store.journal.append(accepted(sampleGeneration(), 'key'))).resolves.toBeUndefined();
});

it('never forgets a generation that still works', async () => {
  const store = createMemoryStore({ maxGenerations: 1 });
  const working = [sampleGeneration(), sampleGeneration(), sampleGeneration()];
  for (const generation of working) await store.journal.append(accepted(generation));
  expect(await store.listGenerations(undefined, 9)).toHaveLength(3);
});

it('forgets the oldest uploads beyond its bound', async () => {
  const store = createMemoryStore({ maxGenerations: 1 });
  const [older, newer] = [sampleAsset(), sampleAsset()];
  await store.journal.append({ type: 'asset-durable', asset: older });
  await store.journal.append({ type: 'asset-durable', asset: newer });
  expect(await store.findAssetByName(older.name)).toBeUndefined();
  expect(await store.findAssetByName(newer.name)).toEqual(newer);
});

it('hands out copies, so that a reader cannot change a record', async () => {
  const store = createMemoryStore();
  const generation = sampleGeneration();
  await store.journal.append(accepted(generation));
  const found = await store.findGeneration(generation.id);
  if (found) found.prompt = 'changed';
  expect(await store.findGeneration(generation.id)).toEqual(generation);
});
