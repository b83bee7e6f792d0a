import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { facts, fillRecords, idAt, timeAt } from '../../../test/growth/fill-records.ts';
import { planted } from '../../../test/growth/prompts.ts';
import type { GenerationFilter, Store } from '../../core/store.ts';
import { bringUpToDate, createSqlStore } from '../sql-store.ts';
import {
  type ConnectSqlite,
  connectLibsql,
  connectNodeSqlite,
  type SqliteConnection,
} from '../sqlite/sqlite-connection.ts';
import { openSqlite } from '../sqlite.ts';

const rows = 10_000;

describe('the plans of SQLite for ten thousand generations', () => {
  let connection: SqliteConnection | undefined;
  let store: Store;
  let asked: { sql: string; values: readonly unknown[] }[] = [];

  /** The usual connection, with what is asked through it written down. */
  const connect: ConnectSqlite = async (file) => {
    const opened = (await connectNodeSqlite(file)) ?? (await connectLibsql(file));
    if (!opened) return undefined;
    connection = opened;
    return {
      ...opened,
      prepare(sql) {
        const statement = opened.prepare(sql);
        const all: typeof statement.all = (values) => {
          asked.push({ sql, values });
          return statement.all(values);
        };
        return { ...statement, all };
      },
    };
  };

  beforeAll(async () => {
    const database = await openSqlite(':memory:', connect);
    await bringUpToDate(database);
    await fillRecords(database, rows);
    store = await createSqlStore(database);
  });

  afterAll(() => store.close());

  /** What a list costs, as SQLite says it. */
  async function planOf(filter: GenerationFilter, owner?: string): Promise<string> {
    asked = [];
    await store.listGenerations(owner, 20, filter);
    const plans = asked.flatMap(({ sql, values }) =>
      connection?.prepare(`explain query plan ${sql}`).all([...values]),
    );
    return plans.map((plan) => (plan as { detail: string }).detail).join('\n');
  }

  it('walks through the index of words for what is rare, and sorts nothing', async () => {
    for (const word of [planted.rare.chinese, planted.rare.english, planted.none.english]) {
      for (const owner of [undefined, facts.owner.common]) {
        const plan = await planOf({ words: [word] }, owner);
        expect(plan).toContain('SCAN word_index VIRTUAL TABLE INDEX');
        expect(plan).toContain('generations_without_words');
        expect(plan).not.toMatch(/SCAN (?:generations|generation_words)$/m);
        // Once to look at the nearest, and not once more for what has no words yet.
        expect(plan.match(/generations_newest/g)).toHaveLength(1);
      }
    }
  });

  it('does not ask it for what is common', async () => {
    for (const word of [planted.common.chinese, planted.common.english]) {
      expect(await planOf({ words: [word] })).not.toContain('word_index');
    }
  });

  it('finds what was planted, the newest first', async () => {
    const found = await store.listGenerations(undefined, 100, { words: [planted.rare.chinese] });
    expect(found.length).toBeGreaterThanOrEqual(12);
    for (const { prompt } of found) expect(prompt).toContain(planted.rare.chinese);
    const times = found.map(({ createdAt }) => createdAt);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  });

  it('lists favourites from their own index', async () => {
    const plans = [
      await planOf({ favourite: true }),
      await planOf({ favourite: true, model: facts.model.common }, facts.owner.common),
    ];
    for (const plan of plans) {
      expect(plan).toContain('assets_favourite');
      expect(plan).not.toContain('generations_newest');
    }
  });

  it.each<[string, GenerationFilter, string?]>([
    ['nothing', {}],
    ['a place far down', { after: idAt(500) }],
    ['an owner', {}, facts.owner.rare],
    ['a provider', { provider: facts.provider.rare }],
    ['a model', { model: facts.model.rare }],
    ['a state', { states: ['failed'] }],
    ['several states', { states: ['failed', 'outcome_unknown'] }],
    ['a time', { since: timeAt(100), until: timeAt(200) }],
  ])('lists by %s through an index in the order of the list', async (_, filter, owner) => {
    const plan = await planOf(filter, owner);
    const [listing] = plan.split('\n').filter((line) => line.includes(' generations '));
    expect(listing).toMatch(/USING INDEX generations_newest/);
  });
});
