import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GenerationFilter, Store } from '../../src/core/store.ts';
import type { StorePlace } from './store-contract.ts';
import { accepted, ended, sampleAsset, sampleGeneration } from './store-samples.ts';

const hash = (letter: string) => letter.repeat(64);

/** What every store knows of which picture came from which, and of what is shared. */
export function describeLineageContract(
  name: string,
  createPlace: () => Promise<StorePlace>,
): void {
  describe(`lineage and shares in the store, ${name}`, () => {
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

    async function write(
      made: string,
      inputs: string[] = [],
      { usd, host, owner }: { usd?: number; host?: string; owner?: string } = {},
    ) {
      const generation = sampleGeneration({
        ...(owner && { owner }),
        parameters: { n: 1, ...(inputs.length > 0 && { inputs: inputs.map(hash) }) },
      });
      await store.journal.append(accepted(generation));
      const asset = sampleAsset({
        generationId: generation.id,
        sha256: hash(made),
        ...(host && { host }),
      });
      await store.journal.append({ type: 'asset-durable', asset });
      const cost = usd === undefined ? undefined : ({ usd, kind: 'exact' } as const);
      await store.journal.append(ended(generation.id, { cost }));
      return generation.id;
    }
    const idsOf = async (filter: GenerationFilter, owner?: string) =>
      (await store.listGenerations(owner, 10, filter)).map(({ id }) => id).sort();

    it('finds what a picture was made from and what it led to, by its hash', async () => {
      const root = await write('a');
      const child = await write('b', ['a', 'a', 'c']);
      const other = await write('c');
      expect(await idsOf({ made: [hash('a'), hash('c')] })).toEqual([root, other].sort());
      expect(await idsOf({ madeFrom: [hash('a')] })).toEqual([child]);
      expect(await idsOf({ madeFrom: [hash('b')] })).toEqual([]);
      expect(await idsOf({ made: [] })).toEqual([]);
    });

    it('shows nobody the relatives that belong to somebody else', async () => {
      await write('a', [], { owner: 'ann' });
      await write('b', ['a'], { owner: 'ann' });
      expect(await idsOf({ made: [hash('a')] }, 'bob')).toEqual([]);
      expect(await idsOf({ madeFrom: [hash('a')] }, 'bob')).toEqual([]);
      expect(await idsOf({ madeFrom: [hash('a')], ownedBy: 'bob' })).toEqual([]);
      expect(await idsOf({ madeFrom: [hash('a')], ownedBy: 'ann' })).toHaveLength(1);
    });

    it('forgets the lineage and the share of what is deleted', async () => {
      await write('a');
      const child = await write('b', ['a']);
      await store.shares.save({ id: 'r1', generationId: child, showsPrompt: true, createdAt: 5 });
      await store.journal.append({ type: 'generation-deleted', id: child, at: 9 });
      expect(await idsOf({ madeFrom: [hash('a')] })).toEqual([]);
      expect(await idsOf({ made: [hash('b')] })).toEqual([]);
      expect(await store.shares.find('r1')).toBeUndefined();
    });

    it('narrows by host and by cost; an unknown cost is neither dear nor cheap', async () => {
      const cheap = await write('a', [], { usd: 0.02, host: 'local' });
      const dear = await write('b', [], { usd: 0.5, host: 's3' });
      await write('c', [], { host: 's3' });
      expect(await idsOf({ host: 'local' })).toEqual([cheap]);
      expect(await idsOf({ minCostUsd: 0.5 })).toEqual([dear]);
      expect(await idsOf({ maxCostUsd: 0.02 })).toEqual([cheap]);
      expect(await idsOf({ minCostUsd: 0.01, maxCostUsd: 1, host: 's3' })).toEqual([dear]);
    });

    it('keeps one share a generation, and its link while only the prompt changes', async () => {
      const generationId = await write('a');
      const share = { id: 'r1', generationId, showsPrompt: true, createdAt: 5 };
      expect(await store.shares.save(share)).toEqual(share);
      const again = { ...share, id: 'r2', showsPrompt: false, createdAt: 6 };
      expect(await store.shares.save(again)).toEqual({ ...share, showsPrompt: false });
      expect(await store.shares.find('r2')).toBeUndefined();
      expect(await store.shares.find('r1')).toEqual(await store.shares.findOf(generationId));
      expect(await store.shares.remove(generationId)).toBe(true);
      expect(await store.shares.remove(generationId)).toBe(false);
      expect(await store.shares.find('r1')).toBeUndefined();
    });
  });
}
