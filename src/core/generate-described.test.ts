import { describe, expect, it } from 'vitest';
import { createTestParts, fakeProvider, refusal, type TestParts } from '../../test/fakes/parts.ts';
import { testCaller, testCapability, testInput, testRequest } from '../../test/fakes/wishes.ts';
import { type Asking, askedOnce, type Ceiling } from './asking.ts';
import { AppError } from './errors.ts';
import { createPipeline } from './generate.ts';
import type { GenerateRequest } from './generation.ts';
import { rebuildPlan } from './recover/rebuild-plan.ts';
import { createStyles } from './styles.ts';

const caller = testCaller();

function createParts(changes: Parameters<typeof testCapability>[0] = {}) {
  const provider = fakeProvider({ rows: [testCapability(changes)] });
  const reference = testInput({ fileName: 'reference.png' });
  const parts: TestParts = createTestParts({ providers: [provider] });
  const inputs = { fromAsset: async () => reference };
  parts.styles = createStyles({ store: parts.store, inputs, now: Date.now });
  return { parts, provider, reference };
}

async function begin(
  parts: TestParts,
  wishes: Partial<GenerateRequest>,
  asking: Partial<Asking> = {},
) {
  const request = testRequest({ prompt: 'a fox', ...wishes });
  return createPipeline(parts).begin(request, caller, { ...askedOnce, ...asking });
}

describe('what describes a picture', () => {
  it('is recorded, and goes to no provider', async () => {
    const { parts, provider } = createParts();
    const job = await begin(parts, { altText: 'A fox in snow.', tags: ['fox', 'winter'] });
    const { id } = await job.done;
    expect(await parts.store.findGeneration(id)).toMatchObject({
      altText: 'A fox in snow.',
      tags: ['fox', 'winter'],
      style: undefined,
      effectivePrompt: undefined,
    });
    const [sent = {}] = provider.requests;
    expect(Object.keys(sent)).not.toContain('altText');
    expect(Object.keys(sent)).not.toContain('tags');
    expect(JSON.stringify(sent)).not.toContain('winter');
  });

  it('makes no other wish of the same one', async () => {
    const { parts, provider } = createParts();
    const first = await begin(parts, { tags: ['fox'] }, { idempotencyKey: 'k' });
    await first.done;
    const again = await begin(parts, { tags: ['wolf'], altText: 'x' }, { idempotencyKey: 'k' });
    expect(again).toMatchObject({ id: first.id, replayed: true });
    expect(provider.requests).toHaveLength(1);
  });
});

describe('a style', () => {
  it('is sent with the prompt and recorded beside what the caller wrote', async () => {
    const { parts, provider } = createParts();
    const { id } = await (await begin(parts, { style: 'flat' })).done;
    const sent = 'A flat vector illustration of a fox:';
    expect(provider.requests[0]?.prompt).toContain(sent);
    const generation = await parts.store.findGeneration(id);
    expect(generation).toMatchObject({ prompt: 'a fox', style: 'flat' });
    expect(generation?.effectivePrompt).toContain(sent);
    expect(generation?.parameters).not.toHaveProperty('style');
  });

  it('is another wish than the same prompt without it', async () => {
    const { parts } = createParts();
    await (await begin(parts, {}, { idempotencyKey: 'k' })).done;
    const error = await refusal(begin(parts, { style: 'flat' }, { idempotencyKey: 'k' }));
    expect(error.code).toBe('idempotency_key_reused');
  });

  it('is sent as before when a restart takes the generation up', async () => {
    const { parts } = createParts();
    const { accepted } = await begin(parts, { style: 'flat' });
    expect(rebuildPlan(accepted, undefined, parts).request.prompt).toBe(accepted.effectivePrompt);
  });

  it('drops a size of its own that the model does not take, and says so', async () => {
    const { parts, provider } = createParts();
    const blank = { title: { en: 'x', zh: 'x' }, about: { en: '', zh: '' }, palette: [] };
    const wide = { ...blank, name: 'wide', prompt: 'wide', referenceImages: [], size: '3000x10' };
    const style = { ...wide, quality: undefined, model: undefined, createdAt: 1 };
    await parts.store.styles.save({ ...style, owner: caller.id });
    const generation = await (await begin(parts, { style: 'wide' })).done;
    expect(generation.warnings.map(({ code }) => code)).toEqual(['value_dropped']);
    expect(provider.requests[0]?.size).toBeUndefined();
    // What the caller itself sends is refused as everywhere.
    const error = await refusal(begin(parts, { style: 'wide', size: '3000x10' }));
    expect(error).toMatchObject({ code: 'invalid_value', details: { param: 'size' } });
  });

  it('lets go of its images where nothing comes of it', async () => {
    const { parts, reference } = createParts({ maxInputs: 0 });
    const blank = { title: { en: 'x', zh: 'x' }, about: { en: '', zh: '' }, palette: [] };
    const kit = { ...blank, name: 'kit', prompt: '', referenceImages: ['img_a'], size: undefined };
    const style = { ...kit, quality: undefined, model: undefined, createdAt: 1 };
    await parts.store.styles.save({ ...style, owner: caller.id });
    const error = await refusal(begin(parts, { style: 'kit' }));
    expect(error.code).toBe('edit_unsupported');
    expect(reference.discarded).toBe(1);
  });
});

describe('who has to approve of a price', () => {
  const price = { perImage: { '*': 0.1 }, perMillionTokens: undefined, source: 'x', asOf: 'x' };
  const refuse = () => {
    throw new AppError('cost_declined', { cost: 'x' });
  };

  it('is told what it may come to, before anything is recorded', async () => {
    const { parts } = createParts({ price });
    const told: (number | undefined)[] = [];
    const approve = ({ usd, images }: Ceiling) => {
      told.push(usd, images);
      refuse();
    };
    expect((await refusal(begin(parts, { n: 3 }, { approve }))).code).toBe('cost_declined');
    expect(told).toEqual([expect.closeTo(0.3), 3]);
    expect(parts.recorded).toEqual([]);
  });

  it('is told of a price nobody knows', async () => {
    const { parts } = createParts();
    const told: (number | undefined)[] = [];
    const job = await begin(parts, {}, { approve: ({ usd }) => void told.push(usd) });
    await job.done;
    expect(told).toEqual([undefined]);
  });

  it('is not asked about what was paid before, or what the caller pays', async () => {
    const { parts } = createParts({ price });
    const first = await begin(parts, {}, { idempotencyKey: 'k' });
    await first.done;
    const again = await begin(parts, {}, { idempotencyKey: 'k', approve: refuse });
    expect(again.id).toBe(first.id);
    const own = { apiKey: 'sk-own', baseUrl: undefined };
    await (await begin(parts, { upstream: own }, { approve: refuse })).done;
  });
});
