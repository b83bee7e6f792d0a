import { expect, it } from 'vitest';
import { migrate } from './migrations.ts';
import { openSqlite } from './sqlite.ts';

const columns = {
  keys: `id name secret_hash scopes created_at revoked_at last_spent_at`,
  request_counts: 'name count until',
  spend: `key_id day micro_usd images`,
  holds: `id key_id day micro_usd images created_at`,
  webhooks: `id generation_id url asset_origin locale attempts next_attempt_at delivered_at last_error`,
  files: `id owner name file_name purpose media_type width height size sha256 created_at expires_at`,
  generations: `id state owner face lease_owner lease_until upstream_task_id idempotency_key
    request_hash provider model prompt parameters n caller_paid warnings usage cost_micro_usd
    cost_kind error_code error_message created_at sent_at ended_at deleted_at host rerun answered_at left_at cancel_requested_at
    effective_prompt style alt_text tags links words_version`,
  generation_inputs: 'generation_id sha256',
  generation_words: 'generation_id words',
  generation_places: 'place generation_id',
  word_index: 'words',
  word_index_config: 'k v',
  word_index_data: 'id block',
  word_index_idx: 'segid term pgno',
  shares: 'id generation_id shows_prompt created_at',
  styles: `owner name title about prompt palette reference_images size quality model created_at`,
  assets: `id generation_id position name media_type width height size sha256 visibility
    revised_prompt seed host hosted_url delete_ref host_error_code host_error_message host_attempts
    host_next_attempt_at hosted_at created_at deleted_at favourite_at expired_at`,
};

async function readColumns(kysely: Awaited<ReturnType<typeof openSqlite>>['kysely']) {
  const tables = await kysely.introspection.getTables();
  return Object.fromEntries(
    tables.map((table) => [table.name, table.columns.map((column) => column.name).join(' ')]),
  );
}

it('makes every column of the plan, and nothing the second time', async () => {
  const { kysely } = await openSqlite(':memory:');
  const planned = Object.fromEntries(
    Object.entries(columns).map(([table, names]) => [table, names.split(/\s+/).join(' ')]),
  );
  await migrate(kysely);
  expect(await readColumns(kysely)).toEqual(planned);
  await migrate(kysely);
  expect(await readColumns(kysely)).toEqual(planned);
  await kysely.destroy();
});

it('leaves nothing half made where it fails', async () => {
  const { kysely } = await openSqlite(':memory:');
  await kysely.schema.createTable('assets').addColumn('id', 'text').execute();
  await expect(migrate(kysely)).rejects.toThrow('already exists');
  expect(Object.keys(await readColumns(kysely))).toEqual(['assets']);
  await kysely.destroy();
});
