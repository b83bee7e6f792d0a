import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Key, KeyScopes } from '../../src/core/key.ts';
import { acceptingMs } from '../../src/core/ledger.ts';
import type { Lease, LimiterRequest } from '../../src/core/limiter.ts';
import type { Store } from '../../src/core/store.ts';
import { createLimiter } from '../../src/limits/limiter.ts';
import { refusal } from '../fakes/parts.ts';
import { testCaller } from '../fakes/wishes.ts';
import { sampleKey } from './keys-contract.ts';
import type { StorePlace } from './store-contract.ts';
import { accepted, ended, sampleGeneration } from './store-samples.ts';

const noon = Date.UTC(2026, 10, 20, 12);
const priced = (usd: number) => ({ usd, kind: 'exact' as const });
const none = { microUsd: 0, images: 0 };
let made = 0;

function request(key: Key | undefined, changes: Partial<LimiterRequest> = {}): LimiterRequest {
  made += 1;
  const limits = { rateKey: key?.id, ratePerMinute: key?.scopes.rpm };
  return {
    generationId: `gen_${made}`,
    caller: testCaller({ id: key?.id ?? 'local', key, ...limits }),
    model: 'brush/brush-1',
    n: 1,
    callerPaid: false,
    ceilingUsd: 0.04,
    ...changes,
  };
}

interface RigOptions {
  assumedPriceUsd?: number;
  now?: () => number;
}

/** A limiter as one server has it. */
function limiterOver({ ledger, requestCounts }: Store, options: RigOptions = {}) {
  const { assumedPriceUsd, now = () => noon } = options;
  return createLimiter({ ledger, requestCounts, assumedPriceUsd, now });
}

async function addKeyTo(store: Store, scopes: Partial<KeyScopes>): Promise<Key> {
  const key = sampleKey({}, scopes);
  await store.keys.create(key, `hash of ${key.id}`);
  return key;
}

/** How many of so many that ask at once, in turn through these limiters, are let in. */
async function admitted(
  limiters: readonly ReturnType<typeof limiterOver>[],
  key: Key,
  asking: number,
): Promise<Lease[]> {
  const results = await Promise.allSettled(
    Array.from({ length: asking }, async (_, place) =>
      limiters[place % limiters.length]?.admit(request(key)),
    ),
  );
  return results.flatMap((result) =>
    result.status === 'fulfilled' && result.value ? [result.value] : [],
  );
}

/** What a limiter does over every store. */
export function describeLimiterContract(
  name: string,
  createPlace: () => Promise<StorePlace>,
): void {
  describe(`the limiter contract, ${name}`, () => {
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

    function createRig(assumedPriceUsd?: number) {
      const limiter = limiterOver(store, assumedPriceUsd === undefined ? {} : { assumedPriceUsd });
      const addKey = (scopes: Partial<KeyScopes>) => addKeyTo(store, scopes);
      const spendOf = async ({ id }: Key) => (await store.ledger.spendOf(id, noon)).day;
      return { limiter, addKey, spendOf };
    }

    describe('rates', () => {
      it('accept exactly as many as a minute allows, of any number at once', async () => {
        const { limiter, addKey } = createRig();
        const key = await addKey({ rpm: 60 });
        expect(await admitted([limiter], key, 300)).toHaveLength(60);
      });

      it('tell what is left, and when to come again', async () => {
        const { limiter, addKey } = createRig();
        const key = await addKey({ rpm: 2 });
        const rates = [];
        for (let round = 0; round < 2; round += 1)
          rates.push((await limiter.admit(request(key))).rate);
        expect(rates).toEqual([
          { limit: 2, remaining: 1, resetSeconds: 60 },
          { limit: 2, remaining: 0, resetSeconds: 60 },
        ]);
        const { code, details } = await refusal(limiter.admit(request(key)));
        expect(code).toBe('rate_limited');
        expect(details).toMatchObject({ retryAfter: 60, rate: { limit: 2, remaining: 0 } });
      });

      it('count everybody alone, keys and addresses, and leave the operator alone', async () => {
        const { limiter, addKey } = createRig();
        const [ann, bob] = [await addKey({ rpm: 1 }), await addKey({ rpm: 1 })];
        const address = (rateKey: string) =>
          request(undefined, { caller: testCaller({ rateKey, ratePerMinute: 1 }) });
        await limiter.admit(request(ann));
        await limiter.admit(request(bob));
        await limiter.admit(address('192.0.2.1'));
        await limiter.admit(address('192.0.2.2'));
        expect((await refusal(limiter.admit(address('192.0.2.2')))).code).toBe('rate_limited');
        for (let round = 0; round < 5; round += 1) {
          expect((await limiter.admit(request(undefined))).rate).toBeUndefined();
        }
      });
    });

    describe('concurrency', () => {
      it('is exact, and a place is free again when its generation ends', async () => {
        const { limiter, addKey } = createRig();
        const key = await addKey({ concurrent: 3 });
        const leases = await admitted([limiter], key, 10);
        expect(leases).toHaveLength(3);
        const { code, details } = await refusal(limiter.admit(request(key)));
        expect(code).toBe('too_many_at_once');
        expect(details).toMatchObject({ retryAfter: 1, rate: { limit: 3, remaining: 0 } });
        // However often it is told, a place is freed once.
        await leases[0]?.settle({ cost: priced(0.04), images: 1 });
        await leases[0]?.release();
        await limiter.admit(request(key));
        expect((await refusal(limiter.admit(request(key)))).code).toBe('too_many_at_once');
      });

      it('counts what the caller’s own key pays, and books nothing for it', async () => {
        const { limiter, addKey, spendOf } = createRig();
        const key = await addKey({ concurrent: 1, imagesPerDay: 0 });
        const own = () => request(key, { callerPaid: true, ceilingUsd: undefined });
        const lease = await limiter.admit(own());
        expect((await refusal(limiter.admit(own()))).code).toBe('too_many_at_once');
        await lease.settle({ cost: priced(9), images: 1 });
        await limiter.admit(own());
        expect(await spendOf(key)).toEqual({ spent: none, held: none });
      });

      it('is not taken up by what a budget refuses', async () => {
        const { limiter, addKey } = createRig();
        const key = await addKey({ concurrent: 1, imagesPerDay: 1 });
        expect((await refusal(limiter.admit(request(key, { n: 2 })))).code).toBe('budget_exceeded');
        await expect(limiter.admit(request(key))).resolves.toBeDefined();
      });
    });

    describe('budgets', () => {
      it('are held before and settled after, with what it truly cost', async () => {
        const { limiter, addKey, spendOf } = createRig();
        const key = await addKey({ usdPerDay: 1 });
        const lease = await limiter.admit(request(key, { n: 2, ceilingUsd: 0.5 }));
        expect(await spendOf(key)).toEqual({ spent: none, held: { microUsd: 500_000, images: 2 } });
        await lease.settle({ cost: priced(0.75), images: 2 });
        expect(await spendOf(key)).toEqual({ spent: { microUsd: 750_000, images: 2 }, held: none });
      });

      it('get everything back of what failed', async () => {
        const { limiter, addKey, spendOf } = createRig();
        const key = await addKey({ usdPerDay: 1 });
        await (await limiter.admit(request(key))).release();
        expect(await spendOf(key)).toEqual({ spent: none, held: none });
      });

      it('pay what was held for an outcome that nobody knows', async () => {
        const { limiter, addKey, spendOf } = createRig();
        const key = await addKey({ usdPerDay: 1 });
        const lease = await limiter.admit(request(key, { n: 3 }));
        await lease.settle({ cost: undefined, images: undefined });
        expect((await spendOf(key)).spent).toEqual({ microUsd: 40_000, images: 3 });
      });

      it('pay the assumed price of the images made, where there is no other', async () => {
        const { limiter, addKey, spendOf } = createRig(0.07);
        const key = await addKey({ usdPerDay: 0.21 });
        const lease = await limiter.admit(request(key, { n: 3, ceilingUsd: undefined }));
        expect((await spendOf(key)).held.microUsd).toBe(210_000);
        await lease.settle({ cost: undefined, images: 2 });
        expect((await spendOf(key)).spent).toEqual({ microUsd: 140_000, images: 2 });
      });

      it('of money refuse a model whose price nobody knows', async () => {
        const { limiter, addKey } = createRig();
        const unknown = { ceilingUsd: undefined };
        for (const scopes of [{ usdPerDay: 1 }, { usdPerMonth: 0 }]) {
          const error = await refusal(limiter.admit(request(await addKey(scopes), unknown)));
          expect(error).toMatchObject({ code: 'price_unknown', details: { param: 'model' } });
        }
        const other = request(await addKey({ imagesPerDay: 1 }), unknown);
        await expect(limiter.admit(other)).resolves.toBeDefined();
      });

      it('are not touched by what the caller’s own key pays', async () => {
        const { limiter, addKey, spendOf } = createRig();
        const key = await addKey({ usdPerDay: 0, imagesPerDay: 0 });
        const own = request(key, { callerPaid: true, ceilingUsd: undefined });
        await (await limiter.admit(own)).settle({ cost: priced(9), images: 1 });
        expect(await spendOf(key)).toEqual({ spent: none, held: none });
      });

      it('hold exactly fifty times four cents of two dollars', async () => {
        const { limiter, addKey } = createRig();
        const key = await addKey({ usdPerDay: 2 });
        expect(await admitted([limiter], key, 200)).toHaveLength(50);
      });

      it('say what is used up, of how much, and when it begins anew', async () => {
        const { limiter, addKey } = createRig();
        const refuse = async (scopes: Partial<KeyScopes>, n = 1) =>
          refusal(limiter.admit(request(await addKey(scopes), { n, ceilingUsd: 0.04 * n })));
        const ofDay = await refuse({ usdPerDay: 0.03 });
        expect(ofDay.message).toContain(
          'The budget of the day of this key does not allow it: $0.00 of $0.03 are spent or reserved, and this may take up to $0.04. It begins anew at 2026-11-21T00:00:00.000Z.',
        );
        expect(ofDay.row).toMatchObject({ status: 429, type: 'insufficient_quota' });
        expect(ofDay.retryable).toBe(false);
        expect(ofDay.details).toMatchObject({
          retryAfter: 12 * 3600,
          rate: { limit: 3, remaining: 3, resetSeconds: 12 * 3600 },
        });
        const ofMonth = await refuse({ usdPerMonth: 0.03 });
        expect(ofMonth.message).toContain('budget of the month');
        expect(ofMonth.message).toContain('2026-12-01T00:00:00.000Z');
        const images = await refuse({ imagesPerDay: 3 }, 4);
        expect(images.message).toContain(
          '0 of 3 are spent or reserved, and this may take up to 4.',
        );
        expect(images.text('zh')).toContain('每日图片数');
      });
    });
  });
}

/** What it does besides where several servers share a lasting store. */
export function describeSharedLimiterContract(
  name: string,
  createPlace: () => Promise<StorePlace>,
): void {
  describe(`the limiter contract of several servers, ${name}`, () => {
    let place: StorePlace;
    let stores: Store[];

    beforeEach(async () => {
      place = await createPlace();
      stores = [];
      for (let opened = 0; opened < 3; opened += 1) stores.push(await place.open());
    });

    afterEach(async () => {
      for (const store of stores) await store.close();
      await place.remove();
    });

    it('lets exactly as many generations of a key run at once, through any of them', async () => {
      const key = await addKeyTo(stores[0]!, { concurrent: 7 });
      const limiters = stores.map((store) => limiterOver(store));
      const leases = await admitted(limiters, key, 60);
      expect(leases).toHaveLength(7);
      // What one let in, another may free.
      for (const lease of leases.slice(0, 3)) await lease.release();
      expect(await admitted(limiters, key, 60)).toHaveLength(3);
    });

    it('holds exactly what a budget allows, through any of them', async () => {
      const key = await addKeyTo(stores[0]!, { imagesPerDay: 50 });
      const limiters = stores.map((store) => limiterOver(store));
      expect(await admitted(limiters, key, 200)).toHaveLength(50);
    });

    it('keeps the place of a generation whose server died, until somebody has ended it', async () => {
      const [died, lives] = stores as [Store, Store, Store];
      const key = await addKeyTo(died, { concurrent: 1 });
      const asked = request(key);
      await limiterOver(died).admit(asked);
      const generation = sampleGeneration({ id: asked.generationId, owner: key.id });
      await died.journal.append(accepted(generation));
      const muchLater = () => noon + 10 * acceptingMs;
      const limiter = limiterOver(lives, { now: muchLater });
      expect((await refusal(limiter.admit(request(key)))).code).toBe('too_many_at_once');
      // Nobody need settle what it held for this.
      await lives.journal.append(ended(generation.id));
      await expect(limiter.admit(request(key))).resolves.toBeDefined();
    });

    it('gives the place up of a server that died before it had accepted anything', async () => {
      const [died, lives] = stores as [Store, Store, Store];
      const key = await addKeyTo(died, { concurrent: 1 });
      await limiterOver(died).admit(request(key));
      const within = limiterOver(lives, { now: () => noon + acceptingMs - 1 });
      expect((await refusal(within.admit(request(key)))).code).toBe('too_many_at_once');
      const after = limiterOver(lives, { now: () => noon + acceptingMs });
      await expect(after.admit(request(key))).resolves.toBeDefined();
    });

    it('gives the money up of a server that died before it had accepted anything', async () => {
      const [died, lives] = stores as [Store, Store, Store];
      const key = await addKeyTo(died, { usdPerMonth: 0.08 });
      const [lost, sent] = [request(key), request(key)];
      for (const asked of [lost, sent]) await limiterOver(died).admit(asked);
      const generation = sampleGeneration({ id: sent.generationId, owner: key.id });
      await died.journal.append(accepted(generation));
      const within = limiterOver(lives, { now: () => noon + acceptingMs - 1 });
      expect((await refusal(within.admit(request(key)))).code).toBe('budget_exceeded');
      const later = noon + acceptingMs;
      const heldAt = async () => (await lives.ledger.spendOf(key.id, later)).month.held;
      expect(await heldAt()).toEqual({ microUsd: 40_000, images: 1 });
      const after = limiterOver(lives, { now: () => later });
      await expect(after.admit(request(key))).resolves.toBeDefined();
      expect((await refusal(after.admit(request(key)))).code).toBe('budget_exceeded');
    });
  });
}

/** What it does besides where all servers count in one place. */
export function describeSharedRatesContract(
  name: string,
  createPlace: () => Promise<StorePlace>,
): void {
  it(`accepts exactly as many requests a minute over three servers, ${name}`, async () => {
    const place = await createPlace();
    const stores = await Promise.all([1, 2, 3].map(() => place.open()));
    const key = await addKeyTo(stores[0]!, { rpm: 60 });
    const limiters = stores.map((store) => limiterOver(store));
    expect(await admitted(limiters, key, 300)).toHaveLength(60);
    const { details } = await refusal(limiterOver(stores[1]!).admit(request(key)));
    expect(details.rate).toMatchObject({ limit: 60, remaining: 0 });
    for (const store of stores) await store.close();
    await place.remove();
  });
}
