import { describe, expect, it } from 'vitest';
import { pictureInput, rejection } from '../../test/contract/provider-request.ts';
import { proveWire } from '../../test/contract/wire-contract.ts';
import { type GivenUpstream, openRig, quick } from '../../test/contract/wire-rig.ts';
import { siliconflowWire } from '../../test/fakes/siliconflow-wire.ts';
import { costOf } from '../core/cost.ts';
import type { ProviderEvent } from '../core/provider.ts';
import { siliconflowProvider } from './siliconflow.ts';

const create = (given: GivenUpstream) =>
  siliconflowProvider({ name: 'siliconflow', ...quick, ...given });

proveWire('siliconflow', { wire: siliconflowWire, create, ways: 'url' });

describe('siliconflowProvider', () => {
  const rig = openRig(siliconflowWire, create);
  const { begin, paint } = rig;

  it('says size and number in its own words', async () => {
    const { json, images } = await paint({ n: 3, size: '720x1280', seed: 7 });
    expect(json).toEqual({
      model: 'Kwai-Kolors/Kolors',
      prompt: 'a fox in the snow, 雪中的狐狸',
      image_size: '720x1280',
      batch_size: 3,
      seed: 7,
    });
    expect(images).toHaveLength(3);
  });

  it('always tells a size, which it needs, but to models that keep that of their input', async () => {
    expect((await paint({ model: 'Qwen/Qwen-Image' })).json).toMatchObject({
      image_size: '1328x1328',
    });
    const edit = await paint({ model: 'Qwen/Qwen-Image-Edit', inputs: [pictureInput(1)] });
    expect(edit.json).not.toHaveProperty('image_size');
    expect(edit.json).not.toHaveProperty('batch_size');
  });

  it('names up to three images of an edit', async () => {
    const inputs = [pictureInput(1), pictureInput(2), pictureInput(3)];
    const { json } = await paint({ model: 'Qwen/Qwen-Image-Edit-2509', inputs });
    const sent = 'data:image/png;base64,';
    expect(json).toMatchObject({ image: sent, image2: sent, image3: sent });
  });

  it('passes on what SiliconFlow alone knows, but not over our own', async () => {
    const extra = { guidance_scale: 5, num_inference_steps: 30, negative_prompt: 'fog' };
    const { json } = await paint({ extra: { ...extra, batch_size: 4, model: 'dearer' } });
    expect(json).toMatchObject({ ...extra, batch_size: 1, model: 'Kwai-Kolors/Kolors' });
  });

  it('reports the seed it takes where one is too large', async () => {
    const { json, warnings } = await paint({ seed: 10_000_000_007 });
    expect(json?.seed).toBe(7);
    expect(warnings).toEqual([
      '`seed` 10000000007 was sent as 7, the nearest Kwai-Kolors/Kolors can do.',
    ]);
  });

  it('tells the seed of the first picture', async () => {
    const events: ProviderEvent[] = [];
    for await (const event of await begin({ n: 2 })) events.push(event);
    expect(events.map((event) => event.type === 'image' && event.seed)).toEqual([42, undefined]);
  });

  it('does not ask again for what an empty account cannot pay', async () => {
    rig.upstream.mode('out-of-balance');
    expect(await rejection(begin())).toMatchObject({
      retryable: false,
      details: { upstreamCode: '30001', upstreamStatus: 403 },
    });
    rig.upstream.mode('paint');
  });

  it.each([
    ['Kwai-Kolors/Kolors', { usd: 0, kind: 'exact' }],
    ['Qwen/Qwen-Image', { usd: 0.044251, kind: 'estimated' }],
    ['Qwen/Qwen-Image-Edit-2509', undefined],
  ])('knows of %s that it costs %j', (model, cost) => {
    const own = create({ baseUrl: 'https://api.siliconflow.cn', apiKey: 'k', client: rig.client });
    const row = own.models().find((known) => known.model === model);
    if (!row) throw new Error(`there is no ${model}`);
    expect(costOf(row, { quality: undefined, size: undefined }, undefined, 1)).toEqual(cost);
  });

  it('knows no price of siliconflow.com', () => {
    const abroad = create({
      baseUrl: 'https://api.siliconflow.com',
      apiKey: 'k',
      client: rig.client,
    });
    expect(abroad.models().every(({ price }) => price === undefined)).toBe(true);
  });
});
