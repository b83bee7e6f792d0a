import { describe, expect, it } from 'vitest';
import { findRedirect, legacyModel, redirects } from './redirects.ts';

describe('findRedirect', () => {
  it.each([
    ['gpt-image-1', 'gpt-image-2.5-flare'],
    ['dall-e-2', 'gpt-image-2.5-flare'],
    ['dall-e-3', 'gpt-image-2.5-flare'],
    ['grok-2-image', 'grok-imagine-image-2.0'],
    ['grok-2-image-1212', 'grok-imagine-image-2.0'],
    ['imagen-4.0-ultra-generate-001', 'gemini-nano-banana-2.1'],
    ['gemini-3.1-flash-image', 'gemini-nano-banana-2.1'],
  ])('sends %s to %s', (model, successor) => {
    expect(findRedirect(model)?.successors[0]).toBe(successor);
  });

  it.each(['gpt-image-1-mini', 'gpt-image-1.5', 'grok-imagine-image', 'flux-2', 'dall-e-4'])(
    'knows nothing against %s',
    (model) => {
      expect(findRedirect(model)).toBeUndefined();
    },
  );

  it('never sends anybody to a model that is itself retired', () => {
    const successors = redirects.flatMap((row) => row.successors);
    expect(successors.filter((model) => findRedirect(model))).toEqual([]);
  });

  it('dates every row and says who said so', () => {
    for (const row of redirects) {
      expect(row.on).toMatch(/^2026-\d\d-\d\d$/);
      expect(row.source).not.toBe('');
    }
  });
});

describe('legacyModel', () => {
  it.each([
    ['dall-e-3', undefined, 'grok-imagine-image-2.0'],
    ['dall-e-3', 'https://api.x.ai/v1', 'grok-imagine-image-2.0'],
    ['dall-e-3', 'https://relay.example/v1', 'dall-e-3'],
    ['gpt-image-2', undefined, 'gpt-image-2'],
    ['dall-e-2', 'not a url', 'dall-e-2'],
  ])('makes of %s at %s the model %s', (model, baseUrl, expected) => {
    expect(legacyModel(model, baseUrl)).toBe(expected);
  });
});
