import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Generation } from '../../src/core/generation.ts';
import type { Rerun } from '../../src/core/leases.ts';
import type { Sign } from '../../src/core/signals.ts';
import type { Store } from '../../src/core/store.ts';
import type { StorePlace } from './store-contract.ts';
import { accepted, ended, sampleAsset, sampleGeneration, sent } from './store-samples.ts';

const base = 1_700_000_000_000;
const holder = { owner: 'process-1', until: base + 60_000 };
const other = { owner: 'process-2', until: base + 90_000 };

/** The journal as the queue, and what else several processes agree on through the store. */
export function describeQueueContract(name: string, createPlace: () => Promise<StorePlace>): void {
  describe(`the queue in the store, ${name}`, () => {
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

    async function write(changes: Partial<Generation> = {}): Promise<Generation> {
      const generation = sampleGeneration(changes);
      const lease = { leaseOwner: undefined, leaseUntil: undefined };
      await store.journal.append({ ...accepted(generation), rerun: 'always', ...lease });
      return generation;
    }

    async function writeLeased(rerun: Rerun): Promise<string> {
      const generation = sampleGeneration();
      await store.journal.append({ ...accepted(generation), rerun });
      return generation.id;
    }

    const claim = async (limit: number, by = holder) =>
      (await store.leases.claim(by, limit)).map(({ generation }) => generation.id);

    it('gives what waits to who claims it, the first come first, with all that it has to know', async () => {
      const third = await write({ createdAt: base + 2 });
      const first = await write({ createdAt: base });
      const second = await write({ createdAt: base + 1 });
      expect(await store.leases.claim(holder, 2)).toEqual(
        [first, second].map((generation) => ({
          ...{ generation, host: 'lsky', rerun: 'always', taskId: undefined, cancelled: false },
        })),
      );
      expect(await claim(5, other)).toEqual([third.id]);
      expect(await claim(5, other)).toEqual([]);
      const holders = await store.leases.holders();
      expect(holders.sort((a, b) => a.until - b.until)).toEqual([holder, other]);
    });

    it('lets only the claimant send and end it', async () => {
      const { id } = await write();
      await claim(1);
      const sending = { ...sent(id), leaseOwner: other.owner };
      await expect(store.journal.append(sending)).rejects.toThrow('no such record');
      await store.journal.append(sent(id));
      expect(await claim(1, other)).toEqual([]);
      await store.journal.append(ended(id));
      expect(await claim(1, other)).toEqual([]);
    });

    it('claims nothing that somebody works on, and nothing of no rows', async () => {
      expect(await claim(3)).toEqual([]);
      expect(await store.leases.isAnyWaiting()).toBe(false);
      await writeLeased('always');
      expect(await claim(3)).toEqual([]);
      expect(await store.leases.isAnyWaiting()).toBe(false);
      await write();
      expect(await store.leases.isAnyWaiting()).toBe(true);
    });

    it('gives each to one of many who claim at once', async () => {
      const ids = new Set<string>();
      for (let at = 0; at < 40; at += 1) ids.add((await write({ createdAt: base + at })).id);
      const claimants = Array.from({ length: 8 }, (_, at) => ({ owner: `p-${at}`, until: base }));
      const taken: string[] = [];
      for (let round = 0; round < 4; round += 1) {
        taken.push(...(await Promise.all(claimants.map((by) => claim(3, by)))).flat());
      }
      expect(taken).toHaveLength(40);
      expect(new Set(taken)).toEqual(ids);
    });

    it('tells how many come before one that waits', async () => {
      const [first, second] = [
        await write({ createdAt: base }),
        await write({ createdAt: base + 1 }),
      ];
      expect(await store.leases.countAhead(first.id)).toBe(0);
      expect(await store.leases.countAhead(second.id)).toBe(1);
      await claim(1);
      expect(await store.leases.countAhead(first.id)).toBeUndefined();
      expect(await store.leases.countAhead(second.id)).toBe(0);
      expect(await store.leases.countAhead('gen_none')).toBeUndefined();
    });

    it('takes back what a dead process never sent and may always be begun anew', async () => {
      const [again, brief, never] = [
        await writeLeased('always'),
        await writeLeased('briefly'),
        await writeLeased('never'),
      ];
      const begun = await writeLeased('always');
      await store.journal.append(sent(begun));
      const orphans = await store.leases.takeOver({ ...holder, until: base + 60_000 }, other, base);
      const ids = orphans.map(({ generation }) => generation.id);
      expect(ids.sort()).toEqual([brief, never, begun].sort());
      expect(await store.leases.countAhead(again)).toBe(0);
      expect(await claim(5)).toEqual([again]);
    });

    it('gives one that waits to who wants it cancelled, and to nobody else', async () => {
      const { id } = await write();
      const orphan = await store.leases.cancel(id, other, base);
      expect(orphan).toMatchObject({ generation: { id }, cancelled: true });
      expect(await claim(1)).toEqual([]);
      await store.journal.append(ended(id, { state: 'cancelled', leaseOwner: other.owner }));
      expect(await store.leases.cancel(id, other, base)).toBeUndefined();
      expect(await store.leases.cancel('gen_none', other, base)).toBeUndefined();
    });

    it('tells the process that works on one that it is to be cancelled, until it has ended', async () => {
      const { id } = await write();
      await claim(1);
      expect(await store.leases.cancelled(holder.owner)).toEqual([]);
      expect(await store.leases.cancel(id, other, base)).toBe('elsewhere');
      expect(await store.leases.cancel(id, other, base + 1)).toBe('elsewhere');
      expect(await store.leases.cancelled(holder.owner)).toEqual([id]);
      expect(await store.leases.cancelled(other.owner)).toEqual([]);
      await store.journal.append(ended(id, { state: 'cancelled' }));
      expect(await store.leases.cancelled(holder.owner)).toEqual([]);
    });

    it('remembers through a death that one is to be cancelled', async () => {
      const id = await writeLeased('always');
      await store.leases.cancel(id, other, base);
      await store.leases.takeOver({ ...holder, until: base + 60_000 }, other, base);
      expect(await store.leases.claim(other, 1)).toMatchObject([
        { generation: { id }, cancelled: true },
      ]);
    });

    it('says aloud in this process what is queued, has ended and shall be cancelled', async () => {
      const signs: Sign[] = [];
      const stop = store.signals.listen((sign) => signs.push(sign));
      const { id } = await write();
      await claim(1);
      await store.leases.cancel(id, other, base);
      await store.journal.append(ended(id));
      const told = signs.filter(({ type }) => type !== 'queued' && type !== 'begun');
      expect(told).toEqual([
        { type: 'cancel', id },
        { type: 'ended', id },
      ]);
      expect(signs[0]).toEqual({ type: 'queued' });
      stop();
      await write();
      expect(signs.at(-1)).toEqual({ type: 'ended', id });
    });

    it('lets one of many give an image to its host again', async () => {
      const asset = sampleAsset();
      await store.journal.append({ type: 'asset-durable', asset, nextAttemptAt: base });
      const tries = [1, 2, 3, 4].map(() => store.claimHosting(asset.id, base, base + 90));
      expect((await Promise.all(tries)).sort()).toEqual([false, false, false, true]);
      expect(await store.dueForHosting(base, 5)).toEqual([]);
      expect(await store.dueForHosting(base + 90, 5)).toHaveLength(1);
      expect(await store.claimHosting('img_none', base, base)).toBe(false);
    });
  });
}
