import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sampleAsset } from '../../../test/contract/store-samples.ts';
import { openClient, readAll, serve } from '../../../test/fakes/loopback.ts';
import { recordingLogger, refusal } from '../../../test/fakes/parts.ts';
import { solidPng } from '../../../test/fakes/png.ts';
import { createMemoryAssetFolder } from '../../store/memory/memory-asset-folder.ts';
import { createMemoryStore } from '../../store/memory/memory-store.ts';
import type { Asset } from '../image.ts';
import { reachAssets } from './reach-assets.ts';

const png = solidPng(4, 4);
const sha256 = createHash('sha256').update(png).digest('hex');
const name = `${'b'.repeat(26)}.png`;

/** A server with nothing in its folder, and a host that has `bytes`. */
async function setUp(changes: Partial<Asset> = {}, bytes = png, status = 200, isShared = false) {
  let asked = 0;
  const host = await serve((_, answer) => {
    asked += 1;
    answer.writeHead(status).end(bytes);
  });
  const store = createMemoryStore();
  const hostedUrl = `${host.origin}/${name}`;
  const asset = sampleAsset({ name, sha256, size: png.length, hostedUrl, ...changes });
  await store.journal.append({ type: 'asset-durable', asset });
  const folder = createMemoryAssetFolder();
  const logged: string[] = [];
  const assets = reachAssets({
    assets: folder,
    store,
    host: { name: 'wall', local: false },
    client: openClient([host.origin]),
    logger: recordingLogger(logged),
    isShared,
  });
  return { assets, folder, logged, asked: () => asked };
}

describe('an image of another server', () => {
  it('is brought here from its host, once, whoever opens it', async () => {
    const { assets, folder, asked } = await setUp();
    const opened = await Promise.all([1, 2, 3].map(() => assets.open(name)));
    expect(opened.map((one) => one?.size)).toEqual([png.length, png.length, png.length]);
    const again = await assets.open(name);
    expect(await readAll(again!.bytes())).toBe(png.toString());
    expect(await folder.open(name)).toBeDefined();
    expect(asked()).toBe(1);
  });

  it('is not here where its host has another one, a part of it, more or none', async () => {
    const other = Buffer.from(png);
    other[40] = 1;
    const wrong: [Buffer, number][] = [
      [other, 200],
      [png.subarray(0, 50), 200],
      [Buffer.concat([png, png]), 200],
      [png, 404],
    ];
    for (const [bytes, status] of wrong) {
      const { assets, folder, logged } = await setUp({}, bytes, status);
      expect(await assets.open(name)).toBeUndefined();
      expect(await folder.open(name)).toBeUndefined();
      expect(logged).toEqual(['an image could not be brought here']);
    }
  });

  it('is not asked for where no host has it, or it has expired', async () => {
    for (const changes of [{ hostedUrl: undefined }, { expiredAt: 1 }]) {
      const { assets, asked } = await setUp(changes);
      expect(await assets.open(name)).toBeUndefined();
      expect(asked()).toBe(0);
    }
  });

  it('is told to lie elsewhere for now where servers share the records and its host waits for it', async () => {
    const waiting = { hostedUrl: undefined, host: 'wall' };
    const shared = await setUp(waiting, png, 200, true);
    const { code, retryable, row } = await refusal(shared.assets.open(name));
    expect([code, retryable, row.status]).toEqual(['image_elsewhere', true, 503]);
    const alone = await setUp(waiting);
    expect(await alone.assets.open(name)).toBeUndefined();
    const ofAnotherHost = await setUp({ ...waiting, host: 'gone' }, png, 200, true);
    expect(await ofAnotherHost.assets.open(name)).toBeUndefined();
  });

  it('leaves the rest of the folder as it is', async () => {
    const { assets, folder } = await setUp();
    expect(assets.volatile).toBe(folder.volatile);
    expect(await assets.open('unknown.png')).toBeUndefined();
  });
});
