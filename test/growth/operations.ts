import type { Generation } from '../../src/core/generation.ts';
import type { GenerationFilter, Store } from '../../src/core/store.ts';
import { facts, idAt, timeAt } from './fill-records.ts';
import { planted } from './prompts.ts';

/** A list somebody asks for, of so many generations in all. */
export interface Operation {
  name: string;
  kind: 'list' | 'search';
  /** What it may take at the most, in milliseconds (p95, SQLite, a million); undefined where nothing is promised. */
  targetMs?: number;
  ask(store: Store, count: number): Promise<Generation[]>;
}

const page = 20;

function list(name: string, filterOf: (count: number) => GenerationFilter, owner?: string) {
  const ask: Operation['ask'] = (store, count) =>
    store.listGenerations(owner, page, filterOf(count));
  return { name, kind: 'list' as const, ask };
}

function search(name: string, words: string[], more: Partial<Operation> = {}): Operation {
  const ask: Operation['ask'] = (store) => store.listGenerations(undefined, page, { words });
  return { name, kind: 'search', targetMs: 10, ask, ...more };
}

/** Everything that is measured, in the order of the page. */
export const operations: readonly Operation[] = [
  list('first page', () => ({})),
  list('deep page (nine tenths down)', (count) => ({ after: idAt(Math.floor(count / 10)) })),
  list('of an owner with half of all', () => ({}), facts.owner.common),
  list('of an owner with few', () => ({}), facts.owner.rare),
  list('provider, few', () => ({ provider: facts.provider.rare })),
  list('model, common', () => ({ model: facts.model.common })),
  list('model, few', () => ({ model: facts.model.rare })),
  list('state, common', () => ({ states: ['hosted'] })),
  list('state, few', () => ({ states: ['outcome_unknown'] })),
  list('two states', () => ({ states: ['failed', 'outcome_unknown'] })),
  list('a day', (count) => ({
    since: timeAt(Math.floor(count / 2)),
    until: timeAt(Math.floor(count / 2) + 2880),
  })),
  list('favourites', () => ({ favourite: true })),
  list('host, few', () => ({ host: facts.host.rare })),
  list('cost, few', () => ({ minCostUsd: facts.rareCostUsd })),
  search('two Chinese characters, rare', [planted.rare.chinese]),
  search('two Chinese characters, one in 1,000', [planted.seldom.chinese]),
  search('two Chinese characters, every second', [planted.common.chinese]),
  search('English word, rare', [planted.rare.english]),
  search('English word, one in 1,000', [planted.seldom.english]),
  search('English word, every second', [planted.common.english]),
  search('no hit, Chinese', [planted.none.chinese]),
  search('no hit, English', [planted.none.english]),
  search('rare and common together', [planted.rare.english, planted.common.chinese]),
  search('common word, deep page', [planted.common.english], {
    ask: (store, count) =>
      store.listGenerations(undefined, page, {
        words: [planted.common.english],
        after: idAt(Math.floor(count / 10)),
      }),
  }),
  search('common word of an owner with few', [planted.common.english], {
    ask: (store) =>
      store.listGenerations(facts.owner.rare, page, { words: [planted.common.english] }),
  }),
];
