import { beforeEach, describe, expect, it } from 'vitest';
import { refusal } from '../../test/fakes/parts.ts';
import { testCaller, testInput, testRequest } from '../../test/fakes/wishes.ts';
import { createMemoryStore } from '../store/memory/memory-store.ts';
import { AppError } from './errors.ts';
import { builtInStyles } from './styles/built-in-styles.ts';
import { parseStyle, type RawStyle } from './styles/style-request.ts';
import { createStyles, type Styles } from './styles.ts';

const operator = testCaller({ id: 'admin' });
const ann = testCaller({ id: 'key_ann' });
const bob = testCaller({ id: 'key_bob' });

let opened: ReturnType<typeof testInput>[];
let styles: Styles;

beforeEach(() => {
  opened = [];
  styles = createStyles({
    store: createMemoryStore(),
    inputs: {
      async fromAsset(param, id, caller) {
        const hint = '';
        if (!id.endsWith(caller.id)) throw new AppError('not_found', { what: id, hint }, { param });
        const input = testInput({ fileName: id });
        opened.push(input);
        return input;
      },
    },
    now: () => 7,
  });
});

const raw = (changes: Partial<RawStyle> = {}): RawStyle => ({
  name: 'house',
  title: undefined,
  about: undefined,
  prompt: 'as a woodcut',
  palette: undefined,
  referenceImages: undefined,
  size: undefined,
  quality: undefined,
  model: undefined,
  ...changes,
});
const save = (changes: Partial<RawStyle> = {}, caller = ann) =>
  styles.save(parseStyle(raw(changes)), caller);
const dress = (wishes: Parameters<typeof testRequest>[0], caller = ann) =>
  styles.dress(testRequest({ prompt: 'a fox', ...wishes }), caller);

describe('a wish that names a style', () => {
  it.each(['ink-wash', 'Ink Wash', 'ink_wash', '水墨'])(
    'is worded as %s words it',
    async (style) => {
      const { request, ...dressed } = await dress({ style });
      expect(request.prompt).toMatch(/^a fox, as a Chinese ink-wash painting/);
      expect(request.style).toBeUndefined();
      expect(dressed).toMatchObject({ style: 'ink-wash', prompt: 'a fox', chosen: [] });
    },
  );

  it('stays as it is with the wire’s own words, and on the older routes', async () => {
    for (const wishes of [
      { style: 'vivid' },
      { style: 'natural' },
      { style: 'digital_illustration' },
      { style: 'nonsense', lenient: true },
      {},
    ]) {
      const dressed = await dress(wishes);
      expect(dressed.request).toEqual(testRequest({ prompt: 'a fox', ...wishes }));
      expect(dressed.style).toBeUndefined();
    }
  });

  it('is refused with the names there are where there is no such style', async () => {
    await save();
    const error = await refusal(dress({ style: 'nonsense' }));
    expect(error).toMatchObject({ code: 'unknown_style', details: { param: 'style' } });
    expect(error.message).toContain('"nonsense"');
    expect(error.message).toContain('house, photo, watercolor, ink-wash');
  });

  it('takes size, quality and model where it has none of its own', async () => {
    await save({ size: '16:9', quality: 'high', model: 'brush-1' });
    const { request, chosen } = await dress({ style: 'house', quality: 'low' });
    expect(request).toMatchObject({ size: '16:9', quality: 'low', model: 'brush-1' });
    expect(chosen).toEqual(['size']);
  });

  it('is told the palette, and where a prompt has its place', async () => {
    await save({ prompt: 'poster of {prompt}; $& {prompt}!', palette: '#aa0011, teal' });
    const { request } = await dress({ style: 'house', prompt: 'a $1 fox' });
    expect(request.prompt).toBe('poster of a $1 fox; $& a $1 fox!\nColour palette: #aa0011, teal.');
  });

  it('is refused where both together are too long', async () => {
    await save({ prompt: 'x'.repeat(4_000) });
    const error = await refusal(dress({ style: 'house', prompt: 'a'.repeat(30_000) }));
    expect(error).toMatchObject({ code: 'invalid_value', details: { param: 'prompt' } });
  });

  it('takes the style’s images along, behind its own, and as files of ours', async () => {
    await save({ referenceImages: ['img_key_ann'] });
    const own = testInput({ fileName: 'own.png' });
    const { request, references } = await dress({ style: 'house', inputs: [own] });
    expect(request.inputs?.map(({ fileName }) => fileName)).toEqual(['own.png', 'img_key_ann']);
    expect(request.inputs?.map(({ fromDisk }) => fromDisk)).toEqual([false, true]);
    expect(references).toHaveLength(1);
  });
});

describe('styles of callers', () => {
  it('belong to who made them, and the operator’s to everybody', async () => {
    await save();
    await save({ name: 'brand' }, operator);
    const namesFor = async (caller: typeof ann) =>
      (await styles.list(caller)).flatMap(({ name, owner }) => (owner === undefined ? [] : name));
    expect(await namesFor(ann)).toEqual(['house', 'brand']);
    expect(await namesFor(bob)).toEqual(['brand']);
    expect((await dress({ style: 'brand' }, bob)).request.prompt).toBe('a fox. as a woodcut');
  });

  it('go before the operator’s of the same name', async () => {
    await save({ prompt: 'the operator’s' }, operator);
    await save({ prompt: 'her own' });
    expect((await styles.find('house', ann)).prompt).toBe('her own');
    expect((await styles.find('house', bob)).prompt).toBe('the operator’s');
    expect(await styles.list(ann)).toHaveLength(1 + builtInStyles.length);
  });

  it('are painted with their maker’s images, whoever paints', async () => {
    await save({ name: 'brand', referenceImages: ['img_admin'] }, operator);
    const { request } = await dress({ style: 'brand' }, bob);
    expect(request.inputs?.map(({ fileName }) => fileName)).toEqual(['img_admin']);
  });

  it('take no image that is not their maker’s, and let go of the others', async () => {
    const error = await refusal(save({ referenceImages: ['img_key_ann', 'img_key_bob'] }));
    expect(error).toMatchObject({ code: 'not_found', details: { param: 'reference_images' } });
    expect(opened.map(({ discarded }) => discarded)).toEqual([1]);
    expect(await styles.list(ann)).toHaveLength(builtInStyles.length);
  });

  it('are deleted by their maker alone', async () => {
    await save();
    await save({ name: 'brand' }, operator);
    expect(await refusal(styles.remove('brand', ann))).toMatchObject({ code: 'unknown_style' });
    expect(await refusal(styles.remove('photo', ann))).toMatchObject({ code: 'unknown_style' });
    await styles.remove('house', ann);
    expect(await refusal(styles.find('house', ann))).toMatchObject({ code: 'unknown_style' });
    await styles.find('brand', ann);
  });

  it('are a hundred at most, of which each may be made anew', async () => {
    for (let count = 0; count < 100; count += 1) await save({ name: `s-${count}` });
    expect(await refusal(save())).toMatchObject({ code: 'too_many_styles' });
    await save({ name: 's-7', prompt: 'anew' });
    expect((await styles.find('s-7', ann)).prompt).toBe('anew');
  });
});

it('lists what is built in without opening anything', async () => {
  const store = new Proxy({} as never, {
    get: () => {
      throw new Error('it was opened');
    },
  });
  const closed = createStyles({
    store: { styles: store },
    inputs: { fromAsset: async () => testInput() },
    now: Date.now,
  });
  expect(await closed.list(ann, { builtIn: true })).toEqual(builtInStyles);
  expect((await closed.find('photo', ann)).name).toBe('photo');
});

describe('parseStyle', () => {
  it.each<[string, Partial<RawStyle>]>([
    ['name', { name: undefined }],
    ['name', { name: 'two words' }],
    ['name', { name: 'a'.repeat(65) }],
    ['name', { name: 'photo' }],
    ['name', { name: 'watercolour' }],
    ['name', { name: 'vivid' }],
    ['prompt', { prompt: undefined }],
    ['prompt', { prompt: 'x'.repeat(4_001) }],
    ['palette', { palette: ['x'.repeat(41)] }],
    ['palette', { palette: 'abcdefghijklmnopq'.split('') }],
    ['palette', { palette: [7] }],
    ['reference_images', { referenceImages: ['a', 'b', 'c', 'd', 'e'] }],
  ])('refuses a wrong %s', (param, changes) => {
    expect(() => parseStyle(raw(changes))).toThrow(
      expect.objectContaining({ details: { param } }) as Error,
    );
  });

  it('takes a style of a palette alone, and its name as its title', () => {
    const style = parseStyle(raw({ name: 'Brand', prompt: null, palette: ['#fff', '#FFF'] }));
    expect(style).toMatchObject({ name: 'brand', prompt: '', palette: ['#FFF'] });
    expect(style.title).toEqual({ en: 'brand', zh: 'brand' });
  });
});
