import { describe, expect, it } from 'vitest';
import { rejection } from '../../test/contract/provider-request.ts';
import { proveWire } from '../../test/contract/wire-contract.ts';
import { type GivenUpstream, openRig, quick } from '../../test/contract/wire-rig.ts';
import { huggingfaceWire } from '../../test/fakes/huggingface-wire.ts';
import { huggingfaceProvider } from './huggingface.ts';

const create = (given: GivenUpstream) =>
  huggingfaceProvider({ name: 'huggingface', ...quick, ...given });

proveWire('huggingface', { wire: huggingfaceWire, create, ways: 'bytes' });

describe('huggingfaceProvider', () => {
  const rig = openRig(huggingfaceWire, (given) =>
    create({ ...given, baseUrl: `${given.baseUrl}/hf-inference/models/` }),
  );
  const { paint } = rig;

  it('asks for the picture itself, and says nothing that was not wished', async () => {
    const { seen } = await paint();
    expect(seen).toMatchObject({
      path: '/hf-inference/models/stabilityai/stable-diffusion-3-medium-diffusers',
      headers: { accept: 'image/png', authorization: 'Bearer k' },
    });
    expect(seen?.json).toEqual({ inputs: 'a fox in the snow, 雪中的狐狸' });
  });

  it('says size and seed as parameters, with what the model alone knows', async () => {
    const extra = { num_inference_steps: 20, negative_prompt: 'fog', width: 8 };
    const { json } = await paint({ model: 'someone/painter', size: '768x512', seed: 7, extra });
    expect(json?.parameters).toEqual({
      ...{ num_inference_steps: 20, negative_prompt: 'fog', width: 768, height: 512, seed: 7 },
    });
  });

  it('reports a size that is no width and height', async () => {
    const { json, warnings } = await paint({ size: '3:2' });
    expect(json).not.toHaveProperty('parameters');
    expect(warnings).toEqual([expect.stringContaining('`size`')]);
  });

  it('waits for a model that wakes soon, and tells how long another needs', async () => {
    rig.upstream.mode('loading', 'paint');
    expect((await paint()).images).toHaveLength(1);
    rig.upstream.mode('loading-for-long');
    expect(await rejection(paint())).toMatchObject({ details: { retryAfter: 577.4 } });
  });
});
