import { describe, expect, it } from 'vitest';
import { parseModelAlias, parseModelAliases } from './model-alias.ts';

describe('parseModelAlias', () => {
  it('reads one model', () => {
    expect(parseModelAlias(' gpt-image-2 ')).toEqual({
      text: 'gpt-image-2',
      tiers: [[{ model: 'gpt-image-2', weight: 1 }]],
    });
  });

  it('reads weights, lists behind lists, and models with slashes and colons', () => {
    const alias = parseModelAlias('openai/a*3 | xai/b > replicate/black-forest-labs/flux:5c7d');
    expect(alias?.tiers).toEqual([
      [
        { model: 'openai/a', weight: 3 },
        { model: 'xai/b', weight: 1 },
      ],
      [{ model: 'replicate/black-forest-labs/flux:5c7d', weight: 1 }],
    ]);
  });

  it.each(['', '>', 'a|', 'a>', 'a*0', 'a*b', '*3', 'a b', 'a=b'])('refuses %j', (text) => {
    expect(parseModelAlias(text)).toBeUndefined();
  });
});

describe('parseModelAliases', () => {
  const names = (text: string) => [...(parseModelAliases(text)?.keys() ?? [])];

  it.each([
    ['fast=a, best=b|c'],
    ['fast=a;best=b|c;'],
    ['fast=a\nbest=b|c\n'],
    ['{"fast":"a","best":"b|c"}'],
  ])('reads %j', (text) => {
    expect(names(text)).toEqual(['fast', 'best']);
    expect(parseModelAliases(text)?.get('best')?.text).toBe('b|c');
  });

  it('takes Chinese names', () => {
    expect(names('快速=a')).toEqual(['快速']);
  });

  it.each([
    ['a name twice', 'fast=a,fast=b'],
    ['a name with a slash', 'my/fast=a'],
    ['no name', '=a'],
    ['a name alone', 'fast'],
    ['nothing', ' , '],
    ['JSON of something else', '{"fast":3}'],
    ['broken JSON', '{"fast"'],
  ])('refuses %s', (_, text) => {
    expect(parseModelAliases(text)).toBeUndefined();
  });
});
