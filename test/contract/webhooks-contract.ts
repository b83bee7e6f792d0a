import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../src/core/store.ts';
import type { Webhook } from '../../src/core/webhook.ts';
import { randomName } from '../../src/kit/random-name.ts';
import type { StorePlace } from './store-contract.ts';
import { accepted, ended, sampleGeneration } from './store-samples.ts';

const endedAt = 1_700_000_009_000;

function sampleWebhook(generationId: string, changes: Partial<Webhook> = {}): Webhook {
  return {
    id: `msg_${randomName()}`,
    generationId,
    url: 'https://example.com/hook?钥匙=1',
    assetOrigin: 'https://maliang.example',
    locale: 'zh',
    ...changes,
  };
}

/** What every store does with webhooks. */
export function describeWebhooksContract(
  name: string,
  createPlace: () => Promise<StorePlace>,
): void {
  describe(`the webhooks contract, ${name}`, () => {
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

    async function accept(...urls: (string | undefined)[]): Promise<[string, Webhook[]]> {
      const generation = sampleGeneration();
      const webhooks = urls.map((url) => sampleWebhook(generation.id, { url }));
      await store.journal.append({ ...accepted(generation), webhooks });
      return [generation.id, webhooks];
    }

    it('has nothing due before a generation has ended, and all of it, as it was, from then on', async () => {
      const [id, webhooks] = await accept(undefined, 'https://example.com/一');
      expect(await store.webhooks.claim(endedAt + 1, endedAt + 2, 9)).toEqual([]);
      await store.journal.append(ended(id));
      expect(await store.webhooks.claim(endedAt - 1, endedAt, 9)).toEqual([]);
      const due = await store.webhooks.claim(endedAt, endedAt + 100, 9);
      expect(new Set(due)).toEqual(
        new Set(webhooks.map((webhook) => ({ ...webhook, attempts: 1 }))),
      );
    });

    it('owes nothing for an end that was refused', async () => {
      const [id] = await accept('https://example.com/hook');
      const notOurs = ended(id, { leaseOwner: 'process-2' });
      await expect(store.journal.append(notOurs)).rejects.toThrow();
      expect(await store.webhooks.claim(endedAt, endedAt + 100, 9)).toEqual([]);
    });

    it('gives each to one of those who claim at once', async () => {
      for (let index = 0; index < 12; index += 1) {
        const [id] = await accept('https://example.com/hook');
        await store.journal.append(ended(id));
      }
      const claims = Array.from({ length: 6 }, () =>
        store.webhooks.claim(endedAt, endedAt + 100, 2),
      );
      const claimed = (await Promise.all(claims)).flat().map(({ id }) => id);
      const rest = await store.webhooks.claim(endedAt, endedAt + 100, 99);
      const ids = [...claimed, ...rest.map(({ id }) => id)];
      expect(ids).toHaveLength(12);
      expect(new Set(ids).size).toBe(12);
    });

    it('gives one again when whoever claimed it was silent for too long, and counts the attempts', async () => {
      const [id] = await accept('https://example.com/hook');
      await store.journal.append(ended(id));
      await store.webhooks.claim(endedAt, endedAt + 100, 9);
      expect(await store.webhooks.claim(endedAt + 99, endedAt + 200, 9)).toEqual([]);
      const [again] = await store.webhooks.claim(endedAt + 100, endedAt + 200, 9);
      expect(again).toMatchObject({ generationId: id, attempts: 2 });
    });

    it('is done with one that was delivered, whatever a slower attempt says afterwards', async () => {
      const [id, [webhook]] = await accept('https://example.com/hook');
      await store.journal.append(ended(id));
      await store.webhooks.claim(endedAt, endedAt + 100, 9);
      await store.webhooks.settle(webhook?.id ?? '', { deliveredAt: endedAt + 50 });
      const late = { error: 'timeout', nextAttemptAt: endedAt + 60 };
      await store.webhooks.settle(webhook?.id ?? '', late);
      expect(await store.webhooks.claim(endedAt + 500, endedAt + 600, 9)).toEqual([]);
      expect(await store.webhooks.find(id)).toEqual({
        url: 'https://example.com/hook',
        attempts: 1,
        deliveredAt: endedAt + 50,
        lastError: undefined,
      });
    });

    it('has a failed one due again at its time, and one that was given up never', async () => {
      const [id, [webhook]] = await accept('https://example.com/hook');
      await store.journal.append(ended(id));
      await store.webhooks.claim(endedAt, endedAt + 100, 9);
      const settle = (nextAttemptAt: number | undefined) =>
        store.webhooks.settle(webhook?.id ?? '', { error: 'http_500', nextAttemptAt });
      await settle(endedAt + 50);
      expect(await store.webhooks.claim(endedAt + 50, endedAt + 100, 9)).toHaveLength(1);
      await settle(undefined);
      expect(await store.webhooks.claim(endedAt + 5_000, endedAt + 6_000, 9)).toEqual([]);
      const state = { attempts: 2, deliveredAt: undefined, lastError: 'http_500' };
      expect(await store.webhooks.find(id)).toMatchObject(state);
      // As where images of it are found later.
      await store.journal.append(ended(id, { leaseOwner: undefined, at: endedAt + 7_000 }));
      expect(await store.webhooks.claim(endedAt + 8_000, endedAt + 9_000, 9)).toEqual([]);
    });

    it('shows the one a caller asked for, and never the operator’s', async () => {
      const [own] = await accept(undefined);
      const [both] = await accept(undefined, 'https://example.com/hook');
      expect(await store.webhooks.find(own)).toBeUndefined();
      expect(await store.webhooks.find(both)).toMatchObject({ url: 'https://example.com/hook' });
    });

    it('forgets those of a generation that is deleted', async () => {
      const [id] = await accept('https://example.com/hook', undefined);
      await store.journal.append(ended(id));
      await store.journal.append({ type: 'generation-deleted', id, at: endedAt });
      expect(await store.webhooks.claim(endedAt, endedAt + 100, 9)).toEqual([]);
      expect(await store.webhooks.find(id)).toBeUndefined();
    });
  });
}
