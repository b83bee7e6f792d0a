import { describe, expect, it } from 'vitest';
import { sampleKey } from '../../../test/contract/keys-contract.ts';
import { createTestParts, fakeProvider } from '../../../test/fakes/parts.ts';
import { testCaller, testCapability, testInput, testRequest } from '../../../test/fakes/wishes.ts';
import type { Capability } from '../capability.ts';
import type { GenerateRequest } from '../generation.ts';
import type { KeyScopes } from '../key.ts';
import { pausedError } from '../produce/circuit.ts';
import { resolveWays } from '../resolve.ts';
import { chooseWay, nameOf } from './choose-way.ts';
import { parseModelAliases } from './model-alias.ts';

const aliases = parseModelAliases('fast=a/m*3|b/m>c/m') ?? new Map();

interface SetUp {
  model?: string;
  paused?: string[];
  random?: number;
  scopes?: Partial<KeyScopes>;
  wishes?: Partial<GenerateRequest>;
  can?: Record<string, Partial<Capability>>;
}

function ways({ model = 'fast', paused = [], scopes = {}, wishes = {}, can = {} }: SetUp) {
  const providers = ['a', 'b', 'c'].map((name) =>
    fakeProvider({
      name,
      rows: [testCapability({ model: 'm', ...can[name] })],
      ...(paused.includes(name) && {
        pause: () => pausedError(name, 7_000, { en: 'it is down.', zh: '它已停机。' }),
      }),
    }),
  );
  const parts = createTestParts({ providers, aliases });
  const caller = testCaller({ key: sampleKey({}, scopes) });
  return resolveWays(testRequest({ model, ...wishes }), caller, parts);
}

function choose(setUp: SetUp) {
  const plan = chooseWay(ways(setUp), () => setUp.random ?? 0);
  return { order: [plan, ...(plan.fallbacks ?? [])].map(nameOf), plan };
}

describe('the way of an alias', () => {
  it.each([
    [0, ['a/m', 'b/m', 'c/m']],
    [0.74, ['a/m', 'b/m', 'c/m']],
    [0.76, ['b/m', 'a/m', 'c/m']],
    [0.999, ['b/m', 'a/m', 'c/m']],
  ])('is drawn by weight, at %s: %j', (random, order) => {
    expect(choose({ random }).order).toEqual(order);
  });

  it('is described the same whatever was drawn', () => {
    const [{ plan }] = ways({});
    expect(nameOf(plan)).toBe('a/m');
    expect(plan.alias).toBe('fast');
  });

  it('passes over a provider that is left alone, and tells it where another list had to do', () => {
    const beside = choose({ paused: ['a'] });
    expect(beside.order).toEqual(['b/m', 'c/m']);
    expect(beside.plan.warnings).toEqual([]);
    const behind = choose({ paused: ['a', 'b'] });
    expect(behind.order).toEqual(['c/m']);
    expect(behind.plan.warnings).toMatchObject([
      { code: 'fell_back', values: { from: 'a/m', to: 'c/m' } },
      { code: 'fell_back', values: { from: 'b/m', to: 'c/m' } },
    ]);
  });

  it('is refused where all of them are left alone, with the time to wait', () => {
    expect(() => choose({ paused: ['a', 'b', 'c'] })).toThrow(/a is given nothing for 7 s/);
  });

  it('leads to no model that the key may not use', () => {
    expect(choose({ scopes: { models: ['b/*', 'c/*'] } }).order).toEqual(['b/m', 'c/m']);
    expect(() => choose({ scopes: { models: ['d/*'] } })).toThrow(/a\/m/);
  });

  it('leads to no model that cannot do what is asked', () => {
    const can = { a: { maxInputs: 0 }, b: { maxInputs: 0 } };
    const wishes = () => ({ inputs: [testInput()] });
    expect(choose({ can, wishes: wishes() }).order).toEqual(['c/m']);
  });
});

describe('auto', () => {
  it('is the first provider that does all of it, with the others behind it', () => {
    const can = { a: { mask: false } };
    const wishes = { inputs: [testInput()], mask: testInput() };
    expect(choose({ model: 'auto' }).order).toEqual(['a/m', 'b/m', 'c/m']);
    expect(choose({ model: 'auto', can, wishes }).order).toEqual(['b/m', 'c/m']);
  });

  it('leaves something out only where nobody can do all of it', () => {
    const none = { seed: false };
    const found = choose({
      model: 'auto',
      can: { a: none, b: none, c: none },
      wishes: { seed: 1 },
    });
    expect(found.order).toEqual(['a/m', 'b/m', 'c/m']);
    expect(found.plan.warnings).toMatchObject([{ code: 'parameter_dropped' }]);
  });

  it('is refused by the first one’s reason where nobody can do it', () => {
    const none = { maxInputs: 0 };
    const can = { a: none, b: none, c: none };
    expect(() => choose({ model: 'auto', can, wishes: { inputs: [testInput()] } })).toThrow(
      /cannot edit/,
    );
  });
});

describe('what a caller brings', () => {
  it('goes to the first model of an alias and no further', () => {
    const providers = ['a', 'b'].map((name) =>
      fakeProvider({ name, rows: [testCapability({ model: 'm' })] }),
    );
    const request = testRequest({
      model: 'fast',
      upstream: { apiKey: 'sk-own', baseUrl: undefined },
    });
    const found = resolveWays(request, testCaller(), createTestParts({ providers, aliases }));
    expect(found.map(({ plan }) => nameOf(plan))).toEqual(['a/m']);
    expect(found[0].plan.callerPaid).toBe(true);
  });
});
