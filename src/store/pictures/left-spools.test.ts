import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { solidPng } from '../../../test/fakes/png.ts';
import { randomName } from '../../kit/random-name.ts';
import { createAssetFolder } from './asset-folder.ts';

const png = solidPng(30, 20);
let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'left-'));
});
afterEach(() => rm(directory, { recursive: true }));

const spools = () => readdir(join(directory, 'spool'));

/** A spool as a process leaves it that dies after so many bytes were written. */
async function leave(label: string | undefined, bytes: Buffer, processId?: string): Promise<void> {
  const folder = await createAssetFolder({
    directory,
    ...(processId !== undefined && { processId }),
  });
  const spool = await folder.begin(undefined, label);
  const path = String(spool.path);
  await spool.discard();
  await writeFile(path, bytes);
}

it('tells whose a spool is, and who wrote it', async () => {
  await leave('gen_fox.0.name', png, 'my.host:7:abcdefgh');
  const folder = await createAssetFolder({ directory });
  const [left] = await folder.leftSpools();
  expect(left).toMatchObject({ label: 'gen_fox.0.name', processId: 'my.host:7:abcdefgh' });
  expect(Math.abs((left?.modifiedAt ?? 0) - Date.now())).toBeLessThan(60_000);
});

it('knows neither of spools without a label, or of an older version', async () => {
  await leave(undefined, png, 'h:1:a');
  await leave(undefined, png);
  const left = await (await createAssetFolder({ directory })).leftSpools();
  expect(left.map(({ label }) => label)).toEqual([undefined, undefined]);
  expect(new Set(left.map(({ processId }) => processId))).toEqual(new Set(['h:1:a', undefined]));
});

it('inspects whole images alone', async () => {
  await leave('whole', png);
  await leave('cut', png.subarray(0, -1));
  await leave('other', Buffer.from('not an image'));
  const left = await (await createAssetFolder({ directory })).leftSpools();
  const ends = await Promise.all(left.map(async (one) => [one.label, await one.inspect()]));
  const byLabel = Object.fromEntries(ends);
  expect(byLabel.whole).toMatchObject({ size: png.length, head: png });
  expect(byLabel.whole.sha256).toMatch(/^[\da-f]{64}$/);
  expect([byLabel.cut, byLabel.other]).toEqual([undefined, undefined]);
});

it('keeps one, also where that had been done before, and then takes its first name away', async () => {
  await leave('whole', png);
  const folder = await createAssetFolder({ directory });
  const [left] = await folder.leftSpools();
  const name = `${randomName()}.png`;
  await left?.keep(name);
  await left?.keep(name);
  expect(await spools()).toHaveLength(1);
  await left?.discard();
  await left?.discard();
  expect(await spools()).toEqual([]);
  const path = String(folder.path(name));
  expect((await readFile(path)).equals(png)).toBe(true);
  expect((await stat(path)).nlink).toBe(1);
});

it('passes over what is no spool', async () => {
  const folder = await createAssetFolder({ directory });
  await writeFile(join(directory, 'spool', 'README'), 'x');
  expect(await folder.leftSpools()).toEqual([]);
});
