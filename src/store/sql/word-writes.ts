import { type Kysely, sql } from 'kysely';
import { searchedText, wordsOf, wordsVersion } from '../../core/library/search-words.ts';
import type { Database } from '../database.ts';
import { tryPatiently } from '../sqlite/patience.ts';
import { type OpenSlot, prepareQuery } from './prepared-query.ts';
import type { GenerationRow, Tables } from './schema.ts';

const patienceMs = 30_000;

/** The statements about the words of generations, compiled once. */
export function prepareWordWrites(kysely: Kysely<Tables>) {
  return {
    deleteOf: prepareQuery((slot: OpenSlot<{ id: string }>) =>
      kysely.deleteFrom('generation_words').where('generation_id', '=', slot('id')),
    ),
  };
}

/**
 * Indexes up to `limit` generations that have no words yet, the newest first, and forgets those of
 * as many that an older version deleted; tells how many it was in all.
 */
export function createWordIndexing(database: Database): (limit: number) => Promise<number> {
  const { kysely, runAll, isBusy } = database;
  const write = prepareIndexing(kysely);
  const forget = prepareWordWrites(kysely);

  return async (limit) => {
    const bare = await kysely
      .selectFrom('generations')
      .select(['id', 'prompt', 'alt_text', 'tags'])
      .where('words_version', 'is', null)
      .where('deleted_at', 'is', null)
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
    const gone = await kysely
      .selectFrom('generations')
      .select('id')
      .where('words_version', 'is not', null)
      .where('deleted_at', 'is not', null)
      .limit(limit)
      .execute();
    const statements = [
      ...bare.flatMap((row) => [
        write.insert({ generation_id: row.id, words: wordsOfRow(row) }),
        write.mark({ id: row.id, version: wordsVersion }),
      ]),
      ...gone.flatMap(({ id }) => [forget.deleteOf({ id }), write.unmark({ id })]),
    ];
    if (statements.length > 0) {
      await tryPatiently(() => runAll(statements, () => {}), { isBusy, patienceMs });
    }
    return bare.length + gone.length;
  };
}

function prepareIndexing(kysely: Kysely<Tables>) {
  return {
    // Another server may have come before, and what was read may be deleted by now.
    insert: prepareQuery((slot: OpenSlot<Tables['generation_words']>) =>
      kysely
        .insertInto('generation_words')
        .columns(['generation_id', 'words'])
        .expression((build) =>
          build
            .selectFrom('generations')
            .select(['id', sql<string>`${slot('words')}`.as('words')])
            .where('id', '=', slot('generation_id'))
            .where('deleted_at', 'is', null),
        )
        .onConflict((conflict) => conflict.doNothing()),
    ),
    mark: prepareQuery((slot: OpenSlot<{ id: string; version: number }>) =>
      kysely
        .updateTable('generations')
        .set({ words_version: slot('version') })
        .where('id', '=', slot('id'))
        .where('deleted_at', 'is', null),
    ),
    unmark: prepareQuery((slot: OpenSlot<{ id: string }>) =>
      kysely.updateTable('generations').set({ words_version: null }).where('id', '=', slot('id')),
    ),
  };
}

function wordsOfRow({
  prompt,
  alt_text,
  tags,
}: Pick<GenerationRow, 'prompt' | 'alt_text' | 'tags'>) {
  const altText = alt_text ?? undefined;
  return wordsOf(searchedText({ prompt, altText, tags: tags?.split(',') ?? [] }));
}
