import { FormData, request } from 'undici';
import { describe, expect, it } from 'vitest';
import { serve } from '../../../../test/fakes/loopback.ts';
import { solidPng } from '../../../../test/fakes/png.ts';
import { toAppError } from '../../../core/errors.ts';
import { createMemorySpool, type Spool } from '../../../kit/spool.ts';
import { readEditBody } from './edit-body.ts';
import type { EditBody } from './given.ts';

const png = solidPng(8, 8, 5);

/** What becomes of a body, and the spools that were opened for it. */
async function read(body: string | Buffer | FormData, type?: string) {
  const spools: Spool[] = [];
  const begin = async (maxBytes?: number) => {
    const spool = createMemorySpool({ ...(maxBytes && { maxBytes }) });
    spools.push(spool);
    return spool;
  };
  let seen: EditBody | undefined;
  const server = await serve(async (incoming, outgoing) => {
    try {
      seen = await readEditBody(incoming, { begin });
      outgoing.end('{}');
    } catch (thrown) {
      const { code, details } = toAppError(thrown);
      outgoing.end(JSON.stringify({ code, param: details.param }));
    }
  });
  const headers = type === undefined ? {} : { 'content-type': type };
  const answer = await request(server.origin, { method: 'POST', headers, body });
  const error = await answer.body.json();
  return { seen, spools, error };
}

function form(...parts: [name: string, value: string | Buffer][]): FormData {
  const made = new FormData();
  for (const [name, value] of parts) {
    made.append(name, typeof value === 'string' ? value : new File([value], 'a.png'));
  }
  return made;
}

const json = (value: object) => read(JSON.stringify(value), 'application/json');
const isGone = (spool: Spool) =>
  (async () => {
    for await (const _ of spool.read());
    return false;
  })().catch(() => true);

describe('the body of an edit', () => {
  it('is a form with one image, several, or numbered ones', async () => {
    const one = await read(form(['prompt', '狐狸'], ['image', png], ['n', '2']));
    expect(one.seen).toMatchObject({
      fields: { prompt: '狐狸', n: '2' },
      images: [{ param: 'image' }],
    });
    for (const names of [
      ['image', 'image'],
      ['image[]', 'image[]'],
      ['image[0]', 'image[1]'],
      ['images[]', 'images[]'],
    ]) {
      const many = await read(
        form(...names.map((name): [string, Buffer] => [name, png]), ['mask', png]),
      );
      expect(many.seen?.images.map(({ param }) => param)).toEqual(['image[0]', 'image[1]']);
      expect(many.seen?.mask).toMatchObject({ param: 'mask' });
    }
  });

  it('is JSON whose long base64 is not held', async () => {
    const large = Buffer.concat([png, Buffer.alloc(9_000, 3)]).toString('base64');
    const { seen, spools } = await json({
      prompt: 'x',
      images: [{ image_url: `data:image/png;base64,${large}` }, { file_id: 'file_a' }],
      mask: { file_id: 'file_b' },
      markup: 'https://x.test/a.png',
    });
    expect(seen?.fields).toEqual({ prompt: 'x' });
    expect(spools.map(({ size }) => size)).toEqual([png.length + 9_000]);
    expect(seen?.images).toEqual([
      { param: 'images[0]', from: spools[0] },
      { param: 'images[1]', from: 'file_a' },
    ]);
    expect(seen?.mask).toEqual({ param: 'mask', from: 'file_b' });
    expect(seen?.markup).toEqual({ param: 'markup', from: 'https://x.test/a.png' });
  });

  it('passes over a field of files that a browser left empty', async () => {
    const { seen, error } = await read(
      '--b\r\nContent-Disposition: form-data; name="mask"; filename=""\r\nContent-Type: application/octet-stream\r\n\r\n\r\n' +
        '--b\r\nContent-Disposition: form-data; name="image"; filename="a.png"\r\n\r\nxyz\r\n--b--\r\n',
      'multipart/form-data; boundary=b',
    );
    expect(error).toEqual({});
    expect(seen).toMatchObject({ mask: undefined, images: [{ param: 'image' }] });
  });

  it('is told how many images are too many, also where it has far more', async () => {
    const many = (count: number) =>
      read(form(...Array.from({ length: count }, (): [string, Buffer] => ['image[]', png])));
    const [few, far] = [await many(17), await many(40)];
    expect(few.error).toEqual({ code: 'too_many_inputs', param: 'image' });
    expect(far.error).toEqual({ code: 'invalid_form' });
    for (const spool of [...few.spools, ...far.spools]) expect(await isGone(spool)).toBe(true);
  });

  it('leaves no spool where it is refused', async () => {
    const large = png.toString('base64').padEnd(10_000, 'A');
    const refused = await Promise.all([
      json({ image: [large, 7] }),
      json({ images: { x: large } }),
      json({ image: Array(40).fill(large) }),
      read(`{"image":"${large}","prompt":`, 'application/json'),
      read(`["${large}"]`, 'application/json'),
      read(form(['image', png], ['mask', 'text'])),
      read(form(['image', png], ['prompt', png])),
    ]);
    expect(refused.map(({ error }) => error)).toEqual([
      { code: 'invalid_type', param: 'image[1]' },
      { code: 'invalid_type', param: 'images' },
      { code: 'invalid_value', param: 'images' },
      { code: 'invalid_json' },
      { code: 'invalid_type' },
      { code: 'invalid_type', param: 'mask' },
      { code: 'invalid_type', param: 'prompt' },
    ]);
    for (const spool of refused.flatMap(({ spools }) => spools))
      expect(await isGone(spool)).toBe(true);
  });
});
