import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { createPipeline } from '../../src/core/generate.ts';
import type { GenerateRequest, Generation, GenerationEvent } from '../../src/core/generation.ts';
import type { Parts } from '../../src/core/parts.ts';
import type { JournalEntry } from '../../src/core/store.ts';
import { collect, createTestParts, fakeProvider, type Script, type TestParts } from './parts.ts';
import { testCaller, testRequest } from './wishes.ts';

/** What an upstream's refusal says. */
export const values = { provider: 'brush', reason: 'no.' };

/** A refusal that costs nothing. */
export const refusedByUpstream = () => new AppError('moderation_blocked', values);

/** An answer that broke off: it may have cost something. */
export const cut = () => new AppError('outcome_unknown', values, { spent: 'maybe' });

/** Fails each test of the file that leaves a rejection behind. */
export function catchUnhandled(): void {
  const unhandled: unknown[] = [];
  const listen = (reason: unknown) => void unhandled.push(reason);
  beforeEach(() => process.on('unhandledRejection', listen));
  afterEach(async () => {
    await sleep(0);
    process.off('unhandledRejection', listen);
    expect(unhandled.splice(0)).toEqual([]);
  });
}

/** Parts whose one provider follows a script. */
export function partsFor(script: Script | undefined, overrides: Partial<Parts> = {}): TestParts {
  return createTestParts({ providers: [fakeProvider(script ? { script } : {})], ...overrides });
}

const never = new AbortController().signal;

/** Paints to the end, and tells what was told on the way. */
export async function paint(
  parts: Parts,
  wishes: Partial<GenerateRequest> = {},
  signal: AbortSignal = never,
): Promise<{ events: GenerationEvent[]; generation: Generation }> {
  const events = await collect(
    await createPipeline(parts).generate(testRequest(wishes), testCaller(), signal),
  );
  const last = events.at(-1);
  if (last?.type !== 'generation-end') throw new Error('it did not end');
  return { events, generation: last.generation };
}

/** The codes of a record's warnings. */
export const codes = ({ warnings }: Generation) => warnings.map(({ code }) => code);

/** How the record ended. */
export const ended = (parts: TestParts) =>
  parts.recorded.find(
    (entry): entry is Extract<JournalEntry, { type: 'generation-ended' }> =>
      entry.type === 'generation-ended',
  );
