import { describe, expect, it } from 'vitest';
import { accepted, sampleGeneration } from '../../../test/contract/store-samples.ts';
import { createTestParts, fakeProvider } from '../../../test/fakes/parts.ts';
import { testCapability } from '../../../test/fakes/wishes.ts';
import type { Generation } from '../generation.ts';
import { pausedError } from '../produce/circuit.ts';
import { beginClaimed } from '../recover.ts';
import { nameOf } from '../resolve/choose-way.ts';
import { parseModelAliases } from '../resolve/model-alias.ts';
import { rebuildPlan } from './rebuild-plan.ts';

const aliases = parseModelAliases('fast=a/m>b/m') ?? new Map();
const pause = () => pausedError('a', 1_000, { en: 'it is down.', zh: '它已停机。' });

function setUp({ known = aliases, paused = false } = {}) {
  const rows = [testCapability({ model: 'm' })];
  const providers = [
    fakeProvider({ name: 'a', rows, ...(paused && { pause }) }),
    fakeProvider({ name: 'b', rows }),
  ];
  return createTestParts({ providers, aliases: known, processId: 'process-1' });
}

const left = (changes: Partial<Generation> = {}) =>
  sampleGeneration({
    provider: 'a',
    model: 'm',
    parameters: { n: 1, alias: 'fast' },
    ...changes,
  });

const names = (generation: Generation, parts = setUp()) => {
  const plan = rebuildPlan(generation, undefined, parts);
  return [plan, ...(plan.fallbacks ?? [])].map(nameOf);
};

describe('a plan made from a record', () => {
  it('has the fallbacks of its alias where nothing was sent', () => {
    expect(names(left())).toEqual(['a/m', 'b/m']);
  });

  it('is for the model that was asked, and no other, where something was sent', () => {
    expect(names(left({ state: 'sent', provider: 'b' }))).toEqual(['b/m']);
  });

  it('is for the recorded model where the alias is gone', () => {
    expect(names(left(), setUp({ known: new Map() }))).toEqual(['a/m']);
  });

  it('hands no alias on to the provider', () => {
    expect(rebuildPlan(left(), undefined, setUp()).request.extra).toBeUndefined();
  });
});

describe('a generation that waited for its turn', () => {
  it('is recorded under the model that its alias leads to by then', async () => {
    const parts = setUp({ paused: true });
    const generation = left();
    await parts.store.journal.append(accepted(generation));
    const orphan = { generation, host: 'local', taskId: undefined, cancelled: false };
    const job = await beginClaimed({ ...orphan, rerun: 'always' }, parts);
    expect(await job?.done).toMatchObject({ provider: 'b', state: 'hosted' });
    const types = parts.recorded.map(({ type }) => type);
    expect(types.indexOf('generation-rerouted')).toBeLessThan(types.indexOf('generation-sent'));
    expect(await parts.store.findGeneration(generation.id)).toMatchObject({
      provider: 'b',
      warnings: [{ code: 'fell_back' }],
    });
  });
});
