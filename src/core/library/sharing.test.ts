import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  accepted,
  ended,
  sampleAsset,
  sampleGeneration,
} from '../../../test/contract/store-samples.ts';
import { openStore } from '../../store/open-store.ts';
import type { Caller } from '../caller.ts';
import { AppError } from '../errors.ts';
import type { Store } from '../store.ts';
import { createSharing, type Sharing } from './sharing.ts';

let store: Store;
let sharing: Sharing;
const ann = { id: 'ann' } as Caller;
const ben = { id: 'ben' } as Caller;

beforeEach(async () => {
  store = await openStore({});
  let time = 0;
  sharing = createSharing({
    store,
    history: {
      async find(id, caller) {
        const generation = await store.findGeneration(id);
        if (generation?.owner !== caller.id)
          throw new AppError('not_found', { what: id, hint: '' });
        return { generation, job: undefined, ahead: undefined };
      },
    },
    now: () => {
      time += 1;
      return time;
    },
  });
});

afterEach(() => store.close());

async function make(pictures: number): Promise<string> {
  const generation = sampleGeneration({ owner: 'ann' });
  await store.journal.append(accepted(generation));
  for (let at = 0; at < pictures; at += 1) {
    const asset = sampleAsset({ generationId: generation.id, index: at });
    await store.journal.append({ type: 'asset-durable', asset });
  }
  await store.journal.append(ended(generation.id));
  return generation.id;
}

describe('sharing', () => {
  it('gives a link nobody guesses, which stays when it is asked for again', async () => {
    const id = await make(1);
    const first = await sharing.share(id, false, ann);
    expect(first).toMatchObject({ generationId: id, showsPrompt: false });
    expect(first.id).toMatch(/^[a-z2-7]{26}$/);
    const second = await sharing.share(id, true, ann);
    expect(second).toMatchObject({ id: first.id, showsPrompt: true });
    expect(await sharing.open(first.id)).toMatchObject({
      share: { showsPrompt: true },
      generation: { id },
    });
    expect(await sharing.findOf(id)).toMatchObject({ id: first.id });
  });

  it('ends at once, and a later link is another', async () => {
    const id = await make(1);
    const first = await sharing.share(id, false, ann);
    await sharing.unshare(id, ann);
    expect(await sharing.open(first.id)).toBeUndefined();
    expect(await sharing.findOf(id)).toBeUndefined();
    expect((await sharing.share(id, false, ann)).id).not.toBe(first.id);
  });

  it('is for the owner alone, and for what has pictures', async () => {
    const id = await make(1);
    await expect(sharing.share(id, false, ben)).rejects.toMatchObject({ code: 'not_found' });
    await sharing.share(id, false, ann);
    await expect(sharing.unshare(id, ben)).rejects.toMatchObject({ code: 'not_found' });
    expect(await sharing.findOf(id)).toBeDefined();
    await expect(sharing.share(await make(0), false, ann)).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('shows nothing of what was deleted, nor for a name that is none', async () => {
    const id = await make(1);
    const share = await sharing.share(id, false, ann);
    await store.journal.append({ type: 'generation-deleted', id, at: 9 });
    expect(await sharing.open(share.id)).toBeUndefined();
    for (const name of ['', '../../etc', share.id.toUpperCase(), `${share.id}a`]) {
      expect(await sharing.open(name)).toBeUndefined();
    }
  });
});
