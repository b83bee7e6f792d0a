import { describe, expect, it } from 'vitest';
import { pictureInput, providerRequest, rejection } from '../../test/contract/provider-request.ts';
import { proveWire } from '../../test/contract/wire-contract.ts';
import { type GivenUpstream, openRig, quick } from '../../test/contract/wire-rig.ts';
import { falWire } from '../../test/fakes/fal-wire.ts';
import { costOf } from '../core/cost.ts';
import { falApp, falEndpoint } from './fal/endpoints.ts';
import { falRequest } from './fal/request.ts';
import { falProvider } from './fal.ts';

const create = (given: GivenUpstream) => falProvider({ name: 'fal', ...quick, ...given });

proveWire('fal', {
  wire: falWire,
  create,
  ways: 'task',
  cancels: true,
});

describe('falProvider', () => {
  const rig = openRig(falWire, (given) =>
    falProvider({ name: 'fal', ...quick, ...given, baseUrl: `${given.baseUrl}/` }),
  );
  const { paint } = rig;

  it('asks the queue for one picture, and says nothing that was not wished', async () => {
    const { seen, images } = await paint();
    expect(seen).toMatchObject({ path: '/fal-ai/flux-2', headers: { authorization: 'Key k' } });
    expect(seen?.json).toEqual({ prompt: 'a fox in the snow, 雪中的狐狸' });
    expect(images[0]?.revisedPrompt).toBe('a fox');
  });

  it.each([
    ['fal-ai/flux-2', '1536x1024', { image_size: { width: 1536, height: 1024 } }],
    ['fal-ai/flux-2', 'portrait_4_3', { image_size: 'portrait_4_3' }],
    ['openai/gpt-image-2', 'auto', { image_size: 'auto' }],
    ['fal-ai/nano-banana-2', '2048x1152', { aspect_ratio: '16:9', resolution: '2K' }],
    ['fal-ai/flux-pro/v1.1-ultra', '3:2', { aspect_ratio: '3:2' }],
    ['acme/unheard-of', '640x480', { image_size: { width: 640, height: 480 } }],
    ['acme/unheard-of', '3:2', { aspect_ratio: '3:2' }],
  ])('says to %s the size %s as %j', async (model, size, words) => {
    const { seen, warnings } = await paint({ model, size });
    expect(seen?.json).toMatchObject(words);
    expect(warnings).toEqual([]);
  });

  it.each([
    ['fal-ai/flux-2', '/fal-ai/flux-2/edit', 'image_urls'],
    ['fal-ai/flux/dev', '/fal-ai/flux/dev/image-to-image', 'image_url'],
    ['fal-ai/flux-pro/kontext', '/fal-ai/flux-pro/kontext', 'image_url'],
    [
      'fal-ai/bytedance/seedream/v4.5/text-to-image',
      '/fal-ai/bytedance/seedream/v4.5/edit',
      'image_urls',
    ],
    ['acme/unheard-of/edit', '/acme/unheard-of/edit', 'image_urls'],
    ['acme/unheard-of', '/acme/unheard-of', 'image_url'],
  ])('edits with %s at %s, as %s', async (model, path, field) => {
    const { seen } = await paint({ model, inputs: [pictureInput(0xff0000)] });
    expect(seen?.path).toBe(path);
    const uri = 'data:image/png;base64,';
    expect(seen?.json?.[field]).toEqual(field === 'image_url' ? uri : [uri]);
    expect(seen?.files).toHaveLength(1);
  });

  it('refuses more images than an endpoint takes, and leaves none out in silence', async () => {
    const wishes = { model: 'acme/unheard-of', inputs: [pictureInput(1), pictureInput(2)] };
    expect(await rejection(paint(wishes))).toMatchObject({ code: 'too_many_inputs' });
    expect((await paint({ ...wishes, model: 'acme/unheard-of/edit' })).seen?.files).toHaveLength(2);
  });

  it('sends a mask to the one model that takes it', async () => {
    const wishes = { inputs: [pictureInput(0)], mask: pictureInput(1) };
    const { seen } = await paint({ model: 'openai/gpt-image-2', ...wishes });
    expect(seen?.json?.mask_url).toBe('data:image/png;base64,');
  });

  it('passes on what it does not know, but never has the pictures in the answer', async () => {
    const extra = { guidance_scale: 3, sync_mode: true };
    const { seen, warnings } = await paint({ extra });
    expect(seen?.json).toMatchObject({ guidance_scale: 3 });
    expect(seen?.json).not.toHaveProperty('sync_mode');
    expect(warnings.join()).toContain('`sync_mode`');
  });

  it('says that an edit keeps the shape of its image where the endpoint has no size', async () => {
    const inputs = [pictureInput(0)];
    const { warnings } = await paint({ model: 'fal-ai/flux/dev', size: '512x512', inputs });
    expect(warnings.join()).toContain('`size`');
  });

  it('shows the one picture of a model that answers with one', async () => {
    rig.upstream.mode('task-single');
    expect((await paint()).images).toHaveLength(1);
  });

  it('takes a picture that the safety checker blackened for a refusal', async () => {
    rig.upstream.mode('task-black');
    const error = await rejection(paint());
    expect(error).toMatchObject({ code: 'moderation_blocked', details: { spent: 'maybe' } });
  });

  it('keeps the pictures that passed, and tells of the others', async () => {
    rig.upstream.mode('task-half-black');
    const { images, warnings } = await paint({ n: 2 });
    expect(images).toHaveLength(1);
    expect(warnings.join()).toContain('1 of 2');
  });

  it('does not ask again for a result whose request timed out', async () => {
    rig.upstream.mode('task-timed-out');
    const before = rig.upstream.requests.length;
    expect(await rejection(paint())).toMatchObject({ code: 'upstream_failed' });
    const asked = rig.upstream.requests.slice(before).filter(({ method }) => method === 'GET');
    expect(asked).toHaveLength(3);
  });

  it('lets no parameter of its own ask for more pictures than were wished', async () => {
    const { seen, warnings } = await paint({ extra: { num_images: 4 } });
    expect(seen?.json).not.toHaveProperty('num_images');
    expect(warnings).toEqual([expect.stringContaining('`num_images`')]);
  });

  it('lets no name end its route', () => {
    const wish = providerRequest(rig.provider, {
      model: 'maker/ink?fal_webhook=https://elsewhere.test#',
    });
    const { path } = falRequest(wish).build();
    expect(path).toBe('/maker/ink%3Ffal_webhook%3Dhttps%3A//elsewhere.test%23');
  });

  it('finds the requests of every endpoint below its app', () => {
    expect(falApp('fal-ai/flux/dev')).toBe('fal-ai/flux');
    expect(falApp('openai/gpt-image-2')).toBe('openai/gpt-image-2');
    expect(falApp('workflows/me/mine/x')).toBe('workflows/me/mine');
    for (const { model } of rig.provider.models()) {
      const { paint: painting, edit } = falEndpoint(model);
      expect([falApp(painting), falApp(edit)]).toEqual([falApp(model), falApp(model)]);
    }
  });

  it.each([
    ['fal-ai/flux/schnell', 'square_hd', 0.003],
    ['fal-ai/flux/dev', undefined, 0.025],
    ['fal-ai/flux-pro/kontext', '16:9', 0.04],
    ['openai/gpt-image-2', '1024x1024', 0.211],
    ['openai/gpt-image-2', '1536x1024', undefined],
    ['fal-ai/flux/schnell', '1536x1024', undefined],
    ['fal-ai/nano-banana-2', undefined, undefined],
  ])('estimates %s at %s as published, and guesses nothing else', (model, size, usd) => {
    const row = rig.provider.models().find((known) => known.model === model);
    if (!row) throw new Error(`there is no ${model}`);
    const cost = costOf(row, { quality: undefined, size }, undefined, 1);
    expect(cost).toEqual(usd === undefined ? undefined : { usd, kind: 'estimated' });
  });
});
