import { describe, expect, it } from 'vitest';
import { sampleKey } from '../../../test/contract/keys-contract.ts';
import { fakeProvider } from '../../../test/fakes/parts.ts';
import { testCapability } from '../../../test/fakes/wishes.ts';
import { parseModelAliases } from './model-alias.ts';
import { findRoute, listAliases } from './route.ts';

const brush = fakeProvider({ name: 'brush', rows: [testCapability({ model: 'brush-1' })] });
const ink = fakeProvider({
  name: 'ink',
  rows: [
    testCapability({ model: 'ink-1' }),
    testCapability({ model: 'maker/ink:5c7d' }),
    testCapability({ model: 'old', retired: { on: '2026-01-01', successor: 'ink-1' } }),
  ],
});
const aliases =
  parseModelAliases('fast=ink/ink-1*3|brush/brush-1>maker/ink:5c7d,gone=chalk/c') ?? new Map();
const parts = { providers: [brush, ink], aliases };

const route = (wished: string | undefined, key = sampleKey()) => {
  const found = findRoute(wished, key, parts);
  const steps = found.steps.map(({ provider, model, tier, weight }) => [
    `${provider.name} ${model}`,
    tier,
    weight,
  ]);
  return { alias: found.alias, steps };
};

describe('findRoute', () => {
  it.each([
    [undefined, 'brush brush-1'],
    ['ink-1', 'ink ink-1'],
    ['ink/ink-1', 'ink ink-1'],
    ['maker/ink:5c7d', 'ink maker/ink:5c7d'],
    ['ink/maker/ink:5c7d', 'ink maker/ink:5c7d'],
  ])('takes %s to %s', (wished, there) => {
    expect(route(wished)).toEqual({ alias: undefined, steps: [[there, 0, 1]] });
  });

  it.each(['any/../../v1/images', '..', 'any/.', 'a/../b'])(
    'takes %s nowhere, also where any name is passed on',
    (wished) => {
      const any = fakeProvider({ name: 'any', permissive: testCapability({ model: '' }) });
      expect(findRoute(wished, undefined, { ...parts, providers: [any] }).steps).toEqual([]);
      const other = findRoute('any/..maker/v1..2', undefined, { ...parts, providers: [any] });
      expect(other.steps).toMatchObject([{ model: '..maker/v1..2' }]);
    },
  );

  it('takes an alias to all it stands for, in the order it is written', () => {
    expect(route('fast')).toEqual({
      alias: 'fast',
      steps: [
        ['ink ink-1', 0, 3],
        ['brush brush-1', 0, 1],
        ['ink maker/ink:5c7d', 1, 1],
      ],
    });
  });

  it('asks the key for an alias before the server', () => {
    const key = sampleKey({}, { aliases: { fast: 'brush-1' } });
    expect(route('fast', key).steps).toEqual([['brush brush-1', 0, 1]]);
  });

  it('takes no alias for another, nor what stands behind a provider for one', () => {
    const key = sampleKey({}, { aliases: { quick: 'fast' } });
    expect(route('quick', key).steps).toEqual([]);
    expect(route('brush/fast').steps).toEqual([['brush fast', 0, 1]]);
  });

  it('offers every living model for auto, each provider in its turn', () => {
    expect(route('auto')).toEqual({
      alias: 'auto',
      steps: [
        ['brush brush-1', 0, 1],
        ['ink ink-1', 1, 1],
        ['ink maker/ink:5c7d', 1, 1],
      ],
    });
  });
});

describe('listAliases', () => {
  const list = (key = sampleKey()) =>
    listAliases(key, parts).map(({ name, text, provider, capability }) => [
      name,
      text,
      `${provider.name}/${capability.model}`,
    ]);

  it('tells what leads somewhere, by the first model behind it', () => {
    expect(list()).toEqual([['fast', 'ink/ink-1*3|brush/brush-1>maker/ink:5c7d', 'ink/ink-1']]);
  });

  it('tells a key of its own, and of nothing that it may not use', () => {
    const key = sampleKey({}, { aliases: { mine: 'brush-1' }, models: ['brush/*'] });
    expect(list(key)).toEqual([
      ['fast', 'ink/ink-1*3|brush/brush-1>maker/ink:5c7d', 'brush/brush-1'],
      ['mine', 'brush-1', 'brush/brush-1'],
    ]);
  });
});
