import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createTestParts, fakeHost, painted, refusal } from '../../test/fakes/parts.ts';
import { run } from '../../test/fakes/production.ts';
import { AppError } from './errors.ts';
import type { Usage } from './generation.ts';

const usage = (changes: Partial<Usage>): Usage => ({
  inputTokens: undefined,
  outputTokens: undefined,
  totalTokens: undefined,
  textInputTokens: undefined,
  imageInputTokens: undefined,
  costUsd: undefined,
  ...changes,
});

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
