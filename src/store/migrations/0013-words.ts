import { type Kysely, type Migration, PostgresAdapter, sql } from 'kysely';

/**
 * The words of generations, and the index that finds generations by them. What was written before,
 * or by an older version since, has no `words_version` and is indexed later, while servers run.
 */
export const words: Migration = {
  up: async (database: Kysely<unknown>) => {
    const { schema } = database;
    const index = (name: string) => schema.createIndex(name).on('generations');
    // In the order of the list, so that no filter has to go through, or sort, all there is. First,
    // since in PostgreSQL nobody can so much as read between the new column and the end.
    for (const column of ['state', 'provider', 'model']) {
      await index(`generations_newest_of_${column}`)
        .columns([column, 'created_at', 'id'])
        .execute();
    }
    await schema.alterTable('generations').addColumn('words_version', 'bigint').execute();
    const isPostgres = database.getExecutor().adapter instanceof PostgresAdapter;
    await schema
      .createTable('generation_words')
      .addColumn('generation_id', 'text', (column) =>
        column.notNull().primaryKey().references('generations.id'),
      )
      .addColumn('words', 'text', (column) => column.notNull())
      // In its index itself: words are read one by one, and each would take a second look.
      .$call((table) => (isPostgres ? table : table.modifyEnd(sql`without rowid`)))
      .execute();
    await index('generations_without_words')
      .columns(['created_at', 'id'])
      .where(sql.ref('words_version'), 'is', null)
      .where(sql.ref('deleted_at'), 'is', null)
      .execute();
    await index('generations_deleted_with_words')
      .column('id')
      .where(sql.ref('words_version'), 'is not', null)
      .where(sql.ref('deleted_at'), 'is not', null)
      .execute();
    await (isPostgres ? indexInPostgres(database) : indexInSqlite(database));
  },
};

async function indexInPostgres(database: Kysely<unknown>): Promise<void> {
  await sql`create index generation_words_found on generation_words
    using gin (array_to_tsvector(string_to_array(words, ' ')))`.execute(database);
}

/**
 * FTS5 walks through what it finds by a number, so the number goes by time: milliseconds, and
 * behind them which of that millisecond. The row's own number would change at a VACUUM. The `ascii`
 * tokenizer parts at the spaces and leaves everything beyond ASCII as it is.
 */
async function indexInSqlite(database: Kysely<unknown>): Promise<void> {
  const statements = [
    'create table generation_places (place integer primary key, generation_id text not null)',
    `create virtual table word_index using
      fts5 (words, content = '', columnsize = 0, detail = none, tokenize = 'ascii')`,
    `create trigger generation_words_added after insert on generation_words begin
      insert into generation_places (place, generation_id)
      select coalesce(
        (select max(place) + 1 from generation_places
          where place between created_at << 20 and (created_at << 20) + 1048575),
        created_at << 20), id
      from generations where id = new.generation_id;
      insert into word_index (rowid, words) values (last_insert_rowid(), new.words);
    end`,
    `create trigger generation_words_removed after delete on generation_words begin
      insert into word_index (word_index, rowid, words)
      select 'delete', place, old.words from generations join generation_places
        on place between created_at << 20 and (created_at << 20) + 1048575 and generation_id = id
      where id = old.generation_id;
      delete from generation_places where generation_id = old.generation_id and place between
        (select created_at << 20 from generations where id = old.generation_id) and
        (select (created_at << 20) + 1048575 from generations where id = old.generation_id);
    end`,
  ];
  for (const statement of statements) await sql.raw(statement).execute(database);
}
