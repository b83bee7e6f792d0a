import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accepted, sampleGeneration } from '../../test/contract/store-samples.ts';
import { createTestParts, fakeProvider, painted, type TestParts } from '../../test/fakes/parts.ts';
import { testCaller, testCapability, testInput, testRequest } from '../../test/fakes/wishes.ts';
import type { Asking } from '../core/asking.ts';
import { AppError } from '../core/errors.ts';
import { createPipeline } from '../core/generate.ts';
import type { GenerateRequest, Generation } from '../core/generation.ts';
import { createHistory } from '../core/library/history.ts';
import { pausedError } from '../core/produce/circuit.ts';
import type { Job } from '../core/queue.ts';
import type { Store } from '../core/store.ts';
import { openStore } from '../store/open-store.ts';
import { createCancelWatch } from './cancel-watch.ts';
import { createDispatch } from './dispatch.ts';
import { createLocalQueue } from './local-queue.ts';

const later: Asking = { idempotencyKey: undefined, joins: 'none', detached: true };
const ann = testCaller({ id: 'ann' });

/** A provider whose pictures are finished one by one, by hand. */
function slowProvider() {
  const finishing: (() => void)[] = [];
  const begun: string[] = [];
  const provider = fakeProvider({
    async *script(request, signal) {
      await request.onSend();
      begun.push(request.prompt);
      await new Promise<void>((resolve, reject) => {
        finishing.push(resolve);
        signal.addEventListener('abort', () => reject(signal.reason));
      });
      yield painted(0);
    },
  });
  return { provider, begun, finish: () => finishing.shift()?.() };
}

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** A process that works on so many at once. */
function openProcess(concurrency: number, changes: Partial<TestParts> = {}) {
  const brush = slowProvider();
  const queue = createLocalQueue(concurrency);
  const providers = [brush.provider];
  const parts = createTestParts({ providers, queue, ...changes });
  const dispatch = createDispatch(parts);
  const watch = createCancelWatch(parts);
  dispatch.start({ often: true });
  watch.start();
  watch.listen();
  stops.push(dispatch.stop, watch.stop);
  const { begin } = createPipeline(parts);
  const ask = (prompt: string, more: Partial<GenerateRequest> = {}): Promise<Job> =>
    begin(testRequest({ prompt, ...more }), ann, later);
  return { ...brush, providers, parts, ask, history: createHistory(parts), dispatch };
}

/** A store that is not told of anything, so that whoever waits looks every second. */
function untold(store: Store): Store {
  return { ...store, signals: { ...store.signals, live: false } };
}

describe('asynchronous generations', () => {
  it('beyond the places wait in the journal, and begin in their order', async () => {
    const { ask, begun, finish, history, parts } = openProcess(1, { now: createClock() });
    const jobs: Job[] = [];
    for (const prompt of ['a', 'b', 'c']) jobs.push(await ask(prompt));
    await expect.poll(() => begun).toEqual(['a']);
    const places = await Promise.all(
      jobs.map(async ({ id }) => (await history.find(id, ann)).ahead),
    );
    expect(places).toEqual([undefined, 0, 1]);
    expect(parts.queue.size).toBe(1);
    for (const told of [
      ['a', 'b'],
      ['a', 'b', 'c'],
    ]) {
      finish();
      await expect.poll(() => begun).toEqual(told);
    }
    finish();
    expect((await Promise.all(jobs.map(({ done }) => done))).map(({ state }) => state)).toEqual([
      ...['hosted', 'hosted', 'hosted'],
    ]);
  });

  it('that nobody waits for alone have to wait', async () => {
    const { ask, begun, parts } = openProcess(1);
    await ask('a');
    await createPipeline(parts).begin(testRequest({ prompt: 'now' }), ann);
    await expect.poll(() => begun).toEqual(['a', 'now']);
  });

  it('whose pictures are here only wait in this process, in turns with the journal', async () => {
    const { ask, begun, finish, history } = openProcess(1);
    await ask('a');
    const edit = await ask('edit', { inputs: [testInput()] });
    await ask('b');
    await expect.poll(() => begun).toEqual(['a']);
    expect((await history.find(edit.id, ann)).ahead).toBe(0);
    finish();
    await expect.poll(() => begun.length).toBe(2);
    finish();
    await expect.poll(() => begun.toSorted()).toEqual(['a', 'b', 'edit']);
    finish();
    expect(await edit.done).toMatchObject({ state: 'hosted' });
  });

  it('cost nothing and send nothing when they are cancelled before their turn', async () => {
    const { ask, begun, finish, history, parts } = openProcess(1);
    await ask('a');
    const waiting = await ask('b');
    const edit = await ask('edit', { inputs: [testInput()] });
    for (const { id } of [waiting, edit]) {
      expect(await history.remove(id, ann)).toMatchObject({
        cancelled: true,
        generation: { state: 'cancelled', cost: undefined },
      });
    }
    expect(await waiting.done).toMatchObject({ state: 'cancelled' });
    finish();
    await expect.poll(() => parts.queue.size).toBe(0);
    expect(begun).toEqual(['a']);
    expect(await parts.store.leases.holders()).toEqual([]);
  });

  it('are taken no more once it is stopped, but the line of this process is worked off', async () => {
    const { ask, begun, finish, dispatch, history } = openProcess(1);
    await ask('a');
    const waiting = await ask('b');
    const edit = await ask('edit', { inputs: [testInput()] });
    await dispatch.stop();
    finish();
    await expect.poll(() => begun).toEqual(['a', 'edit']);
    finish();
    await edit.done;
    expect((await history.find(waiting.id, ann)).ahead).toBe(0);
  });

  it('wait where the records are away as they begin, and may be cancelled meanwhile', async () => {
    const { store } = createTestParts();
    let away = true;
    const asked = new Set<string>();
    const find: typeof store.keys.find = async (id) => {
      asked.add(id);
      if (away) throw new AppError('store_unreachable', { place: 'db', reason: 'gone' });
      return store.keys.find(id);
    };
    const brush = fakeProvider();
    // One that is not told of anything looks again every second.
    const signals = { ...store.signals, live: false };
    let looked = 0;
    const findGeneration: typeof store.findGeneration = async (id) => {
      looked += 1;
      if (away) throw new AppError('store_unreachable', { place: 'db', reason: 'gone' });
      return store.findGeneration(id);
    };
    const keys = { ...store.keys, find };
    const changes = { store: { ...store, signals, keys, findGeneration } };
    openProcess(2, { ...changes, providers: [brush] });
    const [given, kept] = ['key_a', 'key_b'].map((owner) =>
      sampleGeneration({ owner, provider: 'brush', model: 'brush-1', parameters: { n: 1 } }),
    );
    if (!given || !kept) throw new Error('there are two');
    for (const generation of [given, kept]) {
      const waiting = { leaseOwner: undefined, leaseUntil: undefined, rerun: 'always' } as const;
      await store.journal.append({ ...accepted(generation), ...waiting });
    }
    await expect.poll(() => asked.size, { timeout: 5_000 }).toBe(2);
    await expect.poll(() => looked, { timeout: 5_000 }).toBeGreaterThan(1);
    await store.leases.cancel(given.id, { owner: 'fox:2:b', until: 1 }, 1);
    away = false;
    const stateOf = async ({ id }: Generation) => (await store.findGeneration(id))?.state;
    await expect.poll(() => stateOf(kept), { timeout: 5_000 }).toBe('hosted');
    await expect.poll(() => stateOf(given), { timeout: 5_000 }).toBe('cancelled');
    expect(brush.requests).toHaveLength(1);
  });

  it('wait while their provider is left alone, hold up nobody, and are painted then', async () => {
    const { ask, begun, finish, providers, history } = openProcess(1, {
      store: untold(createTestParts().store),
    });
    await ask('first');
    const waiting = await ask('paused');
    await expect.poll(() => begun).toEqual(['first']);
    let isPaused = true;
    const [brush] = providers;
    if (!brush) throw new Error('there is one');
    const why = { en: 'it is down.', zh: '它已停机。' };
    const reason = () => (isPaused ? pausedError(brush.name, 1_000, why) : undefined);
    const other = fakeProvider({ name: 'other', rows: [testCapability({ model: 'o' })] });
    providers.splice(0, 1, { ...brush, pause: reason }, other);
    const elsewhere = await ask('elsewhere', { model: 'other/o' });
    finish();
    expect(await elsewhere.done).toMatchObject({ state: 'hosted', provider: 'other' });
    expect((await history.find(waiting.id, ann)).generation.state).toBe('accepted');
    isPaused = false;
    await expect.poll(() => begun, { timeout: 15_000 }).toEqual(['first', 'paused']);
    finish();
    expect(await waiting.done).toMatchObject({ state: 'hosted' });
  });

  it('are told what is wrong with their provider where they have waited long enough', async () => {
    const why = { en: 'it is down.', zh: '它已停机。' };
    const providers = [fakeProvider({ pause: () => pausedError('brush', 1_000, why) })];
    const { parts } = openProcess(1, { providers });
    const [old] = [sampleGeneration({ owner: 'local', provider: 'brush', model: 'brush-1' })];
    if (!old) throw new Error('there is one');
    const waiting = { leaseOwner: undefined, leaseUntil: undefined, rerun: 'always' } as const;
    const generation = { ...old, parameters: { n: 1 }, createdAt: Date.now() - 16 * 60_000 };
    await parts.store.journal.append({ ...accepted(generation), ...waiting });
    const ended = async () => (await parts.store.findGeneration(generation.id))?.error?.code;
    await expect.poll(ended, { timeout: 15_000 }).toBe('provider_paused');
  });

  it('that cannot be begun any more end, and hold up nobody', async () => {
    const { ask, begun, finish, parts, providers, history } = openProcess(1);
    await ask('a');
    const ids: string[] = [];
    for (let count = 0; count < 20; count += 1) ids.push((await ask('gone')).id);
    providers.pop();
    finish();
    for (const id of ids) {
      await expect.poll(async () => (await history.find(id, ann)).generation.state).toBe('failed');
    }
    expect(begun).toEqual(['a']);
    expect(parts.queue.places.take()).toBeTypeOf('function');
  });
});

describe('two processes on one SQLite file', () => {
  let directory: string;
  let stores: Store[];
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'dispatch-'));
    stores = await Promise.all([1, 2].map(() => openStore({ directory })));
    stops.push(
      () => Promise.all(stores.map((store) => store.close())),
      () => rm(directory, { recursive: true }),
    );
  });

  it('share the work: what one accepted and has no place for the other takes', async () => {
    const [one, two] = stores.map((store, at) =>
      openProcess(1, { store, processId: `fox:${at}:x` }),
    );
    const jobs = [await one?.ask('a'), await one?.ask('b')];
    await expect.poll(() => two?.begun, { timeout: 5_000 }).toEqual(['b']);
    one?.finish();
    two?.finish();
    for (const job of jobs) expect(await job?.done).toMatchObject({ state: 'hosted' });
    for (const part of [one, two]) await part?.parts.queue.drain(1_000);
  });

  it('stop what the other was asked to cancel, and the other knows it', async () => {
    const [one, two] = stores.map((store, at) =>
      openProcess(1, { store, processId: `fox:${at}:x` }),
    );
    const job = await one?.ask('a');
    await expect.poll(() => one?.begun).toEqual(['a']);
    expect(await two?.history.remove(String(job?.id), ann)).toMatchObject({
      cancelled: true,
      generation: { state: 'cancelled' },
    });
    await expect.poll(() => one?.parts.queue.size).toBe(0);
    expect(one?.parts.leases).toEqual(['released']);
  });
});

/** A clock whose every look is a millisecond later, so that the order is clear. */
function createClock(): () => number {
  let now = Date.now();
  return () => {
    now += 1;
    return now;
  };
}
