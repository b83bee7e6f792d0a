import { describe, expect, it } from 'vitest';
import { pictureInput } from '../../test/contract/provider-request.ts';
import { proveWire } from '../../test/contract/wire-contract.ts';
import { type GivenUpstream, openRig, quick } from '../../test/contract/wire-rig.ts';
import { localaiWire } from '../../test/fakes/localai-wire.ts';
import { localaiProvider } from './localai.ts';

const create = (given: GivenUpstream) => localaiProvider({ name: 'localai', ...quick, ...given });

proveWire('localai', {
  wire: localaiWire,
  create,
  ways: 'bytes',
});

describe('localaiProvider', () => {
  const rig = openRig(localaiWire, (given) =>
    localaiProvider({ name: 'localai', ...quick, ...given, apiKey: '' }),
  );
  const { paint } = rig;

  it('says steps as `step`, and what must not be shown behind a bar', async () => {
    const extra = { steps: 8, negative_prompt: 'blurry|dark', odd: 1 };
    const { seen, warnings } = await paint({
      prompt: 'day|night',
      size: '512x768',
      seed: 7,
      extra,
    });
    expect(seen?.json).toEqual({
      ...{ model: 'stablediffusion', prompt: 'day¦night|blurry¦dark', size: '512x768' },
      ...{ seed: 7, step: 8, response_format: 'b64_json' },
    });
    expect(warnings).toEqual([
      expect.stringContaining('`odd`'),
      expect.stringContaining('`prompt` | was sent as ¦'),
    ]);
    expect(seen?.headers.authorization).toBeUndefined();
  });

  it('sends the image to begin from, and further ones as references', async () => {
    const { seen } = await paint({ inputs: [pictureInput(1), pictureInput(2)] });
    expect(seen?.json).toMatchObject({
      file: expect.any(String),
      ref_images: [expect.any(String)],
    });
  });

  it('paints inside of a mask, and fetches the picture at the address it was given', async () => {
    const wishes = { inputs: [pictureInput(1)], mask: pictureInput(0xffffff), size: '512x768' };
    const { seen, images, warnings } = await paint(wishes);
    expect(seen?.files?.map(({ field }) => field)).toEqual(['image', 'mask']);
    expect(images).toMatchObject([{ sha256: rig.upstream.painted.at(-1)?.sha256, url: undefined }]);
    expect(warnings).toEqual([expect.stringContaining('`size`')]);
  });
});
