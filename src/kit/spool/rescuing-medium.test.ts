import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSpoolOn, type Spool } from '../spool.ts';
import { createByteRoom } from './byte-room.ts';
import { openRescuingMedium } from './rescuing-medium.ts';
import { createFileMedium } from './spool-file.ts';
import type { SpoolMedium } from './spool-medium.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rescue-'));
});
afterAll(() => rm(folder, { recursive: true }));

const full = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
const fail = () => Promise.reject(full);
/** Larger than a batch of the writer, so that some of it is on the disk before the rest comes. */
const bytes = Buffer.from(Array.from({ length: 900_000 }, (_, i) => (i * 31) % 251));

let made = 0;
async function open(
  broken: Partial<SpoolMedium> & { takes?: number } = {},
  room: number | 'none' = 10_000_000,
) {
  made += 1;
  const path = join(folder, `${made}.part`);
  const survived: unknown[] = [];
  const shared = room === 'none' ? undefined : createByteRoom(room);
  const medium = await openRescuingMedium(
    async () => {
      const disk = await createFileMedium(path);
      let taken = 0;
      const append: SpoolMedium['append'] = async (pieces) => {
        taken += pieces.reduce((sum, { length }) => sum + length, 0);
        if (taken > (broken.takes ?? Number.POSITIVE_INFINITY)) throw full;
        await disk.append(pieces);
      };
      // The path changes with the link.
      return Object.assign(Object.create(disk) as SpoolMedium, { append, ...broken });
    },
    {
      room: shared,
      explain: (failure) => new Error('explained', { cause: failure }),
      onRescue: (failure) => survived.push(failure),
    },
  );
  return { spool: createSpoolOn(medium), survived, path, room: shared };
}

async function fill(spool: Spool): Promise<void> {
  for (let at = 0; at < bytes.length; at += 10_000)
    await spool.write(bytes.subarray(at, at + 10_000));
  await spool.end();
}

async function readAll(spool: Spool): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of spool.read()) pieces.push(piece);
  return Buffer.concat(pieces);
}

describe('a spool that is rescued', () => {
  it('is one of the disk for as long as that works', async () => {
    const { spool, survived, path } = await open();
    await fill(spool);
    expect([spool.path, survived]).toEqual([path, []]);
    await spool.linkTo(`${path}.kept`);
    await spool.discard();
    expect((await readFile(`${path}.kept`)).equals(bytes)).toBe(true);
    expect(await readdir(folder)).not.toContain(`${made}.part`);
  });

  it.each<[string, Partial<SpoolMedium> & { takes?: number }]>([
    ['from the first byte', { takes: 0 }],
    ['in the middle', { takes: 400_000 }],
    ['at its fsync', { sync: fail }],
  ])('has all its bytes where the disk fails %s, and leaves none there', async (_, broken) => {
    const { spool, survived, path } = await open(broken);
    const reader = readAll(spool);
    await fill(spool);
    expect((await reader).equals(bytes)).toBe(true);
    expect((await readAll(spool)).equals(bytes)).toBe(true);
    expect([spool.path, survived]).toEqual([undefined, [full]]);
    expect(await readdir(folder)).not.toContain(path);
  });

  it('has all its bytes where it cannot be given its lasting name', async () => {
    const { spool } = await open({ linkTo: fail });
    await fill(spool);
    await spool.linkTo('anywhere');
    await spool.discard();
    expect(spool.path).toBeUndefined();
    expect((await readAll(spool)).equals(bytes)).toBe(true);
  });

  it('is held where its file cannot even be opened', async () => {
    const survived: unknown[] = [];
    const medium = await openRescuingMedium(fail, {
      room: createByteRoom(1_000_000),
      explain: (failure) => failure,
      onRescue: (failure) => survived.push(failure),
    });
    const spool = createSpoolOn(medium);
    await fill(spool);
    expect((await readAll(spool)).equals(bytes)).toBe(true);
    expect(survived).toEqual([full]);
  });

  it.each([
    ['there is no room for it', 800_000],
    ['nobody wants it to be', 'none' as const],
  ])('fails with the disk’s reason where %s', async (_, room) => {
    const { spool } = await open({ takes: 400_000 }, room);
    await expect(fill(spool)).rejects.toMatchObject({ message: 'explained', cause: full });
    await spool.discard();
  });

  it('gives its room back when it goes', async () => {
    const { spool, room } = await open({ takes: 400_000 }, 1_000_000);
    await fill(spool);
    expect(room?.take(200_000)).toBe(false);
    await spool.discard();
    expect(room?.take(1_000_000)).toBe(true);
  });
});
