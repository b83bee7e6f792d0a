import { expect, it } from 'vitest';
import { sampleKey } from '../../../test/contract/keys-contract.ts';
import { accepted, ended, sampleGeneration } from '../../../test/contract/store-samples.ts';
import { createTestParts, refusal } from '../../../test/fakes/parts.ts';
import { cancelElsewhere } from './cancel.ts';

async function write(waits: boolean) {
  const parts = createTestParts();
  const generation = sampleGeneration();
  const entry = accepted(generation);
  const lease = waits ? { leaseOwner: undefined, leaseUntil: undefined } : {};
  await parts.store.journal.append({ ...entry, ...lease });
  return { parts, id: generation.id };
}

it('ends one that waits at once, and gives back what was held for it', async () => {
  const { parts, id } = await write(true);
  const key = sampleKey();
  const at = key.createdAt;
  const limits = { imagesPerDay: 2, microUsdPerDay: undefined, microUsdPerMonth: undefined };
  await parts.store.keys.create(key, 'ab'.repeat(32));
  await parts.store.ledger.hold({ id, keyId: key.id, at, microUsd: 5, images: 2 }, limits);
  expect(await cancelElsewhere(id, parts)).toMatchObject({ state: 'cancelled' });
  expect(await parts.store.findGeneration(id)).toMatchObject({ state: 'cancelled' });
  expect(await parts.store.leases.claim({ owner: 'me', until: 1 }, 1)).toEqual([]);
  const nothing = { microUsd: 0, images: 0 };
  const { day } = await parts.store.ledger.spendOf(key.id, at);
  expect(day).toEqual({ spent: nothing, held: nothing });
});

it('says so where the process that works on it does not stop in time, and goes on asking it to', async () => {
  const { parts, id } = await write(false);
  expect(await refusal(cancelElsewhere(id, parts, 20))).toMatchObject({ code: 'works_elsewhere' });
  expect(await parts.store.leases.cancelled('process-1')).toEqual([id]);
});

it('changes nothing of one that has ended, and knows nothing of one there is not', async () => {
  const { parts, id } = await write(false);
  await parts.store.journal.append(ended(id));
  expect(await cancelElsewhere(id, parts)).toMatchObject({ state: 'hosted' });
  expect(await cancelElsewhere('gen_none', parts)).toBeUndefined();
});
