import { describe, expect, it } from 'vitest';
import {
  collect,
  pictureInput,
  providerRequest,
  rejection,
} from '../../test/contract/provider-request.ts';
import { proveWire } from '../../test/contract/wire-contract.ts';
import { openRig, quick } from '../../test/contract/wire-rig.ts';
import { a1111Wire, previewPicture } from '../../test/fakes/a1111-wire.ts';
import { a1111Provider } from './a1111.ts';

const waits = { ...quick, pauseMs: 20 };

proveWire('a1111', {
  wire: a1111Wire,
  create: ({ baseUrl, apiKey, client }) =>
    a1111Provider({ name: 'a1111', ...waits, baseUrl, auth: apiKey, client }),
  ways: 'bytes',
});

describe('a1111Provider', () => {
  const rig = openRig(a1111Wire, ({ baseUrl, client }) =>
    a1111Provider({ name: 'a1111', ...waits, baseUrl: `${baseUrl}/sdapi/v1`, client }),
  );
  const { begin, paint } = rig;

  it('paints with what is loaded, and with the checkpoint that is named', async () => {
    const extra = { steps: 8, negative_prompt: 'blurry', alwayson_scripts: {} };
    const { seen, warnings, images } = await paint({ size: '768x512', seed: 7, extra });
    expect(seen?.path).toBe('/sdapi/v1/txt2img');
    expect(seen?.json).toEqual({
      ...{ prompt: 'a fox in the snow, 雪中的狐狸', negative_prompt: 'blurry', steps: 8 },
      ...{ width: 768, height: 512, seed: 7, batch_size: 1, n_iter: 1 },
      override_settings: { return_grid: false },
    });
    expect(images).toHaveLength(1);
    expect(warnings).toEqual([expect.stringContaining('`alwayson_scripts`')]);
    const named = await paint({ model: 'dream.safetensors' });
    expect(named.seen?.json?.override_settings).toEqual({
      ...{ return_grid: false, sd_model_checkpoint: 'dream.safetensors' },
    });
  });

  it('edits at the size of the image, and inside of a mask', async () => {
    const { seen } = await paint({ inputs: [pictureInput(1)], mask: pictureInput(0xffffff) });
    expect(seen?.path).toBe('/sdapi/v1/img2img');
    expect(seen?.json).toMatchObject({
      ...{ width: 64, height: 64, inpainting_mask_invert: 0, inpainting_fill: 1 },
      ...{ init_images: [expect.any(String)], mask: expect.any(String) },
    });
  });

  it('tells how far it is, with as many previews as were asked for, and the seed', async () => {
    rig.upstream.mode('slow');
    const { events, previews } = await paint({ partialImages: 1 });
    expect(events).toContainEqual({ type: 'progress', fraction: 0.6, message: 'running' });
    expect(previews).toMatchObject([{ index: 0, size: previewPicture.size }]);
    expect(events.at(-1)).toEqual({ type: 'image-info', index: 0, seed: 1234 });
  });

  it('says that the API was not switched on', async () => {
    rig.upstream.mode('no-api');
    const error = await rejection(begin());
    expect(String(error)).toContain('is it started with --api?');
  });

  it('interrupts the picture that is taken back, and gives up one that only waits at once', async () => {
    rig.upstream.mode('hang');
    const first = new AbortController();
    const second = new AbortController();
    const painting = rejection(
      rig.provider.generate(providerRequest(rig.provider), first.signal).then(collect),
    );
    const waiting = rejection(
      rig.provider.generate(providerRequest(rig.provider), second.signal).then(collect),
    );
    const interrupts = () =>
      rig.upstream.requests.filter(({ path }) => path.endsWith('/interrupt'));
    await expect.poll(() => rig.upstream.paints().length).toBeGreaterThan(0);
    second.abort();
    expect(await waiting).toMatchObject({ code: 'cancelled' });
    expect(interrupts()).toHaveLength(0);
    first.abort();
    expect(await painting).toMatchObject({ code: 'cancelled' });
    await expect.poll(() => interrupts().length).toBe(1);
  });
});
