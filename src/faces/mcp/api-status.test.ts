import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  connectHttp,
  connectStdio,
  createMcpRig,
  type McpRig,
  mountHttp,
} from '../../../test/fakes/mcp-rig.ts';
import { type FakeUpstream, startFakeUpstream } from '../../../test/fakes/openai-upstream.ts';

let upstream: FakeUpstream;
let rig: McpRig;

beforeEach(async () => {
  upstream = await startFakeUpstream({ apiKey: 'right' });
});

afterEach(async () => {
  await rig.close();
  await upstream.close();
});

type Client = Awaited<ReturnType<typeof connectStdio>>['client'];

async function readStatus(client: Client): Promise<unknown> {
  const { contents } = await client.readResource({ uri: 'openai://api/status' });
  const [content] = contents as { text: string }[];
  return JSON.parse(content?.text ?? '');
}

async function statusWith(environment: Record<string, string>): Promise<unknown> {
  rig = await createMcpRig(environment);
  return readStatus((await connectStdio(rig)).client);
}

it('is online where the API takes the key', async () => {
  const status = await statusWith({ API_KEY: 'right', API_BASE_URL: upstream.origin });
  expect(status).toEqual({ status: 'online', message: expect.any(String), http_status: 200 });
  expect(upstream.requests.map(({ path }) => path)).toEqual(['/v1/models']);
});

it('is an error with the API’s own status where it does not', async () => {
  const status = await statusWith({ API_KEY: 'wrong', API_BASE_URL: upstream.origin });
  expect(status).toEqual({ status: 'error', message: expect.any(String), http_status: 401 });
});

it('is an error without a status where nobody answers', async () => {
  await upstream.close();
  const status = await statusWith({ API_KEY: 'right', API_BASE_URL: upstream.origin });
  expect(status).toEqual({ status: 'error', message: expect.any(String), http_status: null });
  upstream = await startFakeUpstream();
});

it('names what is missing where the API is only half set up', async () => {
  expect(await statusWith({ API_KEY: 'right' })).toEqual({
    status: 'error',
    message: expect.stringContaining('API_BASE_URL'),
    http_status: null,
  });
});

it('is told over HTTP as well', async () => {
  const environment = { API_KEY: 'right', API_BASE_URL: upstream.origin };
  rig = await createMcpRig(environment, { stdio: false });
  const http = await mountHttp(rig);
  for (const era of ['2025', '2026'] as const) {
    const { client } = await connectHttp(http, era);
    expect(await readStatus(client)).toMatchObject({ status: 'online' });
    await client.close();
  }
  await http.close();
});
