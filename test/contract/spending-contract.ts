import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reportSpending } from '../../src/core/cost/spending.ts';
import type { SpendingGroup } from '../../src/core/cost/spending-books.ts';
import type { Generation } from '../../src/core/generation.ts';
import type { Store } from '../../src/core/store.ts';
import { sampleKey } from './keys-contract.ts';
import type { StorePlace } from './store-contract.ts';
import { accepted, ended, sampleAsset, sampleGeneration } from './store-samples.ts';

const day = 86_400_000;
const noon = Date.UTC(2026, 10, 20, 12);

/** What every store sums of costs, and tells of hosts. */
export function describeSpendingContract(
  name: string,
  createPlace: () => Promise<StorePlace>,
): void {
  describe(`the spending contract, ${name}`, () => {
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

    async function record(
      changes: Partial<Generation>,
      end: Parameters<typeof ended>[1],
    ): Promise<string> {
      const generation = sampleGeneration({ createdAt: noon, ...changes });
      await store.journal.append(accepted(generation));
      await store.journal.append(ended(generation.id, { model: generation.model, ...end }));
      return generation.id;
    }

    const exact = (usd: number) => ({ cost: { usd, kind: 'exact' } as const });
    const report = (groupBy: SpendingGroup, key?: ReturnType<typeof sampleKey>) =>
      reportSpending({ groupBy, since: noon - 2 * day, until: noon + day }, { key }, store);

    it('counts exact, estimated and unknown apart, by day', async () => {
      await record({}, exact(0.04));
      await record({}, exact(0.000_002));
      await record({}, { cost: { usd: 0.5, kind: 'estimated' } });
      await record({ createdAt: noon - day }, { cost: undefined });
      const { rows, total } = await report('day');
      expect(rows.map(({ group }) => group)).toEqual(['2026-11-19', '2026-11-20']);
      expect(rows[0]).toMatchObject({ exact: { generations: 0 }, unknown: { generations: 1 } });
      expect(total).toEqual({
        exact: { usd: 0.040_002, generations: 2 },
        estimated: { usd: 0.5, generations: 1 },
        unknown: { generations: 1 },
      });
    });

    it('leaves out what was refused, what a caller paid, what is under way and other times', async () => {
      await record({}, { state: 'failed', cost: undefined });
      await record({ callerPaid: true }, exact(7));
      await store.journal.append(accepted(sampleGeneration({ createdAt: noon })));
      await record({ createdAt: noon + day }, exact(7));
      await record({ createdAt: noon - 2 * day - 1 }, exact(7));
      expect(await report('provider')).toMatchObject({ rows: [] });
      await record({}, { state: 'outcome_unknown', cost: undefined });
      expect((await report('provider')).total.unknown.generations).toBe(1);
    });

    it('still counts what was deleted', async () => {
      const id = await record({}, exact(0.25));
      await store.journal.append({ type: 'generation-deleted', id, at: noon });
      expect((await report('day')).total.exact).toEqual({ usd: 0.25, generations: 1 });
    });

    it('sums by model and by key, the dearest first, and shows a key its own alone', async () => {
      const key = sampleKey({ name: '小林' });
      await store.keys.create(key, 'a'.repeat(64));
      await record({ owner: key.id, provider: 'a', model: 'small' }, exact(0.01));
      await record({ provider: 'b', model: 'x/large' }, exact(0.2));
      const models = (await report('model')).rows.map(({ group }) => group);
      expect(models).toEqual(['b/x/large', 'a/small']);
      const names = (await report('key')).rows.map(({ name: said }) => said);
      expect(names).toEqual([undefined, '小林']);
      const own = await report('key', key);
      expect(own.rows).toHaveLength(1);
      expect(own.total.exact.usd).toBe(0.01);
    });

    it('tells how many pictures a host has, awaits and has refused', async () => {
      const pictures = [1, 2, 3].map(() => sampleAsset({ host: 'lsky', hostedUrl: undefined }));
      const [one, two, three] = pictures.map(({ id }) => id);
      for (const asset of pictures) {
        await store.journal.append({ type: 'asset-durable', asset, nextAttemptAt: noon });
      }
      const url = 'https://img.example/1.png';
      await store.journal.append({
        type: 'asset-hosted',
        id: one ?? '',
        host: 'lsky',
        url,
        deleteRef: undefined,
      });
      await store.journal.append({
        type: 'asset-host-failed',
        id: two ?? '',
        error: { code: 'host_refused', message: 'no' },
        attempts: 1,
        nextAttemptAt: undefined,
      });
      expect(three).toBeDefined();
      expect(await store.findHosting([two ?? '', three ?? '', 'img_none'])).toEqual([
        {
          assetId: two,
          attempts: 1,
          error: { code: 'host_refused', message: 'no' },
          nextAttemptAt: undefined,
        },
        { assetId: three, attempts: 0, error: undefined, nextAttemptAt: noon },
      ]);
      expect(await store.countHosting()).toEqual([
        { host: 'lsky', hosted: 1, waiting: 1, failed: 1 },
      ]);
    });
  });
}
