import { describe, expect, it } from 'vitest';
import { everything, type HistoryFilter } from '../../api/history.ts';
import type { Generation, Picture } from '../../api/shapes.ts';
import { mergeNews } from './merge-news.ts';

const picture = (favourite: boolean) => ({ id: 'img_1', favourite }) as Picture;
const made = (id: string, created_at: number, more: Partial<Generation> = {}): Generation => ({
  id,
  state: 'hosted',
  created_at,
  ended_at: created_at,
  provider: 'demo',
  model: 'demo',
  prompt: id,
  style: null,
  parameters: {},
  data: [],
  cost_usd: null,
  cost_kind: 'unknown',
  warnings: [],
  error: null,
  ...more,
});
const known = [made('c', 3), made('b', 2), made('a', 1)];
const changed = (generation: Generation) => ({ type: 'changed', generation }) as const;
const terms = (filter: Partial<HistoryFilter> = {}, complete = false) => ({
  filter: { ...everything, ...filter },
  everything: Object.keys(filter).length === 0,
  complete,
});
const ids = (list: readonly Generation[]) => list.map(({ id }) => id).join('');

describe('news of a list', () => {
  it('come to their place by time, the last word on each', () => {
    const news = [
      changed(made('d', 4, { state: 'accepted', ended_at: null })),
      changed(made('e', 5)),
      changed(made('d', 4)),
    ];
    const { list, unsure } = mergeNews(known, news, terms());
    expect(ids(list)).toBe('edcba');
    expect(list[1]?.state).toBe('hosted');
    expect(unsure).toBe(false);
  });

  it('change what is there in its place, and leave the very same list where nothing changes', () => {
    const { list } = mergeNews(known, [changed(made('b', 2, { cost_usd: 1 }))], terms());
    expect(list.map(({ cost_usd }) => cost_usd)).toEqual([null, 1, null]);
    expect(list[0]).toBe(known[0]);
    expect(mergeNews(known, [changed(made('b', 2))], terms()).list).toBe(known);
    expect(mergeNews(known, [{ type: 'look' }], terms()).list).toBe(known);
  });

  it('take out what is deleted, and do not bring it in', () => {
    const gone = [changed(made('d', 4)), { type: 'deleted', id: 'd' } as const];
    expect(ids(mergeNews(known, [...gone, { type: 'deleted', id: 'b' }], terms()).list)).toBe('ca');
  });

  it('leave out what is older than what is loaded, until everything is', () => {
    const old = changed(made('z', 0));
    expect(ids(mergeNews(known, [old], terms()).list)).toBe('cba');
    expect(ids(mergeNews(known, [old], terms({}, true)).list)).toBe('cbaz');
  });

  it('are only a reason to ask where a filter narrows the list', () => {
    const { list, unsure } = mergeNews(known, [changed(made('d', 4))], terms({ words: 'fox' }));
    expect(list).toBe(known);
    expect(unsure).toBe(true);
  });

  it('take out what a filter by state or favourite does not let through any more', () => {
    const failed = changed(made('b', 2, { state: 'failed' }));
    expect(ids(mergeNews(known, [failed], terms({ state: 'done' })).list)).toBe('ca');
    const loved = [made('b', 2, { data: [picture(true)] })];
    const news = [changed(made('b', 2, { data: [picture(false)] }))];
    expect(ids(mergeNews(loved, news, terms({ favourite: true })).list)).toBe('');
  });
});
