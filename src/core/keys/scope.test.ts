import { describe, expect, it } from 'vitest';
import { sampleKey } from '../../../test/contract/keys-contract.ts';
import { allowsModel, checkLife, checkScopes } from './scope.ts';

describe('a pattern of models', () => {
  it.each([
    ['openai/gpt-image-2', 'openai/gpt-image-2', true],
    ['openai/gpt-image-2', 'relay/gpt-image-2', false],
    ['openai/*', 'openai/gpt-image-2', true],
    ['openai/*', 'openai2/gpt-image-2', false],
    ['*', 'xai/grok-imagine-image', true],
    ['gpt-image-2', 'relay/gpt-image-2', true],
    ['gpt-image-2', 'relay/gpt-image-2.5-flare', false],
    ['gpt-image-2*', 'relay/gpt-image-2.5-flare', true],
    ['*flare', 'openai/gpt-image-2.5-flare', true],
    ['g*2*e', 'openai/gpt-image-2.5-flare', true],
    ['aba*aba', 'x/aba', false],
    ['', 'x/y', false],
    // A relay's model whose own name has a slash is not that provider's.
    ['openai/*', 'relay/openai/gpt-image-2', false],
    ['openai/gpt-image-2', 'relay/openai/gpt-image-2', false],
    ['relay/openai/*', 'relay/openai/gpt-image-2', true],
    ['gpt.image.2', 'openai/gpt-image-2', false],
  ])('%j allows %s: %s', (pattern, model, allowed) => {
    expect(allowsModel([pattern], model)).toBe(allowed);
  });

  it('is one of several', () => {
    expect(allowsModel(['a/*', 'gpt-*'], 'b/gpt-image-2')).toBe(true);
    expect(allowsModel([], 'b/gpt-image-2')).toBe(false);
  });

  it('takes no time, however many stars it has', () => {
    const begin = performance.now();
    expect(allowsModel([`${'*a'.repeat(90)}*b`], `x/${'a'.repeat(10_000)}`)).toBe(false);
    expect(performance.now() - begin).toBeLessThan(200);
  });
});

describe('a key', () => {
  it('without scopes may do everything', () => {
    expect(() => checkScopes(sampleKey(), { model: 'x/y', n: 10 })).not.toThrow();
    expect(() => checkLife(sampleKey(), Number.MAX_SAFE_INTEGER)).not.toThrow();
  });

  it('is refused models and numbers outside its scopes, with what it may do', () => {
    const key = sampleKey({}, { models: ['openai/*', 'demo'], maxN: 2 });
    expect(() => checkScopes(key, { model: 'xai/grok', n: 1 })).toThrow(
      'This key may not use xai/grok. It may use: openai/*, demo.',
    );
    expect(() => checkScopes(key, { model: 'openai/x', n: 3 })).toThrow('at most 2 images');
    expect(() => checkScopes(key, { model: 'local/demo', n: 2 })).not.toThrow();
  });

  it('ends at the moment it expires, and when it is revoked', () => {
    const key = sampleKey({}, { expiresAt: 1_000 });
    expect(() => checkLife(key, 999)).not.toThrow();
    expect(() => checkLife(key, 1_000)).toThrow('expired on 1970-01-01T00:00:01.000Z');
    expect(() => checkLife(sampleKey({ revokedAt: 5 }), 1)).toThrow('revoked on');
  });
});
