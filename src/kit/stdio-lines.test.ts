import { PassThrough, Readable, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createMemorySpool, type Spool } from './spool.ts';
import {
  createLineReader,
  createLineWriter,
  type LineError,
  type LineReaderOptions,
} from './stdio-lines.ts';

const long = Buffer.alloc(6000, 7).toString('base64');

interface Heard {
  messages: { json: unknown; sizes: number[] }[];
  errors: { kind: string; id: string | number | null }[];
}

function listen(source: Readable, options: Partial<LineReaderOptions> = {}) {
  const heard: Heard = { messages: [], errors: [] };
  const reader = createLineReader(source, {
    isBase64: (path) => path.at(-1) === 'base64_data',
    begin: async () => createMemorySpool({}),
    maxBase64Bytes: 1_000_000,
    maxLineJsonBytes: 5000,
    onMessage: (json, spools) =>
      heard.messages.push({ json, sizes: Array.from(spools.values(), ({ size }) => size) }),
    onError: (error: LineError, id) => heard.errors.push({ kind: error.kind, id }),
    ...options,
  });
  return { ...heard, ...reader };
}

function cut(text: string, size: number): Readable {
  const bytes = Buffer.from(text);
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
  return Readable.from(pieces, { objectMode: false });
}

const call = (id: number, base64_data: string) => ({
  method: 'tools/call',
  params: { name: 'save_image_base64', arguments: { base64_data } },
  jsonrpc: '2.0',
  id,
});

describe('createLineReader', () => {
  it.each([1, 7, 1000, 1_000_000])('gives one message a line, cut every %i bytes', async (size) => {
    const messages = [{ id: 1 }, { text: '图\n"' }, call(2, 'AAAA'), [], 'x', 5, null];
    const lines = [
      ...messages.map((message) => JSON.stringify(message)),
      '',
      ' \r',
      '{"end":\t1 }\r',
    ];
    const reader = listen(cut(`${lines.join('\n')}\n`, size));
    await reader.done;
    expect(reader.messages.map(({ json }) => json)).toEqual([...messages, { end: 1 }]);
    expect(reader.errors).toEqual([]);
  });

  it('hands long base64 over in a spool, named by a marker', async () => {
    const text = `${JSON.stringify(call(1, `data:image/png;base64,${long}`))}\n{"id":2}\n`;
    const reader = listen(cut(text, 999));
    await reader.done;
    expect(reader.messages).toEqual([
      { json: call(1, expect.stringMatching(/^spool:[\da-f]{32}$/)), sizes: [6000] },
      { json: { id: 2 }, sizes: [] },
    ]);
  });

  it('marks base64 that is too large or bad and stays open', async () => {
    const lines = [call(1, long.repeat(3)), call(2, `${long}!`), call(3, 'short')];
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    const reader = listen(cut(text, 999), { maxBase64Bytes: 7000 });
    await reader.done;
    expect(reader.messages.map(({ json }) => json)).toEqual([
      call(1, 'spool:too-large'),
      call(2, 'spool:bad-base64'),
      call(3, 'short'),
    ]);
  });

  it('tells of a line that is no message, by its id where it has one, and reads on', async () => {
    const filler = 'x'.repeat(20_000);
    const lines = [
      'not json',
      '{"jsonrpc":"2.0","id":"a","params":{"x":}}',
      '{"params":{"id":5}',
      `{"id":6,"text":"${filler}"}`,
      `{"text":"${filler}","jsonrpc":"2.0","id":7}`,
      `{"text":"${filler}","params":{"id":8}}`,
      `{"params":"${filler}`,
      '{"id":9}',
    ];
    const reader = listen(cut(`${lines.join('\n')}\n`, 1000));
    await reader.done;
    expect(reader.errors).toEqual([
      { kind: 'malformed', id: null },
      { kind: 'malformed', id: 'a' },
      { kind: 'malformed', id: null },
      { kind: 'too-large', id: 6 },
      { kind: 'too-large', id: 7 },
      { kind: 'too-large', id: null },
      { kind: 'too-large', id: null },
    ]);
    expect(reader.messages.map(({ json }) => json)).toEqual([{ id: 9 }]);
  });

  it('tells of a line whose spool failed, and reads on', async () => {
    const text = `${JSON.stringify(call(1, long))}\n{"id":2}\n`;
    const begin = async (): Promise<Spool> => {
      throw new Error('disk full');
    };
    const reader = listen(cut(text, 999), { begin });
    await reader.done;
    expect(reader.errors).toEqual([{ kind: 'failed', id: 1 }]);
    expect(reader.messages).toEqual([{ json: { id: 2 }, sizes: [] }]);
  });

  it('gives a last line without its end when it is whole', async () => {
    const whole = listen(cut('{"id":1}\n{"id":2}', 4));
    await whole.done;
    expect(whole.messages.map(({ json }) => json)).toEqual([{ id: 1 }, { id: 2 }]);
    const half = listen(cut('{"id":1}\n{"id":2', 4));
    await half.done;
    expect([half.messages.length, half.errors]).toEqual([1, [{ kind: 'malformed', id: null }]]);
  });

  it('gives a message as soon as its line is there', async () => {
    const source = new PassThrough();
    const reader = listen(source);
    source.write('{"id":1}\n{"id":');
    await expect.poll(() => reader.messages.length).toBe(1);
    source.end('2}\n');
    await reader.done;
    expect(reader.messages.length).toBe(2);
  });

  it('holds no line that is mostly base64', async () => {
    const piece = Buffer.alloc(65_536, 'A');
    async function* send(): AsyncGenerator<Buffer> {
      yield Buffer.from('{"id":1,"base64_data":"');
      for (let count = 0; count < 320; count += 1) yield piece;
      yield Buffer.from('"}\n');
    }
    let written = 0;
    const begin = async (): Promise<Spool> => {
      const spool = createMemorySpool({});
      return {
        ...spool,
        size: 0,
        write: async (chunk) => {
          written += chunk.length;
        },
        end: spool.end,
      };
    };
    const reader = listen(Readable.from(send(), { objectMode: false }), { begin });
    await reader.done;
    expect(written).toBe((320 * 65_536 * 3) / 4);
    expect(reader.messages.length).toBe(1);
  });

  it('rejects with what the input fails with', async () => {
    const source = new PassThrough();
    const reader = listen(source);
    source.write('{"id":1}\n{"id"');
    await expect.poll(() => reader.messages.length).toBe(1);
    source.destroy(new Error('broken pipe'));
    await expect(reader.done).rejects.toThrow('broken pipe');
    expect(reader.errors).toEqual([]);
  });

  it('calls nobody once it is stopped, and leaves no spool', async () => {
    const source = new PassThrough();
    const spool = createMemorySpool({});
    const reader = listen(source, { begin: async () => spool });
    source.write(`{"base64_data":"${long}`);
    await expect.poll(() => spool.size).toBeGreaterThan(0);
    reader.stop();
    await reader.done;
    expect([reader.messages, reader.errors]).toEqual([[], []]);
    await expect(spool.write(Buffer.from('x'))).rejects.toMatchObject({ kind: 'discarded' });
  });
});

describe('createLineWriter', () => {
  it('writes one line a message, in order', async () => {
    const sink = new PassThrough();
    const writer = createLineWriter(sink);
    await Promise.all([writer.write({ id: 1, text: 'a\nb' }), writer.write({ id: 2 })]);
    expect(String(sink.read())).toBe('{"id":1,"text":"a\\nb"}\n{"id":2}\n');
  });

  it('resolves only when the sink has taken the line', async () => {
    let take = () => {};
    const sink = new Writable({
      write: (_chunk, _encoding, done) => {
        take = done;
      },
    });
    let resolved = false;
    const writing = createLineWriter(sink)
      .write({})
      .then(() => {
        resolved = true;
      });
    await new Promise(setImmediate);
    expect(resolved).toBe(false);
    take();
    await writing;
    expect(resolved).toBe(true);
  });

  it('rejects when the sink is gone, and harms nobody', async () => {
    const failing = new Writable({ write: (_chunk, _encoding, done) => done(new Error('EPIPE')) });
    const writer = createLineWriter(failing);
    await expect(writer.write({})).rejects.toThrow('EPIPE');
    await expect(writer.write({})).rejects.toThrow();
  });
});
