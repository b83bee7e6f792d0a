import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemorySpool, type Spool } from './spool.ts';
import { badBase64Marker, type SpooledJson, spoolJson, tooLargeMarker } from './spool-json.ts';

/** Spools that remember whether they were discarded. */
function watchSpools(maxBytes = 1_000_000) {
  const open = new Set<Spool>();
  async function begin(): Promise<Spool> {
    const spool = createMemorySpool({ maxBytes });
    const discard = spool.discard.bind(spool);
    spool.discard = async () => {
      open.delete(spool);
      await discard();
    };
    open.add(spool);
    return spool;
  }
  return { begin, open };
}

async function* cut(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  let position = 0;
  for (let turn = 0; position < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? bytes.length;
    yield bytes.subarray(position, position + size);
    position += size;
  }
}

function spool(
  text: string,
  options: {
    sizes?: number[];
    maxBase64Bytes?: number;
    maxJsonBytes?: number;
    begin?: () => Promise<Spool>;
  } = {},
): Promise<SpooledJson> {
  return spoolJson(cut(Buffer.from(text), options.sizes ?? []), {
    isBase64: (path) => path.at(-1) === 'image' || path.at(-2) === 'images',
    begin: options.begin ?? watchSpools().begin,
    maxBase64Bytes: options.maxBase64Bytes ?? 1_000_000,
    maxJsonBytes: options.maxJsonBytes ?? 1_000_000,
  });
}

async function readAll(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The document with `bytes:` and the decoded bytes as base64 where a spool stands. */
async function unfold({ json, spools }: SpooledJson): Promise<unknown> {
  const texts = new Map<string, string>();
  for (const [marker, one] of spools) {
    texts.set(marker, `bytes:${(await readAll(one.read())).toString('base64')}`);
  }
  return JSON.parse(JSON.stringify(json), (_key, value) => texts.get(value) ?? value);
}

const long = Buffer.alloc(6000, 7).toString('base64');

describe('spoolJson', () => {
  it('sets long base64 aside and keeps all else, however it is written and cut', async () => {
    const base64 = fc
      .tuple(fc.uint8Array({ minLength: 1, maxLength: 8 }), fc.integer({ min: 3073, max: 6000 }))
      .map(([bytes, size]) => Buffer.alloc(size, Buffer.from(bytes)).toString('base64'));
    const spooled = fc
      .tuple(fc.constantFrom('', 'data:image/png;base64,'), base64)
      .map(([prefix, text]) => ({ given: prefix + text, expected: `bytes:${text}` }));
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 30 }),
      fc.constantFrom(
        '',
        'img_4a',
        'https://images.example/a.png?b=c',
        'C:\\图\\a.png',
        'AAAA',
        'spool:x',
      ),
      fc
        .string({ minLength: 1, maxLength: 9 })
        .map((part) => `https://a.example/?q=${part.repeat(2000)}`),
      fc.constant(`https://a.example/${'b'.repeat(9000)}`),
    );
    const kept = text.map((given) => ({ given, expected: given }));
    const value = fc.oneof(spooled, kept);
    const document = fc.tuple(value, fc.array(value, { maxLength: 3 }), text);
    const sizes = fc.array(
      fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 9000 })),
      {
        minLength: 1,
        maxLength: 5,
      },
    );
    await fc.assert(
      fc.asyncProperty(
        document,
        sizes,
        fc.boolean(),
        async ([image, images, prompt], cuts, escaped) => {
          const tree = (side: 'given' | 'expected') => ({
            prompt,
            image: image[side],
            images: images.map((one) => one[side]),
            deep: [{ image: prompt, n: 1 }],
          });
          const written = JSON.stringify(tree('given'));
          const sent = escaped
            ? written.replaceAll('/', '\\/').replaceAll('+', '\\u002b')
            : written;
          expect(await unfold(await spool(sent, { sizes: cuts }))).toEqual(tree('expected'));
        },
      ),
      { numRuns: 80 },
    );
  });

  it('draws the line at 4,096 characters', async () => {
    const whole = 'A'.repeat(4096);
    const short = await spool(JSON.stringify({ image: whole.slice(4) }));
    expect(short).toEqual({ json: { image: whole.slice(4) }, spools: new Map() });
    const { json, spools } = await spool(JSON.stringify({ image: whole }));
    const [[marker, kept] = []] = spools;
    expect(json).toEqual({ image: marker });
    expect(marker).toMatch(/^spool:[\da-f]{32}$/);
    expect(await kept?.end()).toMatchObject({ size: 3072 });
  });

  it('marks what is too large, wherever the limit stands, and goes on', async () => {
    const text = JSON.stringify({ images: [long, 'A'.repeat(4400)], n: 1 });
    for (const options of [{ maxBase64Bytes: 4000 }, { begin: watchSpools(4000).begin }]) {
      const { json, spools } = await spool(text, { ...options, sizes: [700] });
      expect(json).toEqual({ images: [tooLargeMarker, [...spools.keys()][0]], n: 1 });
      expect(spools.size).toBe(1);
    }
  });

  it.each([
    ['garbage behind it', `${long}!`],
    ['padding in its middle', `${long}==${long}`],
    ['a quotation mark in it', `${long}"${long}`],
    ['text that is not ASCII in it', `${long}图${long}`],
    ['a data: URL of something else', `data:text/plain,${long}`],
    ['one character too many', `${long}A`],
  ])('marks base64 with %s as bad, and goes on', async (_what, image) => {
    const spools = watchSpools();
    const text = JSON.stringify({ image, images: [long], n: 1 });
    const spooled = await spool(text, { begin: spools.begin, sizes: [1000] });
    expect(spooled.json).toEqual({
      image: badBase64Marker,
      images: [...spooled.spools.keys()],
      n: 1,
    });
    expect(spools.open.size).toBe(1);
  });

  it.each([
    ['truncated', `{"images":["${long}","${long}`],
    ['truncated', `{"images":["${long}"]`],
    ['truncated', '{"image":"AAAA'],
    ['truncated', ''],
    ['malformed', `{"images":["${long}"]]`],
    ['malformed', `{"image":"${long}\\q"}`],
    ['malformed', '{"image":"\\q"}'],
    ['malformed', `{"images":["${long}"],"n":x}`],
    ['too-large', `{"images":["${long}"],"n":"${'x'.repeat(9000)}"}`],
    ['too-large', `{"images":["${long}","https://a.example/${'x'.repeat(9000)}"]}`],
  ])('leaves no spool behind a document that is %s', async (kind, text) => {
    const spools = watchSpools();
    const spooling = spool(text, { begin: spools.begin, maxJsonBytes: 5000 });
    await expect(spooling).rejects.toMatchObject({ name: 'ScanError', kind });
    expect(spools.open.size).toBe(0);
  });

  it('throws what a spool or the source fails with, and leaves none behind', async () => {
    const spools = watchSpools();
    let count = 0;
    async function begin(): Promise<Spool> {
      count += 1;
      if (count === 2) throw new Error('disk full');
      return spools.begin();
    }
    const text = JSON.stringify({ images: [long, long] });
    await expect(spool(text, { begin })).rejects.toThrow('disk full');
    async function* cutOff(): AsyncGenerator<Buffer> {
      yield Buffer.from(text.slice(0, -9));
      throw new Error('reset');
    }
    const options = {
      isBase64: () => true,
      begin: spools.begin,
      maxBase64Bytes: 9e9,
      maxJsonBytes: 9e9,
    };
    await expect(spoolJson(cutOff(), options)).rejects.toThrow('reset');
    expect(spools.open.size).toBe(0);
  });
});
