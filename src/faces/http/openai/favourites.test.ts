import { expect, it } from 'vitest';
import {
  accepted,
  ended,
  sampleAsset,
  sampleGeneration,
} from '../../../../test/contract/store-samples.ts';
import { serveFace } from '../../../../test/fakes/http-face.ts';
import { createHistory } from '../../../core/library/history.ts';
import type { Parts } from '../../../core/parts.ts';
import { createMemoryStore } from '../../../store/memory/memory-store.ts';

/** A history with works of so many pictures each; gives their ids. */
async function serveWorks(counts: readonly number[]) {
  const store = createMemoryStore();
  const ids: string[] = [];
  for (const count of counts) {
    const { id, ...rest } = sampleGeneration();
    ids.push(id);
    await store.journal.append(accepted({ id, ...rest }));
    for (let index = 0; index < count; index += 1) {
      const asset = sampleAsset({ generationId: id, index });
      await store.journal.append({ type: 'asset-durable', asset });
    }
    await store.journal.append(ended(id));
  }
  const queue = { find: () => undefined };
  const history = createHistory({ store, queue, now: Date.now } as unknown as Parts);
  const { ask } = await serveFace({ app: { store, history } });
  const favour = (generations: unknown) =>
    ask('/v1/generations/favourites', { json: { generations } });
  return { ids, favour, history };
}

it('makes the first picture of each a favourite, and leaves those that have one', async () => {
  const { ids, favour } = await serveWorks([2, 1, 0]);
  const once = await favour(ids);
  const first = once.json.data as { id: string; index: number; favourite: boolean }[];
  expect(first.map(({ index, favourite }) => ({ index, favourite }))).toEqual([
    { index: 0, favourite: true },
    { index: 0, favourite: true },
  ]);
  const again = (await favour(ids)).json.data as { id: string }[];
  expect(again.map(({ id }) => id).toSorted()).toEqual(first.map(({ id }) => id).toSorted());
});

it('names what is not there, and does the others', async () => {
  const { ids, favour } = await serveWorks([1]);
  const { json } = await favour(['gen_nobody', ...ids]);
  expect(json).toMatchObject({
    data: [{ favourite: true }],
    errors: [{ id: 'gen_nobody', code: 'not_found' }],
  });
});

it('takes five hundred at most', async () => {
  const { favour } = await serveWorks([]);
  const many = Array.from({ length: 501 }, (_, at) => `gen_${at}`);
  expect((await favour(many)).status).toBe(400);
});
