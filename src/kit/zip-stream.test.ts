import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openZip } from './read-zip.ts';
import { streamZip, type ZipEntry } from './zip-stream.ts';

const modifiedAt = new Date(2026, 10, 20, 13, 37, 42);
let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zip-stream-'));
  path = join(folder, 'some.zip');
});
afterEach(() => rm(folder, { recursive: true }));

async function* pieces(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text);
}

const entry = (name: string, ...texts: string[]): ZipEntry => ({
  name,
  modifiedAt,
  bytes: pieces(...texts),
});

/** What a reader that we did not write makes of it. */
function python(program: string): unknown {
  const words = ['-c', `import json, sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\n${program}`];
  return JSON.parse(execFileSync('python3', [...words, path], { encoding: 'utf8' }));
}

describe('a ZIP', () => {
  it('is read by others as it was written: names, times, bytes, none of it damaged', async () => {
    const entries = [entry('图片/狐.png', 'fo', 'x'), entry('empty'), entry('a/b/c.txt', '狐狸')];
    await pipeline(streamZip(entries), createWriteStream(path));
    const found = python(`
print(json.dumps([[i.filename, list(i.date_time), z.read(i).decode(), i.compress_type] for i in z.infolist()]
  + [z.testzip()]))`);
    const time = [2026, 11, 20, 13, 37, 42];
    expect(found).toEqual([
      ['图片/狐.png', time, 'fox', 0],
      ['empty', time, '', 0],
      ['a/b/c.txt', time, '狐狸', 0],
      null,
    ]);
  });

  it('may hold nothing', async () => {
    await pipeline(streamZip([]), createWriteStream(path));
    expect(python('print(json.dumps(z.namelist()))')).toEqual([]);
    const zip = await openZip(path);
    expect([...zip.entries]).toEqual([]);
    await zip.close();
  });

  it.each([65_534, 65_535, 65_536, 70_001])('may hold %i files', async (count) => {
    async function* many() {
      for (let at = 0; at < count; at += 1) yield entry(`f/${at}`, String(at));
    }
    await pipeline(streamZip(many()), createWriteStream(path));
    const last = `f/${count - 1}`;
    const found = python(`print(json.dumps([len(z.infolist()), z.read('${last}').decode()]))`);
    expect(found).toEqual([count, String(count - 1)]);
    const zip = await openZip(path);
    expect(zip.entries.size).toBe(count);
    expect(await textOf(zip.read(last))).toBe(String(count - 1));
    await zip.close();
  });

  it('may hold a file beyond 4 GiB, and others behind it', async () => {
    const block = Buffer.alloc(64 * 1024 * 1024);
    const blocks = 65;
    async function* large() {
      for (let at = 0; at < blocks; at += 1) yield block;
    }
    const file = await open(path, 'w');
    let at = 0;
    const entries = [{ name: 'large', modifiedAt, bytes: large() }, entry('small', 'fox')];
    for await (const piece of streamZip(entries)) {
      // What is left out is a hole that reads as the same zeros.
      if (piece !== block) await file.write(piece, 0, piece.length, at);
      at += piece.length;
    }
    await file.close();
    const size = blocks * block.length;
    const found = python(`
print(json.dumps([[i.filename, i.file_size] for i in z.infolist()] + [z.read('small').decode()]))`);
    expect(found).toEqual([['large', size], ['small', 3], 'fox']);
    const zip = await openZip(path);
    expect([...zip.entries.values()].map(({ size }) => size)).toEqual([size, 3]);
    expect(await textOf(zip.read('small'))).toBe('fox');
    await zip.close();
  });

  it('reads an entry only when whoever takes the ZIP has come so far', async () => {
    const read: string[] = [];
    const watched = (name: string): ZipEntry => ({
      name,
      modifiedAt,
      bytes: (async function* () {
        read.push(name);
        yield Buffer.from(name);
      })(),
    });
    const stream = streamZip([watched('a'), watched('b')]);
    await stream.next();
    expect(read).toEqual([]);
    await stream.next();
    expect(read).toEqual(['a']);
    await stream.return();
    expect(read).toEqual(['a']);
  });

  it('fails where an entry cannot be read', async () => {
    async function* failing() {
      yield Buffer.from('half');
      throw new Error('gone');
    }
    const stream = streamZip([{ name: 'a', modifiedAt, bytes: failing() }]);
    await expect(pipeline(stream, createWriteStream(path))).rejects.toThrow('gone');
  });

  it('has the same bytes for the same files', async () => {
    const hashOf = async () => {
      const hash = createHash('sha256');
      for await (const piece of streamZip([entry('a', 'b')])) hash.update(piece);
      return hash.digest('hex');
    };
    expect(await hashOf()).toBe(await hashOf());
  });
});

async function textOf(bytes: AsyncIterable<Buffer>): Promise<string> {
  const found: Buffer[] = [];
  for await (const piece of bytes) found.push(piece);
  return Buffer.concat(found).toString();
}
