import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import OpenAI from 'openai';
import { request } from 'undici';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sniffImage } from '../../src/kit/media-type.ts';
import { serve } from '../fakes/loopback.ts';
import { type FakeUpstream, startFakeUpstream } from '../fakes/openai-upstream.ts';
import { type ServeProcess, startServe } from './maliang-process.ts';
import { samplePicture, sha256Of } from './pictures.ts';
import { postJson } from './post-json.ts';

const [red, green, blue] = [
  samplePicture(0xff0000, '狐狸.png'),
  samplePicture(0xff00),
  samplePicture(0xff),
];

describe('the official OpenAI client, editing', () => {
  let upstream: FakeUpstream;
  let server: ServeProcess;
  let client: OpenAI;

  beforeAll(async () => {
    upstream = await startFakeUpstream();
    server = await startServe({ API_KEY: 'sk-operator', API_BASE_URL: upstream.origin });
    client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'any' });
  });
  afterAll(async () => {
    expect(server.log()).not.toContain('"code":"internal"');
    await server.stop();
    await upstream.close();
  });
  afterEach(() => upstream.mode('paint'));

  const wish = { model: 'gpt-image-2', prompt: '把狐狸变成蓝色' };
  const seenFiles = () =>
    upstream
      .paints()
      .at(-1)
      ?.files?.map(({ field, sha256 }) => [field, sha256]);

  it('edits one image, and the upstream gets it to the byte', async () => {
    const { data, usage } = await client.images.edit({ ...wish, image: await red.file() });
    const picture = Buffer.from(data?.[0]?.b64_json ?? '', 'base64');
    expect(sha256Of(picture)).toBe(upstream.painted.at(-1)?.sha256);
    expect(usage?.total_tokens).toBeGreaterThan(0);
    expect(seenFiles()).toEqual([['image', red.sha256]]);
    expect(upstream.paints().at(-1)).toMatchObject({
      path: '/v1/images/edits',
      fields: { prompt: '把狐狸变成蓝色', model: 'gpt-image-2' },
    });
  });

  it('edits three images with a mask, in their order', async () => {
    const images = await Promise.all([red, green, blue].map(({ file }) => file()));
    await client.images.edit({ ...wish, image: images, mask: await green.file(), n: 2 });
    expect(seenFiles()).toEqual([
      ['image[]', red.sha256],
      ['image[]', green.sha256],
      ['image[]', blue.sha256],
      ['mask', green.sha256],
    ]);
    expect(upstream.paints().at(-1)?.fields).toMatchObject({ n: '2' });
  });

  it('streams an edit', async () => {
    upstream.mode('sse');
    const events: OpenAI.Images.ImageEditStreamEvent[] = [];
    const image = await red.file();
    const asked = { ...wish, image, stream: true, partial_images: 2 } as const;
    for await (const event of await client.images.edit(asked)) events.push(event);
    expect(events.map(({ type }) => type)).toEqual([
      'image_edit.partial_image',
      'image_edit.partial_image',
      'image_edit.completed',
    ]);
    const last = Buffer.from(events[2]?.b64_json ?? '', 'base64');
    expect(sha256Of(last)).toBe(upstream.painted.at(-1)?.sha256);
  });

  it('names a file that it sent before', async () => {
    const kept = await client.files.create({ file: await blue.file(), purpose: 'vision' });
    expect(kept).toMatchObject({ object: 'file', bytes: blue.bytes.length, status: 'processed' });
    const found = await client.files.retrieve(kept.id);
    expect(found).toEqual(kept);
    expect((found.expires_at ?? 0) - found.created_at).toBe(24 * 60 * 60);
    await edit({ images: [{ file_id: kept.id }, { file_id: kept.id }] });
    expect(seenFiles()).toEqual([
      ['image[]', blue.sha256],
      ['image[]', blue.sha256],
    ]);
    expect(await client.files.delete(kept.id)).toMatchObject({ id: kept.id, deleted: true });
    await expect(client.files.retrieve(kept.id)).rejects.toMatchObject({ status: 404 });
    const gone = await edit({ images: [{ file_id: kept.id }] });
    expect(gone).toMatchObject({ status: 404, json: { error: { param: 'images[0]' } } });
  });

  it('keeps a file as long as it asks for, and nothing that is no picture', async () => {
    const expires_after = { anchor: 'created_at', seconds: 3600 } as const;
    const file = await red.file();
    const kept = await client.files.create({ file, purpose: 'user_data', expires_after });
    expect(kept).toMatchObject({ purpose: 'user_data', filename: '狐狸.png' });
    expect((kept.expires_at ?? 0) - kept.created_at).toBe(3600);
    const text = new File(['{"a":1}'], 'batch.jsonl');
    const refused = client.files.create({ file: text, purpose: 'batch' });
    await expect(refused).rejects.toMatchObject({ status: 400, code: 'not_an_image' });
  });

  const edit = (body: object) => postJson(`${server.url}/v1/images/edits`, { ...wish, ...body });

  it.each<[string, () => object, string[]]>([
    ['a text', () => ({ image: red.dataUri }), ['image']],
    ['a list of texts', () => ({ image: [red.dataUri, green.dataUri] }), ['image[]', 'image[]']],
    ['bare base64', () => ({ image: red.bytes.toString('base64') }), ['image']],
    ['objects', () => ({ images: [{ image_url: red.dataUri }] }), ['image']],
    ['objects as in chats', () => ({ images: [{ image_url: { url: red.dataUri } }] }), ['image']],
    ['an object', () => ({ image: { url: red.dataUri, type: 'image_url' } }), ['image']],
    [
      'objects with a mask',
      () => ({ images: [{ image_url: red.dataUri }], mask: { image_url: green.dataUri } }),
      ['image', 'mask'],
    ],
  ])('takes pictures in JSON as %s', async (_, body, fields) => {
    const { status, json } = await edit(body());
    expect(status).toBe(200);
    expect(sniffImage(Buffer.from(json.data[0]?.b64_json ?? '', 'base64'))).toBeDefined();
    const hashes = [red.sha256, green.sha256];
    expect(seenFiles()).toEqual(fields.map((field, index) => [field, hashes[index]]));
  });

  it('takes 20 MB of base64 in JSON to the byte', async () => {
    const big = Buffer.concat([red.bytes, Buffer.alloc(15_000_000, 7)]);
    const { status } = await edit({
      images: [{ image_url: `data:;base64,${big.toString('base64')}` }],
    });
    expect(status).toBe(200);
    expect(seenFiles()).toEqual([['image', sha256Of(big)]]);
  });

  it('takes an image that this server made, by its URL and by its id', async () => {
    const made = await edit({ image: red.dataUri, response_format: 'url' });
    const { data } = (await (
      await fetch(`${server.url}/v1/generations/${made.json.maliang.id}`)
    ).json()) as {
      data: { id: string; sha256: string }[];
    };
    for (const place of [made.json.data[0]?.url, data[0]?.id]) {
      expect((await edit({ image: place })).status).toBe(200);
      expect(seenFiles()).toEqual([['image', data[0]?.sha256]]);
    }
  });

  it('fetches no address that is not public', async () => {
    const inside = await serve((_, answer) => answer.end(red.bytes));
    const { status, json } = await edit({ images: [{ image_url: `${inside.origin}/x.png` }] });
    expect({ status, error: json.error }).toMatchObject({
      status: 400,
      error: { code: 'address_refused', param: 'images[0]' },
    });
  });

  const wrong: [string, object, number, string, string][] = [
    ['no image', {}, 400, 'missing_parameter', 'image'],
    ['a number', { image: 7 }, 400, 'invalid_type', 'image'],
    ['an object without a place', { images: [{ a: 1 }] }, 400, 'invalid_type', 'images[0]'],
    ['a list in a list', { images: [['x']] }, 400, 'invalid_type', 'images[0]'],
    ['a word', { image: 'fox.png' }, 400, 'invalid_base64', 'image'],
    [
      'a text as data URI',
      { image: 'data:text/plain;base64,aGVsbG8=' },
      400,
      'not_an_image',
      'image',
    ],
    ['a file nobody sent', { image: `file_${'a'.repeat(26)}` }, 404, 'not_found', 'image'],
    ['17 images', { image: Array(17).fill(red.dataUri) }, 400, 'too_many_inputs', 'image'],
    ['a mask alone', { mask: red.dataUri }, 400, 'missing_parameter', 'image'],
    [
      'a mask and a markup',
      { image: red.dataUri, mask: red.dataUri, markup: red.dataUri },
      400,
      'invalid_value',
      'markup',
    ],
    [
      'a markup for a model without',
      { image: red.dataUri, markup: red.dataUri },
      400,
      'invalid_value',
      'markup',
    ],
    ['no prompt', { image: red.dataUri, prompt: '' }, 400, 'missing_parameter', 'prompt'],
    [
      'stream and async',
      { image: red.dataUri, stream: true, async: true },
      400,
      'invalid_value',
      'async',
    ],
  ];
  it.each(wrong)('refuses %s', async (_, body, status, code, param) => {
    const before = upstream.paints().length;
    const answer = await edit(body);
    expect(answer).toMatchObject({ status, json: { error: { code, param } } });
    expect(answer.headers.get('x-should-retry')).toBe('false');
    expect(upstream.paints().length).toBe(before);
  });

  it('passes a markup on to a model that takes one', async () => {
    const model = 'gpt-image-2.5-flare';
    const { status } = await edit({ model, image: red.dataUri, markup: green.dataUri });
    expect(status).toBe(200);
    expect(seenFiles()).toEqual([
      ['image', red.sha256],
      ['markup', green.sha256],
    ]);
  });

  async function postForm(form: FormData) {
    const answer = await fetch(`${server.url}/v1/images/edits`, { method: 'POST', body: form });
    return { status: answer.status, json: (await answer.json()) as { error: object } };
  }

  it('refuses a text where a file belongs, and a file where a text does', async () => {
    const text = new FormData();
    text.append('prompt', 'x');
    text.append('image[]', 'https://example.com/x.png');
    const file = new FormData();
    file.append('prompt', new File(['x'], 'x.txt'));
    file.append('image', await red.file());
    expect(await postForm(text)).toMatchObject({
      status: 400,
      json: { error: { code: 'invalid_type', param: 'image[]' } },
    });
    expect(await postForm(file)).toMatchObject({
      status: 400,
      json: { error: { code: 'invalid_type', param: 'prompt' } },
    });
  });

  it('refuses a file of 51 MB with its name, and goes on', async () => {
    const form = new FormData();
    form.append('prompt', 'x');
    form.append('image', new File([red.bytes, new Uint8Array(53_000_000)], 'big.png'));
    expect(await postForm(form)).toMatchObject({
      status: 413,
      json: { error: { code: 'too_large', param: 'image' } },
    });
    expect((await edit({ image: red.dataUri })).status).toBe(200);
  });

  it.each([
    [
      'multipart/form-data; boundary=x',
      '--x\r\nContent-Disposition: form-data; name="prompt"\r\n\r\nfox',
      400,
      'invalid_form',
    ],
    ['multipart/form-data', 'x', 415, 'unsupported_media_type'],
    ['application/x-www-form-urlencoded', 'prompt=x', 415, 'unsupported_media_type'],
    ['application/json', '{"image":"aaaa', 400, 'invalid_json'],
    ['application/json', '[]', 400, 'invalid_type'],
  ])('refuses the broken body %s %j', async (type, body, status, code) => {
    const answer = await request(`${server.url}/v1/images/edits`, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });
    expect(answer.statusCode).toBe(status);
    expect(await answer.body.json()).toMatchObject({ error: { code } });
  });

  it('is told that variations are gone', async () => {
    const asked = client.images.createVariation({ image: await red.file() });
    await expect(asked).rejects.toMatchObject({ status: 400, code: 'endpoint_retired' });
  });

  it('leaves nothing behind of the pictures it was sent', async () => {
    const folder = join(server.folder, 'data', 'spool');
    const sent = [red, green, blue].map(({ sha256 }) => sha256);
    const left = async () => {
      const files = await readdir(folder);
      const hashes = await Promise.all(
        files.map(async (file) => sha256Of(await readFile(join(folder, file)))),
      );
      return hashes.filter((hash) => sent.includes(hash));
    };
    await expect.poll(left).toEqual([]);
  });
});
