import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundle, type ServeProcess, startProgram, startServe } from '../e2e/maliang-process.ts';
import { sha256 } from '../e2e/mcp-client.ts';
import { postJson } from '../e2e/post-json.ts';
import { startFakeLsky } from '../fakes/lsky.ts';
import { type FakeUpstream, startFakeUpstream } from '../fakes/openai-upstream.ts';
import { type PostgresServer, startPostgres } from '../parts/postgres-server.ts';
import { openBadDisk } from './bad-disk.ts';

let upstream: FakeUpstream;
beforeEach(async () => {
  upstream = await startFakeUpstream();
  upstream.mode({ mode: 'b64', bytes: 300_000, latencyMs: 700 });
});
afterEach(() => upstream.close());

const relay = () => ({ API_KEY: 'sk-operator', API_BASE_URL: upstream.origin });
const generate = (server: ServeProcess, more: object = {}) =>
  postJson(`${server.url}/v1/images/generations`, {
    model: 'gpt-image-2',
    prompt: 'a fox',
    ...more,
  });
const shaOf = (base64: string | undefined) => sha256(Buffer.from(base64 ?? '', 'base64'));
const codes = (warnings: readonly { code: string }[]) => warnings.map(({ code }) => code);
const seen = (count: number) =>
  expect.poll(() => upstream.paints().length, { interval: 5, timeout: 5_000 }).toBe(count);

async function readyCode({ url }: ServeProcess): Promise<number> {
  const { statusCode, body } = await request(`${url}/readyz`);
  await body.dump();
  return statusCode;
}

describe('a database that goes away', () => {
  let database: PostgresServer;
  let address: string;
  let server: ServeProcess;
  beforeAll(async () => {
    database = await startPostgres();
  });
  afterAll(() => database.remove());
  beforeEach(async () => {
    address = await database.createDatabase();
    server = await startServe({ ...relay(), DATABASE_URL: address });
  });
  afterEach(async () => {
    await server.stop();
  });
  const rows = () =>
    database.query(
      `select generations.state, assets.sha256 from generations
      join assets on assets.generation_id = generations.id order by generations.created_at`,
      address,
    );

  it('and is back while pictures are painted costs nothing but a delay', async () => {
    const asked = Array.from({ length: 4 }, () => generate(server));
    await seen(4);
    await database.stop();
    await sleep(1_500);
    await database.start();
    const answers = await Promise.all(asked);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(answers.flatMap(({ json }) => codes(json.maliang.warnings))).toEqual([]);
    const got = answers.map(({ json }) => shaOf(json.data[0]?.b64_json)).sort();
    expect(got).toEqual(upstream.painted.map(({ sha256 }) => sha256).sort());
    expect(upstream.charges).toBe(4);
    expect((await rows()).map(({ state }) => state)).toEqual(Array(4).fill('hosted'));
  }, 60_000);

  it('for long costs no picture: it is answered, and recorded when there is a database again', async () => {
    const asked = generate(server);
    await seen(1);
    await database.stop();
    // What nobody has paid for waits as long, and is refused then.
    const [{ status, json }, refused] = await Promise.all([asked, generate(server)]);
    expect({ status, told: codes(json.maliang.warnings) }).toEqual({
      status: 200,
      told: ['not_recorded'],
    });
    expect(shaOf(json.data[0]?.b64_json)).toBe(upstream.painted[0]?.sha256);
    expect(await readyCode(server)).toBe(503);
    expect(refused).toMatchObject({ status: 503, json: { error: { code: 'store_unreachable' } } });
    expect(refused.json.error.message).not.toContain('geheim');
    expect(upstream.charges).toBe(1);
    await database.start();
    await expect
      .poll(rows, { timeout: 60_000, interval: 500 })
      .toEqual([{ state: 'hosted', sha256: upstream.painted[0]?.sha256 }]);
    expect((await generate(server)).status).toBe(200);
    expect(upstream.charges).toBe(2);
  }, 180_000);

  it('is not missed where it is the disk that is full', async () => {
    const disk = await openBadDisk('taking no bytes');
    const command = [...disk.prefix, process.execPath, bundle, 'serve'];
    const other = await startProgram(command, {
      ...relay(),
      DATABASE_URL: address,
      DATA_DIR: disk.folder,
    });
    const asked = generate(other, { response_format: 'url' });
    await seen(1);
    disk.break(other.pid);
    const { status, json } = await asked;
    expect({ status, told: codes(json.maliang.warnings) }).toEqual({
      status: 200,
      told: ['kept_in_memory'],
    });
    expect(shaOf(json.data[0]?.b64_json)).toBe(upstream.painted[0]?.sha256);
    expect((await generate(other)).json.error.code).toBe('disk_full');
    expect(upstream.charges).toBe(1);
    expect(await rows()).toMatchObject([{ state: 'hosted' }]);
    expect(await readyCode(other)).toBe(503);
    disk.mend(other.pid);
    await other.stop();
    await disk.remove();
  }, 30_000);
});

it('an image host that goes away in the middle costs no picture', async () => {
  const host = await startFakeLsky();
  const server = await startServe({
    ...relay(),
    IMAGE_HOSTING_URL: host.uploadUrl,
    IMAGE_HOSTING_TOKEN: host.token,
  });
  const asked = generate(server, { response_format: 'url' });
  await seen(1);
  await host.close();
  const { status, json } = await asked;
  expect({ status, told: codes(json.maliang.warnings) }).toEqual({
    status: 200,
    told: ['kept_locally'],
  });
  const { body } = await request(json.data[0]?.url ?? '');
  expect(sha256(Buffer.from(await body.arrayBuffer()))).toBe(upstream.painted[0]?.sha256);
  expect(upstream.charges).toBe(1);
  expect(await readyCode(server)).toBe(200);
  await server.stop();
});
