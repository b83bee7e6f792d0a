import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Asking } from '../../src/core/asking.ts';
import { createPipeline } from '../../src/core/generate.ts';
import { leaseMilliseconds } from '../../src/core/leases.ts';
import { createHistory } from '../../src/core/library/history.ts';
import type { Parts } from '../../src/core/parts.ts';
import type { Provider } from '../../src/core/provider.ts';
import type { Sign } from '../../src/core/signals.ts';
import type { Store } from '../../src/core/store.ts';
import { createCancelWatch } from '../../src/jobs/cancel-watch.ts';
import { createDispatch } from '../../src/jobs/dispatch.ts';
import { createLocalQueue } from '../../src/jobs/local-queue.ts';
import { createRecovery } from '../../src/jobs/recovery.ts';
import { openStore } from '../../src/store/open-store.ts';
import { accepted, ended, sampleGeneration, sent } from '../contract/store-samples.ts';
import { createTestParts, fakeProvider, painted } from '../fakes/parts.ts';
import { testCaller, testRequest } from '../fakes/wishes.ts';
import { type PostgresServer, startPostgres } from './postgres-server.ts';

const ann = testCaller({ id: 'ann' });
const later: Asking = { idempotencyKey: undefined, joins: 'none', detached: true };
const nobody = { leaseOwner: undefined, leaseUntil: undefined };

let server: PostgresServer;
let stores: Store[];
const stops: (() => unknown)[] = [];

beforeAll(async () => {
  server = await startPostgres();
});

afterAll(() => server.remove());

beforeEach(async () => {
  const databaseUrl = await server.createDatabase();
  stores = await Promise.all([1, 2, 3].map(() => openStore({ databaseUrl })));
});

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  await Promise.all(stores.map((store) => store.close()));
});

function storeOf(place: number): Store {
  const store = stores[place];
  if (!store) throw new Error(`there is no store ${place}`);
  return store;
}

/** Written as one process writes them that has no place for any. */
async function queue(count: number): Promise<string[]> {
  const base = Date.now() - count;
  const rows = Array.from({ length: count }, (_, at) =>
    sampleGeneration({
      ...{ createdAt: base + at, owner: 'ann', provider: 'brush', model: 'brush-1' },
      parameters: { n: 1 },
    }),
  );
  const { journal } = storeOf(0);
  await Promise.all(
    rows.map((row) =>
      journal.append({ ...accepted(row), ...nobody, rerun: 'always', host: 'local' }),
    ),
  );
  return rows.map(({ id }) => id);
}

/** A process as `serve` is one: of another machine each, so that only leases tell who is dead. */
function openReplica(place: number, concurrency: number, changes: Partial<Parts> = {}) {
  const store = storeOf(place);
  const processId = `replica-${place}:1:x`;
  const parts = createTestParts({
    ...{ store, processId, queue: createLocalQueue(concurrency) },
    ...changes,
  });
  const dispatch = createDispatch(parts);
  const watch = createCancelWatch(parts);
  stops.push(dispatch.stop, watch.stop);
  return {
    parts,
    dispatch,
    recovery: createRecovery(parts),
    history: createHistory(parts),
    start() {
      dispatch.start({ often: true });
      watch.start();
      watch.listen();
    },
    ask: () => createPipeline(parts).begin(testRequest(), ann, later),
  };
}

const untilLive = () =>
  expect.poll(() => stores.every(({ signals }) => signals.live), { timeout: 10_000 }).toBe(true);

/** A provider that is asked and never answers, but hears of a cancel. */
const silentProvider = () =>
  fakeProvider({
    async *script(request, signal) {
      await request.onSend();
      await new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      });
      yield painted(0);
    },
  });

it('gives each of 10,000 rows to one of three processes, as fast as they can ask', async () => {
  const ids = await queue(10_000);
  const before = performance.now();
  const taken = await Promise.all(
    stores.map(async ({ leases }, place) => {
      const holder = { owner: `replica-${place}`, until: Date.now() + leaseMilliseconds };
      const own: string[] = [];
      for (;;) {
        const claimed = await leases.claim(holder, 16);
        if (claimed.length === 0 && !(await leases.isAnyWaiting())) return own;
        own.push(...claimed.map(({ generation }) => generation.id));
      }
    }),
  );
  const seconds = (performance.now() - before) / 1000;
  const shares = taken.map(({ length }) => length).join(' + ');
  process.stdout.write(`claimed ${shares} in ${seconds.toFixed(1)} s: `);
  process.stdout.write(`${Math.round(10_000 / seconds)} rows a second\n`);
  expect(taken.flat()).toHaveLength(10_000);
  expect(new Set(taken.flat())).toEqual(new Set(ids));
  for (const own of taken) expect(own.length).toBeGreaterThan(0);
  expect(seconds).toBeLessThan(20);
}, 60_000);

it('paints what waits once, whoever of three processes takes it', async () => {
  const ids = await queue(300);
  const provider = fakeProvider();
  const replicas = [0, 1, 2].map((place) => openReplica(place, 4, { providers: [provider] }));
  for (const { start } of replicas) start();
  const states = async () => {
    const all = await storeOf(2).listGenerations('ann', 1000);
    return all.filter(({ state }) => state === 'hosted').length;
  };
  await expect.poll(states, { timeout: 30_000, interval: 200 }).toBe(300);
  expect(provider.requests).toHaveLength(ids.length);
}, 60_000);

describe('signals over postgres', () => {
  it('tell all processes at once, each sign to each listener once', async () => {
    const heard: Sign[][] = stores.map(() => []);
    for (const [place, { signals }] of stores.entries()) {
      stops.push(signals.listen((sign) => void heard[place]?.push(sign)));
    }
    await untilLive();
    for (const signs of heard) signs.length = 0;
    const { journal, leases } = storeOf(0);
    const generation = sampleGeneration();
    await journal.append({ ...accepted(generation), rerun: 'always' });
    await leases.cancel(generation.id, { owner: 'x', until: 1 }, 1);
    await journal.append(ended(generation.id));
    const told = [
      { type: 'begun', id: generation.id },
      { type: 'cancel', id: generation.id },
      { type: 'ended', id: generation.id },
    ];
    await expect.poll(() => heard).toEqual([told, told, told]);
  });

  it('come again after the server was restarted', async () => {
    const heard: Sign[] = [];
    stops.push(storeOf(1).signals.listen((sign) => void heard.push(sign)));
    for (const { signals } of [storeOf(0), storeOf(2)]) stops.push(signals.listen(() => {}));
    await untilLive();
    await server.stop();
    await expect.poll(() => storeOf(1).signals.live).toBe(false);
    await server.start();
    await untilLive();
    heard.length = 0;
    await queue(1);
    await expect.poll(() => heard).toContainEqual({ type: 'queued' });
  }, 30_000);
});

describe('three replicas', () => {
  it('take what another one has no place for within a moment, and it is told of the end', async () => {
    const busy = openReplica(0, 1, { providers: [silentProvider()] });
    const free = openReplica(1, 1);
    for (const { start } of [busy, free]) start();
    stops.push(storeOf(2).signals.listen(() => {}));
    await untilLive();
    await busy.ask();
    await expect.poll(() => busy.parts.queue.size).toBe(1);
    const before = performance.now();
    let job = await busy.ask();
    // Which of the two got the first is not to be known.
    if (busy.parts.queue.find(job.id)) job = await busy.ask();
    expect(await job.done).toMatchObject({ state: 'hosted' });
    expect(performance.now() - before).toBeLessThan(2_000);
  });

  it('cancel what another one works on at once, and give the money back there', async () => {
    const painter = openReplica(0, 1, { providers: [silentProvider()] });
    const { history } = openReplica(1, 1);
    painter.start();
    for (const { signals } of stores) stops.push(signals.listen(() => {}));
    await untilLive();
    const { id } = await painter.ask();
    await expect
      .poll(async () => (await storeOf(1).findGeneration(id))?.state, { timeout: 5_000 })
      .toBe('sent');
    const before = performance.now();
    expect(await history.remove(id, ann)).toMatchObject({
      cancelled: true,
      generation: { state: 'cancelled', cost: undefined },
    });
    expect(performance.now() - before).toBeLessThan(1_000);
    await expect.poll(() => painter.parts.queue.size).toBe(0);
  });

  it('go on with what one of them left: the unsent anew, the sent as unknown or by its task', async () => {
    const dead = 'replica-0:1:x';
    const lease = { leaseOwner: dead, leaseUntil: Date.now() + 500 };
    const { journal } = storeOf(0);
    const write = async (isSent: boolean, taskId?: string) => {
      const wish = { provider: 'brush', model: 'brush-1', parameters: { n: 1 } };
      const generation = sampleGeneration({ ...wish, createdAt: Date.now(), owner: 'ann' });
      const { id } = generation;
      const entry = { ...accepted(generation), ...lease, host: 'local' };
      await journal.append({ ...entry, rerun: 'always' });
      if (isSent) await journal.append({ ...sent(id), leaseOwner: dead });
      if (taskId) await journal.append({ type: 'generation-task', id, taskId });
      return id;
    };
    const unsent = await Promise.all(Array.from({ length: 20 }, () => write(false)));
    const lost = await Promise.all(Array.from({ length: 5 }, () => write(true)));
    const polled = await Promise.all(Array.from({ length: 5 }, (_, at) => write(true, `t-${at}`)));
    const asked: string[] = [];
    const resume: Provider['resume'] = async (taskId) => {
      asked.push(taskId);
      return (async function* () {
        yield painted(0);
      })();
    };
    const provider = { ...fakeProvider(), resume };
    const heirs = [1, 2].map((place) => openReplica(place, 4, { providers: [provider] }));
    await sleep(600);
    for (const { start } of heirs) start();
    await Promise.all(heirs.map(({ recovery }) => recovery.look()));
    const stateOf = async (id: string) => (await storeOf(1).findGeneration(id))?.state;
    for (const [ids, state] of [
      [unsent, 'hosted'],
      [lost, 'outcome_unknown'],
      [polled, 'hosted'],
    ] as const) {
      for (const id of ids) {
        await expect.poll(() => stateOf(id), { timeout: 10_000 }).toBe(state);
      }
    }
    expect(provider.requests).toHaveLength(unsent.length);
    expect(asked.toSorted()).toEqual(['t-0', 't-1', 't-2', 't-3', 't-4']);
    expect(await storeOf(2).leases.holders()).toEqual([]);
  }, 30_000);
});
