import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Key, KeyScopes } from '../../src/core/key.ts';
import type { Budgets, Hold } from '../../src/core/ledger.ts';
import type { Store } from '../../src/core/store.ts';
import type { StorePlace } from './store-contract.ts';

const noon = Date.UTC(2026, 10, 20, 12);
const hour = 3_600_000;

let made = 0;

/** A key that nobody else has made, without limits unless changed. */
export function sampleKey(changes: Partial<Key> = {}, scopes: Partial<KeyScopes> = {}): Key {
  made += 1;
  return {
    id: `key_${String(made).padStart(26, '0')}`,
    name: '设计组 “A”',
    scopes: {
      models: undefined,
      aliases: undefined,
      rpm: undefined,
      concurrent: undefined,
      imagesPerDay: undefined,
      usdPerDay: undefined,
      usdPerMonth: undefined,
      maxN: undefined,
      expiresAt: undefined,
      callerCredentials: false,
      ...scopes,
    },
    createdAt: noon,
    revokedAt: undefined,
    lastSpentAt: undefined,
    ...changes,
  };
}

function budgets(changes: Partial<Budgets> = {}): Budgets {
  return {
    microUsdPerDay: undefined,
    microUsdPerMonth: undefined,
    imagesPerDay: undefined,
    ...changes,
  };
}

const nothing = { microUsd: 0, images: 0 };

/** What every store does with keys and what they spend. */
export function describeKeysContract(name: string, createPlace: () => Promise<StorePlace>): void {
  describe(`the contract of keys, ${name}`, () => {
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

    async function addKey(...changes: Parameters<typeof sampleKey>): Promise<Key> {
      const key = sampleKey(...changes);
      await store.keys.create(key, `hash of ${key.id}`);
      return key;
    }

    function holdFor(key: Key, changes: Partial<Hold> = {}): Hold {
      made += 1;
      const id = `gen_${made}`;
      return { id, keyId: key.id, at: noon, microUsd: 40_000, images: 1, ...changes };
    }

    it('finds a key by its hash and by its id, every field as it was', async () => {
      const plain = await addKey();
      const full = await addKey(
        { revokedAt: noon + 1 },
        {
          models: ['openai/*', 'gpt-image-2'],
          rpm: 60,
          concurrent: 2,
          imagesPerDay: 0,
          usdPerDay: 2.5,
          usdPerMonth: 0.000_001,
          maxN: 4,
          expiresAt: noon + hour,
          callerCredentials: true,
        },
      );
      for (const key of [plain, full]) {
        expect(await store.keys.find(key.id)).toEqual(key);
        expect(await store.keys.findByHash(`hash of ${key.id}`)).toEqual(key);
      }
      expect(await store.keys.find('key_none')).toBeUndefined();
      expect(await store.keys.findByHash('none')).toBeUndefined();
    });

    it('lists keys newest first', async () => {
      const old = await addKey({ createdAt: noon - hour });
      const young = await addKey({ createdAt: noon + hour });
      const middle = await addKey();
      expect(await store.keys.list()).toEqual([young, middle, old]);
    });

    it('revokes a key once and keeps when that was', async () => {
      const key = await addKey();
      expect(await store.keys.revoke(key.id, noon + 1)).toEqual({ ...key, revokedAt: noon + 1 });
      expect(await store.keys.revoke(key.id, noon + 2)).toEqual({ ...key, revokedAt: noon + 1 });
      expect(await store.keys.revoke('key_none', noon)).toBeUndefined();
    });

    it('counts what is held at once, and what was spent once it is settled', async () => {
      const key = await addKey();
      const hold = holdFor(key);
      expect(await store.ledger.hold(hold, budgets())).toBeUndefined();
      const held = { spent: nothing, held: { microUsd: 40_000, images: 1 } };
      expect(await store.ledger.spendOf(key.id, noon)).toEqual({ day: held, month: held });
      await store.ledger.settle(hold.id, { microUsd: 52_500, images: 2 });
      const spent = { spent: { microUsd: 52_500, images: 2 }, held: nothing };
      expect(await store.ledger.spendOf(key.id, noon)).toEqual({ day: spent, month: spent });
      expect(await store.keys.find(key.id)).toMatchObject({ lastSpentAt: noon });
    });

    it('books the hold itself where nobody knows what it cost', async () => {
      const key = await addKey();
      const hold = holdFor(key, { microUsd: 7, images: 3 });
      await store.ledger.hold(hold, budgets());
      await store.ledger.settle(hold.id, undefined);
      const { day } = await store.ledger.spendOf(key.id, noon);
      expect(day).toEqual({ spent: { microUsd: 7, images: 3 }, held: nothing });
    });

    it('gives a hold back whole, and books nothing twice', async () => {
      const key = await addKey();
      const [given, paid] = [holdFor(key), holdFor(key)];
      for (const hold of [given, paid]) await store.ledger.hold(hold, budgets());
      await store.ledger.release(given.id);
      await store.ledger.settle(paid.id, { microUsd: 10, images: 1 });
      // Late and doubled words about holds that are gone.
      await store.ledger.settle(given.id, { microUsd: 99, images: 9 });
      await store.ledger.settle(paid.id, { microUsd: 99, images: 9 });
      await store.ledger.release(paid.id);
      await store.ledger.settle('gen_none', undefined);
      const { day } = await store.ledger.spendOf(key.id, noon);
      expect(day).toEqual({ spent: { microUsd: 10, images: 1 }, held: nothing });
    });

    it('adds up several generations of a day', async () => {
      const key = await addKey();
      for (const microUsd of [1, 20, 300]) {
        const hold = holdFor(key);
        await store.ledger.hold(hold, budgets());
        await store.ledger.settle(hold.id, { microUsd, images: 1 });
      }
      const { day } = await store.ledger.spendOf(key.id, noon);
      expect(day.spent).toEqual({ microUsd: 321, images: 3 });
    });

    it('refuses what a budget of the day would not hold, and tells how far it is used', async () => {
      const key = await addKey();
      const limited = budgets({ microUsdPerDay: 100_000 });
      const paid = holdFor(key);
      await store.ledger.hold(paid, limited);
      await store.ledger.settle(paid.id, { microUsd: 30_000, images: 1 });
      expect(await store.ledger.hold(holdFor(key), limited)).toBeUndefined();
      expect(await store.ledger.hold(holdFor(key), limited)).toEqual({
        budget: 'microUsdPerDay',
        used: 70_000,
        limit: 100_000,
      });
      // To the last millionth, and not one beyond.
      expect(await store.ledger.hold(holdFor(key, { microUsd: 30_001 }), limited)).toBeDefined();
      expect(await store.ledger.hold(holdFor(key, { microUsd: 30_000 }), limited)).toBeUndefined();
    });

    it('counts a month over its days, and begins days and months anew in UTC', async () => {
      const key = await addKey();
      const limited = budgets({ microUsdPerDay: 40_000, microUsdPerMonth: 80_000 });
      const at = (month: number, day: number, hours = 0) => Date.UTC(2026, month, day, hours);
      const tryAt = async (time: number) => {
        const hold = holdFor(key, { at: time });
        const exceeded = await store.ledger.hold(hold, limited);
        if (!exceeded) await store.ledger.settle(hold.id, undefined);
        return exceeded?.budget;
      };
      expect(await tryAt(at(10, 1))).toBeUndefined();
      expect(await tryAt(at(10, 1, 23) + hour - 1)).toBe('microUsdPerDay');
      expect(await tryAt(at(10, 2))).toBeUndefined();
      expect(await tryAt(at(10, 30, 23))).toBe('microUsdPerMonth');
      expect(await tryAt(at(11, 1) - 1)).toBe('microUsdPerMonth');
      expect(await tryAt(at(11, 1))).toBeUndefined();
    });

    it('counts images of the day apart from money', async () => {
      const key = await addKey();
      const limited = budgets({ imagesPerDay: 5 });
      expect(await store.ledger.hold(holdFor(key, { images: 3 }), limited)).toBeUndefined();
      expect(await store.ledger.hold(holdFor(key, { images: 3 }), limited)).toEqual({
        budget: 'imagesPerDay',
        used: 3,
        limit: 5,
      });
      expect(await store.ledger.hold(holdFor(key, { images: 2 }), limited)).toBeUndefined();
    });

    it('lets one key’s budget alone when another spends', async () => {
      const [ann, bob] = [await addKey(), await addKey()];
      const limited = budgets({ imagesPerDay: 1 });
      expect(await store.ledger.hold(holdFor(ann), limited)).toBeUndefined();
      expect(await store.ledger.hold(holdFor(bob), limited)).toBeUndefined();
      expect(await store.ledger.hold(holdFor(ann), limited)).toBeDefined();
    });

    it('holds exactly what a budget allows, however many ask at once and through how many stores', async () => {
      const key = await addKey();
      const others = store.volatile ? [] : [await place.open(), await place.open()];
      const stores = [store, ...others];
      const limited = budgets({ microUsdPerMonth: 20 * 40_000 });
      const results = await Promise.all(
        Array.from({ length: 60 }, async (_, index) => {
          const { ledger } = stores[index % stores.length]!;
          const hold = holdFor(key);
          const exceeded = await ledger.hold(hold, limited);
          if (exceeded) return 'refused';
          // Half of them end at once and are settled while others still ask.
          if (index % 2) await ledger.settle(hold.id, { microUsd: 40_000, images: 1 });
          return 'held';
        }),
      );
      expect(results.filter((result) => result === 'held')).toHaveLength(20);
      const { month } = await store.ledger.spendOf(key.id, noon);
      expect(month.spent.microUsd + month.held.microUsd).toBe(20 * 40_000);
      await Promise.all(others.map((other) => other.close()));
    });
  });
}
