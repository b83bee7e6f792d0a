import { afterEach, describe, expect, it } from 'vitest';
import {
  accepted,
  ended,
  sampleAsset,
  sampleGeneration,
} from '../../../test/contract/store-samples.ts';
import { openStore } from '../../store/open-store.ts';
import type { Caller } from '../caller.ts';
import type { Store } from '../store.ts';
import { createHistoryFeed, type FeedEvent, type HistoryFeed } from './history-feed.ts';

const closing: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open(more: { mostFollowers?: number; lingerMs?: number } = {}) {
  const store = await openStore({});
  const feed = createHistoryFeed({ store, logger: { warn() {} }, ...more });
  closing.push(
    () => store.close(),
    () => feed.close(),
  );
  return { store, feed };
}

const callerOf = (id: string): Caller => ({
  id,
  key: undefined,
  face: 'http',
  locale: 'en',
  mayBringCredentials: false,
  rateKey: undefined,
  ratePerMinute: undefined,
  assetOrigin: 'http://127.0.0.1:3000',
  trace: undefined,
});

/** Follows as this caller; `next` is the next event. */
function follow(feed: HistoryFeed, id: string, after?: string) {
  const left = new AbortController();
  const events = feed.follow(callerOf(id), after, left.signal)[Symbol.asyncIterator]();
  closing.push(() => left.abort());
  return {
    leave: () => left.abort(),
    async next(): Promise<FeedEvent | undefined> {
      const step = await events.next();
      return step.done ? undefined : step.value;
    },
  };
}

async function make(store: Store, owner: string) {
  const generation = sampleGeneration({ owner });
  await store.journal.append(accepted(generation));
  return generation.id;
}

describe('the feed of the history', () => {
  it('tells what begins, ends, is marked and deleted, each as it stands then', async () => {
    const { store, feed } = await open();
    const reader = follow(feed, 'ann');
    expect(await reader.next()).toMatchObject({ type: 'begun' });
    const id = await make(store, 'ann');
    expect(await reader.next()).toMatchObject({
      type: 'changed',
      generation: { id, state: 'accepted' },
    });
    const asset = sampleAsset({ generationId: id });
    await store.journal.append({ type: 'asset-durable', asset });
    await store.journal.append(ended(id));
    expect(await reader.next()).toMatchObject({ generation: { id, assets: [{ id: asset.id }] } });
    await store.journal.append({ type: 'asset-favoured', id: asset.id, at: 7 });
    expect(await reader.next()).toMatchObject({ generation: { assets: [{ favouriteAt: 7 }] } });
    await store.journal.append({ type: 'generation-deleted', id, at: 8, owner: 'ann' });
    expect(await reader.next()).toMatchObject({ type: 'deleted', id });
  });

  it('tells each caller of its own alone, and the operator of everything', async () => {
    const { store, feed } = await open();
    const [ann, admin] = [follow(feed, 'ann'), follow(feed, 'admin')];
    await ann.next();
    await admin.next();
    const others = await make(store, 'ben');
    expect(await admin.next()).toMatchObject({ generation: { id: others } });
    await store.journal.append({ type: 'generation-deleted', id: others, at: 1, owner: 'ben' });
    expect(await admin.next()).toMatchObject({ type: 'deleted', id: others });
    const own = await make(store, 'ann');
    expect(await ann.next()).toMatchObject({ type: 'changed', generation: { id: own } });
  });

  it('goes on behind the last event seen, and says where it cannot', async () => {
    const { store, feed } = await open();
    const first = follow(feed, 'ann');
    const begun = await first.next();
    first.leave();
    const id = await make(store, 'ann');
    const again = follow(feed, 'ann', begun?.place);
    expect(await again.next()).toMatchObject({ type: 'changed', generation: { id } });
    for (const place of ['aaaaaaaaaa-1', 'nonsense', `${begun?.place}9`]) {
      expect(await follow(feed, 'ann', place).next()).toMatchObject({ type: 'begun' });
    }
  });

  it('forgets a while after the last one left, and begins anew', async () => {
    const { store, feed } = await open({ lingerMs: 1 });
    const first = follow(feed, 'ann');
    const begun = await first.next();
    first.leave();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await make(store, 'ann');
    expect(await follow(feed, 'ann', begun?.place).next()).toMatchObject({ type: 'begun' });
  });

  it('sends who cannot keep up back to the list', async () => {
    const { store, feed } = await open();
    const slow = follow(feed, 'ann');
    const quick = follow(feed, 'admin');
    await slow.next();
    await quick.next();
    for (let at = 0; at < 600; at += 1) {
      await make(store, 'ann');
      if (at % 50 === 49) await quick.next();
    }
    for (let event = await quick.next(); event?.type === 'changed'; event = await quick.next()) {
      if (Number(event.place.split('-')[1]) >= 600) break;
    }
    expect(await slow.next()).toMatchObject({ type: 'begun' });
  });

  it('has room for so many, who make room by leaving, also before they read', async () => {
    const { feed } = await open({ mostFollowers: 2 });
    const one = follow(feed, 'ann');
    follow(feed, 'ben');
    expect(() => follow(feed, 'cleo')).toThrow(
      expect.objectContaining({ code: 'too_many_followers' }),
    );
    one.leave();
    expect(await follow(feed, 'cleo').next()).toMatchObject({ type: 'begun' });
  });

  it('keeps no room for who has left before', async () => {
    const { store, feed } = await open({ mostFollowers: 1 });
    feed.follow(callerOf('a'), undefined, AbortSignal.abort());
    const came = follow(feed, 'a');
    expect(await came.next()).toMatchObject({ type: 'begun' });
    const id = await make(store, 'a');
    expect(await came.next()).toMatchObject({ type: 'changed', generation: { id } });
  });

  it('ends with the process, and takes nobody any more', async () => {
    const { feed } = await open();
    const reader = follow(feed, 'ann');
    await reader.next();
    const last = reader.next();
    feed.close();
    expect(await last).toBeUndefined();
    expect(() => follow(feed, 'ann')).toThrow(expect.objectContaining({ code: 'shutting_down' }));
  });
});
