import { existsSync } from 'node:fs';
import { cp, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startFakeUpstream } from '../fakes/openai-upstream.ts';
import { bundle, createSandbox } from './maliang-process.ts';
import { call, createClient, eras } from './mcp-client.ts';
import { startStdio } from './stdio-process.ts';

const bun = findBun();

/** Installed where there is one for this system; elsewhere the one on the PATH. */
function findBun(): string {
  try {
    const manifest = createRequire(import.meta.url).resolve('@oven/bun-linux-x64/package.json');
    const program = join(dirname(manifest), 'bin/bun');
    return existsSync(program) ? program : 'bun';
  } catch {
    return 'bun';
  }
}

describe('under Bun, which some hosts fall back to', () => {
  it.each(eras)('it lists its tools, paints and keeps the picture, %s', async (era) => {
    const sandbox = await createSandbox({ PORT: '39220' });
    // Alone, without the packages around it, as `bunx` may leave it.
    const file = join(sandbox.folder, 'dist/maliang.js');
    await cp(dirname(bundle), dirname(file), { recursive: true });
    const server = startStdio(sandbox, { program: [bun], file });
    const client = createClient(era);
    await client.connect(server.transport);
    expect((await client.listTools()).tools[0]?.name).toBe('generate_image');
    const { texts, structured } = await call(client, 'generate_image', { prompt: 'a fox' });
    expect(structured).toMatchObject({ status: 'done', model: 'demo/demo' });
    expect((await fetch(texts[0] ?? '')).headers.get('content-type')).toBe('image/png');
    const { job_id } = structured ?? {};
    await server.end();
    expect(await server.exited).toBe(0);
    expect(server.log()).toBe('');
    expect(await readdir(sandbox.env.DATA_DIR ?? '')).toContain('maliang.db');
    const again = startStdio(sandbox, { program: [bun], file });
    const next = createClient(era);
    await next.connect(again.transport);
    expect(await call(next, 'get_image', { job_id })).toMatchObject({
      structured: { status: 'done' },
    });
    await again.end();
    await sandbox.remove();
  });

  it('an upstream is asked, and cut by a cancel', async () => {
    const upstream = await startFakeUpstream();
    const sandbox = await createSandbox({ API_KEY: 'k', API_BASE_URL: upstream.origin });
    const server = startStdio(sandbox, { program: [bun] });
    const client = createClient('2025');
    await client.connect(server.transport);
    const { isError } = await call(client, 'generate_image', { prompt: 'a fox' });
    expect({ isError, charges: upstream.charges }).toEqual({ isError: false, charges: 1 });
    upstream.mode({ mode: 'b64', latencyMs: 20_000 });
    const abort = new AbortController();
    const fox = { name: 'generate_image', arguments: { prompt: 'a second fox' } };
    client.callTool(fox, { signal: abort.signal }).catch(() => {});
    await expect.poll(() => upstream.paints().length, { timeout: 5_000 }).toBe(2);
    abort.abort();
    await expect.poll(() => upstream.cuts, { timeout: 5_000 }).toBe(1);
    await server.end();
    await sandbox.remove();
    await upstream.close();
  });
});
