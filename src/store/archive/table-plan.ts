/**
 * Tables, and columns as `table.column`, that tell only of processes and of the database itself, or
 * are made from others: they are never taken along.
 */
export const runtimeTables: ReadonlySet<string> = new Set([
  'kysely_migration',
  'kysely_migration_lock',
  'commit_marks',
  'request_counts',
  'generations.words_version',
  'generation_words',
  'generation_places',
  'word_index',
  'word_index_config',
  'word_index_data',
  'word_index_idx',
]);

/**
 * What an export leaves out as well: money that is held for generations under way, which go on
 * where they are, and end there.
 */
export const leftByExport: ReadonlySet<string> = new Set([...runtimeTables, 'holds']);

/** Tables whose rows have a file in the asset folder, under their `name`. */
export const pictureTables: readonly string[] = ['assets', 'files'];

/** Tables whose rows an export since a date takes by their `created_at`. */
export const datedTables: readonly string[] = ['generations', 'files'];

/** Columns that say of such a row that its file is meant to be gone. */
export const goneColumns: readonly string[] = ['deleted_at', 'expired_at'];
