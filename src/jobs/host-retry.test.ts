import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTestParts, fakeHost, imageOf, type TestParts } from '../../test/fakes/parts.ts';
import { solidPng } from '../../test/fakes/png.ts';
import { AppError } from '../core/errors.ts';
import type { Host } from '../core/host.ts';
import type { Asset } from '../core/image.ts';
import { keepImage, recordHostFailure } from '../core/keep.ts';
import { createHostRetry } from './host-retry.ts';

const minute = 60_000;
const down = (retryable = true) =>
  new AppError('host_failed', { host: 'wall', status: 503, reason: 'no.' }, { retryable });

let clock = 0;
beforeEach(() => {
  clock = 0;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Lets time go by in small steps, as the clock and as timers. */
async function pass(milliseconds: number): Promise<void> {
  for (let gone = 0; gone < milliseconds; gone += 1000) {
    clock += 1000;
    await vi.advanceTimersByTimeAsync(1000);
  }
}

/** An asset whose first try at its host has failed just now. */
async function failedOnce(parts: TestParts, host: Host): Promise<Asset> {
  const asset = await keepImage(
    imageOf(solidPng(2, 2)).bytes(),
    {
      generationId: undefined,
      index: 0,
      visibility: 'public',
      revisedPrompt: undefined,
      seed: undefined,
      host,
      notAnImage: (reason) => new AppError('upstream_not_an_image', { provider: 'p', reason }),
    },
    parts,
  );
  await recordHostFailure(asset, down(), 0, 30_000, parts);
  return asset;
}

/** A host that fails so many times, and remembers when it was asked. */
function failingHost(times: number, error: AppError = down()): Host & { asked: number[] } {
  const asked: number[] = [];
  const host = fakeHost(async ({ name }, bytes) => {
    asked.push(clock);
    for await (const _ of bytes);
    if (asked.length <= times) throw error;
    return { url: `https://wall.test/${name}`, deleteRef: undefined };
  });
  return { ...host, asked };
}

const setUp = () => createTestParts({ now: () => clock });

describe('the retry of hosting', () => {
  it('gives an image to its host again when it is due, and then no more', async () => {
    const parts = setUp();
    const host = failingHost(0);
    const { id } = await failedOnce(parts, host);
    const retry = createHostRetry(host, parts);
    retry.start();
    await pass(20_000);
    expect(host.asked).toEqual([]);
    await pass(10 * minute);
    expect(host.asked).toHaveLength(1);
    expect(await parts.store.findAsset(id)).toMatchObject({
      hostedUrl: expect.stringMatching(/^https:\/\/wall\.test/),
    });
    retry.stop();
  });

  it('waits longer and longer while the host fails', async () => {
    const parts = setUp();
    const host = failingHost(5);
    await failedOnce(parts, host);
    const retry = createHostRetry(host, parts);
    retry.start();
    await pass(60 * minute);
    retry.stop();
    expect(host.asked).toHaveLength(6);
    const waits = host.asked.map((at, place) => at - (host.asked[place - 1] ?? 0)).slice(1);
    for (const [place, wait] of waits.entries()) {
      expect(wait).toBeGreaterThanOrEqual(30_000 * 2 ** (place + 1));
      expect(wait).toBeLessThanOrEqual(30_000 * 2 ** (place + 1) + 31_000);
    }
  });

  it('gives up where the host refuses for good', async () => {
    const parts = setUp();
    const host = failingHost(9, new AppError('host_bad_type', { host: 'wall', reason: 'no.' }));
    await failedOnce(parts, host);
    const retry = createHostRetry(host, parts);
    retry.start();
    await pass(60 * minute);
    retry.stop();
    expect(host.asked).toHaveLength(1);
    expect(await parts.store.dueForHosting(Number.MAX_SAFE_INTEGER, 10)).toEqual([]);
  });

  it('never asks a host that a caller brought, nor lets such images stand in the way', async () => {
    const parts = setUp();
    const theirs = { ...failingHost(0), name: 'caller-wall' };
    for (let count = 0; count < 12; count += 1) await failedOnce(parts, theirs);
    const host = failingHost(0);
    await failedOnce(parts, host);
    const retry = createHostRetry(host, parts);
    retry.start();
    await pass(3 * minute);
    retry.stop();
    expect(host.asked).toHaveLength(1);
    expect(theirs.asked).toEqual([]);
    expect(await parts.store.dueForHosting(Number.MAX_SAFE_INTEGER, 20)).toEqual([]);
  });

  it('leaves images on the list whose bytes another server has, and is not held up by them', async () => {
    const [ours, theirs] = [setUp(), setUp()];
    const host = failingHost(0);
    const shared = { ...ours, store: theirs.store };
    for (let count = 0; count < 12; count += 1) await failedOnce(theirs, host);
    await failedOnce(shared, host);
    const retry = createHostRetry(host, shared);
    retry.start();
    await pass(3 * minute);
    retry.stop();
    expect(host.asked).toHaveLength(1);
    expect(await theirs.store.dueForHosting(Number.MAX_SAFE_INTEGER, 20)).toHaveLength(12);
  });

  it('goes on where the records cannot be read for once', async () => {
    const parts = setUp();
    const host = failingHost(0);
    await failedOnce(parts, host);
    let broken = 1;
    const store = {
      ...parts.store,
      async dueForHosting(now: number, limit: number) {
        broken -= 1;
        if (broken >= 0) throw new Error('locked');
        return parts.store.dueForHosting(now, limit);
      },
    };
    const retry = createHostRetry(host, { ...parts, store });
    retry.start();
    await pass(2 * minute);
    retry.stop();
    expect(parts.logged).toContain('hosting could not be retried');
    expect(host.asked).toHaveLength(1);
  });

  it('does nothing more once it is stopped', async () => {
    const parts = setUp();
    const host = failingHost(0);
    await failedOnce(parts, host);
    const retry = createHostRetry(host, parts);
    retry.start();
    retry.stop();
    await pass(5 * minute);
    expect(host.asked).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('asks the host once where several servers have the folder', async () => {
    const parts = setUp();
    const host = failingHost(0);
    await failedOnce(parts, host);
    const retries = [1, 2, 3].map(() => createHostRetry(host, parts));
    for (const retry of retries) retry.start();
    await pass(3 * minute);
    for (const retry of retries) retry.stop();
    expect(host.asked).toHaveLength(1);
  });

  it('leaves an image to the server that has its file, and says so once', async () => {
    const parts = setUp();
    const host = failingHost(0);
    const { id } = await failedOnce(parts, host);
    const { assets: elsewhere } = setUp();
    const without = createHostRetry(host, { ...parts, assets: elsewhere });
    without.start();
    await pass(10 * minute);
    without.stop();
    expect(host.asked).toEqual([]);
    const said = 'an image is left to the server that has its file';
    expect(parts.logged.filter((line) => line === said)).toHaveLength(1);
    expect(await parts.store.dueForHosting(clock, 5)).toMatchObject([{ asset: { id } }]);
    const retry = createHostRetry(host, parts);
    retry.start();
    await pass(minute);
    retry.stop();
    expect(host.asked).toHaveLength(1);
  });
});
