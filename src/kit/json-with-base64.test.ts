import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Base64Source, base64Length, jsonWithBase64 } from './json-with-base64.ts';

const key = (place: number) => `key-${place}-abcdefghijklmnop`;

function sourceOf(bytes: Uint8Array, pieceSize = 7): Base64Source {
  return {
    size: bytes.length,
    async *bytes() {
      for (let at = 0; at < bytes.length; at += pieceSize) yield bytes.subarray(at, at + pieceSize);
    },
  };
}

async function written(value: unknown, sources: ReadonlyMap<string, Base64Source>) {
  const { contentLength, body } = jsonWithBase64(value, sources);
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  expect(bytes.length).toBe(contentLength);
  return JSON.parse(bytes.toString());
}

describe('jsonWithBase64', () => {
  it('is the JSON itself where nothing stands for bytes', async () => {
    const value = { text: '狐狸 "🦊"\n', list: [1, null, true] };
    expect(await written(value, new Map())).toEqual(value);
  });

  it('puts base64 in the place of its key, inside a longer text too', async () => {
    const bytes = Buffer.from('a fox');
    const value = { b64_json: key(1), url: `data:image/png;base64,${key(2)}` };
    const sources = new Map([
      [key(2), sourceOf(bytes)],
      [key(1), sourceOf(Buffer.alloc(0))],
    ]);
    expect(await written(value, sources)).toEqual({
      b64_json: '',
      url: `data:image/png;base64,${bytes.toString('base64')}`,
    });
  });

  it('tells its length before a byte is read', () => {
    let read = false;
    const source = {
      size: 10,
      async *bytes() {
        read = true;
        yield Buffer.alloc(10);
      },
    };
    const { contentLength } = jsonWithBase64({ a: key(1) }, new Map([[key(1), source]]));
    expect(contentLength).toBe('{"a":""}'.length + 16);
    expect(read).toBe(false);
  });

  it('gives back any bytes in any order', async () => {
    const many = fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(many, fc.integer({ min: 1, max: 9 }), async (all, pieceSize) => {
        const value = { data: all.map((_, place) => ({ b64_json: key(place), text: '狐' })) };
        const sources = new Map(
          all
            .map((bytes, place): [string, Base64Source] => [key(place), sourceOf(bytes, pieceSize)])
            .reverse(),
        );
        const { data } = await written(value, sources);
        const read = data.map((item: { b64_json: string }) => Buffer.from(item.b64_json, 'base64'));
        expect(read).toEqual(all.map((bytes) => Buffer.from(bytes)));
      }),
    );
  });

  it('fails where its bytes fail', async () => {
    const source = {
      size: 5,
      // biome-ignore lint/correctness/useYield: it fails before its first piece
      async *bytes(): AsyncGenerator<Uint8Array> {
        throw new Error('the disk is gone');
      },
    };
    await expect(written({ a: key(1) }, new Map([[key(1), source]]))).rejects.toThrow('disk');
  });
});

describe('base64Length', () => {
  it('is what encoding makes of so many bytes', () => {
    for (let bytes = 0; bytes < 20; bytes += 1) {
      expect(base64Length(bytes)).toBe(Buffer.alloc(bytes).toString('base64').length);
    }
  });
});
