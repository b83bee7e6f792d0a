import { describe, expect, it } from 'vitest';
import { routingSettings } from './routing-settings.ts';

const concurrency = (text: string) => {
  const parsed = routingSettings.providerConcurrency.format.parse(text);
  return parsed && { all: parsed.all, of: Object.fromEntries(parsed.of) };
};

describe('PROVIDER_CONCURRENCY', () => {
  it.each([
    ['4', { all: 4, of: {} }],
    ['openai=8, xai=4', { all: undefined, of: { openai: 8, xai: 4 } }],
    ['2, openai=8', { all: 2, of: { openai: 8 } }],
  ])('is read from %j', (text, expected) => {
    expect(concurrency(text)).toEqual(expected);
  });

  it.each(['0', 'openai', 'openai=0', 'opnai=3', 'openai=3;xai=2', ''])('is not %j', (text) => {
    expect(concurrency(text)).toBeUndefined();
  });
});
