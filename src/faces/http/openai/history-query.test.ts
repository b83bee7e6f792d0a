import { describe, expect, it } from 'vitest';
import { readHistoryQuery } from './history-query.ts';

describe('readHistoryQuery', () => {
  it('lists twenty of everything where nothing is asked', () => {
    const { limit, filter } = readHistoryQuery({});
    expect(limit).toBe(20);
    expect(Object.values(filter).filter((value) => value !== undefined)).toEqual([]);
  });

  it('reads every filter', () => {
    expect(
      readHistoryQuery({
        limit: '100',
        after: 'gen_a',
        model: 'gpt-image-2',
        provider: 'openai',
        state: 'failed, cancelled',
        q: ' 红狐狸  snow ',
        since: '1700000000',
        until: '2026-11-20T08:00:00Z',
        favourite: 'true',
        key: 'key_a',
        host: 's3',
        cost_min: '0.02',
        cost_max: '1',
        sha256: 'AB'.repeat(32),
        made_from: `${'c'.repeat(64)},${'d'.repeat(64)}`,
      }),
    ).toEqual({
      limit: 100,
      filter: {
        after: 'gen_a',
        model: 'gpt-image-2',
        provider: 'openai',
        states: ['failed', 'cancelled'],
        words: ['红狐狸', 'snow'],
        since: 1_700_000_000_000,
        until: Date.UTC(2026, 10, 20, 8),
        favourite: true,
        ownedBy: 'key_a',
        host: 's3',
        minCostUsd: 0.02,
        maxCostUsd: 1,
        made: ['ab'.repeat(32)],
        madeFrom: ['c'.repeat(64), 'd'.repeat(64)],
      },
    });
  });

  it.each([
    ['relay/gpt-image-2', undefined, 'relay', 'gpt-image-2'],
    ['fal/fal-ai/flux', undefined, 'fal', 'fal-ai/flux'],
    ['fal-ai/flux', 'fal', 'fal', 'fal-ai/flux'],
    ['flux', undefined, undefined, 'flux'],
  ])('takes the model %s of provider %s as %s’s %s', (asked, of, provider, model) => {
    const { filter } = readHistoryQuery({ model: asked, ...(of && { provider: of }) });
    expect(filter).toMatchObject({ provider, model });
  });

  it.each([
    ['limit', '0'],
    ['limit', '101'],
    ['limit', 'many'],
    ['state', 'done'],
    ['state', 'failed,'],
    ['since', 'yesterday'],
    ['until', '99999999999999'],
    ['q', 'a\0b'],
    ['favourite', 'yes'],
    ['cost_min', '-1'],
    ['cost_max', '1e9'],
    ['sha256', 'abc'],
    ['made_from', Array(33).fill('a'.repeat(64)).join(',')],
  ])('refuses %s=%j', (param, value) => {
    expect(() => readHistoryQuery({ [param]: value })).toThrow(`\`${param}\` must be`);
  });
});
