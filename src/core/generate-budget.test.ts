import { describe, expect, it } from 'vitest';
import {
  collect,
  createTestParts,
  fakeProvider,
  painted,
  type Script,
} from '../../test/fakes/parts.ts';
import { testCaller, testCapability, testRequest } from '../../test/fakes/wishes.ts';
import { createMemoryAssetFolder } from '../store/memory/memory-asset-folder.ts';
import type { AssetFolder } from './asset-folder.ts';
import { AppError } from './errors.ts';
import { createPipeline } from './generate.ts';
import type { LeaseOutcome, Limiter, LimiterRequest } from './limiter.ts';
import type { Parts } from './parts.ts';

const price = {
  perImage: { '*': 0.04 },
  perMillionTokens: undefined,
  source: 'a test',
  asOf: '2026-11-20',
};
const values = { provider: 'brush', reason: 'no.' };
const refused = () => new AppError('moderation_blocked', values);
const cut = () => new AppError('outcome_unknown', values, { spent: 'maybe' });

/** Asks for two images, and tells what the limiter was asked and what it was told in the end. */
async function book(
  script: Script,
  settle?: () => Promise<void>,
  { maxN = 4, ...overrides }: Partial<Parts> & { maxN?: number } = {},
) {
  const admitted: LimiterRequest[] = [];
  const booked: (LeaseOutcome | 'released')[] = [];
  const limiter: Limiter = {
    async admit(request) {
      admitted.push(request);
      return {
        rate: { limit: 9, remaining: 8, resetSeconds: 7 },
        settle: async (outcome) => {
          booked.push(outcome);
          await settle?.();
        },
        release: async () => void booked.push('released'),
      };
    },
  };
  const provider = fakeProvider({ rows: [testCapability({ price, maxN })], script });
  const parts = createTestParts({ providers: [provider], limiter, ...overrides });
  const job = await createPipeline(parts).begin(testRequest({ n: 2 }), testCaller());
  const events = await collect(job.events()).catch(() => []);
  return { admitted, booked, job, events, logged: parts.logged, recorded: parts.recorded };
}

function painter(count: number, failure?: () => AppError): Script {
  return async function* (request) {
    await request.onSend();
    for (let index = 0; index < count; index += 1) yield painted(index);
    if (failure) throw failure();
  };
}

describe('what a limiter is told of a generation', () => {
  it('is beforehand its id, its model, and the most it may cost', async () => {
    const { admitted, job } = await book(painter(2));
    expect(admitted).toMatchObject([
      { generationId: job.id, model: 'brush/brush-1', n: 2, ceilingUsd: 0.08, callerPaid: false },
    ]);
    expect(job.rate).toEqual({ limit: 9, remaining: 8, resetSeconds: 7 });
  });

  it('is afterwards what it cost, and how many images there are', async () => {
    const { booked } = await book(painter(2));
    expect(booked).toEqual([{ cost: { usd: 0.08, kind: 'estimated' }, images: 2 }]);
  });

  it('is the cost of what was made, where the upstream made fewer', async () => {
    const { booked } = await book(painter(1));
    expect(booked).toEqual([{ cost: { usd: 0.04, kind: 'estimated' }, images: 1 }]);
  });

  it('is that nothing was spent, where the upstream refused', async () => {
    const { booked } = await book(painter(0, refused));
    expect(booked).toEqual(['released']);
  });

  it('is that nobody knows, where the answer broke off, with images or without', async () => {
    for (const count of [0, 1]) {
      const { booked } = await book(painter(count, cut));
      expect(booked).toEqual([{ cost: undefined, images: undefined }]);
    }
  });

  it('is that nobody knows, where one call was refused and the other’s image could not be kept', async () => {
    const full = { folder: '/data', reason: 'no space left.' };
    const assets: AssetFolder = {
      ...createMemoryAssetFolder(),
      begin: async () => Promise.reject(new AppError('disk_full', full)),
    };
    const script: Script = async function* (request) {
      await request.onSend();
      if (request.first === 0) throw new AppError('upstream_rate_limited', values, { spent: 'no' });
      yield painted(request.first);
    };
    const { booked, recorded } = await book(script, undefined, { maxN: 1, assets });
    expect(booked).toEqual([{ cost: undefined, images: undefined }]);
    const ended = recorded.find(({ type }) => type === 'generation-ended');
    expect(ended).toMatchObject({ error: { code: 'disk_full' }, freesKey: false });
  });

  it('costs nobody an image that is paid for, where it cannot be written down', async () => {
    const { events, logged } = await book(painter(2), async () => {
      throw new Error('the disk is full');
    });
    expect(events.at(-1)?.type).toBe('generation-end');
    expect(logged).toContain('it could not be recorded and is tried again');
  });
});
