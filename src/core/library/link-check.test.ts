import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  accepted,
  ended,
  sampleAsset,
  sampleGeneration,
} from '../../../test/contract/store-samples.ts';
import { createHttpClient, type HttpClient } from '../../kit/http-client.ts';
import { openStore } from '../../store/open-store.ts';
import type { Store } from '../store.ts';
import { hostingOf } from './asset-hosting.ts';
import { createLinkCheck } from './link-check.ts';

let store: Store;
let server: Server;
let origin: string;
let client: HttpClient;
const asked: string[] = [];

beforeEach(async () => {
  asked.length = 0;
  store = await openStore({});
  server = createServer(({ method, url = '' }, answer) => {
    asked.push(`${method} ${url}`);
    const status = url.includes('gone')
      ? 404
      : url.includes('nohead') && method === 'HEAD'
        ? 405
        : url.includes('moved')
          ? 302
          : 200;
    answer.writeHead(status, status === 302 ? { location: '/gone' } : {}).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  client = createHttpClient({ trustedOrigins: [origin] });
});

afterEach(async () => {
  await client.close();
  server.close();
  await store.close();
});

async function host(url: string, createdAt: number): Promise<string> {
  const generation = sampleGeneration({ createdAt });
  const asset = sampleAsset({ generationId: generation.id, host: 'lsky', hostedUrl: undefined });
  await store.journal.append(accepted(generation));
  await store.journal.append({ type: 'asset-durable', asset });
  const hosted = {
    type: 'asset-hosted',
    id: asset.id,
    host: 'lsky',
    deleteRef: undefined,
  } as const;
  await store.journal.append({ ...hosted, url });
  await store.journal.append(ended(generation.id));
  return generation.id;
}

const check = (name: string) =>
  createLinkCheck({ store, client, hostedUrl: ({ hostedUrl }) => hostedUrl })(name);

describe('the links of a host', () => {
  it('are asked for without being loaded, and those that show nothing are named', async () => {
    await host(`${origin}/well`, 1);
    await host(`${origin}/nohead`, 2);
    const gone = await host(`${origin}/gone`, 3);
    const { broken, ...counts } = await check('lsky');
    expect(counts).toEqual({ asked: 3, alive: 2 });
    expect(broken).toEqual([{ generationId: gone, url: `${origin}/gone`, reason: 'HTTP 404' }]);
    expect(asked.sort()).toEqual(['GET /nohead', 'HEAD /gone', 'HEAD /nohead', 'HEAD /well']);
    expect(await check('s3')).toEqual({ asked: 0, alive: 0, broken: [] });
  });

  it('are followed to what they lead to', async () => {
    await host(`${origin}/moved`, 1);
    const { broken } = await check('lsky');
    expect(broken).toMatchObject([{ url: `${origin}/moved`, reason: 'HTTP 404' }]);
    expect(asked).toEqual(['HEAD /moved', 'GET /moved', 'GET /gone']);
  });

  it('are a sample over the whole age of what is looked at', async () => {
    for (let at = 0; at < 60; at += 1) await host(`${origin}/${at}`, at);
    const { asked: count } = await check('lsky');
    expect(count).toBe(12);
    const places = asked.map((line) => Number(line.split('/')[1]));
    expect(Math.min(...places)).toBeLessThan(10);
    expect(Math.max(...places)).toBe(59);
  });

  it('lead nowhere where the guard refuses their address', async () => {
    await host('http://127.0.0.2:9/inside', 1);
    const { broken } = await check('lsky');
    expect(broken).toHaveLength(1);
    expect(asked).toEqual([]);
  });
});

describe('an asset and its host', () => {
  const asset = sampleAsset({ host: 'lsky', hostedUrl: undefined });
  const tries = { assetId: asset.id, attempts: 2, error: { code: 'x', message: 'y' } };

  it('waits while a try is due, and was refused where none is', () => {
    expect(hostingOf(asset, { ...tries, nextAttemptAt: 5 })).toMatchObject({ state: 'waiting' });
    expect(hostingOf(asset, { ...tries, nextAttemptAt: undefined })).toMatchObject({
      state: 'refused',
      error: { message: 'y' },
    });
  });

  it('is here where nothing was tried, and hosted where it has an address', () => {
    expect(hostingOf(asset, undefined)).toMatchObject({ state: 'here', attempts: 0 });
    const hosted = { ...asset, hostedUrl: 'https://img.example/1' };
    expect(hostingOf(hosted, { ...tries, nextAttemptAt: undefined })).toMatchObject({
      state: 'hosted',
      error: undefined,
    });
  });
});
