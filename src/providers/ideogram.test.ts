import { describe, expect, it } from 'vitest';
import { pictureInput, rejection } from '../../test/contract/provider-request.ts';
import { proveWire } from '../../test/contract/wire-contract.ts';
import { type GivenUpstream, openRig, quick } from '../../test/contract/wire-rig.ts';
import { ideogramWire } from '../../test/fakes/ideogram-wire.ts';
import { costOf } from '../core/cost.ts';
import { ideogramProvider } from './ideogram.ts';

const create = (given: GivenUpstream) => ideogramProvider({ name: 'ideogram', ...quick, ...given });

proveWire('ideogram', { wire: ideogramWire, create, ways: 'url' });

describe('ideogramProvider', () => {
  const rig = openRig(ideogramWire, create);
  const { paint } = rig;

  it('says nothing that was not wished, and tells the prompt that was used', async () => {
    const { seen, images } = await paint();
    expect(seen).toMatchObject({ path: '/v1/ideogram-v3/generate', headers: { 'api-key': 'k' } });
    expect(seen?.headers).not.toHaveProperty('authorization');
    expect(seen?.fields).toEqual({ prompt: 'a fox in the snow, 雪中的狐狸' });
    expect(images[0]?.revisedPrompt).toBe('a fox');
  });

  it.each([
    ['1024x1024', { resolution: '1024x1024' }],
    ['1536x640', { resolution: '1536x640' }],
    ['16:9', { aspect_ratio: '16x9' }],
    ['1200x800', { aspect_ratio: '3x2' }],
  ])('says the size %s as %j, without a word', async (size, words) => {
    const { seen, warnings } = await paint({ size });
    expect(seen?.fields).toMatchObject(words);
    expect(warnings).toEqual([]);
  });

  it('reports the ratio it takes where there is no such ratio', async () => {
    const { seen, warnings } = await paint({ size: '1200x1000' });
    expect(seen?.fields?.aspect_ratio).toBe('5x4');
    expect(warnings).toEqual([expect.stringContaining('`size`')]);
  });

  it('says number, quality, style and seed in its own words, and passes on the rest', async () => {
    const extra = {
      magic_prompt: 'OFF',
      style_codes: ['ABCDEF12'],
      color_palette: { name: 'EMBER' },
    };
    const wishes = { n: 2, quality: 'high', style: 'realistic', seed: 2 ** 31 + 7 };
    const { seen, warnings } = await paint({ ...wishes, extra });
    expect(seen?.fields).toMatchObject({
      ...{ num_images: '2', rendering_speed: 'QUALITY', style_type: 'REALISTIC', seed: '7' },
      ...{ magic_prompt: 'OFF', style_codes: 'ABCDEF12', color_palette: '{"name":"EMBER"}' },
    });
    expect(warnings).toEqual([expect.stringContaining('`seed`')]);
  });

  it('lets no parameter of its own ask for more pictures than were wished', async () => {
    const { seen, warnings } = await paint({ extra: { num_images: 8 } });
    expect(seen?.fields).not.toHaveProperty('num_images');
    expect(warnings).toEqual([expect.stringContaining('`num_images`')]);
  });

  it('leaves out and reports a style that is none of its own', async () => {
    const { seen, warnings } = await paint({ style: 'vivid' });
    expect(seen?.fields).not.toHaveProperty('style_type');
    expect(warnings).toEqual([expect.stringContaining('`style`')]);
  });

  it('remixes an image, and paints inside of a mask at the size of the image', async () => {
    const inputs = [pictureInput(1)];
    const remix = await paint({ inputs, size: '16:9', extra: { image_weight: 80 } });
    expect(remix.seen?.path).toBe('/v1/ideogram-v3/remix');
    expect(remix.seen?.fields).toMatchObject({ image_weight: '80', aspect_ratio: '16x9' });
    const { seen, warnings } = await paint({ inputs, mask: pictureInput(0), size: '16:9' });
    expect(seen?.path).toBe('/v1/ideogram-v3/inpaint');
    expect(seen?.files?.map(({ field }) => field)).toEqual(['image', 'mask']);
    expect(seen?.fields).not.toHaveProperty('aspect_ratio');
    expect(warnings).toEqual([expect.stringContaining('`size`')]);
  });

  it('speaks to 4.0 in its words', async () => {
    const { seen } = await paint({ model: 'ideogram-v4', size: '2560x1440', quality: 'low' });
    expect(seen?.path).toBe('/v1/ideogram-v4/generate');
    expect(seen?.fields).toEqual({
      text_prompt: 'a fox in the snow, 雪中的狐狸',
      ...{ resolution: '2560x1440', rendering_speed: 'TURBO' },
    });
  });

  it('takes a picture that was held back for a refusal, which may have cost', async () => {
    rig.upstream.mode('unsafe');
    const error = await rejection(paint());
    expect(error).toMatchObject({ code: 'moderation_blocked', details: { spent: 'maybe' } });
  });

  it('keeps the pictures that passed, and tells of the others', async () => {
    rig.upstream.mode('half-safe');
    const { images, warnings } = await paint({ n: 2 });
    expect(images).toHaveLength(1);
    expect(warnings.join()).toContain('1 of 2');
  });

  it.each([
    ['ideogram-v3', undefined, 0.06],
    ['ideogram-v3', 'low', 0.03],
    ['ideogram-v4', 'high', 0.1],
  ])('estimates %s in quality %s as published', (model, quality, usd) => {
    const row = rig.provider.models().find((known) => known.model === model);
    if (!row) throw new Error(`there is no ${model}`);
    const cost = costOf(row, { quality, size: undefined }, undefined, 1);
    expect(cost).toEqual({ usd, kind: 'estimated' });
  });
});
