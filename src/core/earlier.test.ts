import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  collect,
  createTestParts,
  fakeProvider,
  painted,
  refusal,
  type Script,
  type TestParts,
} from '../../test/fakes/parts.ts';
import { testCaller, testCapability, testInput, testRequest } from '../../test/fakes/wishes.ts';
import { createMemoryStore } from '../store/memory/memory-store.ts';
import type { Asking } from './asking.ts';
import type { Caller } from './caller.ts';
import { AppError } from './errors.ts';
import { createPipeline } from './generate.ts';
import type { GenerateRequest } from './generation.ts';
import type { Parts } from './parts.ts';
import type { Job } from './queue.ts';

const values = { provider: 'brush', reason: 'no.' };
const day = 24 * 60 * 60_000;

/** A brush that paints one picture for each call, when it is let. */
function slowBrush() {
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const script: Script = async function* (request) {
    await request.onSend();
    await gate;
    yield painted(0);
  };
  return { provider: fakeProvider({ script }), open };
}

function askIn(parts: Parts, caller: Partial<Caller> = {}) {
  const { begin } = createPipeline(parts);
  return (asking: Partial<Asking> = {}, wishes: Partial<GenerateRequest> = {}) =>
    begin(testRequest(wishes), testCaller(caller), {
      idempotencyKey: undefined,
      joins: 'none',
      detached: false,
      ...asking,
    });
}

const imagesOf = async (job: Job) =>
  (await collect(job.events())).flatMap((event) => (event.type === 'image' ? [event] : []));
const accepted = ({ recorded }: TestParts) =>
  recorded.filter(({ type }) => type === 'generation-accepted').length;

describe('an idempotency key', () => {
  const key = { idempotencyKey: 'order-1' };

  it('gives back what it made, images, usage and cost included, and spends nothing', async () => {
    const rows = [testCapability({ price: { perImage: { '*': 0.04 } } as never })];
    const provider = fakeProvider({ rows });
    const parts = createTestParts({ providers: [provider] });
    const ask = askIn(parts);
    const first = await ask(key, { n: 2 });
    const made = await first.done;
    const again = await ask(key, { n: 2 });
    expect([first.replayed, again.replayed]).toEqual([false, true]);
    expect(await again.done).toEqual(made);
    expect(await imagesOf(again)).toEqual(await imagesOf(first));
    expect(made.cost?.usd).toBe(0.08);
    expect(provider.requests).toHaveLength(1);
    expect(parts.leases).toEqual(['settled']);
  });

  it('shows images under the address of whoever asks again', async () => {
    const parts = createTestParts();
    await (await askIn(parts)(key)).done;
    const there = askIn(parts, { assetOrigin: 'https://there.test' });
    const [image] = await imagesOf(await there(key));
    expect(image?.url).toBe(`https://there.test/i/${image?.asset.name}`);
  });

  it('is one wish, however many twins come at once', async () => {
    const { provider, open } = slowBrush();
    const parts = createTestParts({ providers: [provider] });
    const ask = askIn(parts);
    const jobs = await Promise.all(Array.from({ length: 20 }, () => ask(key)));
    open();
    const ids = await Promise.all(jobs.map(async (job) => (await job.done).id));
    expect(new Set(ids).size).toBe(1);
    expect(jobs.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(provider.requests).toHaveLength(1);
    expect(accepted(parts)).toBe(1);
  });

  it('waits for a twin of another process, also one that was a moment quicker', async () => {
    const { provider, open } = slowBrush();
    const store = createMemoryStore();
    const [one, other] = ['a', 'b'].map((processId) =>
      createTestParts({ providers: [provider], store, processId }),
    );
    const jobs = await Promise.all([one, other].map((parts) => askIn(parts as Parts)(key)));
    const late = await askIn(other as Parts)(key);
    open();
    const ended = await Promise.all([...jobs, late].map((job) => job.done));
    expect(new Set(ended.map(({ id }) => id)).size).toBe(1);
    expect(await imagesOf(late)).toHaveLength(1);
    expect(provider.requests).toHaveLength(1);
    expect([...(one?.leases ?? []), ...(other?.leases ?? [])].sort()).toEqual([
      'released',
      'settled',
    ]);
  });

  it('is refused for another wish, and leaves the inputs of that to its caller', async () => {
    const ask = askIn(createTestParts());
    await (await ask(key)).done;
    const input = testInput();
    const refused = await refusal(ask(key, { inputs: [input] }));
    expect(refused).toMatchObject({ code: 'idempotency_key_reused', status: 422 });
    expect(input.discarded).toBe(0);
  });

  it('frees the inputs of a wish that was granted before', async () => {
    const ask = askIn(createTestParts());
    const [first, second] = [testInput(), testInput()];
    await (await ask(key, { inputs: [first] })).done;
    await ask(key, { inputs: [second] });
    expect(second.discarded).toBe(1);
  });

  it('belongs to its caller, and with a purse of its own to that', async () => {
    const parts = createTestParts();
    const purse = (apiKey: string) => ({ upstream: { apiKey, baseUrl: undefined } });
    const made = [
      await askIn(parts)(key),
      await askIn(parts, { id: 'ann' })(key),
      await askIn(parts)(key, purse('sk-a')),
      await askIn(parts)(key, purse('sk-b')),
    ];
    expect(made.map(({ replayed }) => replayed)).toEqual([false, false, false, false]);
    expect((await askIn(parts)(key, purse('sk-a'))).replayed).toBe(true);
    expect(JSON.stringify(parts.recorded)).not.toContain('sk-');
  });

  it('does not mind the order of fields nobody knows', async () => {
    const ask = askIn(createTestParts());
    await (await ask(key, { extra: { a: 1, b: { c: 2, d: 3 } } })).done;
    expect((await ask(key, { extra: { b: { d: 3, c: 2 }, a: 1 } })).replayed).toBe(true);
  });

  it('is kept by nothing that was refused', async () => {
    const parts = createTestParts();
    const ask = askIn(parts);
    await refusal(ask(key, { quality: 'superb' }));
    expect((await ask(key)).replayed).toBe(false);
  });

  it('is free after a failure that cost nothing', async () => {
    const failures = [new AppError('moderation_blocked', values)];
    const script: Script = async function* (request) {
      await request.onSend();
      const failure = failures.pop();
      if (failure) throw failure;
      yield painted(0);
    };
    const ask = askIn(createTestParts({ providers: [fakeProvider({ script })] }));
    expect(await refusal((await ask(key)).started)).toMatchObject({ code: 'moderation_blocked' });
    const again = await ask(key);
    expect(again.replayed).toBe(false);
    expect((await again.done).assets).toHaveLength(1);
  });

  it.each<[string, AppError, object]>([
    ['an unknown outcome as a conflict', unknown(), { code: 'outcome_unknown', status: 409 }],
    ['what it may have cost', notAnImage(), { code: 'upstream_not_an_image', status: 502 }],
  ])('tells %s again, and never sends again', async (_, failure, told) => {
    const provider = fakeProvider({
      async script(request) {
        await request.onSend();
        throw failure;
      },
    });
    const ask = askIn(createTestParts({ providers: [provider] }));
    await refusal((await ask(key)).started);
    const error = await refusal((await ask(key)).started);
    expect(error).toMatchObject({ ...told, message: failure.message, retryable: false });
    expect(provider.requests).toHaveLength(1);
  });

  it('is forgotten after 30 days', async () => {
    let now = Date.now();
    const ask = askIn(createTestParts({ now: () => now }));
    await (await ask(key)).done;
    now += 29 * day;
    expect((await ask(key)).replayed).toBe(true);
    now += 2 * day;
    const other = await ask(key, { prompt: 'another wish' });
    expect(other.replayed).toBe(false);
  });

  it('asks no limiter for what it gives back', async () => {
    let admitted = 0;
    const parts = createTestParts();
    const { admit } = parts.limiter;
    const limiter = {
      admit: (request: Parameters<typeof admit>[0]) => {
        admitted += 1;
        return admit(request);
      },
    };
    const ask = askIn({ ...parts, limiter });
    for (let time = 0; time < 3; time += 1) await (await ask(key)).done;
    expect(admitted).toBe(1);
  });
});

function unknown() {
  return new AppError('outcome_unknown', values, { spent: 'maybe' });
}

function notAnImage() {
  return new AppError('upstream_not_an_image', values, { spent: 'maybe' });
}

describe('a client that tries again without a key', () => {
  const retry = { joins: 'unanswered' } as const;

  it('joins what still works', async () => {
    const { provider, open } = slowBrush();
    const parts = createTestParts({ providers: [provider] });
    const ask = askIn(parts);
    const first = await ask();
    const second = await ask(retry);
    open();
    expect((await second.done).id).toBe(first.id);
    expect(second.replayed).toBe(true);
    expect(provider.requests).toHaveLength(1);
  });

  it('is given what nobody has, until somebody has it', async () => {
    const ask = askIn(createTestParts());
    const first = await ask();
    await first.done;
    const second = await ask(retry);
    expect((await second.done).id).toBe(first.id);
    await second.answered();
    expect((await ask(retry)).replayed).toBe(false);
  });

  it('never is where it does not say so: two equal wishes are two pictures', async () => {
    const ask = askIn(createTestParts());
    const first = await ask();
    await first.done;
    expect((await ask()).replayed).toBe(false);
  });

  it('joins no other wish, no other caller and nothing older than a quarter of an hour', async () => {
    let now = Date.now();
    const parts = createTestParts({ now: () => now });
    await (await askIn(parts)()).done;
    expect((await askIn(parts)(retry, { prompt: 'another' })).replayed).toBe(false);
    expect((await askIn(parts, { id: 'ann' })(retry)).replayed).toBe(false);
    now += 15 * 60_000 + 1;
    expect((await askIn(parts)(retry)).replayed).toBe(false);
  });

  it('may spend again where nothing was spent, and may not where something may have been', async () => {
    const failures = [unknown(), new AppError('upstream_failed', { ...values, status: 500 })];
    const provider = fakeProvider({
      async script(request) {
        await request.onSend();
        throw failures.pop();
      },
    });
    const ask = askIn(createTestParts({ providers: [provider] }));
    await refusal((await ask()).started);
    await refusal((await ask(retry)).started);
    const third = await refusal((await ask(retry)).started);
    expect(third).toMatchObject({ code: 'outcome_unknown', status: 409 });
    expect(provider.requests).toHaveLength(2);
  });

  it('is given only what nobody waits for, where it can say no more than that', async () => {
    const { provider, open } = slowBrush();
    const ask = askIn(createTestParts({ providers: [provider] }));
    const first = await ask();
    const other = await ask({ joins: 'left' });
    await first.left();
    const again = await ask({ joins: 'left' });
    open();
    expect([other.replayed, again.replayed]).toEqual([false, true]);
    expect((await again.done).id).toBe(first.id);
  });

  it('finds a mark that a slow disk has not taken yet', async () => {
    const parts = createTestParts();
    const { journal } = parts.store;
    const slowly = async (entry: Parameters<typeof journal.append>[0]) => {
      if (entry.type === 'generation-left' || entry.type === 'generation-answered') await sleep(30);
      await journal.append(entry);
    };
    const ask = askIn({ ...parts, store: { ...parts.store, journal: { append: slowly } } });
    const first = await ask();
    void first.left();
    const again = await ask({ joins: 'left' });
    void again.answered();
    const next = await ask({ joins: 'left' });
    expect([again.replayed, next.replayed]).toEqual([true, false]);
  });

  it('cannot cancel what another request began', async () => {
    const { provider, open } = slowBrush();
    const ask = askIn(createTestParts({ providers: [provider] }));
    const first = await ask();
    const second = await ask(retry);
    second.cancel();
    await sleep(5);
    open();
    expect((await first.done).state).toBe('hosted');
  });
});

it('gives an upstream’s own address again only to who asked for it', async () => {
  const script: Script = async function* (request) {
    await request.onSend();
    yield painted(0, { url: 'https://upstream.test/1.png' });
  };
  const ask = askIn(createTestParts({ providers: [fakeProvider({ script })] }));
  const first = await ask({}, { linkFirst: true });
  const [plain, linked] = [
    await ask({ joins: 'unanswered' }, { linkFirst: false }),
    await ask({ joins: 'unanswered' }, { linkFirst: true }),
  ];
  const types = async (job: Job) => (await collect(job.events())).map(({ type }) => type);
  expect(await types(first)).toContain('image-link');
  expect(await types(linked)).toContain('image-link');
  expect(await types(plain)).not.toContain('image-link');
  expect([linked.id, linked.replayed, plain.replayed]).toEqual([first.id, true, false]);
});
