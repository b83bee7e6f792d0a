import { expect, it } from 'vitest';
import { startFakeUpstream } from '../fakes/openai-upstream.ts';
import { createSandbox } from './maliang-process.ts';
import { createClient, eras } from './mcp-client.ts';
import { startStdio } from './stdio-process.ts';

it.each(eras)('ten pictures are painted at once over one stdio connection, %s', async (era) => {
  const upstream = await startFakeUpstream();
  upstream.mode({ mode: 'b64', latencyMs: 1_000, bytes: 300_000 });
  const sandbox = await createSandbox({ API_KEY: 'k', API_BASE_URL: upstream.origin });
  const server = startStdio(sandbox);
  const client = createClient(era);
  await client.connect(server.transport);
  const began = Date.now();
  const results = await Promise.all(
    Array.from({ length: 10 }, (_, index) => {
      const show = index < 2 ? 'preview' : 'none';
      const call = { name: 'generate_image', arguments: { prompt: `fox ${index}`, show } };
      return client.callTool(call);
    }),
  );
  expect(Date.now() - began).toBeLessThan(8_000);
  const urls = results.map(({ content }) => JSON.stringify(content[0]));
  expect(new Set(urls).size).toBe(10);
  const prompts = upstream.paints().map(({ json }) => json?.prompt);
  expect(new Set(prompts).size).toBe(10);
  for (const [index, result] of results.entries()) {
    expect(result.isError ?? false).toBe(false);
    expect(JSON.stringify(result.structuredContent)).toContain(`fox ${index}`);
    const bytes = Buffer.byteLength(JSON.stringify(result));
    expect(bytes).toBeLessThanOrEqual((index < 2 ? 60 : 1) * 1024);
  }
  await server.end();
  await sandbox.remove();
  await upstream.close();
});
