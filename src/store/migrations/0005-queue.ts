import { type Kysely, type Migration, sql } from 'kysely';

/** The journal as the queue: what somebody wants cancelled, and quick looks. */
export const queue: Migration = {
  up: async (database: Kysely<unknown>) => {
    const { schema } = database;
    await schema.alterTable('generations').addColumn('cancel_requested_at', 'bigint').execute();
    const index = (name: string) => schema.createIndex(name).on('generations');
    await index('generations_queued')
      .columns(['created_at', 'id'])
      .where(sql.ref('state'), '=', sql.lit('accepted'))
      .where(sql.ref('lease_owner'), 'is', null)
      .execute();
    await index('generations_leased')
      .column('lease_owner')
      .where(sql.ref('lease_owner'), 'is not', null)
      .execute();
  },
};
