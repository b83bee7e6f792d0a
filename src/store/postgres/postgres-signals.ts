import type { Client } from 'pg';
import type { Sign } from '../../core/signals.ts';
import { randomName } from '../../kit/random-name.ts';
import { type ClosingSignals, createLocalSignals } from '../local-signals.ts';
import { createPostgresOutbox } from './postgres-outbox.ts';
import type { PostgresPool } from './postgres-pool.ts';

const channel = 'maliang';
const connectMs = 5000;
/** A server that is away is asked again after 100 ms, then after longer and longer. */
const pause = { shortest: 100, longest: 5000 };

/**
 * Signals by LISTEN and NOTIFY: over a connection of their own, which is made for the first listener,
 * and made again whenever it is lost. They are live once the server has given back an echo: a pooler
 * in between that hands the connection to others would never tell.
 */
export function createPostgresSignals(url: string, pool: PostgresPool): ClosingSignals {
  const here = createLocalSignals({ alone: false });
  const outbox = createPostgresOutbox(pool, channel);
  const own = randomName();
  let client: Client | undefined;
  let retry: NodeJS.Timeout | undefined;
  let pauseMs = pause.shortest;
  let wanted = false;
  let live = false;

  function hear(payload: string): void {
    const [from, type, id = '', owner = ''] = payload.split(' ');
    if (type === 'echo') {
      if (from !== own || live) return;
      live = true;
      pauseMs = pause.shortest;
      // What was told before is to be looked for once.
      here.send({ type: 'queued' });
    } else if (from !== own) {
      const sign = toSign(type, id, owner);
      if (sign) here.send(sign);
    }
  }

  function lose(lost: Client): void {
    if (client !== lost) return;
    client = undefined;
    live = false;
    lost.end().catch(() => {});
    if (!wanted) return;
    retry = setTimeout(() => void connect(), pauseMs).unref();
    pauseMs = Math.min(pauseMs * 2, pause.longest);
  }

  async function connect(): Promise<void> {
    const opened = await createClient(url);
    if (!wanted) return;
    client = opened;
    opened.on('error', () => lose(opened));
    opened.on('end', () => lose(opened));
    opened.on('notification', ({ payload = '' }) => hear(payload));
    try {
      await opened.connect();
      await opened.query(`listen ${channel}`);
      await opened.query('select pg_notify($1, $2)', [channel, `${own} echo`]);
    } catch {
      lose(opened);
    }
  }

  return {
    get live() {
      return live;
    },
    send(sign) {
      here.send(sign);
      const about = 'id' in sign ? [sign.id] : [];
      if ('owner' in sign) about.push(sign.owner);
      outbox.add([own, sign.type, ...about].join(' '));
    },
    listen(listener) {
      if (!wanted) {
        wanted = true;
        void connect();
      }
      return here.listen(listener);
    },
    async close() {
      wanted = false;
      clearTimeout(retry);
      await outbox.close();
      const last = client;
      client = undefined;
      live = false;
      await last?.end().catch(() => {});
      await here.close();
    },
  };
}

async function createClient(connectionString: string): Promise<Client> {
  const { default: pg } = await import('pg');
  const how = { connectionTimeoutMillis: connectMs, keepAlive: true };
  return new pg.Client({ connectionString, application_name: 'maliang', ...how });
}

function toSign(type: string | undefined, id: string, owner: string): Sign | undefined {
  switch (type) {
    case 'queued':
      return { type };
    case 'deleted':
      return { type, id, owner };
    case 'begun':
    case 'ended':
    case 'cancel':
    case 'image-changed':
      return { type, id };
  }
}
