import type { Kysely } from 'kysely';
import type { KeptStyle, StyleStore } from '../../core/style.ts';
import type { Database } from '../database.ts';
import { tryPatiently } from '../sqlite/patience.ts';
import type { StyleRow, Tables } from './schema.ts';

const patienceMs = 30_000;

/** Styles in a SQL database, the same in every dialect. */
export function createStyleQueries({ kysely, isBusy }: Database): StyleStore {
  const write = <Result>(work: (kysely: Kysely<Tables>) => Promise<Result>) =>
    tryPatiently(() => work(kysely), { isBusy, patienceMs });

  return {
    async save(style) {
      const { owner, name, ...columns } = toRow(style);
      await write((database) =>
        database
          .insertInto('styles')
          .values({ owner, name, ...columns })
          .onConflict((conflict) => conflict.columns(['owner', 'name']).doUpdateSet(columns))
          .execute(),
      );
    },

    async list(owners) {
      const rows = await kysely
        .selectFrom('styles')
        .selectAll()
        .where('owner', 'in', [...owners])
        .orderBy('name')
        .orderBy('owner')
        .execute();
      return rows.map(fromRow);
    },

    async delete(owner, name) {
      const { numDeletedRows } = await write((database) =>
        database
          .deleteFrom('styles')
          .where('owner', '=', owner)
          .where('name', '=', name)
          .executeTakeFirst(),
      );
      return numDeletedRows > 0n;
    },
  };
}

function toRow(style: KeptStyle): StyleRow {
  const { owner, name, prompt, createdAt } = style;
  return {
    owner,
    name,
    // What somebody made has one title, whoever reads it.
    title: style.title.en,
    about: style.about.en,
    prompt,
    palette: style.palette.join(','),
    reference_images: style.referenceImages.join(','),
    size: style.size ?? null,
    quality: style.quality ?? null,
    model: style.model ?? null,
    created_at: createdAt,
  };
}

function fromRow(row: StyleRow): KeptStyle {
  return {
    owner: row.owner,
    name: row.name,
    title: { en: row.title, zh: row.title },
    about: { en: row.about, zh: row.about },
    prompt: row.prompt,
    palette: row.palette.split(',').filter(Boolean),
    referenceImages: row.reference_images.split(',').filter(Boolean),
    size: row.size ?? undefined,
    quality: row.quality ?? undefined,
    model: row.model ?? undefined,
    createdAt: row.created_at,
  };
}
