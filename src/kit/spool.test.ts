import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMemoryMedium } from './spool/spool-medium.ts';
import { createMemorySpool, createSpool, createSpoolOn, type Spool } from './spool.ts';

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'spool-'));
});
afterAll(() => rm(directory, { recursive: true }));

/** Bytes that differ from place to place. */
function pattern(size: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let i = 0; i < size; i += 1) bytes[i] = (i * 31 + (i >> 8)) & 0xff;
  return bytes;
}

async function readAll(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function fill(spool: Spool, bytes: Buffer, chunkSize = 50_000): Promise<void> {
  for (let i = 0; i < bytes.length; i += chunkSize) {
    await spool.write(bytes.subarray(i, i + chunkSize));
  }
}

const kinds: [string, (maxBytes?: number) => Promise<Spool>][] = [
  ['on disk', (maxBytes) => createSpool({ directory, maxBytes })],
  ['in memory', async (maxBytes) => createMemorySpool({ maxBytes })],
];

for (const [kind, begin] of kinds) {
  describe(`a spool ${kind}`, () => {
    it('tells size, hash and head of what it took, and gives it back', async () => {
      for (const size of [0, 1, 4096, 100_000, 700_001]) {
        const bytes = pattern(size);
        const spool = await begin();
        await fill(spool, bytes, size > 4096 ? 33_333 : 7);
        expect(spool.size).toBe(size);
        const { head, ...end } = await spool.end();
        const sha256 = createHash('sha256').update(bytes).digest('hex');
        expect(end).toEqual({ size, sha256 });
        expect(head.equals(bytes.subarray(0, 65_536))).toBe(true);
        expect((await readAll(spool.read())).equals(bytes)).toBe(true);
        await spool.discard();
      }
    });

    it('gives readers what is written while it is written, and its end only after the end', async () => {
      const bytes = pattern(1_500_000);
      const spool = await begin();
      const early = spool.read()[Symbol.asyncIterator]();
      const first = early.next();
      const whole = [readAll(spool.read()), readAll(spool.read())];
      await fill(spool, bytes.subarray(0, 600_000));
      expect((await first).value?.[1]).toBe(bytes[1]);
      const late = readAll(spool.read());
      await fill(spool, bytes.subarray(600_000));
      await spool.end();
      for (const read of [...whole, late]) expect((await read).equals(bytes)).toBe(true);
      await early.return?.();
      await spool.discard();
    });

    it('reads any part', async () => {
      const bytes = pattern(600_000);
      const spool = await begin();
      const following = readAll(spool.read({ start: 250_000, end: 300_001 }));
      await fill(spool, bytes);
      await spool.end();
      expect((await following).equals(bytes.subarray(250_000, 300_001))).toBe(true);
      const rest = await readAll(spool.read({ start: 599_000 }));
      expect(rest.equals(bytes.subarray(599_000))).toBe(true);
      const over = await readAll(spool.read({ start: 599_999, end: 700_000 }));
      expect(over.equals(bytes.subarray(599_999))).toBe(true);
      expect(await readAll(spool.read({ start: 5, end: 5 }))).toHaveLength(0);
      expect(await readAll(spool.read({ start: 600_000 }))).toHaveLength(0);
      await spool.discard();
    });

    it('is not slowed down by readers that stand still', async () => {
      const spool = await begin();
      const reader = spool.read()[Symbol.asyncIterator]();
      const first = reader.next();
      await fill(spool, pattern(3_000_000));
      expect((await spool.end()).size).toBe(3_000_000);
      await first;
      await reader.return?.();
      await spool.discard();
    });

    it('takes as much as it may, and fails everybody at one byte more', async () => {
      const spool = await begin(1000);
      await spool.write(Buffer.alloc(1000));
      const reading = readAll(spool.read());
      const tooLarge = { name: 'SpoolError', kind: 'too-large' };
      await expect(spool.write(Buffer.alloc(1))).rejects.toMatchObject(tooLarge);
      await expect(reading).rejects.toMatchObject(tooLarge);
      await expect(spool.end()).rejects.toMatchObject(tooLarge);
      expect(spool.size).toBe(1000);
      await spool.discard();
    });

    it('ends once', async () => {
      const spool = await begin();
      await expect(spool.linkTo(join(directory, 'early'))).rejects.toMatchObject({
        kind: 'not-ended',
      });
      await spool.write(Buffer.from('fox'));
      expect(await spool.end()).toBe(await spool.end());
      await expect(spool.write(Buffer.from('hen'))).rejects.toMatchObject({ kind: 'ended' });
      await spool.discard();
    });

    it('fails those who follow it when it is discarded, at any time and again', async () => {
      const spool = await begin();
      const reading = readAll(spool.read());
      const writing = fill(spool, pattern(2_000_000));
      const outcomes = Promise.allSettled([reading, writing]);
      await spool.discard();
      await spool.discard();
      const discarded = { status: 'rejected', reason: { kind: 'discarded' } };
      expect(await outcomes).toMatchObject([discarded, discarded]);
      await expect(spool.end()).rejects.toMatchObject({ kind: 'discarded' });
      await expect(readAll(spool.read())).rejects.toMatchObject({ kind: 'discarded' });
    });

    it('fails those who are in the middle of it when it is discarded', async () => {
      const spool = await begin();
      await fill(spool, pattern(600_000));
      await spool.end();
      const reader = spool.read()[Symbol.asyncIterator]();
      await reader.next();
      await spool.discard();
      await expect(reader.next()).rejects.toMatchObject({ kind: 'discarded' });
    });

    it('leaves its bytes alone once they were kept', async () => {
      const spool = await begin();
      await spool.write(Buffer.from('fox'));
      await spool.end();
      await Promise.all([spool.linkTo(join(directory, 'kept')), spool.discard()]);
      await spool.discard();
      expect((await readAll(spool.read())).toString()).toBe('fox');
    });
  });
}

describe('a spool on disk', () => {
  it('lies in a file of its own that only its owner may read, and discards it', async () => {
    const spool = await createSpool({ directory });
    expect(spool.path).toMatch(/\/[a-z2-7]{26}\.part$/);
    const named = await createSpool({ directory, name: 'fox' });
    expect(named.path).toBe(join(directory, 'fox.part'));
    await named.discard();
    const { mode } = await stat(String(spool.path));
    expect(mode & 0o777).toBe(0o600);
    await spool.discard();
    await expect(stat(String(spool.path))).rejects.toThrow('ENOENT');
  });

  it('gets a lasting name under its readers, who go on even where the file is removed', async () => {
    const bytes = pattern(900_000);
    const spool = await createSpool({ directory });
    await fill(spool, bytes);
    await spool.end();
    const from = spool.path;
    const reader = spool.read();
    const iterator = reader[Symbol.asyncIterator]();
    const first = (await iterator.next()).value as Buffer;
    const target = join(directory, 'moved');
    await spool.linkTo(target);
    expect(spool.path).toBe(target);
    // Whoever finds the first name after a crash finds all of the bytes under it.
    expect((await readFile(String(from))).equals(bytes)).toBe(true);
    await spool.discard();
    await spool.discard();
    await expect(stat(String(from))).rejects.toThrow('ENOENT');
    expect((await readFile(target)).equals(bytes)).toBe(true);
    expect((await readAll(spool.read())).equals(bytes)).toBe(true);
    await rm(target);
    const rest = await readAll({ [Symbol.asyncIterator]: () => iterator });
    expect(Buffer.concat([first, rest]).equals(bytes)).toBe(true);
    await expect(readAll(spool.read())).rejects.toThrow('ENOENT');
  });

  it('is discarded after all where it could not be kept', async () => {
    const spool = await createSpool({ directory });
    await spool.end();
    await expect(spool.linkTo(join(directory, 'no', 'such', 'folder'))).rejects.toThrow('ENOENT');
    await spool.discard();
    await expect(stat(String(spool.path))).rejects.toThrow('ENOENT');
  });

  it.runIf(process.platform === 'linux')('leaves no file open', async () => {
    const openFiles = async () => (await readdir('/proc/self/fd')).length;
    const before = await openFiles();
    for (let i = 0; i < 10; i += 1) {
      const spool = await createSpool({ directory });
      await fill(spool, pattern(300_000));
      await spool.end();
      for await (const _ of spool.read()) break;
      if (i % 2) await spool.linkTo(join(directory, `closed-${i}`));
      else await spool.discard();
    }
    expect(await openFiles()).toBeLessThanOrEqual(before);
  });
});

describe('a spool over a bad medium', () => {
  it('fails writes, the end and readers with what its disk fails with', async () => {
    const medium = createMemoryMedium();
    const full = new Error('ENOSPC');
    const spool = createSpoolOn({ ...medium, append: () => Promise.reject(full) });
    const reading = readAll(spool.read());
    const outcomes = Promise.allSettled([reading, fill(spool, pattern(1_000_000))]);
    const failed = { status: 'rejected', reason: full };
    expect(await outcomes).toEqual([failed, failed]);
    await expect(spool.end()).rejects.toBe(full);
    await spool.discard();
  });

  it('fails the end where the last batch or the fsync fails', async () => {
    const full = new Error('ENOSPC');
    for (const part of ['append', 'sync']) {
      const spool = createSpoolOn({
        ...createMemoryMedium(),
        [part]: () => Promise.reject(full),
      });
      await spool.write(Buffer.from('fox'));
      await expect(spool.end()).rejects.toBe(full);
    }
  });

  it('is not removed from under a write that is on its way', async () => {
    const steps: string[] = [];
    const spool = createSpoolOn({
      ...createMemoryMedium(),
      async append() {
        await new Promise((resolve) => setTimeout(resolve, 20));
        steps.push('appended');
      },
      async remove() {
        steps.push('removed');
      },
    });
    await spool.write(pattern(300_000));
    await spool.discard();
    expect(steps).toEqual(['appended', 'removed']);
  });

  it('holds no more than about two batches while its disk hangs', async () => {
    const batches: number[] = [];
    const spool = createSpoolOn({
      ...createMemoryMedium(),
      append(pieces) {
        batches.push(Buffer.concat([...pieces]).length);
        return new Promise(() => {});
      },
    });
    for (let i = 0; i < 100; i += 1) {
      const size = spool.size;
      const waits = new Promise((resolve) => setTimeout(resolve, 20, 'waits'));
      if ((await Promise.race([spool.write(Buffer.alloc(65_536)), waits])) === 'waits') break;
      expect(spool.size).toBe(size + 65_536);
    }
    expect(batches).toEqual([256 * 1024]);
    expect(spool.size).toBe(512 * 1024);
  });
});
