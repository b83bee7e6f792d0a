import { expect, it } from 'vitest';
import { accepted, ended, sampleGeneration } from '../../../test/contract/store-samples.ts';
import { createTestParts } from '../../../test/fakes/parts.ts';
import type { Store } from '../store.ts';
import { awaitEnd } from './await-end.ts';

async function write() {
  const { store } = createTestParts();
  const generation = sampleGeneration();
  await store.journal.append(accepted(generation));
  return { store, id: generation.id };
}

/** As where other processes write, and cannot tell. */
const untold = ({ findGeneration }: Store): Pick<Store, 'findGeneration' | 'signals'> => ({
  findGeneration,
  signals: { live: false, send: () => {}, listen: () => () => {} },
});

it('hears of the end at once where that is told', async () => {
  const { store, id } = await write();
  const waiting = awaitEnd(id, store);
  await new Promise(setImmediate);
  const before = performance.now();
  await store.journal.append(ended(id));
  expect(await waiting).toMatchObject({ id, state: 'hosted' });
  expect(performance.now() - before).toBeLessThan(200);
});

it('looks for the end where nobody tells of it', async () => {
  const { store, id } = await write();
  const waiting = awaitEnd(id, untold(store));
  await store.journal.append(ended(id));
  expect(await waiting).toMatchObject({ id, state: 'hosted' });
});

it('gives it as it stands when the patience is over, and nothing of one there is not', async () => {
  const { store, id } = await write();
  expect(await awaitEnd(id, store, { patience: 20 })).toMatchObject({ id, state: 'accepted' });
  expect(await awaitEnd('gen_none', store)).toBeUndefined();
});

it('waits no longer once it is given up, and listens no more', async () => {
  const { store, id } = await write();
  let listening = 0;
  const signals = {
    ...store.signals,
    listen: () => {
      listening += 1;
      return () => {
        listening -= 1;
      };
    },
  };
  const abort = new AbortController();
  const waiting = awaitEnd(id, { ...store, signals }, { signal: abort.signal });
  abort.abort(new Error('given up'));
  await expect(waiting).rejects.toThrow('given up');
  expect(listening).toBe(0);
});
