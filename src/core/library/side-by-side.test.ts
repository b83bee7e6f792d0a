import { expect, it } from 'vitest';
import { createTestParts, fakeProvider } from '../../../test/fakes/parts.ts';
import { testCaller, testCapability, testRequest } from '../../../test/fakes/wishes.ts';
import { askedOnce } from '../asking.ts';
import { AppError } from '../errors.ts';
import { createPipeline } from '../generate.ts';
import { awaitOutcome, beginSideBySide, readModels, secondsOf } from './side-by-side.ts';

const rows = ['one', 'two', 'broken'].map((model) => testCapability({ model }));

function createRig() {
  const paint = fakeProvider({ rows });
  const provider = fakeProvider({
    rows,
    script: async (request, signal) => {
      const values = { provider: 'brush', reason: 'no.' };
      if (request.model === 'broken') throw new AppError('moderation_blocked', values);
      return paint.generate(request, signal);
    },
  });
  const parts = createTestParts({ providers: [provider] });
  const pipeline = createPipeline(parts);
  const begin = (models: string[], idempotencyKey?: string) =>
    beginSideBySide(models, { ...askedOnce, idempotencyKey }, (model, asking) =>
      pipeline.begin(testRequest({ model }), testCaller(), asking),
    );
  return { provider, begin };
}

it('paints one generation for each model, and what one fails with keeps no other', async () => {
  const { begin } = createRig();
  const contenders = await begin(['one', 'nobody', 'broken', 'two']);
  const outcomes = await Promise.all(contenders.map(awaitOutcome));
  expect(outcomes.map(({ model, error }) => [model, error?.code])).toEqual([
    ['one', undefined],
    ['nobody', 'model_not_found'],
    ['broken', 'moderation_blocked'],
    ['two', undefined],
  ]);
  const made = outcomes.map(({ generation }) => generation?.assets.length);
  expect(made).toEqual([1, undefined, 0, 1]);
  const ids = new Set(outcomes.map(({ generation }) => generation?.id));
  expect(ids.size).toBe(4);
});

it('pays each model once under one idempotency key', async () => {
  const { begin, provider } = createRig();
  const first = await begin(['one', 'two'], 'k');
  await Promise.all(first.map(awaitOutcome));
  const again = await begin(['two', 'one'], 'k');
  expect(again.map(({ job }) => job?.id)).toEqual(first.map(({ job }) => job?.id).reverse());
  expect(again.map(({ job }) => job?.replayed)).toEqual([true, true]);
  expect(provider.requests).toHaveLength(2);
});

it('reads models as a list or with commas, six at most', () => {
  expect(readModels(['a', 'b', 'A '])).toEqual(['A', 'b']);
  expect(readModels('a, b')).toEqual(['a', 'b']);
  expect(readModels(undefined)).toBeUndefined();
  expect(readModels([])).toBeUndefined();
  expect(() => readModels('abcdefg'.split(''))).toThrow('`models` must be');
});

it('tells times in tenths of a second', () => {
  expect(secondsOf({ createdAt: 1_000, endedAt: 3_449 } as never)).toBe(2.4);
});
