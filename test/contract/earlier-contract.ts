import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Generation } from '../../src/core/generation.ts';
import type { Store } from '../../src/core/store.ts';
import type { StorePlace } from './store-contract.ts';
import { accepted, ended, sampleAsset, sampleGeneration, sent } from './store-samples.ts';

const base = 1_700_000_000_000;
const hash = 'cd'.repeat(32);

/** What every store does so that nothing is done twice: keys, answers and leases. */
export function describeEarlierContract(
  name: string,
  createPlace: () => Promise<StorePlace>,
): void {
  describe(`what was done before, in the store, ${name}`, () => {
    let place: StorePlace;
    let store: Store;

    beforeEach(async () => {
      place = await createPlace();
      store = await place.open();
    });

    afterEach(async () => {
      await store.close();
      await place.remove();
    });

    async function write(changes: Partial<Generation> = {}, key?: string): Promise<Generation> {
      const generation = sampleGeneration({ createdAt: base, ...changes });
      await store.journal.append(accepted(generation, key));
      return generation;
    }
    const unanswered = async (since = base, left = false) =>
      (await store.findUnanswered('local', hash, since, left))?.id;

    describe('an idempotency key', () => {
      it('leads to the generation of its owner, images and hash of the wish included', async () => {
        const generation = await write({ owner: 'ann' }, '键-1');
        const asset = sampleAsset({ generationId: generation.id });
        await store.journal.append({ type: 'asset-durable', asset });
        expect(await store.findByKey('ann', '键-1')).toEqual({
          generation: { ...generation, assets: [asset] },
          requestHash: hash,
        });
        expect(await store.findByKey('bob', '键-1')).toBeUndefined();
        expect(await store.findByKey('ann', '键-2')).toBeUndefined();
      });

      it('stays with what ended, unless its end frees it', async () => {
        const [kept, freed] = [await write({}, 'a'), await write({}, 'b')];
        await store.journal.append(ended(kept.id, { state: 'outcome_unknown' }));
        await store.journal.append(ended(freed.id, { state: 'failed', freesKey: true }));
        expect((await store.findByKey('local', 'a'))?.generation.id).toBe(kept.id);
        expect(await store.findByKey('local', 'b')).toBeUndefined();
        const next = await write({}, 'b');
        expect((await store.findByKey('local', 'b'))?.generation.id).toBe(next.id);
      });

      it('is free again when it is forgotten, or its generation is', async () => {
        const [old, gone] = [await write({}, 'a'), await write({}, 'b')];
        await store.journal.append({ type: 'idempotency-key-freed', id: old.id });
        await store.journal.append({ type: 'generation-deleted', id: gone.id, at: base });
        for (const key of ['a', 'b']) {
          expect(await store.findByKey('local', key)).toBeUndefined();
          await write({}, key);
        }
        expect(await store.findGeneration(old.id)).toEqual(old);
      });
    });

    describe('an answer that nobody has', () => {
      it('is found until it was handed over, the newest first', async () => {
        const older = await write();
        const newer = await write({ createdAt: base + 1 });
        await write({ owner: 'ann', createdAt: base + 2 });
        expect(await unanswered()).toBe(newer.id);
        await store.journal.append({ type: 'generation-answered', id: newer.id, at: base + 5 });
        expect(await unanswered()).toBe(older.id);
        expect(await unanswered(base + 1)).toBeUndefined();
        expect(await store.findUnanswered('local', 'other', base, false)).toBeUndefined();
      });

      it('is told apart by whether somebody still waits for it', async () => {
        const generation = await write();
        expect(await unanswered(base, true)).toBeUndefined();
        await store.journal.append({ type: 'generation-left', id: generation.id, at: base });
        expect(await unanswered(base, true)).toBe(generation.id);
      });

      it('is none where nothing was spent on it, or where it was deleted', async () => {
        const [free, paid] = [await write(), await write()];
        await store.journal.append(ended(free.id, { state: 'failed', freesKey: true }));
        await store.journal.append(ended(paid.id, { state: 'outcome_unknown' }));
        expect(await unanswered()).toBe(paid.id);
        await store.journal.append({ type: 'generation-deleted', id: paid.id, at: base });
        expect(await unanswered()).toBeUndefined();
      });
    });

    describe('a lease', () => {
      const holder = { owner: 'process-1', until: base + 60_000 };
      const heir = { owner: 'process-2', until: base + 99_000 };

      it('is known by its holder until the generation ends', async () => {
        const [first, second] = [await write(), await write({ createdAt: base + 5 })];
        const until = base + 60_005;
        expect(await store.leases.holders()).toEqual([{ owner: 'process-1', until }]);
        await store.journal.append(sent(first.id));
        await store.journal.append(ended(first.id));
        await store.journal.append(ended(second.id, { state: 'failed' }));
        expect(await store.leases.holders()).toEqual([]);
      });

      it('is prolonged for everything its holder has', async () => {
        await write();
        await store.leases.renew({ owner: 'process-1', until: base + 90_000 });
        await store.leases.renew(heir);
        expect(await store.leases.holders()).toEqual([
          { owner: 'process-1', until: base + 90_000 },
        ]);
      });

      it('is taken over with all that the next process has to know', async () => {
        const generation = await write();
        const other = await write();
        const asset = sampleAsset({ generationId: generation.id });
        await store.journal.append(sent(generation.id));
        await store.journal.append({ type: 'generation-task', id: generation.id, taskId: '任务' });
        await store.journal.append({ type: 'asset-durable', asset });
        await store.journal.append(ended(other.id));
        expect(await store.leases.takeOver(holder, heir, base)).toEqual([
          {
            generation: { ...generation, state: 'sent', assets: [asset] },
            host: 'lsky',
            rerun: 'briefly',
            taskId: '任务',
            cancelled: false,
          },
        ]);
        expect(await store.leases.holders()).toEqual([heir]);
        expect(await unanswered(base, true)).toBe(generation.id);
      });

      it('goes to one of those who want it at once, and not from one that renewed it', async () => {
        const made = await Promise.all(Array.from({ length: 5 }, () => write()));
        const heirs = ['a', 'b', 'c'].map((owner) => ({ owner, until: base + 99_000 }));
        await store.leases.renew({ owner: 'process-1', until: base + 60_001 });
        expect(await store.leases.takeOver(holder, heir, base)).toEqual([]);
        const seen = { owner: 'process-1', until: base + 60_001 };
        const taken = await Promise.all(heirs.map((one) => store.leases.takeOver(seen, one, base)));
        expect(taken.map(({ length }) => length).sort()).toEqual([0, 0, made.length]);
      });

      it('is what sending and ending need', async () => {
        const { id } = await write();
        await store.leases.takeOver(holder, heir, base);
        const late = ended(id, { state: 'hosted', leaseOwner: undefined });
        for (const entry of [sent(id), ended(id, { state: 'failed' }), late]) {
          await expect(store.journal.append(entry)).rejects.toThrow('no such record');
        }
        expect(await store.findGeneration(id)).toMatchObject({ state: 'accepted' });
        await store.journal.append({ ...sent(id), leaseOwner: 'process-2' });
        await store.journal.append(ended(id, { state: 'failed', leaseOwner: 'process-2' }));
        await expect(store.journal.append(ended(id))).rejects.toThrow('no such record');
        // Who was thought dead and comes back with the image has the last word.
        await store.journal.append(late);
        expect(await store.findGeneration(id)).toMatchObject({ state: 'hosted' });
      });
    });

    it('tries a host of its own accord where nobody came to it', async () => {
      const asset = sampleAsset();
      await store.journal.append({ type: 'asset-durable', asset, nextAttemptAt: base });
      expect(await store.dueForHosting(base, 5)).toEqual([{ asset, attempts: 0 }]);
      const { id } = asset;
      await store.journal.append({
        ...{ type: 'asset-hosted', id, host: 'lsky', url: 'https://x', deleteRef: undefined },
      });
      expect(await store.dueForHosting(base, 5)).toEqual([]);
    });

    it('rejects such entries about a generation there is not', async () => {
      for (const type of ['generation-answered', 'generation-left'] as const) {
        const append = store.journal.append({ type, id: 'gen_none', at: 1 });
        await expect(append).rejects.toThrow('no such record');
      }
      const append = store.journal.append({ type: 'idempotency-key-freed', id: 'gen_none' });
      await expect(append).rejects.toThrow('no such record');
    });
  });
}
