import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { accepted, sampleGeneration } from '../../test/contract/store-samples.ts';
import {
  createTestParts,
  fakeHost,
  fakeProvider,
  imageOf,
  painted,
  recordingStore,
  refusal,
  type Script,
} from '../../test/fakes/parts.ts';
import { solidPng } from '../../test/fakes/png.ts';
import { testCaller, testCapability, testRequest } from '../../test/fakes/wishes.ts';
import { AppError } from './errors.ts';
import type { GenerateRequest, GenerationEvent, Usage } from './generation.ts';
import type { Host } from './host.ts';
import { type Note, strictly } from './notes.ts';
import type { Parts } from './parts.ts';
import type { Produced } from './produce/read-call.ts';
import { produce } from './produce.ts';
import { resolve } from './resolve.ts';

const usage = (changes: Partial<Usage>): Usage => ({
  inputTokens: undefined,
  outputTokens: undefined,
  totalTokens: undefined,
  textInputTokens: undefined,
  imageInputTokens: undefined,
  costUsd: undefined,
  ...changes,
});

interface SetUp {
  script: Script;
  wishes?: Partial<GenerateRequest>;
  host?: Host;
  maxN?: number;
  signal?: AbortSignal;
  overrides?: Partial<Parts>;
  note?: Note;
}

/** Runs one production of an accepted generation over a fake provider. */
function run({ script, wishes = {}, host, maxN = 4, signal, overrides = {}, note }: SetUp) {
  const rows = [testCapability({ maxN })];
  const provider = fakeProvider({ rows, script });
  const parts = createTestParts({
    providers: [provider],
    ...(host && { chooseHost: () => host }),
    ...overrides,
  });
  const produced: Produced = { assets: [], usage: undefined, warnings: [] };
  const events: GenerationEvent[] = [];
  const plan = resolve(testRequest(wishes), testCaller(), parts);
  const tools = {
    generationId: 'gen_test',
    owner: 'local',
    emit: (event: GenerationEvent) => void events.push(event),
    signal: signal ?? new AbortController().signal,
    assetOrigin: 'http://here.test',
    onSend: async () => {},
    note: note ?? strictly,
  };
  const entry = accepted(sampleGeneration({ id: tools.generationId }));
  const done = parts.store.journal.append(entry).then(() => produce(plan, produced, parts, tools));
  return { done, produced, events, parts, provider };
}

const types = (events: readonly GenerationEvent[]) => events.map(({ type }) => type);

describe('produce', () => {
  it('asks several times where one call makes too few, and counts on', async () => {
    const asked: number[] = [];
    const made = run({
      maxN: 2,
      wishes: { n: 5 },
      async *script({ n }) {
        asked.push(n);
        for (let index = 0; index < n; index += 1) yield painted(index);
        yield { type: 'usage', usage: usage({ outputTokens: 10, costUsd: 0.5 }) };
      },
    });
    await made.done;
    expect(asked).toEqual([2, 2, 1]);
    expect(made.produced.assets.map(({ index }) => index).sort()).toEqual([0, 1, 2, 3, 4]);
    expect(made.produced.usage).toEqual(usage({ outputTokens: 30, costUsd: 1.5 }));
  });

  it('has four calls under way at once, and no more', async () => {
    let running = 0;
    let most = 0;
    const made = run({
      maxN: 1,
      wishes: { n: 10 },
      async *script() {
        running += 1;
        most = Math.max(most, running);
        await sleep(2);
        running -= 1;
        yield painted(0);
      },
    });
    await made.done;
    expect(most).toBe(4);
    expect(made.produced.assets).toHaveLength(10);
  });

  it('streams one image a call, each with a seed of its own', async () => {
    const made = run({
      wishes: { n: 3, partialImages: 0, seed: 7 },
      async *script() {
        yield painted(0);
      },
    });
    await made.done;
    const asked = made.provider.requests.map(({ n, first, seed }) => ({ n, first, seed }));
    expect(asked).toEqual([0, 1, 2].map((first) => ({ n: 1, first, seed: 7 + first })));
  });

  it.each<['moderation_blocked' | 'upstream_rate_limited', number]>([
    ['moderation_blocked', 9],
    ['upstream_rate_limited', 3],
  ])('goes on after %s only where the next call may fare better', async (code, images) => {
    const made = run({
      maxN: 1,
      wishes: { n: 10 },
      async *script({ first }) {
        if (first === 0) throw new AppError(code, { provider: 'brush', reason: 'no.' });
        await sleep(2);
        yield painted(0);
      },
    });
    expect(await refusal(made.done)).toMatchObject({ code });
    expect(made.produced.assets).toHaveLength(images);
  });

  it('fails with what may have cost something, whatever else went wrong before', async () => {
    const made = run({
      maxN: 1,
      wishes: { n: 2 },
      async script({ first }) {
        await sleep(first * 5);
        const values = { provider: 'brush', reason: 'no.' };
        if (first === 0) throw new AppError('upstream_rate_limited', values);
        throw new AppError('outcome_unknown', values, { spent: 'maybe' });
      },
    });
    expect(await refusal(made.done)).toMatchObject({ code: 'outcome_unknown' });
  });

  it('tells of an image only when all that is said of it has come, and what it took', async () => {
    const made = run({
      wishes: { n: 2 },
      async *script() {
        yield painted(0);
        yield painted(1);
        yield { type: 'image-info', index: 1, revisedPrompt: 'a red fox' };
        yield { type: 'usage', usage: usage({ outputTokens: 11, costUsd: 0.5 }) };
      },
    });
    await made.done;
    expect(made.events).toMatchObject([
      { type: 'image', index: 0, usage: { outputTokens: 5, costUsd: 0.25 } },
      {
        type: 'image',
        index: 1,
        usage: { outputTokens: 6 },
        asset: { revisedPrompt: 'a red fox' },
      },
    ]);
  });

  it('says once what every call has to say', async () => {
    const made = run({
      maxN: 1,
      wishes: { n: 3 },
      async *script() {
        yield { type: 'warning', warning: { code: 'demo_painter', values: {} } };
        yield painted(0);
      },
    });
    await made.done;
    expect(made.produced.warnings).toEqual([{ code: 'demo_painter', values: {} }]);
  });

  it('reads each image to its end before the next event is pulled', async () => {
    const order: string[] = [];
    const tracked = (index: number) =>
      painted(index, {
        async *bytes() {
          order.push(`${index} begins`);
          await sleep(2);
          yield solidPng(8, 8, index);
          order.push(`${index} ends`);
        },
      });
    await run({
      wishes: { n: 2 },
      async *script() {
        yield tracked(0);
        yield tracked(1);
      },
    }).done;
    expect(order).toEqual(['0 begins', '0 ends', '1 begins', '1 ends']);
  });

  it('hosts one image while the next is read', async () => {
    const order: string[] = [];
    const host = fakeHost(async ({ index, name }) => {
      await sleep(20);
      order.push(`hosted ${index}`);
      return { url: `https://wall.test/${name}`, deleteRef: undefined };
    });
    const made = run({
      host,
      wishes: { n: 2 },
      async *script() {
        yield painted(0);
        yield painted(1);
        order.push('read');
      },
    });
    await made.done;
    expect(order).toEqual(['read', 'hosted 0', 'hosted 1']);
    expect(types(made.events)).toEqual(['image', 'image']);
    expect(made.events[0]).toMatchObject({ url: expect.stringMatching(/^https:\/\/wall\.test\//) });
  });

  it('answers with our own URL, and a warning, where the host fails', async () => {
    const host = fakeHost(async () => {
      throw new AppError('host_failed', { host: 'wall', status: 500, reason: 'no.' });
    });
    const made = run({
      host,
      async *script() {
        yield painted(0);
      },
    });
    await made.done;
    const [asset] = made.produced.assets;
    expect(made.events).toMatchObject([{ url: `http://here.test/i/${asset?.name}` }]);
    expect(made.produced.warnings).toMatchObject([{ code: 'kept_locally' }]);
  });

  it('adds what becomes known of an image after its bytes, hosted or not', async () => {
    const host = fakeHost(async ({ name }) => {
      await sleep(10);
      return { url: `https://wall.test/${name}`, deleteRef: 'r' };
    });
    const made = run({
      host,
      async *script() {
        yield painted(0);
        yield { type: 'image-info', index: 0, revisedPrompt: 'a red fox', seed: 5 };
        yield { type: 'image-info', index: 9, revisedPrompt: 'nobody' };
      },
    });
    await made.done;
    const known = { revisedPrompt: 'a red fox', seed: 5, hostedUrl: expect.any(String) };
    expect(made.produced.assets).toMatchObject([known]);
    expect(await made.parts.store.findAsset(made.produced.assets[0]?.id ?? '')).toMatchObject(
      known,
    );
  });

  it('passes the upstream’s own URL on where that is wished, and never opens it', async () => {
    let opened = false;
    const made = run({
      wishes: { linkFirst: true },
      async *script() {
        const image = {
          mediaType: undefined,
          url: 'https://brush.test/a.png',
          async *bytes() {
            opened = true;
            yield solidPng(8, 8);
          },
        };
        yield { type: 'image', index: 0, image };
        yield { type: 'image-info', index: 0, revisedPrompt: 'a red fox' };
      },
    });
    await made.done;
    const link = { index: 0, url: 'https://brush.test/a.png' };
    expect(made.events).toMatchObject([{ type: 'image-link', ...link }]);
    expect(made.produced).toMatchObject({
      assets: [],
      links: [{ ...link, revisedPrompt: 'a red fox' }],
    });
    expect(opened).toBe(false);
  });

  it('keeps what comes as bytes although an URL was wished', async () => {
    const made = run({
      wishes: { linkFirst: true },
      async *script() {
        yield { type: 'image', index: 0, image: imageOf(solidPng(8, 8)) };
      },
    });
    await made.done;
    expect(made.produced.assets).toHaveLength(1);
    expect(made.produced.links).toBeUndefined();
  });

  it('hands previews on, which their readers may take their time with', async () => {
    const preview = solidPng(4, 4);
    const made = run({
      async *script() {
        yield { type: 'progress', fraction: 0.5, message: 'half' };
        yield { type: 'image-partial', index: 0, image: imageOf(preview) };
        yield painted(0);
      },
    });
    await made.done;
    expect(types(made.events)).toEqual(['progress', 'image-partial', 'image']);
    const [, partial] = made.events;
    if (partial?.type !== 'image-partial') throw new Error('there is no preview');
    for (let reader = 0; reader < 2; reader += 1) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of partial.image.bytes()) chunks.push(chunk);
      expect(Buffer.concat(chunks)).toEqual(preview);
    }
  });

  it('leaves nothing of a preview that breaks off', async () => {
    const cut = new AppError('outcome_unknown', { provider: 'brush', reason: 'cut' });
    const discarded: string[] = [];
    const { assets } = createTestParts();
    const begin = async () => {
      const spool = await assets.begin();
      const discard = async () => {
        discarded.push('spool');
        await spool.discard();
      };
      return Object.assign(Object.create(spool), { discard });
    };
    const made = run({
      overrides: { assets: { ...assets, begin } },
      async *script() {
        const bytes = async function* () {
          yield Buffer.from('x');
          throw cut;
        };
        yield { type: 'image-partial', index: 0, image: { ...imageOf(Buffer.from('')), bytes } };
      },
    });
    expect(await refusal(made.done)).toBe(cut);
    expect(discarded).toEqual(['spool']);
  });

  it.each(['begin', 'write', 'end'] as const)(
    'leaves a preview out where the disk does not take it (%s), and goes on to the picture',
    async (step) => {
      const { assets } = createTestParts();
      const full = () => Promise.reject(new Error('no space left'));
      const begin: Parts['assets']['begin'] = async (maxBytes, label) => {
        if (label !== undefined) return assets.begin(maxBytes, label);
        if (step === 'begin') return full();
        const spool = await assets.begin();
        return Object.assign(Object.create(spool), { [step]: full });
      };
      const made = run({
        overrides: { assets: { ...assets, begin } },
        async *script() {
          yield { type: 'image-partial', index: 0, image: imageOf(solidPng(4, 4)) };
          yield painted(0);
        },
      });
      await made.done;
      expect(types(made.events)).toEqual(['image']);
    },
  );

  it('warns of an image that is held in memory alone, unless its host has it', async () => {
    const { assets } = createTestParts();
    const overrides = { assets: { ...assets, isRescued: () => true } };
    const script: Script = async function* () {
      yield painted(0);
    };
    const here = run({ overrides, script });
    await here.done;
    expect(here.produced.warnings).toMatchObject([{ code: 'kept_in_memory' }]);
    const hosted = run({ overrides, script, host: fakeHost() });
    await hosted.done;
    expect(hosted.produced.warnings).toEqual([]);
  });

  it('does not lose a picture over a fact that cannot be recorded', async () => {
    const store = recordingStore([], ({ type }) =>
      type === 'generation-task' ? new Error('disk full') : undefined,
    );
    const made = run({
      overrides: { store },
      note: async (write) => {
        await write().catch(() => {});
        return false;
      },
      async *script() {
        yield { type: 'task', id: 'task-9' };
        yield painted(0);
      },
    });
    await made.done;
    expect(types(made.events)).toEqual(['image']);
  });

  it('records an upstream’s own job id at once', async () => {
    const recorded: unknown[] = [];
    const store = {
      ...createTestParts().store,
      journal: { append: async (entry: { type: string }) => void recorded.push(entry) },
    };
    const made = run({
      overrides: { store },
      async *script() {
        yield { type: 'task', id: 'task-9' };
        expect(recorded.slice(1)).toEqual([
          { type: 'generation-task', id: 'gen_test', taskId: 'task-9' },
        ]);
        yield painted(0);
      },
    });
    await made.done;
    expect(recorded).toHaveLength(3);
  });

  it.each<[string | undefined, string[]]>([
    ['1024x1024', ['size_differs']],
    ['auto', []],
    [undefined, []],
  ])('says where the picture has another size than the %s that was asked', async (size, codes) => {
    const made = run({
      wishes: { size },
      async *script() {
        yield painted(0);
      },
    });
    await made.done;
    expect(made.produced.warnings.map(({ code }) => code)).toEqual(codes);
  });

  it('makes no call for who has cancelled', async () => {
    const cancelled = new AppError('cancelled', {});
    const made = run({ signal: AbortSignal.abort(cancelled), script: async function* () {} });
    expect(await refusal(made.done)).toBe(cancelled);
    expect(made.provider.requests).toEqual([]);
  });

  it('waits for every host before it fails', async () => {
    let hosted = false;
    const host = fakeHost(async ({ name }) => {
      await sleep(15);
      hosted = true;
      return { url: `https://wall.test/${name}`, deleteRef: undefined };
    });
    const made = run({
      host,
      wishes: { n: 2 },
      async *script() {
        yield painted(0);
        throw new AppError('outcome_unknown', { provider: 'brush', reason: 'cut' });
      },
    });
    expect(await refusal(made.done)).toMatchObject({ code: 'outcome_unknown' });
    expect(hosted).toBe(true);
  });
});
