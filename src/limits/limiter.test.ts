import { describe, expect, it } from 'vitest';
import { sampleKey } from '../../test/contract/keys-contract.ts';
import { refusal } from '../../test/fakes/parts.ts';
import { testCaller } from '../../test/fakes/wishes.ts';
import type { Key, KeyScopes } from '../core/key.ts';
import type { LimiterRequest } from '../core/limiter.ts';
import { createMemoryStore } from '../store/memory-store.ts';
import { createLimiter } from './limiter.ts';

const now = Date.UTC(2026, 10, 20, 12);
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

function createRig(assumedPriceUsd?: number) {
  const { ledger, keys } = createMemoryStore();
  const limiter = createLimiter({ ledger, assumedPriceUsd, now: () => now });
  const addKey = async (scopes: Partial<KeyScopes>) => {
    const key = sampleKey({}, scopes);
    await keys.create(key, key.id);
    return key;
  };
  const spendOf = async ({ id }: Key) => (await ledger.spendOf(id, now)).day;
  return { limiter, addKey, spendOf };
}

const priced = (usd: number) => ({ usd, kind: 'exact' as const });
const none = { microUsd: 0, images: 0 };

describe('rates', () => {
  it('accept exactly as many as a minute allows, of any number at once', async () => {
    const { limiter, addKey } = createRig();
    const key = await addKey({ rpm: 60 });
    const results = await Promise.allSettled(
      Array.from({ length: 300 }, () => limiter.admit(request(key))),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(60);
  });

  it('tell what is left, and when to come again', async () => {
    const { limiter, addKey } = createRig();
    const key = await addKey({ rpm: 2 });
    const rates = [];
    for (let round = 0; round < 2; round += 1) rates.push((await limiter.admit(request(key))).rate);
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
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, () => limiter.admit(request(key))),
    );
    const leases = results.flatMap((result) =>
      result.status === 'fulfilled' ? [result.value] : [],
    );
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
    const results = await Promise.allSettled(
      Array.from({ length: 200 }, () => limiter.admit(request(key))),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(50);
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
    expect(images.message).toContain('0 of 3 are spent or reserved, and this may take up to 4.');
    expect(images.text('zh')).toContain('每日图片数');
  });
});
