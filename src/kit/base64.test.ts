import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64, encodeBase64, encodeBase64Text } from './base64.ts';

async function* pieces<Piece>(list: readonly Piece[]): AsyncGenerator<Piece> {
  yield* list;
}

async function join(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Cuts at the given places, in any order, empty pieces included. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const sorted = places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b);
  return [0, ...sorted].map((start, i) => bytes.subarray(start, sorted[i] ?? bytes.length));
}

const bytesAndCuts: [fc.Arbitrary<Uint8Array>, fc.Arbitrary<number[]>] = [
  fc.uint8Array({ maxLength: 200 }),
  fc.array(fc.nat(), { maxLength: 20 }),
];

describe('encodeBase64', () => {
  it('writes what Buffer writes, however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(...bytesAndCuts, async (bytes, places) => {
        const text = await join(encodeBase64(pieces(cut(Buffer.from(bytes), places))));
        expect(text.toString('latin1')).toBe(Buffer.from(bytes).toString('base64'));
      }),
    );
  });
});

describe('encodeBase64Text', () => {
  it('writes what Buffer writes in strings of at most 64 KiB, however large the pieces', async () => {
    const bytes = randomBytes(500_000);
    const cuts = [bytes.subarray(0, 1), bytes.subarray(1, 200_003), bytes.subarray(200_003)];
    const texts: string[] = [];
    for await (const text of encodeBase64Text(pieces(cuts))) texts.push(text);
    expect(texts.join('')).toBe(bytes.toString('base64'));
    expect(Math.max(...texts.map(({ length }) => length))).toBeLessThanOrEqual(64 * 1024);
  });
});

describe('decodeBase64', () => {
  const styles: Record<string, (text: string) => string> = {
    plain: (text) => text,
    'in the URL alphabet without padding': (text) =>
      text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''),
    'in lines of five': (text) => text.replace(/.{5}/g, '$&\r\n'),
    'behind a data: prefix': (text) => `data:image/png;base64,${text}`,
    'behind a bare data: prefix': (text) => `DATA:;base64,${text}`,
  };

  for (const [style, write] of Object.entries(styles)) {
    it(`reads text ${style}, however it is cut`, async () => {
      await fc.assert(
        fc.asyncProperty(...bytesAndCuts, async (bytes, places) => {
          const text = Buffer.from(write(Buffer.from(bytes).toString('base64')));
          const decoded = await join(decodeBase64(pieces(cut(text, places))));
          expect(decoded.equals(Buffer.from(bytes))).toBe(true);
        }),
      );
    });
  }

  it('takes strings as well as bytes', async () => {
    expect((await join(decodeBase64(pieces(['Zm', '94', 'IQ=', '='])))).toString()).toBe('fox!');
  });

  it('takes a text that only looks as if a data: prefix began', async () => {
    for (const text of ['data', 'dataDATA', 'da==']) {
      const decoded = await join(decodeBase64(pieces([...text])));
      expect(decoded).toEqual(Buffer.from(text, 'base64'));
    }
  });

  it('refuses whatever is not base64, wherever it stands and however it is cut', async () => {
    const bad = [
      'https://images.example/fox.png',
      '<html>',
      'A',
      'AAAAA',
      'AA=A',
      'AAA===',
      '===',
      'AAAA"',
      'AA\u00e9A',
      'data:image/png,AAAA',
      'data:image/png;base64',
      'data:;base32,AAAA',
      `data:${'x'.repeat(2000)}`,
      `${'A'.repeat(4000)}\\/${'A'.repeat(4000)}`,
    ];
    for (const text of bad) {
      for (const source of [[text], [...text]]) {
        const error = await join(decodeBase64(pieces(source))).catch((thrown) => thrown);
        expect(error, text).toMatchObject({ name: 'ScanError', kind: 'bad-base64' });
      }
    }
  });
});
