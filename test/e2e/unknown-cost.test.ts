import { request } from 'undici';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FakeUpstream, startFakeUpstream } from '../fakes/openai-upstream.ts';
import { createSandbox, runMaliang, type ServeProcess, startServe } from './maliang-process.ts';
import { postJson } from './post-json.ts';

let upstream: FakeUpstream;
let server: ServeProcess;
let env: Record<string, string>;
beforeAll(async () => {
  upstream = await startFakeUpstream();
  // A relay sets its own prices, which nobody published.
  env = { API_KEY: 'sk-operator', API_BASE_URL: upstream.origin, ADMIN_KEY: 'admin-key' };
  server = await startServe(env);
});
afterAll(async () => {
  await server.stop();
  await upstream.close();
});

const admin = { authorization: 'Bearer admin-key' };

it('is in no header, no record and no sum as a number', async () => {
  const body = { prompt: 'a fox', model: 'gpt-image-2' };
  const answer = await request(`${server.url}/v1/images/generations`, {
    method: 'POST',
    headers: { ...admin, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  await answer.body.dump();
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['x-maliang-generation-id']).toMatch(/^gen_/);
  expect(answer.headers).not.toHaveProperty('x-maliang-cost-usd');
  const listed = await request(`${server.url}/v1/generations?limit=1`, { headers: admin });
  const { data } = (await listed.body.json()) as { data: { cost: unknown }[] };
  expect(data.map(({ cost }) => cost ?? null)).toEqual([null]);
  const usage = await request(`${server.url}/v1/usage`, { headers: admin });
  expect(await usage.body.json()).toMatchObject({
    total: {
      exact: { usd: 0, generations: 0 },
      estimated: { usd: 0, generations: 0 },
      unknown: { generations: 1 },
    },
  });
});

it('is told as unknown by `maliang cost`', async () => {
  const sandbox = await createSandbox(env);
  const painted = await runMaliang(['generate', 'a fox', '-m', 'gpt-image-2'], sandbox);
  expect(painted.code).toBe(0);
  expect(painted.stderr).not.toContain('$');
  const { stdout } = await runMaliang(['cost'], sandbox);
  expect(stdout).toContain('1 of unknown cost');
  expect(stdout).not.toContain('$');
  await sandbox.remove();
});

it('servers that paint are looked for on this machine only where the operator asks', async () => {
  const ask = async (query: string, headers = admin as Record<string, string>) => {
    const answer = await request(`${server.url}/v1/providers${query}`, { headers });
    return { status: answer.statusCode, json: (await answer.body.json()) as object };
  };
  expect((await ask('')).json).not.toHaveProperty('detected');
  expect((await ask('?detect=true')).json).toMatchObject({ detected: expect.any(Array) });
  expect((await ask('?detect=maybe')).status).toBe(400);
  const { json } = await postJson(`${server.url}/v1/keys`, { name: 'ann' }, admin);
  const { secret } = json as unknown as { secret: string };
  expect((await ask('?detect=true', { authorization: `Bearer ${secret}` })).status).toBe(403);
});
