import { describe, expect, it } from 'vitest';
import { createTestParts, refusal } from '../../../test/fakes/parts.ts';
import { solidPng } from '../../../test/fakes/png.ts';
import { testCaller } from '../../../test/fakes/wishes.ts';
import { createMemorySpool } from '../../kit/spool.ts';
import { createFiles, type FileWish } from './files.ts';

const ann = testCaller({ id: 'ann' });
const bob = testCaller({ id: 'bob' });
const png = solidPng(8, 6, 1);
const day = 24 * 60 * 60 * 1000;

/** Files over parts in memory, with a clock the test sets. */
function open() {
  let time = 1_700_000_000_000;
  const parts = createTestParts({ now: () => time });
  return { parts, files: createFiles(parts), pass: (by: number) => (time += by) };
}

async function wish(bytes: Uint8Array = png, changes: Partial<FileWish> = {}): Promise<FileWish> {
  const spool = createMemorySpool({});
  await spool.write(bytes);
  const said = { param: 'file', fileName: '狐狸.png', purpose: 'vision', seconds: undefined };
  return { ...said, spool, end: await spool.end(), ...changes };
}

describe('files', () => {
  it('are kept for a day, with what their bytes tell', async () => {
    const { files } = open();
    const kept = await files.keep(await wish(), ann);
    expect(kept).toMatchObject({
      id: expect.stringMatching(/^file_[a-z2-7]{26}$/),
      owner: 'ann',
      name: expect.stringMatching(/^file_[a-z2-7]{26}\.png$/),
      fileName: '狐狸.png',
      mediaType: 'image/png',
      width: 8,
      height: 6,
      size: png.length,
      expiresAt: kept.createdAt + day,
    });
    expect(kept.name).not.toContain(kept.id);
    expect(await files.find(undefined, kept.id, ann)).toEqual(kept);
  });

  it('are inputs as often as they are named', async () => {
    const { files } = open();
    const { id } = await files.keep(await wish(), ann);
    for (let turn = 0; turn < 2; turn += 1) {
      const input = await files.open('image', id, ann);
      expect(input).toMatchObject({ mediaType: 'image/png', fromDisk: false, size: png.length });
      const chunks: Uint8Array[] = [];
      for await (const chunk of input.bytes()) chunks.push(chunk);
      expect(Buffer.concat(chunks)).toEqual(png);
      await input.discard();
    }
  });

  it('are nobody else’s, and no id but their own finds them', async () => {
    const { files } = open();
    const { id, name } = await files.keep(await wish(), ann);
    for (const [wrong, caller] of [
      [id, bob],
      [name, ann],
      ['file_x', ann],
      ['', ann],
    ] as const) {
      const error = await refusal(files.open('image', wrong, caller));
      expect(error).toMatchObject({ code: 'not_found', details: { param: 'image' } });
    }
    expect(await refusal(files.remove(id, bob))).toMatchObject({ code: 'not_found' });
    expect(await files.find(undefined, id, ann)).toMatchObject({ id });
  });

  it('are gone when their time is over, their bytes after the next sweep', async () => {
    const { files, parts, pass } = open();
    const short = await files.keep(await wish(png, { seconds: 3600 }), ann);
    const long = await files.keep(await wish(), ann);
    pass(3_600_000);
    expect(await refusal(files.find(undefined, short.id, ann))).toMatchObject({
      code: 'not_found',
    });
    await files.sweep();
    expect(await parts.assets.open(short.name)).toBeUndefined();
    expect(await parts.store.findFile(short.id)).toBeUndefined();
    expect(await parts.assets.open(long.name)).toBeDefined();
  });

  it('are gone when they are removed', async () => {
    const { files, parts } = open();
    const { id, name } = await files.keep(await wish(), ann);
    await files.remove(id, ann);
    expect(await refusal(files.find(undefined, id, ann))).toMatchObject({ code: 'not_found' });
    expect(await parts.assets.open(name)).toBeUndefined();
  });

  it('must be pictures, and leave nothing behind where they are none', async () => {
    const { files, parts } = open();
    const text = await wish(Buffer.from('<svg/>'));
    expect(await refusal(files.keep(text, ann))).toMatchObject({
      code: 'not_an_image',
      details: { param: 'file' },
    });
    await expect(async () => {
      for await (const _ of text.spool.read());
    }).rejects.toThrow('discarded');
    expect(parts.recorded).toEqual([]);
  });

  it('may take two gigabytes of one owner, and what others keep does not count', async () => {
    const { files } = open();
    const huge = async () => {
      const { end, ...rest } = await wish();
      return { ...rest, end: { ...end, size: 1.5 * 1024 ** 3 } };
    };
    await files.keep(await huge(), ann);
    expect(await refusal(files.keep(await huge(), ann))).toMatchObject({ code: 'files_full' });
    await files.keep(await huge(), bob);
  });
});
