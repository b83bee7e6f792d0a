import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { accepted, sampleGeneration } from '../../test/contract/store-samples.ts';
import {
  createTestParts,
  fakeHost,
  imageOf,
  recordingStore,
  refusal,
} from '../../test/fakes/parts.ts';
import { solidPng } from '../../test/fakes/png.ts';
import { localHost } from '../hosts/local.ts';
import { AppError } from './errors.ts';
import type { Host } from './host.ts';
import type { Asset } from './image.ts';
import { hostAsset, type KeepDetails, keepImage, putOnHost } from './keep.ts';
import type { Parts } from './parts.ts';
import { warningText } from './warnings.ts';

const png = solidPng(16, 9);

const details = (changes: Partial<KeepDetails> = {}): KeepDetails => ({
  generationId: undefined,
  index: 2,
  visibility: 'private',
  revisedPrompt: 'a red fox',
  seed: 7,
  host: fakeHost(),
  notAnImage: (reason) => new AppError('upstream_not_an_image', { provider: 'brush', reason }),
  ...changes,
});

const keep = (parts: Parts, bytes: Uint8Array = png) =>
  keepImage(imageOf(bytes).bytes(), details(), parts);

const down = () => new AppError('host_failed', { host: 'wall', status: 500, reason: 'no.' });

/** A host that takes no notice of its signal, or fails when it is aborted. */
function slowHost(heeds: boolean): Host & { signals: AbortSignal[] } {
  const signals: AbortSignal[] = [];
  const host = fakeHost(
    (_asset, _bytes, signal) =>
      new Promise((_, reject) => {
        signals.push(signal);
        if (heeds) signal.addEventListener('abort', () => reject(new Error('socket closed')));
      }),
  );
  return { ...host, signals };
}

afterEach(() => {
  vi.useRealTimers();
});

describe('keepImage', () => {
  it('describes what the bytes are, and records it when they are durable', async () => {
    const parts = createTestParts();
    const asset = await keep(parts);
    expect(asset).toMatchObject({
      index: 2,
      mediaType: 'image/png',
      width: 16,
      height: 9,
      size: png.length,
      sha256: createHash('sha256').update(png).digest('hex'),
      visibility: 'private',
      revisedPrompt: 'a red fox',
      seed: 7,
      host: 'wall',
      hostedUrl: undefined,
    });
    expect(asset.name).toMatch(/^[a-z2-7]{26}\.png$/);
    expect(asset.id).toMatch(/^img_[a-z2-7]{26}$/);
    expect((await parts.assets.open(asset.name))?.size).toBe(png.length);
    const nextAttemptAt = asset.createdAt + 60_000;
    expect(parts.recorded).toEqual([{ type: 'asset-durable', asset, nextAttemptAt }]);
  });

  it('tries no host again that is none, and waits a minute for any other', async () => {
    const parts = createTestParts({ now: () => 1000 });
    await keepImage(imageOf(png).bytes(), { ...details(), host: localHost() }, parts);
    await keep(parts);
    const due = parts.recorded.map((entry) => 'nextAttemptAt' in entry && entry.nextAttemptAt);
    expect(due).toEqual([undefined, 61_000]);
  });

  it('says whose it is while it arrives, and takes that name away only behind the row', async () => {
    const parts = createTestParts();
    const steps: string[] = [];
    const begin = async (maxBytes?: number, label?: string) => {
      const spool = await parts.assets.begin(maxBytes);
      steps.push(label ?? '');
      return Object.assign(spool, { discard: async () => void steps.push('discarded') });
    };
    const { journal } = parts.store;
    const append: typeof journal.append = async (entry) => {
      await journal.append(entry);
      steps.push(entry.type);
    };
    const tellingStore = { ...parts.store, journal: { append } };
    const generation = sampleGeneration();
    await parts.store.journal.append(accepted(generation));
    const assets = { ...parts.assets, begin };
    const bytes = imageOf(png).bytes();
    const about = details({ generationId: generation.id });
    const asset = await keepImage(bytes, about, { ...parts, assets, store: tellingStore });
    const [stem] = asset.name.split('.');
    expect(steps).toEqual([`${generation.id}.2.${stem}`, 'asset-durable', 'discarded']);
  });

  it('leaves the bytes for a restart to find where their row could not be written', async () => {
    const parts = createTestParts();
    const discarded: string[] = [];
    const begin = async () => {
      const spool = await parts.assets.begin();
      return Object.assign(spool, { discard: async () => void discarded.push('it') });
    };
    const store = recordingStore([], () => new Error('disk full'));
    const assets = { ...parts.assets, begin };
    await expect(keep({ ...parts, store, assets })).rejects.toThrow('disk full');
    expect(discarded).toEqual([]);
  });

  it('names two pictures of the same bytes differently', async () => {
    const parts = createTestParts();
    expect((await keep(parts)).name).not.toBe((await keep(parts)).name);
  });

  it('has no row before the file is in its place', async () => {
    const parts = createTestParts();
    const order: string[] = [];
    const assets: Parts['assets'] = {
      ...parts.assets,
      async keep(spool, name) {
        await parts.assets.keep(spool, name);
        order.push('file');
      },
    };
    const store = recordingStore([], () => void order.push('row'));
    await keep({ ...parts, assets, store });
    expect(order).toEqual(['file', 'row']);
  });

  it.each<[string, string, string]>([
    ['nothing', '', 'it is empty'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"></svg>', 'it is SVG'],
    ['SVG behind a head', '<?xml version="1.0"?>\n<svg></svg>', 'it is SVG'],
    ['a web page', '<!doctype html><p>Bad gateway', 'it is HTML'],
    ['JSON', '{"error":"busy"}', 'it is JSON'],
    ['anything else', 'busy', '4 bytes of an unknown type'],
  ])('keeps no picture that is %s, and says what it looks like', async (_, text, reason) => {
    const parts = createTestParts();
    const spools: { discard(): Promise<void> }[] = [];
    const begin = async () => {
      const spool = await parts.assets.begin();
      spools.push(spool);
      vi.spyOn(spool, 'discard');
      return spool;
    };
    const error = await refusal(
      keep({ ...parts, assets: { ...parts.assets, begin } }, Buffer.from(text)),
    );
    expect(error.message).toContain(reason);
    expect(spools[0]?.discard).toHaveBeenCalled();
    expect(parts.recorded).toEqual([]);
  });

  it('keeps nothing of an image that breaks off', async () => {
    const parts = createTestParts();
    const cut = new AppError('outcome_unknown', { provider: 'brush', reason: 'cut' });
    async function* broken() {
      yield png.subarray(0, 40);
      throw cut;
    }
    expect(await refusal(keepImage(broken(), details(), parts))).toBe(cut);
    expect(parts.recorded).toEqual([]);
  });

  it('blames the sender for an image larger than one may be', async () => {
    const parts = createTestParts();
    const { createMemoryAssetFolder } = await import('../store/memory/memory-asset-folder.ts');
    const assets = createMemoryAssetFolder({ maxBytes: 10 });
    const error = await refusal(keep({ ...parts, assets }));
    expect(error).toMatchObject({ code: 'upstream_not_an_image' });
  });
});

describe('hostAsset', () => {
  it('leaves an asset of this server alone', async () => {
    const parts = createTestParts();
    const asset = await keep(parts);
    const local = { ...fakeHost(), local: true };
    expect(await hostAsset(asset, local, parts)).toEqual({ asset, warning: undefined });
  });

  it('records where the host keeps it', async () => {
    const parts = createTestParts();
    const kept = await keep(parts);
    const { asset, warning } = await hostAsset(kept, fakeHost(), parts);
    expect(warning).toBeUndefined();
    expect(asset).toMatchObject({
      hostedUrl: `https://wall.test/${kept.name}`,
      deleteRef: kept.id,
    });
    expect(await parts.store.findAsset(kept.id)).toEqual(asset);
  });

  it('warns where the host fails, and has it tried again later', async () => {
    const parts = createTestParts({ now: () => 1000 });
    const kept = await keep(parts);
    const host = fakeHost(async () => {
      throw down();
    });
    const { asset, warning } = await hostAsset(kept, host, parts);
    expect(asset).toEqual(kept);
    expect(warning).toMatchObject({ code: 'kept_locally', values: { host: 'wall' } });
    expect(warning && warningText(warning, 'zh')).toContain('图床 wall 出错（500）');
    expect(parts.recorded.at(-1)).toMatchObject({
      type: 'asset-host-failed',
      attempts: 1,
      nextAttemptAt: 31_000,
    });
  });

  it('waits for a changed setting where the host refuses for good', async () => {
    const parts = createTestParts();
    const host = fakeHost(async () => {
      throw new AppError('host_bad_type', { host: 'wall', reason: 'no png.' });
    });
    await hostAsset(await keep(parts), host, parts);
    expect(parts.recorded.at(-1)).toMatchObject({ nextAttemptAt: undefined });
  });

  it.each([true, false])(
    'waits 15 seconds and no longer (host heeds its signal: %s)',
    async (heeds) => {
      const parts = createTestParts();
      const kept = await keep(parts);
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      const host = slowHost(heeds);
      let ended: Awaited<ReturnType<typeof hostAsset>> | undefined;
      void hostAsset(kept, host, parts).then((end) => {
        ended = end;
      });
      await vi.advanceTimersByTimeAsync(14_900);
      expect(ended).toBeUndefined();
      await vi.advanceTimersByTimeAsync(200);
      expect(ended).toMatchObject({ asset: kept, warning: { code: 'kept_locally' } });
      expect(host.signals[0]?.aborted).toBe(true);
      expect(parts.recorded.at(-1)).toMatchObject({
        error: { code: 'timed_out' },
        nextAttemptAt: expect.any(Number),
      });
      expect(vi.getTimerCount()).toBe(0);
    },
  );

  it('shows the image from here where not even the failure can be recorded', async () => {
    const parts = createTestParts();
    const kept = await keep(parts);
    const store = recordingStore([], () => new Error('disk full'));
    const end = await hostAsset(kept, fakeHost(), { ...parts, store });
    expect(end).toMatchObject({ asset: kept, warning: { code: 'kept_locally' } });
    expect(parts.logged).toContain('a failed hosting could not be recorded');
  });
});

describe('putOnHost', () => {
  it('waits longer where nobody else waits', async () => {
    const parts = createTestParts();
    const kept = await keep(parts);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const put = refusal(putOnHost(kept, slowHost(true), parts));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await put).toMatchObject({ code: 'timed_out', retryable: true });
  });

  it('says where the file of an asset is gone', async () => {
    const parts = createTestParts();
    const gone = { ...(await keep(parts)), name: 'gone.png' } satisfies Asset;
    const error = await refusal(putOnHost(gone, fakeHost(), parts));
    expect(error).toMatchObject({ code: 'not_found', retryable: false });
  });
});
