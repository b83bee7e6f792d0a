import { type Kysely, type Migration, sql } from 'kysely';

/**
 * Indexes for what is seldom among many: pictures at a host, costs, pictures a host refused; and for
 * the counts of hosts. None holds a generation's state, which changes three times.
 */
export const fewHits: Migration = {
  up: async (database: Kysely<unknown>) => {
    const index = (name: string) => database.schema.createIndex(name);
    await index('assets_of_host')
      .on('assets')
      .columns(['host', 'created_at', 'generation_id'])
      .where(sql.ref('deleted_at'), 'is', null)
      .execute();
    await index('assets_hosted')
      .on('assets')
      .column('host')
      .where(sql.ref('hosted_url'), 'is not', null)
      .where(sql.ref('deleted_at'), 'is', null)
      .execute();
    await index('assets_refused_by_host')
      .on('assets')
      .column('host')
      .where(sql.ref('hosted_url'), 'is', null)
      .where(sql.ref('host_next_attempt_at'), 'is', null)
      .where(sql.ref('host_attempts'), '>', sql.lit(0))
      .where(sql.ref('deleted_at'), 'is', null)
      .execute();
    // All that the list sorts by is in it: what it finds is sorted without a look at the rows.
    await index('generations_by_cost')
      .on('generations')
      .columns(['cost_micro_usd', 'created_at', 'id'])
      .where(sql.ref('cost_micro_usd'), 'is not', null)
      .where(sql.ref('deleted_at'), 'is', null)
      .execute();
  },
};
