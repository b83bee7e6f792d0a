import { describe, expect, it } from 'vitest';
import { pictureInput, rejection } from '../../test/contract/provider-request.ts';
import { proveWire } from '../../test/contract/wire-contract.ts';
import { type GivenUpstream, openRig, quick } from '../../test/contract/wire-rig.ts';
import { fireworksWire } from '../../test/fakes/fireworks-wire.ts';
import { costOf } from '../core/cost.ts';
import { fireworksProvider } from './fireworks.ts';

const create = (given: GivenUpstream) =>
  fireworksProvider({ name: 'fireworks', ...quick, ...given });

/** The same with only those models, so that the suite takes their route. */
const only = (pattern: RegExp) => (given: GivenUpstream) => {
  const provider = create(given);
  return { ...provider, models: () => provider.models().filter((row) => pattern.test(row.model)) };
};

proveWire('fireworks', { wire: fireworksWire, create: only(/^flux-1-/), ways: 'bytes' });
proveWire('fireworks, Kontext', {
  wire: fireworksWire,
  create: only(/kontext/),
  ways: 'task',
  cancels: false,
});

describe('fireworksProvider', () => {
  const rig = openRig(fireworksWire, create);
  const { paint } = rig;
  const kontext = 'flux-kontext-pro';

  it('asks for the picture itself, and says nothing that was not wished', async () => {
    const { seen, events } = await paint();
    const route = '/inference/v1/workflows/accounts/fireworks/models/flux-1-schnell-fp8';
    expect(seen).toMatchObject({
      path: `${route}/text_to_image`,
      headers: { accept: 'image/png' },
    });
    expect(seen?.json).toEqual({ prompt: 'a fox in the snow, 雪中的狐狸' });
    expect(events.find(({ type }) => type === 'image')).toMatchObject({ seed: 4711 });
  });

  it('asks for the format in the header, and of Kontext by its own word', async () => {
    expect((await paint({ outputFormat: 'jpeg' })).seen?.headers.accept).toBe('image/jpeg');
    const { seen } = await paint({ model: kontext, outputFormat: 'jpeg' });
    expect(seen?.json?.output_format).toBe('jpeg');
    expect(seen?.headers.accept).toBe('application/json');
  });

  it('says a size as the nearest ratio, and reports one that is none of them', async () => {
    expect((await paint({ size: '1536x1024' })).json?.aspect_ratio).toBe('3:2');
    const { json, warnings } = await paint({ size: '1200x1000' });
    expect(json?.aspect_ratio).toBe('5:4');
    expect(warnings).toEqual([expect.stringContaining('`size`')]);
  });

  it('asks how a task stands by its id, with the key', async () => {
    const { seen } = await paint({ model: kontext, inputs: [pictureInput(1)] });
    expect(seen?.path).toBe('/inference/v1/workflows/accounts/fireworks/models/flux-kontext-pro');
    expect(seen?.json?.input_image).toBe('data:image/png;base64,');
    const asked = rig.upstream.requests.filter(({ path }) => path.endsWith('/get_result')).at(-1);
    expect(asked?.headers.authorization).toBe('Bearer k');
    expect(asked?.json).toEqual({ id: [...rig.upstream.tasks.keys()].at(-1) });
  });

  it('finds the models of other accounts', async () => {
    const model = 'accounts/me/models/my-flux';
    const { seen } = await paint({ model });
    expect(seen?.path).toBe(`/inference/v1/workflows/${model}/text_to_image`);
  });

  it('has the picture sent to nobody else', async () => {
    const extra = { webhook_url: 'https://else.example', num_inference_steps: 8 };
    const { json, warnings } = await paint({ model: kontext, extra });
    expect(json).toMatchObject({ num_inference_steps: 8 });
    expect(json).not.toHaveProperty('webhook_url');
    expect(warnings).toEqual([expect.stringContaining('`webhook_url`')]);
  });

  it.each([
    ['filtered', 'flux-1-schnell-fp8'],
    ['task-moderated-late', kontext],
  ])('knows a finished picture that did not pass: %s', async (mode, model) => {
    rig.upstream.mode(mode);
    const error = await rejection(paint({ model }));
    expect(error).toMatchObject({ code: 'moderation_blocked', details: { spent: 'maybe' } });
  });

  it('estimates Kontext as published, and guesses nothing of what costs by the step', () => {
    const costs = rig.provider.models().map((row) => {
      return costOf(row, { quality: undefined, size: undefined }, undefined, 1)?.usd;
    });
    expect(costs).toEqual([undefined, undefined, 0.04, 0.08]);
  });
});
