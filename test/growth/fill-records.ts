import { createHash } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { searchedText, wordsOf, wordsVersion } from '../../src/core/library/search-words.ts';
import type { Database } from '../../src/store/database.ts';
import type { Tables } from '../../src/store/sql/schema.ts';
import { startBulkLoad } from './bulk-load.ts';
import { createDice, promptAt } from './prompts.ts';

/** Facts that a share of the records has, for filters to ask for. */
export const facts = {
  owner: { common: 'local', rare: 'key_rare' },
  model: { common: 'gpt-image-2', rare: 'gemini-3-pro-image' },
  provider: { common: 'openai', rare: 'gemini' },
  host: { common: 'lsky', rare: 'old-lsky' },
  rareCostUsd: 1.5,
} as const;

const begin = Date.UTC(2026, 0, 1);
/** A generation each half minute: a million of them are a year. */
const apartMs = 30_000;
const rowsACommit = 5_000;

/** Which generation it is, from 0, as an id. */
export function idAt(at: number): string {
  return `gen_${hash(at).slice(0, 26)}`;
}

/** When it was asked for, in milliseconds since 1970. */
export function timeAt(at: number): number {
  return begin + at * apartMs;
}

/** Writes so many generations and an image of each, indexes and all. */
export async function fillRecords(database: Database, count: number): Promise<void> {
  const dice = createDice(2026);
  const load = await startBulkLoad(database);
  for (let from = 0; from < count; from += rowsACommit) {
    const places = Array.from({ length: Math.min(rowsACommit, count - from) }, (_, n) => from + n);
    const generations = places.map((at) => generationAt(at, count, dice));
    await load.write([
      { table: 'generations', rows: generations },
      { table: 'generation_words', rows: generations.map(wordsRow) },
      { table: 'assets', rows: places.map(assetAt) },
    ]);
  }
  if (database.dialect === 'sqlite') await fillWordIndex(database.kysely);
  await load.finish();
}

/** What the triggers would have done; no two of these generations are of one millisecond. */
async function fillWordIndex(kysely: Kysely<Tables>): Promise<void> {
  await sql`insert into generation_places (place, generation_id)
    select created_at << 20, id from generations order by created_at`.execute(kysely);
  await sql`insert into word_index (rowid, words) select place, words from generation_places
    cross join generation_words using (generation_id) order by place`.execute(kysely);
}

function wordsRow({ id, prompt }: { id: string; prompt: string }) {
  const words = wordsOf(searchedText({ prompt, altText: undefined, tags: [] }));
  return { generation_id: id, words };
}

function generationAt(at: number, count: number, dice: () => number) {
  const created_at = timeAt(at);
  const isRare = at % 20_000 === 77;
  const hasFailed = at % 33 === 1;
  const state = at % 10_000 === 5 ? 'outcome_unknown' : hasFailed ? 'failed' : 'hosted';
  return {
    id: idAt(at),
    state,
    owner: isRare ? facts.owner.rare : at % 2 === 0 ? facts.owner.common : `key_${at % 50}`,
    face: 'http',
    request_hash: hash(-at),
    host: facts.host.common,
    provider: isRare ? facts.provider.rare : facts.provider.common,
    model: isRare ? facts.model.rare : at % 3 === 0 ? 'gpt-image-1.5' : facts.model.common,
    prompt: promptAt(at, count, dice),
    parameters: '{"n":1,"size":"1024x1536","quality":"medium","outputFormat":"png"}',
    n: 1,
    caller_paid: 0,
    warnings: '[]',
    usage: hasFailed ? null : '{"inputTokens":31,"outputTokens":1584}',
    cost_micro_usd: hasFailed ? null : isRare ? facts.rareCostUsd * 1e6 : 40_000 + (at % 977),
    cost_kind: hasFailed ? null : ('exact' as const),
    error_code: hasFailed ? 'upstream_refused' : null,
    error_message: hasFailed ? 'The provider refused it.' : null,
    words_version: wordsVersion,
    created_at,
    sent_at: created_at + 5,
    ended_at: created_at + 21_000,
    answered_at: created_at + 21_003,
  } as const;
}

function assetAt(at: number) {
  const isRare = at % 20_000 === 77;
  return {
    id: `img_${hash(at).slice(26, 52)}`,
    generation_id: idAt(at),
    position: 0,
    name: `${hash(at).slice(30, 56)}.png`,
    media_type: 'image/png',
    width: 1024,
    height: 1536,
    size: 2_000_000 + (at % 1013),
    sha256: hash(at),
    visibility: 'public' as const,
    host: isRare ? facts.host.rare : facts.host.common,
    hosted_url: `https://img.example.org/${hash(at).slice(0, 20)}.png`,
    created_at: timeAt(at) + 20_000,
    favourite_at: at % 5000 === 3 ? timeAt(at) + 60_000 : null,
  };
}

function hash(at: number): string {
  return createHash('sha256').update(String(at)).digest('hex');
}
