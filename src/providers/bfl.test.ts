import { describe, expect, it } from 'vitest';
import {
  collect,
  pictureInput,
  providerRequest,
  rejection,
} from '../../test/contract/provider-request.ts';
import { proveWire } from '../../test/contract/wire-contract.ts';
import { type GivenUpstream, openRig, quick } from '../../test/contract/wire-rig.ts';
import { bflWire } from '../../test/fakes/bfl-wire.ts';
import { costCeiling } from '../core/cost/cost-ceiling.ts';
import { costOf } from '../core/cost.ts';
import { bflProvider } from './bfl.ts';

const create = (given: GivenUpstream) => bflProvider({ name: 'bfl', ...quick, ...given });

proveWire('bfl', {
  wire: bflWire,
  create,
  ways: 'task',
  cancels: false,
});

describe('bflProvider', () => {
  const rig = openRig(bflWire, create);
  const { paint } = rig;
  const { signal } = new AbortController();

  it('asks for the task where it was told to, with the key', async () => {
    const { seen } = await paint();
    expect(seen).toMatchObject({ path: '/v1/flux-2-pro', headers: { 'x-key': 'k' } });
    expect(seen?.json).toEqual({ prompt: 'a fox in the snow, 雪中的狐狸' });
    const polls = rig.upstream.requests.filter(({ path }) => path.includes('get_result'));
    expect(polls.at(-1)).toMatchObject({ headers: { 'x-key': 'k' } });
    expect(polls.at(-1)?.path).toContain('&region=eu');
  });

  it('tells the exact cost, a credit being a cent, also after a restart', async () => {
    const row = rig.provider.models()[0];
    if (!row) throw new Error('there is no model');
    const { usage } = await paint();
    const asked = { quality: undefined, size: undefined };
    expect(costOf(row, asked, usage, 1)).toEqual({ usd: 0.045, kind: 'exact' });
    const request = providerRequest(rig.provider);
    for await (const event of await rig.provider.generate(request, signal)) {
      if (event.type !== 'task') continue;
      const resumed = await rig.provider.resume?.(event.id, request, signal);
      if (!resumed) throw new Error('it cannot be resumed');
      expect((await collect(resumed)).usage?.costUsd).toBe(0.045);
      break;
    }
  });

  it.each([
    ['flux-2-pro', '1536x1024', { width: 1536, height: 1024 }],
    ['flux-kontext-pro', '1024x1024', { aspect_ratio: '1:1' }],
    ['flux-pro-1.1-ultra', '21:9', { aspect_ratio: '21:9' }],
    ['flux-9-unheard-of', '640x480', { width: 640, height: 480 }],
    ['flux-9-unheard-of', '3:2', { aspect_ratio: '3:2' }],
  ])('says to %s the size %s as %j', async (model, size, words) => {
    const { seen, warnings } = await paint({ model, size });
    expect(seen?.json).toMatchObject(words);
    expect(warnings).toEqual([]);
  });

  it('reports the ratio it takes where there is no such ratio', async () => {
    const { warnings } = await paint({ model: 'flux-kontext-pro', size: '1200x1000' });
    expect(warnings.join()).toContain('`size` 1200x1000 was sent as');
  });

  it('numbers the images of an edit', async () => {
    const inputs = [pictureInput(1), pictureInput(2), pictureInput(3)];
    const { seen } = await paint({ inputs });
    expect(Object.keys(seen?.json ?? {})).toEqual([
      'prompt',
      'input_image',
      'input_image_2',
      'input_image_3',
    ]);
  });

  it('has the picture sent to nobody else', async () => {
    const extra = { webhook_url: 'https://else.example', safety_tolerance: 1 };
    const { seen, warnings } = await paint({ extra });
    expect(seen?.json).toMatchObject({ safety_tolerance: 1 });
    expect(seen?.json).not.toHaveProperty('webhook_url');
    expect(warnings.join()).toContain('`webhook_url`');
  });

  it('knows a finished picture that did not pass', async () => {
    rig.upstream.mode('task-moderated-late');
    expect(await rejection(paint())).toMatchObject({ code: 'moderation_blocked' });
  });

  it('quotes why a task was refused', async () => {
    rig.upstream.mode('task-moderated');
    expect(String(await rejection(paint()))).toContain('Nudity');
  });

  it.each([
    ['flux-2-pro', 0.03, 0.075],
    ['flux-2-max', 0.07, 0.16],
    ['flux-2-klein-4b', 0.014, 0.017],
    ['flux-kontext-pro', 0.04, 0.04],
  ])('estimates %s as published: %d for a megapixel, %d for four', (model, one, four) => {
    const row = rig.provider.models().find((known) => known.model === model);
    if (!row) throw new Error(`there is no ${model}`);
    const wish = { prompt: 'x', quality: undefined, partialImages: undefined, inputs: undefined };
    const cost = costOf(row, { ...wish, size: undefined }, undefined, 1);
    expect(cost).toEqual({ usd: one, kind: 'estimated' });
    expect(costCeiling(row, { ...wish, size: '2048x2048' }, 1)).toBeCloseTo(four, 6);
  });
});
