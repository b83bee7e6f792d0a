import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSse, sseText } from './sse.ts';

interface Plain {
  event: string | undefined;
  id: string | undefined;
  data: string;
}

async function* cut(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  let position = 0;
  for (let turn = 0; position < bytes.length; turn += 1) {
    const size = sizes.length === 0 ? bytes.length : (sizes[turn % sizes.length] ?? 1);
    yield bytes.subarray(position, position + size);
    position += size;
  }
}

async function readAll(text: string, sizes: readonly number[] = []): Promise<Plain[]> {
  const messages: Plain[] = [];
  for await (const message of readSse(cut(Buffer.from(text), sizes))) {
    const chunks: Buffer[] = [];
    for await (const chunk of message.data) chunks.push(chunk);
    const { event, id } = message;
    messages.push({ event, id, data: Buffer.concat(chunks).toString() });
  }
  return messages;
}

/** The standard's algorithm over the whole text at once; of a cut-off end only whole lines count. */
function readWhole(text: string): Plain[] {
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);
  const messages: Plain[] = [];
  let event: string | undefined;
  let id: string | undefined;
  let data: string[] = [];
  for (const line of lines) {
    const [name, value] = line.includes(':') ? split(line) : [line, ''];
    if (name === 'data') data.push(value);
    if (name === 'event') event = value;
    if (name === 'id') id = value;
    if (line !== '') continue;
    if (data.length > 0) messages.push({ event, id, data: data.join('\n') });
    [event, id, data] = [undefined, undefined, []];
  }
  return messages;
}

function split(line: string): [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, '')];
}

describe('readSse', () => {
  it('reads what OpenAI sends', async () => {
    const text =
      'event: image_generation.partial_image\ndata: {"b64_json":"AAAA"}\n\n' +
      'event: image_generation.completed\ndata: {"b64_json":"BBBB"}\n\ndata: [DONE]\n\n';
    expect(await readAll(text)).toEqual([
      { event: 'image_generation.partial_image', id: undefined, data: '{"b64_json":"AAAA"}' },
      { event: 'image_generation.completed', id: undefined, data: '{"b64_json":"BBBB"}' },
      { event: undefined, id: undefined, data: '[DONE]' },
    ]);
  });

  it.each([
    ['several data lines', 'data: a\ndata\ndata:b\ndata:  c\n\n', ['a\n\nb\n c']],
    ['empty data', 'data\n\ndata:\n\n', ['', '']],
    ['no data', 'event: x\n\nid: 3\n\n', []],
    [
      'comments and unknown fields',
      ': ping\n\nretry: 5\ndatas: x\nDATA: x\ndata: a\n: more\n\n',
      ['a'],
    ],
    [
      'every kind of line end',
      'data: a\rdata: b\r\ndata: c\n\r\ndata: d\r\r\n\n',
      ['a\nb\nc', 'd'],
    ],
    ['a byte order mark at the start alone', '\ufeffdata: a\n\n\ufeffdata: b\n\n', ['a']],
    ['an end that is missing', 'data: a\n\ndata: b', ['a', 'b']],
    ['nothing', '', []],
  ])('copes with %s', async (_what, text, expected) => {
    expect((await readAll(text)).map(({ data }) => data)).toEqual(expected);
  });

  it('tells a name that comes behind the data once that is read', async () => {
    const [message] = await readAll('data: a\nevent: late\nid: 7\n\n');
    expect(message).toEqual({ event: 'late', id: '7', data: 'a' });
  });

  it('agrees with the whole-text reader however the stream is cut', async () => {
    const line = fc.oneof(
      fc.constantFrom(
        'data',
        'data:',
        'data: ',
        ':',
        '',
        '',
        'event',
        'id:',
        'dat',
        'data :x',
        ' data: x',
      ),
      fc
        .tuple(
          fc.constantFrom('data: ', 'data:', 'event: ', 'id: ', ': ', 'other: ', ''),
          fc.string({ unit: fc.constantFrom('a', ':', ' ', 'é', '图', '\ufeff') }),
        )
        .map((pair) => pair.join('')),
    );
    const document = fc
      .tuple(
        fc.constantFrom('', '\ufeff'),
        fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n', '\r'))),
      )
      .map(([mark, lines]) => `${mark}${lines.flat().join('')}\n\n`);
    await fc.assert(
      fc.asyncProperty(
        document,
        fc.array(fc.integer({ min: 0, max: 9 }).map((size) => size || 1)),
        async (text, sizes) => {
          expect(await readAll(text, sizes)).toEqual(readWhole(text));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('hands data on before its line is over', async () => {
    async function* endless(): AsyncGenerator<Buffer> {
      yield Buffer.from('data: begin');
      for (;;) yield Buffer.alloc(1024, 'x');
    }
    for await (const message of readSse(endless())) {
      let size = 0;
      for await (const chunk of message.data) {
        size += chunk.length;
        if (size > 5_000_000) break;
      }
      expect(size).toBeGreaterThan(5_000_000);
      break;
    }
  });

  it('holds little of a line that is not data', async () => {
    const [message] = await readAll(`event: ${'x'.repeat(1_000_000)}\ndata: a\n\n`, [1000]);
    expect(message?.event?.length).toBeLessThan(5000);
    expect(message?.data).toBe('a');
  });

  it('drops data that nobody reads, or reads to its end', async () => {
    const text = 'data: first\ndata: more\n\nevent: x\ndata: second\n\n';
    const seen: unknown[] = [];
    for await (const { event, data } of readSse(cut(Buffer.from(text), [4]))) {
      seen.push(event);
      for await (const _chunk of data) break;
    }
    expect(seen).toEqual([undefined, 'x']);
  });

  it('leaves nothing to the data of a message that has been passed', async () => {
    const messages = readSse(cut(Buffer.from('data: a\n\ndata: b\n\n'), []));
    const first = (await messages.next()).value;
    await messages.next();
    const left: Buffer[] = [];
    for await (const chunk of first?.data ?? []) left.push(chunk);
    expect(left).toEqual([]);
  });

  it('tells the source when it is left, and throws what the source throws', async () => {
    let closed = false;
    async function* source(): AsyncGenerator<Buffer> {
      try {
        yield Buffer.from('data: a\n\n');
        yield Buffer.from('data: b');
        throw new Error('reset');
      } finally {
        closed = true;
      }
    }
    for await (const _message of readSse(source())) break;
    expect(closed).toBe(true);
    const failing = async () => {
      for await (const { data } of readSse(source())) for await (const _chunk of data);
    };
    await expect(failing()).rejects.toThrow('reset');
  });
});

describe('sseText', () => {
  it('is what readSse reads', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', ' ', ':', '\n', '图') });
    const name = fc.string({ unit: fc.constantFrom('a', ':', '.'), minLength: 1 });
    await fc.assert(
      fc.asyncProperty(
        fc.option(name, { nil: undefined }),
        text,
        fc.option(name, { nil: undefined }),
        async (event, data, id) => {
          expect(await readAll(sseText(event, data, id))).toEqual([{ event, id, data }]);
        },
      ),
    );
  });

  it('cannot be broken out of', async () => {
    const text = sseText('a\ndata: x', 'b\r\n\r\nevent: c', '1\r\n2');
    expect(await readAll(text)).toEqual([{ event: 'adata: x', id: '12', data: 'b\n\nevent: c' }]);
  });
});
