import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JsonPath, ScanError, type ScanEvent, scanBase64Json } from './base64-json.ts';

type Tree =
  | { type: 'value'; value: unknown }
  | { type: 'image'; bytes: Uint8Array }
  | { type: 'list'; items: Tree[] }
  | { type: 'object'; entries: [string, Tree][] };

interface Written {
  text: string;
  /** The same text with null where the images are. */
  rest: string;
  images: { path: JsonPath; bytes: Buffer }[];
}

interface Scanned {
  images: { path: JsonPath; mediaType: string | undefined; bytes: Buffer }[];
  json: unknown;
}

const isBase64 = (path: JsonPath): boolean => path.at(-1) === 'image' || path.at(-2) === 'images';

const image = fc.uint8Array({ maxLength: 40 }).map((bytes): Tree => ({ type: 'image', bytes }));
const plainKey = fc.oneof(
  fc.constantFrom('a', '__proto__', 'constructor', 'data', '', '"\\/\u2028', '图', 'images'),
  fc.string({ unit: 'grapheme', maxLength: 4 }).filter((key) => key !== 'image'),
);
const { node } = fc.letrec<{ node: Tree; list: Tree; object: Tree; value: Tree }>((tie) => ({
  node: fc.oneof({ maxDepth: 4 }, tie('value'), tie('object'), tie('list')),
  value: fc
    .oneof(
      fc.string({ unit: 'grapheme', maxLength: 8 }),
      fc.constantFrom('😀', '水墨', '\u0000"\\/\n', '\ud800', null, true, false, 0, -1.5e-7, 1e21),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    )
    .map((value): Tree => ({ type: 'value', value })),
  list: fc.array(tie('node'), { maxLength: 4 }).map((items): Tree => ({ type: 'list', items })),
  object: fc
    .array(
      fc.oneof(
        fc.tuple(plainKey, tie('node')),
        fc.tuple(fc.constant('image'), fc.oneof(image, image, tie('value'), tie('list'))),
        fc.tuple(
          fc.constant('images'),
          fc.array(image, { maxLength: 3 }).map((items): Tree => ({ type: 'list', items })),
        ),
      ),
      { maxLength: 5 },
    )
    .map((entries): Tree => ({ type: 'object', entries })),
}));
const seed = fc.integer();
const cuts = fc.array(fc.nat(), { maxLength: 30 });

/** Small whole numbers below a bound, the same for the same seed. */
function dice(from: number): (below: number) => number {
  let state = from;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 8) % below;
  };
}

/** Writes a tree down with white space, escapes and styles of base64 as the dice fall. */
function write(tree: Tree, roll: (below: number) => number): Written {
  const images: Written['images'] = [];
  const gap = () => ['', '', '', ' ', '\n', '\t \r\n'][roll(6)];
  const escapeAll = (text: string) =>
    [...Array(text.length).keys()]
      .map((i) => `\\u${text.charCodeAt(i).toString(16).padStart(4, '0')}`)
      .join('');
  const quote = (text: string) => (roll(3) ? JSON.stringify(text) : `"${escapeAll(text)}"`);
  function base64(bytes: Buffer): string {
    let text = bytes.toString(roll(4) ? 'base64' : 'base64url');
    if (!roll(3)) text = text.replace(/.{3}/g, (run) => run + ['\\n', '\\r\\n', ' '][roll(3)]);
    if (!roll(3)) text = `data:image/${['png', 'webp'][roll(2)]};base64,${text}`;
    if (roll(2)) text = text.replaceAll('/', '\\/');
    if (!roll(3)) text = text.replace(/[A-Z]/g, (char) => (roll(2) ? char : escapeAll(char)));
    return `"${text}"`;
  }
  function join(open: string, close: string, members: [string, string][]): [string, string] {
    const spaced = members.map(([text, rest]) => [`${gap()}${text}${gap()}`, rest]);
    const [full, rest] = [0, 1].map((side) => spaced.map((member) => member[side]).join(','));
    return [`${open}${full || gap()}${close}`, `${open}${rest}${close}`];
  }
  function visit(node: Tree, path: JsonPath): [string, string] {
    if (node.type === 'list') {
      return join(
        '[',
        ']',
        node.items.map((item, i) => visit(item, [...path, i])),
      );
    }
    if (node.type === 'object') {
      const members = node.entries.map(([key, child]): [string, string] => {
        const [text, rest] = visit(child, [...path, key]);
        const name = quote(key);
        return [`${name}${gap()}:${gap()}${text}`, `${name}:${rest}`];
      });
      return join('{', '}', members);
    }
    if (node.type === 'image' || (typeof node.value === 'string' && isBase64(path))) {
      const bytes = Buffer.from(node.type === 'image' ? node.bytes : String(node.value));
      images.push({ path, bytes });
      return [base64(bytes), 'null'];
    }
    const text = typeof node.value === 'string' ? quote(node.value) : JSON.stringify(node.value);
    return [text, text];
  }
  const [text, rest] = visit(tree, []);
  return { text: `${gap()}${text}`, rest, images };
}

function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const sorted = places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b);
  return [0, ...sorted].map((start, i) => bytes.subarray(start, sorted[i] ?? bytes.length));
}

async function* source(chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

async function scan(
  chunks: Iterable<Uint8Array>,
  options: { maxJsonBytes?: number } = {},
): Promise<Scanned> {
  const images: Scanned['images'] = [];
  for await (const event of scanBase64Json(source(chunks), { isBase64, ...options })) {
    if (event.type === 'end') return { images, json: event.json };
    const bytes: Buffer[] = [];
    for await (const piece of event.bytes) bytes.push(piece);
    images.push({ path: event.path, mediaType: event.mediaType, bytes: Buffer.concat(bytes) });
  }
  throw new Error('The scan ended without an end.');
}

/** Kind of the failure; `end` where there was none. */
async function outcome(chunks: Iterable<Uint8Array>): Promise<string> {
  try {
    await scan(chunks);
    return 'end';
  } catch (thrown) {
    if (thrown instanceof ScanError) return thrown.kind;
    throw thrown;
  }
}

/** Puts null, in place, where a scan would have taken a string out. */
function takeOut(value: unknown, path: JsonPath = []): unknown {
  if (typeof value === 'string' && isBase64(path)) return null;
  if (typeof value !== 'object' || value === null) return value;
  for (const [key, child] of Object.entries(value)) {
    const place = Array.isArray(value) ? Number(key) : key;
    const now = takeOut(child, [...path, place]);
    Object.defineProperty(value, key, { value: now, enumerable: true, configurable: true });
  }
  return value;
}

describe('scanBase64Json against JSON.parse', () => {
  it('gives the same values and the same bytes, however the document is written and cut', async () => {
    await fc.assert(
      fc.asyncProperty(node, seed, cuts, async (tree, from, places) => {
        const { text, rest, images } = write(tree, dice(from));
        JSON.parse(text);
        const scanned = await scan(cut(Buffer.from(text), places));
        expect(JSON.stringify(scanned.json)).toBe(JSON.stringify(JSON.parse(rest)));
        expect(scanned.images.map(({ path, bytes }) => ({ path, bytes }))).toEqual(images);
      }),
      { numRuns: 600 },
    );
  });

  it('gives the same byte by byte', async () => {
    await fc.assert(
      fc.asyncProperty(node, seed, async (tree, from) => {
        const { text, rest, images } = write(tree, dice(from));
        const scanned = await scan([...Buffer.from(text)].map((byte) => Uint8Array.of(byte)));
        expect(JSON.stringify(scanned.json)).toBe(JSON.stringify(JSON.parse(rest)));
        expect(scanned.images.map(({ bytes }) => bytes)).toEqual(images.map(({ bytes }) => bytes));
      }),
    );
  });

  it('calls a document cut short anywhere truncated', async () => {
    const root = node.filter((tree) => tree.type === 'list' || tree.type === 'object');
    await fc.assert(
      fc.asyncProperty(root, seed, cuts, fc.nat(), async (tree, from, places, length) => {
        const whole = Buffer.from(write(tree, dice(from)).text);
        const short = whole.subarray(0, length % whole.length);
        expect(await outcome(cut(short, places))).toBe('truncated');
      }),
      { numRuns: 400 },
    );
  });

  it('calls nothing at all, and a lone string cut short, truncated', async () => {
    for (const text of ['', ' \n', '"', '"fox', '"fox\\"', '[']) {
      expect(await outcome([Buffer.from(text)]), text).toBe('truncated');
    }
  });

  it('never lets a damaged document pass as another one', async () => {
    const damage = fc.constantFrom(...Buffer.from('{}[],:"\\ u0a-.e/=%'), 0xc3, 0x80, 0xff);
    await fc.assert(
      fc.asyncProperty(node, seed, fc.nat(), damage, async (tree, from, place, byte) => {
        const bytes = Buffer.from(write(tree, dice(from)).text);
        bytes[place % bytes.length] = byte;
        const scanned = await scan([bytes]).catch((thrown) => {
          if (thrown instanceof ScanError) return undefined;
          throw thrown;
        });
        if (scanned === undefined) return;
        const expected = takeOut(JSON.parse(bytes.toString()));
        expect(JSON.stringify(scanned.json)).toBe(JSON.stringify(expected));
      }),
      { numRuns: 600 },
    );
  });

  it('answers garbage with an error or with what JSON.parse makes of it', async () => {
    const token = fc.constantFrom(
      ...['{', '}', '[', ']', ',', ':', '"', '"image"', '"AAAA"', 'null', '1', ' ', '\\', 'x', 'é'],
    );
    await fc.assert(
      fc.asyncProperty(fc.array(token, { maxLength: 14 }), cuts, async (tokens, places) => {
        const text = tokens.join('');
        const scanned = await scan(cut(Buffer.from(text), places)).catch((thrown) => {
          if (thrown instanceof ScanError) return undefined;
          throw thrown;
        });
        let parsed: unknown;
        try {
          parsed = takeOut(JSON.parse(text));
        } catch {
          expect(scanned).toBeUndefined();
          return;
        }
        // Only a string that was to be base64 and is not may fail where JSON.parse does not.
        if (scanned) expect(JSON.stringify(scanned.json)).toBe(JSON.stringify(parsed));
        else expect(text).toContain('"image"');
      }),
      { numRuns: 600 },
    );
  });
});

describe('scanBase64Json', () => {
  const small = Buffer.from('{"data":[{"image":"Zm94"},{"image":"aGVu"}],"n":2}');

  it('tells the media type of a data: prefix, also where its slash is escaped', async () => {
    const text = '{"images":["data:image\\/png;base64,Zm94","Zm94","data:;base64,Zm94"]}';
    const { images } = await scan([Buffer.from(text)]);
    expect(images.map((found) => found.mediaType)).toEqual(['image/png', undefined, undefined]);
    expect(images.map((found) => found.bytes.toString())).toEqual(['fox', 'fox', 'fox']);
  });

  it('gives an error body as JSON', async () => {
    const text = '{"error":{"message":"额度不足","code":null}}';
    const { json, images } = await scan([Buffer.from(text)]);
    expect(json).toEqual(JSON.parse(text));
    expect(images).toEqual([]);
  });

  it('passes over images nobody reads, or reads to their end', async () => {
    const seen: string[] = [];
    for await (const event of scanBase64Json(source([small]), { isBase64 })) {
      seen.push(event.type === 'end' ? JSON.stringify(event.json) : event.path.join('.'));
      if (event.type === 'bytes' && seen.length === 1) for await (const _ of event.bytes) break;
    }
    expect(seen).toEqual([
      'data.0.image',
      'data.1.image',
      '{"data":[{"image":null},{"image":null}],"n":2}',
    ]);
  });

  it('reads no source while no bytes are pulled', async () => {
    let pulled = 0;
    async function* slow(): AsyncGenerator<Buffer> {
      for (const text of ['{"image":"', ...Array(100).fill('AAAA'), '"}']) {
        pulled += 1;
        yield Buffer.from(text);
      }
    }
    const events = scanBase64Json(slow(), { isBase64 });
    expect(pulled).toBe(0);
    const event = (await events.next()).value as Extract<ScanEvent, { type: 'bytes' }>;
    const bytes = event.bytes[Symbol.asyncIterator]();
    await bytes.next();
    await bytes.next();
    await new Promise(setImmediate);
    expect(pulled).toBeLessThanOrEqual(4);
  });

  it('decodes into the same memory where its bytes are only passing', async () => {
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, place) => (place * 7) % 251));
    const whole = Buffer.from(`{"image":"${bytes.toString('base64')}"}`);
    const places = Array.from({ length: 9 }, (_, place) => (place + 1) * 40_001);
    const seen = new Set<ArrayBufferLike>();
    const copies: Buffer[] = [];
    const options = { isBase64, passing: true };
    for await (const event of scanBase64Json(source(cut(whole, places)), options)) {
      if (event.type === 'end') continue;
      for await (const piece of event.bytes) {
        if (piece.length > 100) seen.add(piece.buffer);
        copies.push(Buffer.from(piece));
      }
    }
    expect(Buffer.concat(copies).equals(bytes)).toBe(true);
    expect(copies.length).toBeGreaterThan(8);
    expect(seen.size).toBe(1);
  });

  it('lets go of its source when nobody wants more of it', async () => {
    let closed = false;
    async function* watched(): AsyncGenerator<Buffer> {
      try {
        yield small;
        yield Buffer.from(' ');
      } finally {
        closed = true;
      }
    }
    for await (const _ of scanBase64Json(watched(), { isBase64 })) break;
    expect(closed).toBe(true);
  });

  it('throws what the source throws, and again for who goes on', async () => {
    async function* cutOff(): AsyncGenerator<Buffer> {
      yield Buffer.from('{"image":"AAAA');
      throw new Error('socket hang up');
    }
    const events = scanBase64Json(cutOff(), { isBase64 });
    const event = (await events.next()).value as Extract<ScanEvent, { type: 'bytes' }>;
    await expect(async () => {
      for await (const _ of event.bytes);
    }).rejects.toThrow('socket hang up');
    await expect(events.next()).rejects.toThrow('socket hang up');
  });

  it('calls an address where base64 belongs bad base64, whatever comes after it', async () => {
    const text = '{"image":"https:\\/\\/images.example\\/fox.png"}';
    expect(await outcome([Buffer.from(text)])).toBe('bad-base64');
    const passedOver = async () => {
      for await (const _ of scanBase64Json(source([Buffer.from(text)]), { isBase64 }));
    };
    await expect(passedOver).rejects.toMatchObject({ kind: 'bad-base64' });
  });

  it('notices text that is no JSON at its first byte', async () => {
    async function* endless(): AsyncGenerator<Buffer> {
      for (;;) yield Buffer.from('<html>502 Bad Gateway</html>');
    }
    const first = scanBase64Json(endless(), { isBase64 }).next();
    await expect(first).rejects.toMatchObject({ kind: 'malformed' });
  });

  it('never quotes the document in an error', async () => {
    const thrown = await scan([Buffer.from('{"key": sk-secret}')]).catch((error) => error);
    expect(`${thrown.stack} ${thrown.cause}`).not.toContain('secret');
  });

  it('bounds what it holds, but not the base64', async () => {
    const big = Buffer.from(`{"image":"${'A'.repeat(4096)}","text":"${'b'.repeat(100)}"}`);
    await expect(scan([big], { maxJsonBytes: 1000 })).resolves.toBeDefined();
    await expect(scan([big], { maxJsonBytes: 100 })).rejects.toMatchObject({ kind: 'too-large' });
  });
});
