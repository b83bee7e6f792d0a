import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { refusal } from '../../../test/fakes/parts.ts';
import { AppError } from '../../core/errors.ts';
import { createSaveFolder } from './save-folder.ts';

let root = '';
let directory = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'saves-'));
  directory = join(root, 'saved');
});
afterEach(() => rm(root, { recursive: true }));

async function* bytesOf(text: string) {
  for (const letter of text) yield Buffer.from(letter);
}

const save = (name: string, text = 'fox', ending = 'png') =>
  createSaveFolder({ directory, disabled: false }).save(name, ending, bytesOf(text));

describe('the save folder', () => {
  it.each([
    ['fox.png', 'png', 'fox.png'],
    ['fox', 'png', 'fox.png'],
    ['  fox.png ', 'png', 'fox.png'],
    ['fox.PNG', 'png', 'fox.PNG'],
    ['fox.png', 'jpg', 'fox.jpg'],
    ['fox.jpeg', 'jpg', 'fox.jpeg'],
    ['fox.txt', 'png', 'fox.txt.png'],
    ['v1.5', 'webp', 'v1.5.webp'],
    ['雪中的狐狸.png', 'png', '雪中的狐狸.png'],
    ['console.png', 'png', 'console.png'],
    ["it's (1) & 50%.png", 'png', "it's (1) & 50%.png"],
  ])('saves %j of type %s as %j', async (name, ending, saved) => {
    expect(await save(name, 'fox', ending)).toBe(join(directory, saved));
    expect(await readFile(join(directory, saved), 'utf8')).toBe('fox');
  });

  it.each([
    '../x',
    '../../x.png',
    '..\\x.png',
    'a/b.png',
    '/etc/x.png',
    'C:\\x.png',
    'C:x.png',
    '\\\\host\\share.png',
    'a\0.png',
    'a\n.png',
    'a\u0085.png',
    'a\u2028.png',
    '.',
    '..',
    '.hidden',
    '.png',
    '',
    '   ',
    'CON',
    'nul.png',
    'com1.png',
    'LPT9',
    'aux .png',
    'fox?.png',
    'fox*.png',
    'fox|.png',
    '<fox>.png',
    'x'.repeat(300),
    '狐'.repeat(70),
  ])('refuses the name %j, and writes nothing anywhere', async (name) => {
    const error = await refusal(save(name));
    expect(error.code).toBe('file_name_refused');
    expect(error.message).toContain(directory);
    expect(await readdir(root)).toEqual([]);
  });

  it('never overwrites, and numbers what has the same name', async () => {
    const paths: string[] = [];
    for (const text of ['one', 'two', 'three']) paths.push(await save('fox.png', text));
    expect(paths.map((path) => path.slice(directory.length + 1))).toEqual([
      'fox.png',
      'fox-2.png',
      'fox-3.png',
    ]);
    expect(await Promise.all(paths.map((path) => readFile(path, 'utf8')))).toEqual([
      'one',
      'two',
      'three',
    ]);
  });

  it('gives each of many at once a name of its own', async () => {
    const texts = Array.from({ length: 20 }, (_, count) => `fox ${count}`);
    const paths = await Promise.all(texts.map((text) => save('fox.png', text)));
    expect(new Set(paths).size).toBe(20);
    const read = await Promise.all(paths.map((path) => readFile(path, 'utf8')));
    expect(read).toEqual(texts);
  });

  it('neither follows a link that stands there nor writes over a folder', async () => {
    await mkdir(join(directory, 'dir.png'), { recursive: true });
    await writeFile(join(root, 'prey.txt'), 'prey');
    await symlink(join(root, 'prey.txt'), join(directory, 'fox.png'));
    await symlink(join(root, 'nowhere.png'), join(directory, 'gone.png'));
    expect(await save('fox.png')).toBe(join(directory, 'fox-2.png'));
    expect(await save('gone.png')).toBe(join(directory, 'gone-2.png'));
    expect(await save('dir.png')).toBe(join(directory, 'dir-2.png'));
    expect(await readFile(join(root, 'prey.txt'), 'utf8')).toBe('prey');
    expect(existsSync(join(root, 'nowhere.png'))).toBe(false);
  });

  it('leaves nothing of what could not be written whole', async () => {
    const cut = new AppError('invalid_base64', { param: 'base64_data' });
    async function* broken() {
      yield Buffer.from('half');
      throw cut;
    }
    const folder = createSaveFolder({ directory, disabled: false });
    expect(await refusal(folder.save('fox.png', 'png', broken()))).toBe(cut);
    expect(await readdir(directory)).toEqual([]);
  });

  it('refuses where saving is switched off, before anything is read', async () => {
    let reads = 0;
    async function* counted() {
      reads += 1;
      yield Buffer.from('fox');
    }
    const folder = createSaveFolder({ directory, disabled: true });
    const error = await refusal(folder.save('fox.png', 'png', counted()));
    expect(error.code).toBe('saving_disabled');
    expect(reads).toBe(0);
    expect(existsSync(directory)).toBe(false);
  });

  it('says so where the folder cannot be made', async () => {
    await writeFile(directory, 'a file');
    const error = await refusal(save('fox.png'));
    expect(error).toMatchObject({ code: 'folder_not_writable' });
  });

  it('writes into its folder, or not at all, whatever the name is', async () => {
    const odd = fc.constantFrom('/', '\\', '.', '..', '\0', ':', '~', '%2f', 'CON', ' ', 'a', '狐');
    const names = fc.oneof(
      fc.string(),
      fc.array(odd, { maxLength: 6 }).map((parts) => parts.join('')),
    );
    await fc.assert(
      fc.asyncProperty(names, async (name) => {
        const path = await save(name).catch((thrown: unknown) => {
          expect(thrown).toMatchObject({ code: 'file_name_refused' });
        });
        if (path) expect(await readdir(directory)).toContain(path.slice(directory.length + 1));
        expect((await readdir(root)).filter((entry) => entry !== 'saved')).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});
