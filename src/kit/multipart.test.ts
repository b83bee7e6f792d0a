import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  MultipartError,
  type ReadForm,
  type ReadMultipartOptions,
  readMultipart,
} from './multipart.ts';
import { createMemorySpool, type Spool } from './spool.ts';
import { type WritePart, writeMultipart } from './write-multipart.ts';

const boundary = 'XX';
const contentType = `multipart/form-data; boundary=${boundary}`;

function part(head: string, body: string): string {
  return `--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n${body}\r\n`;
}

const whole = (...parts: string[]) => `${parts.join('')}--${boundary}--\r\n`;

/** Spools that remember whether they were discarded. */
function watchSpools(maxBytes?: number) {
  const open = new Set<Spool>();
  let begun = 0;
  async function begin(): Promise<Spool> {
    begun += 1;
    const spool = createMemorySpool({ maxBytes: maxBytes ?? 1_000_000 });
    const discard = spool.discard.bind(spool);
    spool.discard = async () => {
      open.delete(spool);
      await discard();
    };
    open.add(spool);
    return spool;
  }
  return { begin, open, begun: () => begun };
}

function limits(begin: () => Promise<Spool>): ReadMultipartOptions {
  return { begin, maxFiles: 3, maxFields: 4, maxFieldBytes: 100 };
}

function read(
  text: string | Buffer,
  type = contentType,
  begin = watchSpools().begin,
): Promise<ReadForm> {
  return readMultipart(Readable.from([Buffer.from(text)]), type, limits(begin));
}

async function readAll(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

describe('readMultipart', () => {
  it('keeps the order of fields and files, and names that come twice', async () => {
    const form = await read(
      whole(
        part('name="image[]"; filename="b.png"\r\nContent-Type: IMAGE/png', 'BB'),
        part('name="prompt"', '一只猫'),
        part('name="image[]"; filename="a.png"\r\nContent-Type: image/png', 'A'),
        part('name="n"', '1'),
        part('name="n"', '2'),
      ),
    );
    expect(form.fields).toEqual([
      ['prompt', '一只猫'],
      ['n', '1'],
      ['n', '2'],
    ]);
    expect(
      form.files.map(({ name, fileName, mediaType, end }) => [name, fileName, mediaType, end.size]),
    ).toEqual([
      ['image[]', 'b.png', 'image/png', 2],
      ['image[]', 'a.png', 'image/png', 1],
    ]);
    const [first] = form.files;
    expect(String(await readAll(first?.spool.read() ?? pieces()))).toBe('BB');
  });

  it('tells what is missing as empty, and no folders', async () => {
    const form = await read(
      whole(
        part('name="a"\r\nContent-Type: application/octet-stream', 'x'),
        part('name="b"; filename="C:\\dir\\图.png"', 'y'),
        part('name="c"', ''),
      ),
    );
    expect(form.files.map(({ fileName, mediaType }) => [fileName, mediaType])).toEqual([
      ['', 'application/octet-stream'],
      ['图.png', 'text/plain'],
    ]);
    expect(form.fields).toEqual([['c', '']]);
  });

  it.each([
    ['another type', 'application/json', '{}'],
    ['no boundary', 'multipart/form-data', whole()],
    ['an empty boundary', 'multipart/form-data; charset=utf-8', whole()],
    ['nothing', contentType, ''],
    ['no form', contentType, 'prompt=cat'],
    ['a form without an end', contentType, part('name="a"', 'x')],
    ['a file without an end', contentType, part('name="a"; filename="b"', 'x'.repeat(100_000))],
    ['a head without an end', contentType, `--${boundary}\r\nContent-Disposition: form-data`],
  ])('calls %s malformed', async (_what, type, text) => {
    const spools = watchSpools();
    const error = await read(text, type, spools.begin).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(MultipartError);
    expect(error).toMatchObject({ kind: 'malformed' });
    expect(spools.open.size).toBe(0);
  });

  const file = part('name="a"; filename="b"', 'x');
  const field = part('name="a"', 'x');
  it.each([
    ['too-many', 'files', whole(file, file, file, file)],
    ['too-many', 'fields', whole(file, field, field, field, field, field)],
    [
      'too-many',
      'parts nobody can read',
      whole(file, ...Array(9).fill(`--${boundary}\r\nX: y\r\n\r\n\r\n`)),
    ],
    ['too-large', 'field', whole(file, part('name="a"', 'x'.repeat(101)))],
    ['too-large', 'file', whole(file, part('name="a"; filename="b"', 'x'.repeat(5000)))],
  ])('refuses %s: %s', async (kind, _what, text) => {
    const spools = watchSpools(1000);
    await expect(read(text, contentType, spools.begin)).rejects.toMatchObject({
      name: 'MultipartError',
      kind,
    });
    expect(spools.begun()).toBeGreaterThan(0);
    expect(spools.open.size).toBe(0);
  });

  it('takes as many and as much as is allowed', async () => {
    const most = part('name="a"', 'x'.repeat(100));
    const form = await read(whole(file, file, file, most, most, most, most));
    expect([form.files.length, form.fields.length]).toEqual([3, 4]);
  });

  it('throws what a spool fails with, and leaves none behind', async () => {
    const spools = watchSpools();
    async function begin(): Promise<Spool> {
      const spool = await spools.begin();
      spool.write = async () => {
        throw new Error('disk full');
      };
      return spool;
    }
    await expect(read(whole(file, file), contentType, begin)).rejects.toThrow('disk full');
    expect(spools.open.size).toBe(0);
    const none = async () => {
      throw new Error('no folder');
    };
    await expect(read(whole(file, file), contentType, none)).rejects.toThrow('no folder');
  });

  it('is malformed when the sender goes away in the middle, or has gone before', async () => {
    const spools = watchSpools();
    const source = new Readable({ read: () => undefined });
    source.push(part('name="a"; filename="b"', 'x'.repeat(70_000)).slice(0, 69_000));
    setTimeout(() => source.destroy(), 10);
    const options = limits(spools.begin);
    await expect(readMultipart(source, contentType, options)).rejects.toMatchObject({
      kind: 'malformed',
    });
    expect([spools.begun(), spools.open.size]).toEqual([1, 0]);
    await expect(readMultipart(source, contentType, options)).rejects.toMatchObject({
      kind: 'malformed',
    });
  });

  it('lets a slow spool slow the sender down', async () => {
    let sent = 0;
    const chunk = Buffer.alloc(16_384, 'x');
    async function* send(): AsyncGenerator<Buffer> {
      yield Buffer.from(part('name="a"; filename="b"', '').slice(0, -2));
      for (; sent < 200; sent += 1) yield chunk;
      yield Buffer.from(`\r\n--${boundary}--\r\n`);
    }
    const waiting: (() => void)[] = [];
    async function begin(): Promise<Spool> {
      const spool = createMemorySpool({});
      const write = spool.write.bind(spool);
      spool.write = async (bytes) => {
        if (spool.size === 0) await new Promise<void>((resolve) => waiting.push(resolve));
        await write(bytes);
      };
      return spool;
    }
    const reading = readMultipart(Readable.from(send()), contentType, limits(begin));
    await expect.poll(() => waiting.length).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(sent).toBeLessThan(100);
    waiting[0]?.();
    expect((await reading).files[0]?.end.size).toBe(200 * chunk.length);
  });
});

describe('writeMultipart', () => {
  it('writes what readMultipart reads, and knows its length', async () => {
    const name = fc.string({
      unit: fc.constantFrom('a', '图', 'é', '[', ']', '-', ';', '='),
      minLength: 1,
    });
    const body = fc.array(fc.string({ unit: fc.constantFrom('x', '-', '\r', '\n', 'é') }), {
      maxLength: 3,
    });
    const parts = fc.array(
      fc.record({ name, fileName: fc.option(name, { nil: undefined }), body }),
      { maxLength: 6 },
    );
    await fc.assert(
      fc.asyncProperty(parts, fc.boolean(), async (drafts, streamed) => {
        const written = writeMultipart(drafts.map((draft) => toPart(draft, streamed)));
        const bytes = await readAll(written.body);
        expect(written.contentLength).toBe(bytes.length);
        const options = { ...limits(watchSpools().begin), maxFiles: 9, maxFields: 9 };
        // A form without parts is one that the reader takes for cut off.
        if (drafts.length === 0) return;
        const form = await readMultipart(Readable.from([bytes]), written.contentType, options);
        const fields = drafts.filter(({ fileName }) => fileName === undefined);
        expect(form.fields).toEqual(fields.map((draft) => [draft.name, draft.body.join('')]));
        const files = await Promise.all(
          form.files.map(async (one) => [
            one.name,
            one.fileName,
            String(await readAll(one.spool.read())),
          ]),
        );
        const sent = drafts.filter(({ fileName }) => fileName !== undefined);
        expect(files).toEqual(
          sent.map((draft) => [draft.name, draft.fileName, draft.body.join('')]),
        );
      }),
      { numRuns: 100 },
    );
  });

  function toPart(
    draft: { name: string; fileName: string | undefined; body: string[] },
    streamed: boolean,
  ): WritePart {
    const text = draft.body.join('');
    return {
      name: draft.name,
      ...(draft.fileName === undefined ? {} : { fileName: draft.fileName }),
      ...(streamed
        ? { body: pieces(...draft.body), size: Buffer.byteLength(text) }
        : { body: text }),
    };
  }

  it('gives names, types and bodies the form browsers give them', async () => {
    const written = writeMultipart([
      { name: 'pro"mpt\r\n', body: '一只猫' },
      {
        name: 'image[]',
        fileName: '猫"\n.png',
        mediaType: 'image/png\r\nX-Evil: 1',
        body: pieces('A', 'B'),
        size: 2,
      },
      { name: 'mask', fileName: 'm', body: '' },
    ]);
    const line = `--${written.contentType.split('boundary=')[1]}`;
    expect(String(await readAll(written.body)).split('\r\n')).toEqual([
      line,
      'Content-Disposition: form-data; name="pro%22mpt%0D%0A"',
      '',
      '一只猫',
      line,
      'Content-Disposition: form-data; name="image[]"; filename="猫%22%0A.png"',
      'Content-Type: image/pngX-Evil: 1',
      '',
      'AB',
      line,
      'Content-Disposition: form-data; name="mask"; filename="m"',
      'Content-Type: application/octet-stream',
      '',
      '',
      `${line}--`,
      '',
    ]);
  });

  it('does not know its length where a part does not', () => {
    const parts = [
      { name: 'a', body: 'x' },
      { name: 'b', body: pieces('y') },
    ];
    expect(writeMultipart(parts).contentLength).toBeUndefined();
  });

  it('reads no part before its turn', async () => {
    const opened: string[] = [];
    async function* open(name: string): AsyncGenerator<Uint8Array> {
      opened.push(name);
      yield Buffer.from(name);
    }
    const { body } = writeMultipart([
      { name: 'a', body: open('first') },
      { name: 'b', body: open('second') },
    ]);
    for await (const chunk of body) {
      if (String(chunk) === 'first') break;
    }
    expect(opened).toEqual(['first']);
  });
});
