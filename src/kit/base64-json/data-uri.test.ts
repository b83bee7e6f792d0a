import { expect, it } from 'vitest';
import { scanBase64Json } from '../base64-json.ts';

const options = {
  isBase64: () => false,
  mayBeDataUri: (path: readonly (string | number)[]) => path.at(-1) === 'url',
};

async function scan(text: string, pieceBytes: number) {
  const bytes = Buffer.from(text);
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
  }
  const found: unknown[] = [];
  for await (const event of scanBase64Json(pieces(), options)) {
    if (event.type === 'end') return { found, json: event.json };
    let content = '';
    for await (const chunk of event.bytes) content += chunk.toString();
    found.push({ path: event.path, mediaType: event.mediaType, content });
  }
  throw new Error('no end');
}

it.each([1, 2, 3, 7, 1000])('takes only data: URIs apart, in pieces of %i bytes', async (size) => {
  const uri = `data:image\\/png;base64,${Buffer.from('picture').toString('base64')}`;
  const url = 'https:\\/\\/x.example\\/猫.png?a=\\u0026';
  const text = `{"a":[{"url":"${uri}"},{"url":"${url}"},{"url":""},{"url":"dat"},{"url":null}]}`;
  expect(await scan(text, size)).toEqual({
    found: [{ path: ['a', 0, 'url'], mediaType: 'image/png', content: 'picture' }],
    json: {
      a: [
        { url: null },
        { url: 'https://x.example/猫.png?a=&' },
        { url: '' },
        { url: 'dat' },
        { url: null },
      ],
    },
  });
});
