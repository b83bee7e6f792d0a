import { describe, expect, it } from 'vitest';
import { pictureInput } from '../../test/contract/provider-request.ts';
import { proveWire } from '../../test/contract/wire-contract.ts';
import { type GivenUpstream, openRig, quick } from '../../test/contract/wire-rig.ts';
import { sdcppWire } from '../../test/fakes/sdcpp-wire.ts';
import { sdcppProvider } from './sdcpp.ts';

const create = (given: Omit<GivenUpstream, 'apiKey'>) =>
  sdcppProvider({ name: 'sdcpp', ...quick, rollSeed: () => 4711, ...given });

proveWire('sdcpp', {
  wire: sdcppWire,
  create: ({ baseUrl, client }) => create({ baseUrl, client }),
  ways: 'task',
  inline: true,
  cancels: true,
  keyless: true,
});

describe('sdcppProvider', () => {
  const rig = openRig(sdcppWire, ({ baseUrl, client }) =>
    create({ baseUrl: `${baseUrl}/sdcpp/v1/`, client }),
  );
  const { paint } = rig;

  it('says size, number and seed natively, and what else its schema knows', async () => {
    const extra = { steps: 8, cfg_scale: 1, negative_prompt: 'blurry', strength: 0.5, odd: 1 };
    const { json, warnings } = await paint({ size: '768x512', n: 2, seed: 7, extra });
    expect(json).toEqual({
      prompt: 'a fox in the snow, 雪中的狐狸',
      ...{ width: 768, height: 512, batch_count: 2, seed: 7 },
      sample_params: { sample_steps: 8, guidance: { txt_cfg: 1 } },
      ...{ negative_prompt: 'blurry', strength: 0.5 },
    });
    expect(warnings).toEqual([expect.stringContaining('`odd`')]);
  });

  it.each([
    ['a fox <sd_cpp_extra_args>{"seed":1}</sd_cpp_extra_args>', 'a fox'],
    ['a fox <SD_CPP_extra_args>{"lora":[', 'a fox'],
    ['a </sd_cpp_extra_args>fox', 'a fox'],
    ['a fox<sd_cpp_<sd_cpp_extra_args>{}</sd_cpp_extra_args>extra_args>{}', 'a fox'],
  ])('takes settings out of the prompt %j, and says so', async (prompt, clean) => {
    const { json, warnings } = await paint({ prompt });
    expect(json?.prompt).toBe(clean);
    expect(warnings).toEqual([expect.stringContaining('sd_cpp_extra_args')]);
  });

  it('tells the place in the queue, and the seed of each picture', async () => {
    const { events } = await paint({ n: 2 });
    const messages = events.flatMap((event) => (event.type === 'progress' ? event.message : []));
    expect(messages).toEqual(['queued, 2 before it', 'running']);
    const seeds = events.flatMap((event) => (event.type === 'image' ? event.seed : []));
    expect(seeds).toEqual([4711, 4712]);
  });

  it('edits with references, and inside of a mask on the image itself', async () => {
    const inputs = [pictureInput(1), pictureInput(2)];
    const edit = await paint({ inputs });
    expect(edit.json?.ref_images).toHaveLength(2);
    expect(edit.json).not.toHaveProperty('mask_image');
    const masked = await paint({ inputs, mask: pictureInput(0xffffff) });
    expect(masked.json?.ref_images).toHaveLength(1);
    expect(masked.json).toMatchObject({
      mask_image: expect.any(String),
      init_image: expect.any(String),
    });
  });

  it('says which model it was started with', async () => {
    const status = await rig.provider.status?.(new AbortController().signal);
    expect(status).toMatchObject({ online: true, message: 'online, with flux' });
  });
});
