import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  catchUnhandled,
  ended,
  paint,
  partsFor,
  refusedByUpstream,
} from '../../test/fakes/paint.ts';
import {
  createTestParts,
  fakeHost,
  fakeProvider,
  painted,
  recordingStore,
  refusal,
  type Script,
} from '../../test/fakes/parts.ts';
import { testCaller, testCapability, testInput, testRequest } from '../../test/fakes/wishes.ts';
import { createMemoryAssetFolder } from '../store/memory/memory-asset-folder.ts';
import { AppError } from './errors.ts';
import { createPipeline } from './generate.ts';
import type { GenerateRequest } from './generation.ts';
import type { JournalEntry } from './store.ts';

catchUnhandled();

const never = new AbortController().signal;
const caller = testCaller();
const types = (entries: readonly { type: string }[]) => entries.map(({ type }) => type);

describe('the life of a generation', () => {
  it('is written before each step: accepted, sent, durable, hosted, ended', async () => {
    const parts = createTestParts({ chooseHost: () => fakeHost() });
    const before: string[][] = [];
    const provider = fakeProvider({
      async script(request) {
        before.push(types(parts.recorded));
        await request.onSend();
        before.push(types(parts.recorded));
        return (async function* () {
          yield painted(0);
        })();
      },
    });
    const { events, generation } = await paint({ ...parts, providers: [provider] });
    expect(before).toEqual([['generation-accepted'], ['generation-accepted', 'generation-sent']]);
    expect(types(parts.recorded)).toEqual([
      'generation-accepted',
      'generation-sent',
      'asset-durable',
      'asset-hosted',
      'generation-ended',
    ]);
    expect(types(events)).toEqual(['image', 'generation-end']);
    expect(generation).toMatchObject({ state: 'hosted', error: undefined });
    expect(await parts.store.findGeneration(generation.id)).toEqual(generation);
    expect(parts.leases).toEqual(['settled']);
  });

  it('is sent once, however often an adapter says so', async () => {
    const parts = partsFor(async function* (request) {
      await Promise.all([request.onSend(), request.onSend()]);
      yield painted(0);
    });
    await paint(parts);
    expect(types(parts.recorded).filter((type) => type === 'generation-sent')).toHaveLength(1);
  });

  it('records what was asked, without prompt, bytes and credentials', async () => {
    const parts = createTestParts();
    const { generation } = await paint(parts, {
      n: 2,
      size: '1024x1024',
      inputs: [testInput({ sha256: 'cd' })],
      upstream: { apiKey: 'sk-secret', baseUrl: undefined },
      hosting: { token: '1|secret', url: undefined },
      extra: { steps: 30 },
    });
    expect(generation.parameters).toMatchObject({
      n: 2,
      size: '1024x1024',
      steps: 30,
      inputs: ['cd'],
    });
    expect(JSON.stringify(parts.recorded)).not.toContain('secret');
    expect(generation).toMatchObject({ callerPaid: true, owner: 'local', face: 'http' });
  });

  it('hashes two equal wishes of one caller alike, and no others', async () => {
    const hashOf = async (wishes: Partial<GenerateRequest>, id = 'local') => {
      const parts = createTestParts();
      const job = await createPipeline(parts).begin(testRequest(wishes), testCaller({ id }));
      await job.done;
      const [entry] = parts.recorded;
      return entry?.type === 'generation-accepted' ? entry.requestHash : undefined;
    };
    const hash = await hashOf({ n: 2 });
    expect(hash).toMatch(/^[\da-f]{64}$/);
    expect(await hashOf({ n: 2 })).toBe(hash);
    const others = [{ n: 3 }, { n: 2, prompt: 'a cat' }, { n: 2, inputs: [testInput()] }];
    for (const other of others) expect(await hashOf(other)).not.toBe(hash);
    expect(await hashOf({ n: 2 }, 'admin')).not.toBe(hash);
  });
});

describe('a refusal', () => {
  it.each<[string, Partial<GenerateRequest>, string]>([
    ['of the model', { model: 'none' }, 'model_not_found'],
    ['of a value', { quality: 'superb' }, 'invalid_value'],
  ])('%s rejects before anything is recorded or sent', async (_, wishes, code) => {
    const parts = createTestParts();
    expect(await refusal(paint(parts, wishes))).toMatchObject({ code });
    expect(parts.recorded).toEqual([]);
    expect(parts.leases).toEqual([]);
  });

  it('of the limiter rejects before anything is recorded or sent', async () => {
    const limited = new AppError('rate_limited', { limit: 5, seconds: 3 });
    const parts = createTestParts({ limiter: { admit: () => Promise.reject(limited) } });
    expect(await refusal(paint(parts))).toBe(limited);
    expect(parts.recorded).toEqual([]);
  });

  it('of the upstream rejects the promise, not the stream', async () => {
    const parts = partsFor(async (request) => {
      await request.onSend();
      throw refusedByUpstream();
    });
    const stream = createPipeline(parts).generate(testRequest(), caller, never);
    expect(await refusal(stream)).toMatchObject({ code: 'moderation_blocked' });
    expect(ended(parts)).toMatchObject({
      state: 'failed',
      error: { code: 'moderation_blocked' },
      cost: undefined,
    });
    expect(parts.leases).toEqual(['released']);
  });

  it('of the store gives the lease back and sends nothing', async () => {
    const provider = fakeProvider();
    const store = recordingStore([], () => new Error('disk full'));
    const parts = createTestParts({ store, providers: [provider] });
    await expect(paint(parts)).rejects.toThrow('disk full');
    expect(parts.leases).toEqual(['released']);
    expect(provider.requests).toEqual([]);
  });

  it('leaves the inputs to whoever asked, who may ask again', async () => {
    const input = testInput();
    await refusal(paint(createTestParts(), { quality: 'superb', inputs: [input] }));
    expect(input.discarded).toBe(0);
  });
});

describe('who watches', () => {
  it('stops nothing by leaving', async () => {
    const parts = partsFor(async function* () {
      yield painted(0);
      await sleep(5);
      yield painted(1);
    });
    const pipeline = createPipeline(parts);
    const job = await pipeline.begin(testRequest({ n: 2 }), caller);
    for await (const _ of job.events()) break;
    expect((await job.done).assets).toHaveLength(2);
  });

  it('is found in the queue while it works, and not after', async () => {
    const parts = createTestParts();
    const job = await createPipeline(parts).begin(testRequest(), caller);
    expect(parts.queue.find(job.id)).toBe(job);
    await job.done;
    expect(parts.queue.find(job.id)).toBeUndefined();
  });

  it('cancels by the signal: the upstream is aborted and the budget given back', async () => {
    const abort = new AbortController();
    let aborted = false;
    const parts = partsFor(async (request, signal) => {
      await request.onSend();
      signal.addEventListener('abort', () => {
        aborted = true;
      });
      await sleep(5000, undefined, { signal });
      throw new Error('not reached');
    });
    const stream = createPipeline(parts).generate(testRequest(), caller, abort.signal);
    setTimeout(() => abort.abort(), 10);
    expect(await refusal(stream)).toMatchObject({ code: 'cancelled', details: { spent: 'maybe' } });
    expect(aborted).toBe(true);
    expect(ended(parts)).toMatchObject({ state: 'cancelled' });
    expect(parts.leases).toEqual(['released']);
  });

  it('asks for nothing where it has cancelled already', async () => {
    const parts = createTestParts();
    await expect(paint(parts, {}, AbortSignal.abort())).rejects.toThrow();
    expect(parts.recorded).toEqual([]);
  });

  it('makes no further call once it has cancelled', async () => {
    const provider = fakeProvider({ rows: [testCapability({ maxN: 1 })] });
    const parts = createTestParts({ providers: [provider] });
    const job = await createPipeline(parts).begin(testRequest({ n: 10 }), caller);
    for await (const event of job.events()) if (event.type === 'image') job.cancel();
    expect(provider.requests.length).toBeLessThan(10);
  });
});

describe('a failure of our own', () => {
  it('after the request was sent does not claim that nothing was spent', async () => {
    const assets = createMemoryAssetFolder();
    const keep = () => Promise.reject(new Error('disk full'));
    const parts = createTestParts({ assets: { ...assets, keep } });
    const error = await refusal(paint(parts));
    expect(error).toMatchObject({ code: 'internal', details: { spent: 'maybe' } });
    expect(types(parts.recorded)).toContain('generation-ended');
  });

  it('before it was sent claims nothing', async () => {
    const store = recordingStore([], ({ type }) =>
      type === 'generation-sent' ? new Error('disk full') : undefined,
    );
    const error = await refusal(paint(createTestParts({ store })));
    expect(error.details.spent ?? 'no').toBe('no');
  });

  it('to keep anything sends nothing and holds nothing', async () => {
    const provider = fakeProvider();
    const full = new AppError('disk_full', { folder: '/data', reason: 'ENOSPC' });
    const assets = { ...createMemoryAssetFolder(), check: () => Promise.reject(full) };
    const parts = createTestParts({ assets, providers: [provider] });
    expect(await refusal(paint(parts))).toBe(full);
    expect([provider.requests, parts.recorded, parts.leases]).toEqual([[], [], []]);
  });

  it.each<JournalEntry['type']>(['asset-durable', 'generation-ended'])(
    'to record %s costs nobody the picture, is told, and is made good in order',
    async (failing) => {
      const recorded: JournalEntry[] = [];
      let isFull = true;
      const full = new AppError('disk_full', { folder: '/data', reason: 'ENOSPC' });
      const store = recordingStore(recorded, ({ type }) =>
        isFull && type === failing ? full : undefined,
      );
      const parts = createTestParts({ store });
      const { generation } = await paint(parts);
      expect(generation.assets).toHaveLength(1);
      expect(generation.warnings.map(({ code }) => code)).toEqual(['not_recorded']);
      expect([parts.leases, parts.queue.size]).toEqual([['settled'], 0]);
      expect(types(recorded)).not.toContain('generation-ended');
      isFull = false;
      await expect
        .poll(() => types(recorded).slice(-2), { timeout: 5_000 })
        .toEqual(['asset-durable', 'generation-ended']);
      expect(recorded.at(-1)).toMatchObject({ warnings: [] });
    },
  );

  it('to record how it failed leaves the upstream’s own word to be told', async () => {
    const store = recordingStore([], ({ type }) =>
      type === 'generation-ended' ? new Error('disk full') : undefined,
    );
    const script = async () => Promise.reject(refusedByUpstream());
    expect(await refusal(paint(partsFor(script, { store })))).toMatchObject({
      code: 'moderation_blocked',
    });
  });

  it('of the request’s record sends nothing', async () => {
    const store = recordingStore([], ({ type }) =>
      type === 'generation-sent' ? new Error('disk full') : undefined,
    );
    let sent = false;
    const parts = partsFor(
      async function* (request) {
        await request.onSend();
        sent = true;
        yield painted(0);
      },
      { store },
    );
    expect(await refusal(paint(parts))).toMatchObject({ code: 'internal' });
    expect(sent).toBe(false);
  });
});

describe('inputs', () => {
  it.each<[string, Script | undefined]>([
    ['it has ended', undefined],
    [
      'it has failed',
      async () => {
        throw refusedByUpstream();
      },
    ],
  ])('are freed when %s, the mask too', async (_, script) => {
    const [input, mask] = [testInput(), testInput()];
    const job = await createPipeline(partsFor(script)).begin(
      testRequest({ inputs: [input], mask }),
      caller,
    );
    await job.done;
    expect([input.discarded, mask.discarded]).toEqual([1, 1]);
  });

  it('that cannot be freed cost nobody their picture', async () => {
    const stuck = testInput({ discard: () => Promise.reject(new Error('busy')) });
    const { generation } = await paint(createTestParts(), { inputs: [stuck] });
    expect(generation.assets).toHaveLength(1);
  });
});
