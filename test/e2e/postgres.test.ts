import { afterAll, beforeAll, expect, it } from 'vitest';
import { type PostgresServer, startPostgres } from '../parts/postgres-server.ts';
import { createSandbox, runMaliang, type ServeProcess, startServe } from './maliang-process.ts';
import { postJson } from './post-json.ts';

let server: PostgresServer;
let url: string;

beforeAll(async () => {
  server = await startPostgres();
  url = await server.createDatabase();
});

afterAll(() => server.remove());

async function paint(one: ServeProcess): Promise<string | null> {
  const answer = await postJson(`${one.url}/v1/images/generations`, { prompt: '一只狐狸' });
  expect(answer.status).toBe(200);
  return answer.headers.get('x-maliang-generation-id');
}

it('keeps the records of several servers that start at once in one database', async () => {
  const servers = await Promise.all([1, 2, 3].map(() => startServe({ DATABASE_URL: url })));
  const painted = await Promise.all(servers.map(paint));
  const rows = await server.query('select id, state from generations order by id', url);
  expect(rows).toEqual(painted.sort().map((id) => ({ id, state: 'hosted' })));
  for (const one of servers) expect(await one.stop()).toBe(0);
});

it('does not serve without its database, and says which one without the password', async () => {
  const away = new URL(url);
  away.port = '1';
  const sandbox = await createSandbox({ DATABASE_URL: away.href });
  const { code, stdout, stderr } = await runMaliang(['serve'], sandbox);
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  expect(stderr).toMatch(/The database 127\.0\.0\.1:1\/records-1 cannot be reached .*DATABASE_URL/);
  expect(stderr).not.toContain(away.password);
  await sandbox.remove();
});

it('ends where its port is taken, although its database is open', async () => {
  const holder = await startServe({ DATABASE_URL: url });
  const { port } = new URL(holder.url);
  const sandbox = await createSandbox({ DATABASE_URL: url, PORT: port });
  const { code, stderr } = await runMaliang(['serve'], sandbox);
  expect(code).toBe(3);
  expect(stderr).toContain(`Port ${port} is taken`);
  await sandbox.remove();
  expect(await holder.stop()).toBe(0);
});

it('takes no address of another kind of database, and does not repeat it', async () => {
  const sandbox = await createSandbox({ DATABASE_URL: 'mysql://root:geheim@localhost/maliang' });
  const { code, stderr } = await runMaliang(['serve'], sandbox);
  expect(code).toBe(3);
  expect(stderr).toMatch(/DATABASE_URL must be an address such as postgres:/);
  expect(stderr).not.toContain('geheim');
  await sandbox.remove();
});
