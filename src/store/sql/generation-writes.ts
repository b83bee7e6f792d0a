import { type Kysely, type SqlBool, sql } from 'kysely';
import { type OpenSlot, prepareInsert, prepareQuery } from './prepared-query.ts';
import type { toEndedColumns, toReroutedColumns } from './rows.ts';
import type { Tables } from './schema.ts';

/** The statements about generations, compiled once. */
export function prepareGenerationWrites(kysely: Kysely<Tables>) {
  const update = kysely.updateTable('generations');
  return {
    ...prepareMarks(kysely),
    insert: prepareInsert(kysely, 'generations'),
    end: prepareQuery((slot: OpenSlot<ReturnType<typeof toEndedColumns>>) =>
      update
        .set({
          state: slot('state'),
          model: slot('model'),
          warnings: slot('warnings'),
          usage: slot('usage'),
          cost_micro_usd: slot('cost_micro_usd'),
          cost_kind: slot('cost_kind'),
          error_code: slot('error_code'),
          error_message: slot('error_message'),
          links: slot('links'),
          ended_at: slot('ended_at'),
          lease_owner: null,
          lease_until: null,
          idempotency_key: sql`case when ${slot('frees_key')} = 1 then null else idempotency_key end`,
          answered_at: sql`case when ${slot('frees_key')} = 1 then ${slot('ended_at')} else answered_at end`,
        })
        .where('id', '=', slot('id'))
        .where(sql<SqlBool>`coalesce(lease_owner, '') = ${slot('lease_owner')}`),
    ),
    delete: prepareQuery((slot: OpenSlot<{ id: string; at: number }>) =>
      update
        .set({ deleted_at: slot('at'), prompt: '', parameters: '{}', idempotency_key: null })
        .set({ effective_prompt: null, style: null, alt_text: null, tags: null, links: null })
        .set({ words_version: null })
        .where('id', '=', slot('id'))
        .where('deleted_at', 'is', null),
    ),
    // Hosting may succeed long after the generation ended with its images only durable here.
    markHosted: prepareQuery((slot: OpenSlot<{ assetId: string }>) =>
      update
        .set({ state: 'hosted' })
        .where('state', '=', 'durable')
        .where('id', '=', (inner) =>
          inner.selectFrom('assets').select('generation_id').where('id', '=', slot('assetId')),
        )
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('assets')
                .select('assets.id')
                .whereRef('assets.generation_id', '=', 'generations.id')
                .where('assets.hosted_url', 'is', null)
                .where('assets.deleted_at', 'is', null),
            ),
          ),
        ),
    ),
  };
}

/** What happens to a generation on its way. */
function prepareMarks(kysely: Kysely<Tables>) {
  const update = kysely.updateTable('generations');
  return {
    markSent: prepareQuery((slot: OpenSlot<{ id: string; at: number; leaseOwner: string }>) =>
      update
        .set({ state: 'sent', sent_at: slot('at') })
        .where('id', '=', slot('id'))
        .where('lease_owner', '=', slot('leaseOwner')),
    ),
    reroute: prepareQuery((slot: OpenSlot<ReturnType<typeof toReroutedColumns>>) =>
      update
        .set({ provider: slot('provider'), model: slot('model') })
        .set({ parameters: slot('parameters'), warnings: slot('warnings') })
        .where('id', '=', slot('id'))
        .where('lease_owner', '=', slot('lease_owner')),
    ),
    markAnswered: prepareQuery((slot: OpenSlot<{ id: string; at: number }>) =>
      update.set({ answered_at: slot('at') }).where('id', '=', slot('id')),
    ),
    markLeft: prepareQuery((slot: OpenSlot<{ id: string; at: number }>) =>
      update.set({ left_at: slot('at') }).where('id', '=', slot('id')),
    ),
    freeKey: prepareQuery((slot: OpenSlot<{ id: string }>) =>
      update.set({ idempotency_key: null }).where('id', '=', slot('id')),
    ),
    setTask: prepareQuery((slot: OpenSlot<{ id: string; taskId: string }>) =>
      update.set({ upstream_task_id: slot('taskId') }).where('id', '=', slot('id')),
    ),
  };
}
