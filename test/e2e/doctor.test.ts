import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeUpstream, startFakeUpstream } from '../fakes/openai-upstream.ts';
import { createSandbox, runMaliang, type Sandbox, startServe } from './maliang-process.ts';

interface Report {
  ok: boolean;
  findings: { check: string; verdict: string; found: string; advice: string | null }[];
  measured: { provider: string; model: string; traits: Record<string, string> }[];
  saved: string | null;
  settings: { name: string; value: string | null; source: string }[];
}

let sandbox: Sandbox;
let upstream: FakeUpstream;
beforeEach(async () => {
  upstream = await startFakeUpstream({ apiKey: 'sk-right' });
  sandbox = await createSandbox();
});
afterEach(async () => {
  await sandbox.remove();
  await upstream.close();
});

async function examine(words: string[], env: Record<string, string>) {
  const told = { ...sandbox, env: { ...sandbox.env, ...env } };
  const { code, stdout, stderr } = await runMaliang(['doctor', '--json', ...words], told);
  const report = stdout === '' ? undefined : (JSON.parse(stdout) as Report);
  const verdicts = Object.fromEntries(
    (report?.findings ?? []).map(({ check, verdict }) => [check, verdict]),
  );
  return { code, stdout, stderr, report, verdicts };
}

const relay = () => ({ API_KEY: 'sk-right', API_BASE_URL: upstream.baseUrl });

describe('maliang doctor', () => {
  it('finds a fresh machine in order, and speaks MCP with itself', async () => {
    const { code, verdicts } = await examine([], {});
    expect(verdicts).toMatchObject({ node: 'ok', records: 'ok', port: 'ok', folder: 'ok' });
    expect(verdicts).toMatchObject({ mcp: 'ok', host: 'ok', 'provider:demo': 'look' });
    expect(code).toBe(0);
  });

  it('asks each key of a provider without painting, and exits with 3 where one is refused', async () => {
    const env = { ...relay(), API_KEY: 'sk-right,sk-wrong' };
    const { code, stdout, report } = await examine([], env);
    const asked = report?.findings.filter(({ check }) => check === 'provider:relay');
    expect(asked?.map(({ verdict }) => verdict)).toEqual(['ok', 'broken']);
    expect(code).toBe(3);
    expect(upstream.paints()).toEqual([]);
    expect(stdout).not.toMatch(/sk-right|sk-wrong/);
  });

  it('exits with 5 where nobody answers at the address of a provider', async () => {
    const env = relay();
    await upstream.close();
    const { code, verdicts } = await examine([], env);
    expect(verdicts['provider:relay']).toBe('broken');
    expect(code).toBe(5);
    upstream = await startFakeUpstream();
  });

  it('tells where each setting came from, and of a secret only that it is there', async () => {
    const { report } = await examine(['--log-level', 'error'], relay());
    const setting = (name: string) => report?.settings.find((row) => row.name === name);
    expect(setting('LOG_LEVEL')).toMatchObject({ value: 'error', source: 'flag' });
    expect(setting('API_KEY')).toMatchObject({ value: 'set, not shown', source: 'environment' });
    expect(setting('API_BASE_URL')).toMatchObject({ value: upstream.baseUrl });
    expect(setting('ADMIN_KEY')).toMatchObject({ value: null, source: 'unset' });
  });

  it('knows its own server from a stranger at the port', async () => {
    const stranger = await listen(createServer((_, response) => response.end('hello')));
    const taken = await examine([], { PORT: String(portOf(stranger)) });
    expect(taken.verdicts.port).toBe('broken');
    expect(taken.code).toBe(3);
    stranger.closeAllConnections();
    stranger.close();
    const server = await startServe();
    try {
      const { port, hostname } = new URL(server.url);
      const own = await examine([], { PORT: port, PUBLIC_URL: `http://${hostname}:${port}` });
      expect(own.verdicts).toMatchObject({ port: 'ok', public_url: 'ok', events: 'ok' });
    } finally {
      await server.stop();
    }
  });

  it('finds out that a proxy holds events back', async () => {
    const server = await startServe();
    const proxy = await listen(holdBack(server.url));
    try {
      const { verdicts } = await examine([], { PUBLIC_URL: `http://127.0.0.1:${portOf(proxy)}` });
      expect(verdicts).toMatchObject({ public_url: 'ok', events: 'look' });
    } finally {
      proxy.closeAllConnections();
      proxy.close();
      await server.stop();
    }
  });

  it('speaks Chinese where the machine does', async () => {
    const told = { ...sandbox, env: { ...sandbox.env, LANG: 'zh_CN.UTF-8' } };
    const { stdout } = await runMaliang(['doctor'], told);
    expect(stdout).toContain('✓ 数据目录');
    expect(stdout).not.toContain('Data folder');
  });
});

describe('maliang doctor --live', () => {
  it('paints nothing where nobody can be asked and nobody agreed', async () => {
    const { code, stderr } = await examine(['--live'], relay());
    expect(code).toBe(2);
    expect(stderr).toContain('--yes');
    expect(upstream.requests).toEqual([]);
  });

  it('finds the demo painter to do all that it claims', async () => {
    const { code, report } = await examine(['--live', '--yes'], {});
    expect(report?.measured[0]?.traits).toEqual({
      ...{ size: 'honoured', n: 'honoured', seed: 'honoured', mask: 'honoured' },
    });
    expect(report?.saved).toBeNull();
    expect(code).toBe(0);
  });

  it('finds out a provider that ignores seed, transparency and mask, and never promises them again', async () => {
    const words = ['--live', '--yes', '--save', '-m', 'relay/mine'];
    const { report } = await examine(words, relay());
    const [measured] = report?.measured ?? [];
    expect(measured?.traits).toEqual({
      ...{ size: 'honoured', n: 'honoured' },
      ...{ seed: 'ignored', transparency: 'ignored', mask: 'ignored' },
    });
    const file = report?.saved ?? '';
    expect(file).toBe(join(sandbox.env.DATA_DIR ?? '', 'measured-models.json'));
    expect(await readFile(file, 'utf8')).not.toContain('sk-right');
    const server = await startServe({ ...relay(), DATA_DIR: sandbox.env.DATA_DIR ?? '' });
    try {
      const answer = await fetch(
        `${server.url}/v1/models/${measured?.provider}/${measured?.model}`,
      );
      const { maliang } = (await answer.json()) as { maliang: Record<string, unknown> };
      expect(maliang).toMatchObject({ verified: 'live', mask: false, seed: false });
      expect(maliang.measured).toMatchObject({ traits: measured?.traits });
    } finally {
      await server.stop();
    }
  });

  it('writes what it paid for into the books', async () => {
    await examine(['--live', '--yes'], relay());
    const told = { ...sandbox, env: { ...sandbox.env, ...relay() } };
    const { stdout } = await runMaliang(['cost', 'provider', '--json'], told);
    const { total } = JSON.parse(stdout) as {
      total: Record<string, { generations: number }>;
    };
    const booked = Object.values(total).reduce((sum, { generations }) => sum + generations, 0);
    expect(booked).toBe(upstream.paints().length);
    expect(booked).toBeGreaterThan(1);
  });
});

async function listen(server: Server): Promise<Server> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/** A reverse proxy that reads an answer to its end before it hands it on. */
function holdBack(origin: string): Server {
  return createServer(async ({ url = '', headers }, response) => {
    const accept = headers.accept ?? '*/*';
    const answer = await fetch(`${origin}${url}`, { headers: { accept } });
    response.setHeader('content-type', answer.headers.get('content-type') ?? '');
    response.end(await answer.text());
  });
}
