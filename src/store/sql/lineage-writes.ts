import type { CompiledQuery, Kysely } from 'kysely';
import type { Generation } from '../../core/generation.ts';
import { type OpenSlot, prepareInsert, prepareQuery } from './prepared-query.ts';
import type { Tables } from './schema.ts';

/** The hashes of the pictures a generation began with, each once. */
export function inputsOf({ parameters: { inputs } }: Pick<Generation, 'parameters'>): string[] {
  if (!Array.isArray(inputs)) return [];
  return [...new Set(inputs.filter((input) => typeof input === 'string'))];
}

/** The statements about what was made from what, and about shares of what is deleted. */
export function prepareLineageWrites(kysely: Kysely<Tables>) {
  const insert = prepareInsert(kysely, 'generation_inputs');
  const deleteInputs = prepareQuery((slot: OpenSlot<{ id: string }>) =>
    kysely.deleteFrom('generation_inputs').where('generation_id', '=', slot('id')),
  );
  const deleteShare = prepareQuery((slot: OpenSlot<{ id: string }>) =>
    kysely.deleteFrom('shares').where('generation_id', '=', slot('id')),
  );
  return {
    insertOf: (generation: Generation): CompiledQuery[] =>
      inputsOf(generation).map((sha256) => insert({ generation_id: generation.id, sha256 })),
    deleteOf: ({ id }: { id: string }): CompiledQuery[] => [
      deleteInputs({ id }),
      deleteShare({ id }),
    ],
  };
}
