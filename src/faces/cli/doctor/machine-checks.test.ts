import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadSettings } from '../../../config/load.ts';
import { reportSettings } from '../../../config/report-settings.ts';
import { createHttpClient } from '../../../kit/http-client.ts';
import type { CheckTools } from './checks.ts';
import { watchClock } from './clock.ts';
import {
  clockCheck,
  folderCheck,
  nodeCheck,
  portCheck,
  proxyCheck,
  recordsCheck,
} from './machine-checks.ts';
import { tellSettings } from './settings-sources.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'doctor-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function toolsFor(environment: Record<string, string>, dataDir = folder): CheckTools {
  const loaded = loadSettings({ flags: {}, environment, dotEnv: {}, configFile: {} });
  const trustedOrigins = [`http://127.0.0.1:${loaded.settings.port}`];
  return {
    settings: loaded.settings,
    settingReports: reportSettings(loaded),
    dataDir,
    ...watchClock(createHttpClient({ trustedOrigins }), Date.now),
    providers: [],
    ownCommand: { command: '', args: [] },
    environment,
    live: false,
    signal: new AbortController().signal,
  };
}

/** A server that says this to whoever asks, at this time of its clock. */
async function serve(text: string, date = new Date()) {
  const server = createServer((_, response) => {
    response.setHeader('date', date.toUTCString());
    response.end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { port, close };
}

it('takes the Node that runs the tests', async () => {
  expect(await nodeCheck.run(toolsFor({}))).toMatchObject([{ verdict: 'ok' }]);
});

describe('the port', () => {
  it('is all right where it is free or one of ours answers, and broken where a stranger does', async () => {
    expect(await portCheck.run(toolsFor({ PORT: '0' }))).toMatchObject([{ verdict: 'ok' }]);
    const own = await serve('{"type":"ping"}');
    const stranger = await serve('{"type":"pong"}');
    const verdictAt = async (port: number) => {
      const [finding] = await portCheck.run(toolsFor({ PORT: String(port) }));
      return [finding?.verdict, finding?.exit];
    };
    expect(await verdictAt(own.port)).toEqual(['ok', undefined]);
    expect(await verdictAt(stranger.port)).toEqual(['broken', 'configuration']);
    own.close();
    stranger.close();
  });

  it('is broken at an address this machine has not', async () => {
    const [finding] = await portCheck.run(toolsFor({ PORT: '0', HOST: '203.0.113.9' }));
    expect(finding).toMatchObject({ verdict: 'broken', exit: 'configuration' });
  });
});

describe('the data folder', () => {
  it('is left as it was', async () => {
    const [finding] = await folderCheck.run(toolsFor({}));
    expect(finding?.found.en).toContain('GiB free');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is broken where a file is in its place', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const [finding] = await folderCheck.run(toolsFor({}, file));
    expect(finding).toMatchObject({ verdict: 'broken', exit: 'configuration' });
    expect(finding?.advice?.en).toContain('DATA_DIR');
  });
});

describe('the records', () => {
  it('are looked for without a file being made', async () => {
    expect(await recordsCheck.run(toolsFor({}))).toMatchObject([{ verdict: 'ok' }]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('are broken where the file is none of SQLite', async () => {
    writeFileSync(join(folder, 'maliang.db'), 'no database at all '.repeat(100));
    expect(await recordsCheck.run(toolsFor({}))).toMatchObject([{ verdict: 'broken' }]);
  });

  it('are broken where no PostgreSQL answers, and the password stays secret', async () => {
    const databaseUrl = 'postgres://me:hush-hush@127.0.0.1:1/db';
    const [finding] = await recordsCheck.run(toolsFor({ DATABASE_URL: databaseUrl }));
    expect(finding).toMatchObject({ verdict: 'broken', exit: 'configuration' });
    expect(JSON.stringify(finding)).not.toContain('hush-hush');
  });
});

describe('the clock', () => {
  it('is compared with servers that were asked anyway, and with nobody else', async () => {
    const tools = toolsFor({});
    expect((await clockCheck.run(tools))[0]?.found.en).toContain('not compared');
    const late = await serve('', new Date(Date.now() - 10 * 60_000));
    const { client, clock } = watchClock(
      createHttpClient({ trustedOrigins: [`http://127.0.0.1:${late.port}`] }),
      Date.now,
    );
    const url = `http://127.0.0.1:${late.port}/`;
    await (await client.request({ method: 'GET', url })).discard();
    expect(await clockCheck.run({ ...tools, clock })).toMatchObject([{ verdict: 'look' }]);
    late.close();
  });
});

it('tells of a proxy without its password', async () => {
  const tools = toolsFor({ HTTPS_PROXY: 'http://me:hush-hush@proxy.example:8080' });
  const [finding] = await proxyCheck.run(tools);
  expect(finding?.found.en).toContain('HTTPS_PROXY');
  expect(finding?.found.en).not.toContain('hush-hush');
});

it('tells of a secret only that it is set, and where', () => {
  const { settingReports } = toolsFor({ OPENAI_API_KEY: 'sk-hush', PORT: '4000' });
  const told = tellSettings(settingReports, 'en');
  expect(told.find(({ name }) => name === 'OPENAI_API_KEY')).toEqual({
    ...{ name: 'OPENAI_API_KEY', value: 'set, not shown', source: 'environment' },
  });
  expect(told.find(({ name }) => name === 'PORT')?.value).toBe('4000');
  expect(JSON.stringify(told)).not.toContain('sk-hush');
});
