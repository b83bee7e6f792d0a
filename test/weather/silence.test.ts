import OpenAI from 'openai';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ServeProcess, startServe } from '../e2e/maliang-process.ts';
import { call, connectHttp } from '../e2e/mcp-client.ts';
import { type FakeUpstream, startFakeUpstream } from '../fakes/openai-upstream.ts';

let upstream: FakeUpstream;
let server: ServeProcess;
beforeAll(async () => {
  upstream = await startFakeUpstream();
  upstream.mode('stall');
  server = await startServe({ API_KEY: 'sk-operator', API_BASE_URL: upstream.origin });
});
afterAll(async () => {
  await server.stop();
  await upstream.close();
});

const prompt = { model: 'gpt-image-2', prompt: 'a fox' };

/** The official client as it comes, so with its own retries. */
async function askRest(): Promise<unknown> {
  const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'any' });
  return client.images.generate(prompt).catch((thrown: unknown) => thrown);
}

/** Is given a job before its host would give up, and asks for that to the end. */
async function askAgent() {
  const client = await connectHttp(server.url, '2025');
  let answer = await call(client, 'generate_image', prompt, 60_000);
  const jobs: unknown[] = [];
  while (answer.structured?.status === 'running') {
    const { job_id } = answer.structured;
    jobs.push(job_id);
    answer = await call(client, 'get_image', { job_id, wait_seconds: 40 }, 60_000);
  }
  await client.close();
  return { ...answer, jobs };
}

it('a provider that falls silent in the middle of an image is given up, and paid once', async () => {
  const [thrown, answer] = await Promise.all([askRest(), askAgent()]);
  expect(thrown).toMatchObject({ status: 502, code: 'outcome_unknown' });
  expect(answer.isError).toBe(true);
  expect(answer.texts[0]).toMatch(/may have been charged.*\[outcome_unknown\]/);
  expect(new Set(answer.jobs).size).toBe(1);
  expect(upstream.charges).toBe(2);
}, 200_000);
