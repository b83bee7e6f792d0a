import type { Kysely } from 'kysely';
import type { Share, ShareStore } from '../../core/library/share.ts';
import type { Database } from '../database.ts';
import { tryPatiently } from '../sqlite/patience.ts';
import type { ShareRow, Tables } from './schema.ts';

const patienceMs = 30_000;

/** Shares in a SQL database, the same in every dialect. */
export function createShareQueries({ kysely, isBusy }: Database): ShareStore {
  const write = <Result>(work: (kysely: Kysely<Tables>) => Promise<Result>) =>
    tryPatiently(() => work(kysely), { isBusy, patienceMs });

  async function findBy(column: 'id' | 'generation_id', value: string) {
    const row = await kysely
      .selectFrom('shares')
      .selectAll()
      .where(column, '=', value)
      .executeTakeFirst();
    return row && fromRow(row);
  }

  return {
    async save(share) {
      const row = toRow(share);
      await write((database) =>
        database
          .insertInto('shares')
          .values(row)
          .onConflict((conflict) =>
            conflict.column('generation_id').doUpdateSet({ shows_prompt: row.shows_prompt }),
          )
          .execute(),
      );
      return (await findBy('generation_id', share.generationId)) ?? share;
    },
    find: (id) => findBy('id', id),
    findOf: (generationId) => findBy('generation_id', generationId),
    async remove(generationId) {
      const { numDeletedRows } = await write((database) =>
        database.deleteFrom('shares').where('generation_id', '=', generationId).executeTakeFirst(),
      );
      return numDeletedRows > 0n;
    },
  };
}

function toRow({ id, generationId, showsPrompt, createdAt }: Share): ShareRow {
  return {
    id,
    generation_id: generationId,
    shows_prompt: showsPrompt ? 1 : 0,
    created_at: createdAt,
  };
}

function fromRow(row: ShareRow): Share {
  return {
    id: row.id,
    generationId: row.generation_id,
    showsPrompt: row.shows_prompt === 1,
    createdAt: row.created_at,
  };
}
