import { describe, expect, it } from 'vitest';
import { pictureInput } from '../../test/contract/provider-request.ts';
import { proveWire } from '../../test/contract/wire-contract.ts';
import { type GivenUpstream, openRig, quick } from '../../test/contract/wire-rig.ts';
import { togetherWire } from '../../test/fakes/together-wire.ts';
import { togetherProvider } from './together.ts';

const create = (given: GivenUpstream) => togetherProvider({ name: 'together', ...quick, ...given });

proveWire('together', { wire: togetherWire, create, ways: 'bytes' });

describe('togetherProvider', () => {
  const rig = openRig(togetherWire, create);
  const { paint } = rig;
  const kontext = 'black-forest-labs/FLUX.1-kontext-pro';

  it('says a size as width and height, and what it alone knows as it came', async () => {
    const { json } = await paint({ size: '768x1024', n: 2, seed: 7, extra: { steps: 4, n: 9 } });
    expect(json).toEqual({
      ...{ model: 'black-forest-labs/FLUX.2-pro', prompt: 'a fox in the snow, 雪中的狐狸', n: 2 },
      ...{ width: 768, height: 1024, seed: 7, steps: 4, response_format: 'base64' },
    });
  });

  it('says a size to Kontext as the nearest ratio', async () => {
    expect((await paint({ model: kontext, size: '1536x1024' })).json?.aspect_ratio).toBe('3:2');
  });

  it('sends images as Kontext takes them, and as the others do', async () => {
    const sent = 'data:image/png;base64,';
    const inputs = [pictureInput(1), pictureInput(2)];
    expect((await paint({ inputs })).json?.reference_images).toEqual([sent, sent]);
    const edit = await paint({ model: kontext, inputs: inputs.slice(0, 1) });
    expect(edit.json?.image_url).toBe(sent);
  });

  it('asks for URLs where the caller would rather have them', async () => {
    const { images } = await paint({ preferUrl: true });
    expect(images[0]?.url).toMatch(/^http:/);
  });
});
