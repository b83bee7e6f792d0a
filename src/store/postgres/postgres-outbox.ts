import type { PostgresPool } from './postgres-pool.ts';

/** Messages of a process to everybody who listens on a channel. */
export interface PostgresOutbox {
  add(payload: string): void;
  /** Resolves when nothing is under way. */
  close(): Promise<void>;
}

/** Makes it; what is told while a message is under way goes with the next one; what cannot be told is lost. */
export function createPostgresOutbox(pool: PostgresPool, channel: string): PostgresOutbox {
  const waiting = new Set<string>();
  let sending: Promise<void> | undefined;

  async function send(): Promise<void> {
    while (waiting.size > 0) {
      const payloads = [...waiting];
      waiting.clear();
      const session = await pool.open();
      try {
        await session.run(`select pg_notify($1, payload) from unnest($2::text[]) as payload`, [
          channel,
          payloads,
        ]);
      } finally {
        session.release();
      }
    }
  }

  return {
    add(payload: string): void {
      waiting.add(payload);
      sending ??= send()
        .catch(() => waiting.clear())
        .finally(() => {
          sending = undefined;
        });
    },
    async close(): Promise<void> {
      await sending;
    },
  };
}
