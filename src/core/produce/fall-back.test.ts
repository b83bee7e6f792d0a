import { describe, expect, it } from 'vitest';
import { sampleKey } from '../../../test/contract/keys-contract.ts';
import {
  collect,
  createTestParts,
  fakeProvider,
  painted,
  recordingStore,
  refusal,
  type Script,
  type TestParts,
} from '../../../test/fakes/parts.ts';
import { testCaller, testCapability, testInput, testRequest } from '../../../test/fakes/wishes.ts';
import { AppError, type ErrorDetails } from '../errors.ts';
import { createPipeline } from '../generate.ts';
import type { GenerateRequest, Generation } from '../generation.ts';
import type { LimiterRequest } from '../limiter.ts';
import type { Parts } from '../parts.ts';
import { parseModelAliases } from '../resolve/model-alias.ts';
import type { JournalEntry } from '../store.ts';
import { pausedError } from './circuit.ts';

const aliases = parseModelAliases('fast=a/m>b/m>c/m') ?? new Map();
const values = { provider: 'a', reason: 'no.' };
const failed = (details: ErrorDetails) =>
  new AppError('upstream_failed', { ...values, status: 503 }, details);

interface SetUp {
  a: Script;
  b?: Script;
  wishes?: Partial<GenerateRequest>;
  overrides?: Partial<Parts>;
}

async function run({ a, b, wishes = {}, overrides = {} }: SetUp) {
  const providers = [
    fakeProvider({ name: 'a', rows: [testCapability({ model: 'm', seed: false })], script: a }),
    fakeProvider({ name: 'b', rows: [testCapability({ model: 'm' })], ...(b && { script: b }) }),
    fakeProvider({ name: 'c', rows: [testCapability({ model: 'm' })] }),
  ];
  const parts = createTestParts({ providers, aliases, ...overrides });
  const job = await createPipeline(parts).begin(
    testRequest({ model: 'fast', ...wishes }),
    testCaller(),
  );
  const events = await collect(job.events()).catch((thrown: unknown) => thrown);
  const generation = await job.done;
  return {
    parts,
    job,
    generation,
    failure: Array.isArray(events) ? undefined : events,
    asked: providers.flatMap(({ name, requests }) => requests.map(() => name)),
  };
}

const refuse =
  (error: () => unknown): Script =>
  async (request) => {
    await request.onSend();
    throw error();
  };
const unreachable = refuse(() => new AppError('upstream_unreachable', values));
const ofType = (parts: TestParts, type: JournalEntry['type']) =>
  parts.recorded.filter((entry) => entry.type === type);
const told = ({ warnings }: Generation) =>
  warnings.flatMap(({ code, values: { from, to } }) => (code === 'fell_back' ? [[from, to]] : []));

describe('falling back', () => {
  it('has the next model paint where the first cannot be reached, and says so', async () => {
    const { generation, asked, parts, job } = await run({ a: unreachable });
    expect(asked).toEqual(['a', 'b']);
    expect(generation).toMatchObject({ provider: 'b', model: 'm', state: 'hosted' });
    expect(told(generation)).toEqual([['a/m', 'b/m']]);
    expect(job.accepted).toMatchObject({ provider: 'b', model: 'm' });
    expect(await parts.store.findGeneration(generation.id)).toEqual(generation);
  });

  it('is durable before the next model is sent anything', async () => {
    let before: JournalEntry[] = [];
    const recorded: JournalEntry[] = [];
    const overrides = { store: recordingStore(recorded) };
    await run({
      a: unreachable,
      async *b() {
        before = [...recorded];
        yield painted(0);
      },
      overrides,
    });
    expect(before.map(({ type }) => type)).toEqual([
      'generation-accepted',
      'generation-sent',
      'generation-rerouted',
    ]);
  });

  it.each([
    ['has no rate left', () => new AppError('upstream_rate_limited', values)],
    ['tells of its own failure', () => failed({ retryable: true })],
    [
      'does not take the key',
      () => new AppError('upstream_unauthorized', { ...values, status: 401 }),
    ],
    [
      'has no such model',
      () => new AppError('upstream_model_not_found', { ...values, status: 404, model: 'm' }),
    ],
    ['is left alone', () => pausedError('a', 1_000, { en: 'why.', zh: '原因。' })],
  ])('helps where a provider %s', async (_, error) => {
    const { generation, asked } = await run({ a: refuse(error) });
    expect(asked).toEqual(['a', 'b']);
    expect(generation.provider).toBe('b');
  });

  it('does not ask again and again where a provider refuses one model and tells of no pause', async () => {
    let refusals = 0;
    const until = Date.now() + 200;
    const error = pausedError('a', 1_000, { en: 'why.', zh: '原因。' }).with({ retryAfter: 0.1 });
    const providers = [
      fakeProvider({
        script: async (request) => {
          if (Date.now() < until) {
            refusals += 1;
            throw error;
          }
          await request.onSend();
          return (async function* () {
            yield painted(0);
          })();
        },
      }),
    ];
    const asking = { idempotencyKey: undefined, joins: 'none', detached: true } as const;
    const job = await createPipeline(createTestParts({ providers })).begin(
      testRequest(),
      testCaller(),
      asking,
    );
    expect(await job.done).toMatchObject({ state: 'hosted' });
    expect(refusals).toBeLessThanOrEqual(3);
  });

  it.each([
    [
      'the outcome is unknown',
      () => new AppError('outcome_unknown', values, { spent: 'maybe' }),
      'outcome_unknown',
    ],
    ['a proxy failed', () => failed({ spent: 'maybe' }), 'upstream_failed'],
    [
      'its content was refused',
      () => new AppError('moderation_blocked', values),
      'moderation_blocked',
    ],
    [
      'the request was refused',
      () => new AppError('upstream_rejected', { ...values, status: 400 }),
      'upstream_rejected',
    ],
    ['something is wrong here', () => new Error('a bug'), 'internal'],
  ])('never sends a request elsewhere when %s', async (_, error, code) => {
    const { asked, failure, generation, parts } = await run({ a: refuse(error) });
    expect(asked).toEqual(['a']);
    expect(failure).toMatchObject({ code });
    expect(generation.provider).toBe('a');
    expect(ofType(parts, 'generation-rerouted')).toEqual([]);
  });

  it('never sends a request elsewhere when a task was begun', async () => {
    const { asked, failure } = await run({
      a: async function* () {
        yield { type: 'task', id: 't1' };
        throw new AppError('upstream_unreachable', values);
      },
    });
    expect(asked).toEqual(['a']);
    expect(failure).toMatchObject({ code: 'upstream_unreachable' });
  });

  it('never sends a request elsewhere when a part of the images was made', async () => {
    let calls = 0;
    const { asked, generation } = await run({
      async a(request) {
        calls += 1;
        if (calls === 2) throw new AppError('upstream_unreachable', values);
        await request.onSend();
        return (async function* () {
          for (let index = 0; index < request.n; index += 1) yield painted(index);
        })();
      },
      wishes: { n: 8 },
    });
    expect(asked).toEqual(['a', 'a']);
    expect(generation.assets).toHaveLength(4);
  });

  it('goes on to the last, and fails with its reason', async () => {
    const { asked, generation } = await run({ a: unreachable, b: unreachable });
    expect(asked).toEqual(['a', 'b', 'c']);
    expect(told(generation)).toEqual([
      ['a/m', 'b/m'],
      ['b/m', 'c/m'],
    ]);
  });

  it('drops what the first could not do only where it paints', async () => {
    const { generation } = await run({ a: unreachable, wishes: { seed: 7 } });
    expect(generation.warnings.map(({ code }) => code)).toEqual(['fell_back']);
    expect(generation.parameters).toMatchObject({ seed: 7, alias: 'fast' });
  });

  it('gives up where that cannot be recorded, with the first failure', async () => {
    const store = recordingStore([], ({ type }) =>
      type === 'generation-rerouted' ? new Error('disk full') : undefined,
    );
    const { asked, failure } = await run({ a: unreachable, overrides: { store } });
    expect(asked).toEqual(['a']);
    expect(failure).toMatchObject({ code: 'upstream_unreachable' });
  });

  it('frees every file once, also a mask that only the next model takes', async () => {
    const inputs = [testInput()];
    const mask = testInput();
    await run({ a: unreachable, wishes: { inputs, mask } });
    expect([...inputs, mask].map(({ discarded }) => discarded)).toEqual([1, 1]);
  });
});

describe('the budget of a list', () => {
  it('is held for the dearest of its models', async () => {
    const price = (usd: number) => ({
      perImage: { '*': usd },
      perMillionTokens: undefined,
      source: 'test',
      asOf: '2026-11-20',
    });
    const providers = [0.02, 0.05, 0.01].map((usd, at) =>
      fakeProvider({
        name: 'abc'[at] ?? '',
        rows: [testCapability({ model: 'm', price: price(usd) })],
      }),
    );
    const requests: LimiterRequest[] = [];
    const lease = { rate: undefined, settle: async () => {}, release: async () => {} };
    const limiter = {
      admit: async (request: LimiterRequest) => {
        requests.push(request);
        return lease;
      },
    };
    const parts = createTestParts({ providers, aliases, limiter });
    const job = await createPipeline(parts).begin(
      testRequest({ model: 'fast', n: 2 }),
      testCaller({ key: sampleKey() }),
    );
    expect(await job.done).toMatchObject({ provider: 'a', cost: { usd: 0.04 } });
    expect(requests).toMatchObject([{ model: 'b/m', ceilingUsd: 0.1 }]);
  });
});

describe('a wish for an alias', () => {
  it('is the same wish whichever model it went to', async () => {
    const draw = parseModelAliases('fast=a/m|b/m') ?? new Map();
    const providers = ['a', 'b'].map((name) =>
      fakeProvider({ name, rows: [testCapability({ model: 'm' })] }),
    );
    const parts = createTestParts({ providers, aliases: draw });
    const { begin } = createPipeline(parts);
    const asking = { idempotencyKey: 'k', joins: 'none', detached: false } as const;
    const ids = new Set<string>();
    for (let time = 0; time < 12; time += 1) {
      const job = await begin(testRequest({ model: 'fast' }), testCaller(), asking);
      await job.done;
      ids.add(job.id);
    }
    expect(ids.size).toBe(1);
    const direct = begin(testRequest({ model: 'a/m' }), testCaller(), asking);
    expect((await refusal(direct)).code).toBe('idempotency_key_reused');
  });
});
