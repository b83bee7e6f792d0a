import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  accepted,
  ended,
  sampleAsset,
  sampleGeneration,
} from '../../test/contract/store-samples.ts';
import { openClient, serve } from '../../test/fakes/loopback.ts';
import { refusal } from '../../test/fakes/parts.ts';
import { solidPng } from '../../test/fakes/png.ts';
import { testCaller } from '../../test/fakes/wishes.ts';
import type { Spool } from '../kit/spool.ts';
import { createMemoryStore } from '../store/memory/memory-store.ts';
import { createAssetFolder } from '../store/pictures/asset-folder.ts';
import type { AssetFolder } from './asset-folder.ts';
import type { ImageInput } from './image.ts';
import { createInputs } from './inputs.ts';
import type { Store } from './store.ts';

const png = solidPng(5, 4);

let root = '';
let assets: AssetFolder;
let store: Store;
const spools: Spool[] = [];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'inputs-'));
  const folder = await createAssetFolder({ directory: join(root, 'data') });
  const begin = async () => {
    const spool = await folder.begin();
    spools.push(spool);
    return spool;
  };
  assets = { ...folder, begin };
  store = createMemoryStore();
});
afterEach(async () => {
  await Promise.all(spools.splice(0).map((spool) => spool.discard()));
  await rm(root, { recursive: true });
});

const inputsFor = (origins: string[] = []) =>
  createInputs({ client: openClient(origins), assets, store });

const spooled = () => readdir(join(root, 'data', 'spool'));

async function read({ bytes }: Pick<ImageInput, 'bytes'>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('a picture from a spool', () => {
  it('is described, read as often as it takes, and freed', async () => {
    const spool = await assets.begin();
    await spool.write(png);
    const input = await inputsFor().fromSpool('image[0]', spool, await spool.end());
    expect(input).toMatchObject({
      fileName: 'image0.png',
      mediaType: 'image/png',
      size: png.length,
      width: 5,
      height: 4,
      fromDisk: false,
    });
    expect(await read(input)).toEqual(png);
    expect(await read(input)).toEqual(png);
    await input.discard();
    expect(await spooled()).toEqual([]);
  });

  it('is refused where it is none, and leaves nothing behind', async () => {
    const spool = await assets.begin();
    await spool.write(Buffer.from('<svg/>'));
    const end = await spool.end();
    const error = await refusal(inputsFor().fromSpool('mask', spool, end));
    expect(error).toMatchObject({ code: 'not_an_image', details: { param: 'mask' } });
    expect(await spooled()).toEqual([]);
  });
});

describe('a picture from a file of this machine', () => {
  const put = async (name: string, bytes: string | Buffer = png) => {
    const path = join(root, name);
    await writeFile(path, bytes);
    return path;
  };

  it('keeps its name, and is known to be one', async () => {
    const input = await inputsFor().fromFile('image', await put('狐狸.png'), [root]);
    expect(input).toMatchObject({ fileName: '狐狸.png', fromDisk: true, width: 5 });
    expect(await read(input)).toEqual(png);
    await input.discard();
    expect(await spooled()).toEqual([]);
  });

  it('may lie anywhere where no folders are given', async () => {
    expect(await inputsFor().fromFile('image', await put('a.png'))).toMatchObject({ width: 5 });
  });

  it.each<[string, (folder: string) => Promise<string>, RegExp]>([
    ['is not there', async (folder) => join(folder, 'none.png'), /no such file/],
    ['lies elsewhere', () => put('outside.png'), /lies elsewhere/],
    [
      'is reached by going up',
      async (folder) => join(await put('outside.png'), '..', '..', folder, '..', 'outside.png'),
      /no such file|lies elsewhere/,
    ],
    [
      'is a link that leads out',
      async (folder) => {
        await symlink(await put('outside.png'), join(folder, 'link.png'));
        return join(folder, 'link.png');
      },
      /lies elsewhere/,
    ],
    [
      'lies in a folder whose name only begins alike',
      async (folder) => {
        await mkdir(`${folder}-2`);
        await writeFile(`${folder}-2/a.png`, png);
        return `${folder}-2/a.png`;
      },
      /lies elsewhere/,
    ],
    ['is the folder itself', async (folder) => folder, /lies elsewhere/],
    [
      'is a folder within',
      async (folder) => {
        await mkdir(join(folder, 'sub'));
        return join(folder, 'sub');
      },
      /no file/,
    ],
    [
      'is a pipe, which would be waited for',
      async (folder) => {
        execFileSync('mkfifo', [join(folder, 'pipe')]);
        return join(folder, 'pipe');
      },
      /no file/,
    ],
    ['has NUL in its name', async (folder) => `${folder}/a\0.png`, /no such file/],
  ])('is refused where it %s', async (_, path, reason) => {
    const folder = join(root, 'allowed');
    await mkdir(folder);
    const error = await refusal(inputsFor().fromFile('image', await path(folder), [folder]));
    expect(error).toMatchObject({ code: 'file_refused', details: { param: 'image' } });
    expect(error.message).toMatch(reason);
    expect(await spooled()).toEqual([]);
  });

  it('is refused where it is no picture', async () => {
    const path = await put('notes.png', 'secret notes');
    const error = await refusal(inputsFor().fromFile('image', path));
    expect(error.code).toBe('not_an_image');
    expect(error.message).not.toContain('secret');
    expect(await spooled()).toEqual([]);
  });

  it('is refused where it is larger than any upstream takes', async () => {
    const path = await put('large.png', Buffer.concat([png, Buffer.alloc(64 * 1024 * 1024)]));
    const error = await refusal(inputsFor().fromFile('image', path));
    expect(error.text('zh')).toBe('`image` 超过 64 MiB。请缩小后再发送。');
    expect(await spooled()).toEqual([]);
  });
});

describe('a picture from an address', () => {
  it('is downloaded without any credential, over redirects too', async () => {
    const asked: object[] = [];
    const server = await serve(({ url, headers }, answer) => {
      asked.push(headers);
      if (url === '/a.png') answer.writeHead(302, { location: '/b.png' }).end();
      else answer.end(png);
    });
    const input = await inputsFor([server.origin]).fromUrl('image', `${server.origin}/a.png`);
    expect(input).toMatchObject({ width: 5, fromDisk: false, fileName: 'image.png' });
    expect(JSON.stringify(asked)).not.toMatch(/authorization|cookie/i);
  });

  it('is not asked for at an address that is not public', async () => {
    let asked = 0;
    const server = await serve((_, answer) => {
      asked += 1;
      answer.end(png);
    });
    const error = await refusal(inputsFor().fromUrl('image', `${server.origin}/a.png`));
    expect(error).toMatchObject({ code: 'address_refused', details: { param: 'image' } });
    expect(asked).toBe(0);
  });

  it.each(['file:///etc/passwd', 'data:image/png;base64,AAAA', 'nonsense', 'ftp://x.test/a'])(
    'is refused at %s, without a trace of what has no origin',
    async (url) => {
      const error = await refusal(inputsFor().fromUrl('image', url));
      expect(error.code).toBe('address_refused');
      expect(error.message).not.toContain('null');
    },
  );

  it('is refused where the address carries a login, which no error repeats', async () => {
    const error = await refusal(inputsFor().fromUrl('image', 'https://me:hunter2@x.test/a'));
    expect(error.message).not.toContain('hunter2');
  });

  it.each<[string, Parameters<typeof serve>[0], string, RegExp]>([
    ['is not found', (_, answer) => answer.writeHead(404).end(), 'invalid_value', /answers 404/],
    ['is a web page', (_, answer) => answer.end('<p>hello'), 'not_an_image', /not a picture/],
    [
      'breaks off',
      (_, answer) => {
        answer.writeHead(200, { 'content-length': 1000 });
        answer.write(png, () => answer.destroy());
      },
      'invalid_value',
      /does not answer \(cut\)/,
    ],
  ])('is refused where it %s, and leaves nothing behind', async (_, handler, code, reason) => {
    const server = await serve(handler);
    const error = await refusal(inputsFor([server.origin]).fromUrl('image', server.origin));
    expect(error).toMatchObject({ code, details: { param: 'image' } });
    expect(error.message).toMatch(reason);
    expect(await spooled()).toEqual([]);
  });
});

describe('a picture that was made here', () => {
  async function keepOne(owner: string | undefined) {
    const generation = owner === undefined ? undefined : sampleGeneration({ owner });
    if (generation) await store.journal.append(accepted(generation));
    const asset = sampleAsset({ generationId: generation?.id, size: png.length });
    const spool = await assets.begin();
    await spool.write(png);
    await spool.end();
    await assets.keep(spool, asset.name);
    await store.journal.append({ type: 'asset-durable', asset });
    return asset;
  }

  it('is its maker’s to use, and outlives the use', async () => {
    const { id } = await keepOne('local');
    const inputs = inputsFor();
    const input = await inputs.fromAsset('image', id, testCaller());
    expect(await read(input)).toEqual(png);
    expect(input.fromDisk).toBe(false);
    await input.discard();
    expect(await read(await inputs.fromAsset('image', id, testCaller()))).toEqual(png);
  });

  it('is anybody’s who knows its id where it was uploaded', async () => {
    const { id } = await keepOne(undefined);
    const input = await inputsFor().fromAsset('image', id, testCaller({ id: 'key_9' }));
    expect(input.size).toBe(png.length);
  });

  it('is told to have expired, to nobody but its maker', async () => {
    const { id, name } = await keepOne('local');
    await store.journal.append(ended((await store.findAsset(id))?.generationId ?? ''));
    await store.shelf.expire({ before: Infinity, maxBytes: 0, settledBefore: Infinity }, 5, 99);
    await assets.remove(name);
    const refusalOf = (owner: string) =>
      refusal(inputsFor().fromAsset('image', id, testCaller({ id: owner })));
    const details = { param: 'image' };
    expect(await refusalOf('local')).toMatchObject({ code: 'image_expired', details });
    expect(await refusalOf('key_9')).toMatchObject({ code: 'not_found' });
  });

  it('is not there for anybody else', async () => {
    const { id, name } = await keepOne('local');
    const inputs = inputsFor();
    const other = testCaller({ id: 'key_9' });
    const refused = { code: 'not_found', details: { param: 'image' } };
    expect(await refusal(inputs.fromAsset('image', id, other))).toMatchObject(refused);
    expect(await refusal(inputs.fromAsset('image', 'img_none', other))).toMatchObject(refused);
    await assets.remove(name);
    expect(await refusal(inputs.fromAsset('image', id, testCaller()))).toMatchObject(refused);
  });
});
