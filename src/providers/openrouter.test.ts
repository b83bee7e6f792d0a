import { describe, expect, it } from 'vitest';
import { pictureInput } from '../../test/contract/provider-request.ts';
import { proveWire } from '../../test/contract/wire-contract.ts';
import { type GivenUpstream, openRig, quick } from '../../test/contract/wire-rig.ts';
import { openrouterWire } from '../../test/fakes/openrouter-wire.ts';
import { costOf } from '../core/cost.ts';
import { openrouterProvider } from './openrouter.ts';

const create = ({ baseUrl, ...rest }: GivenUpstream) =>
  openrouterProvider({ name: 'openrouter', ...quick, baseUrl: `${baseUrl}/api/v1`, ...rest });

proveWire('openrouter', { wire: openrouterWire, create, ways: 'bytes' });

describe('openrouterProvider', () => {
  const rig = openRig(openrouterWire, create);
  const { paint } = rig;

  it.each([
    ['1536x1024', { size: '1536x1024' }],
    ['21:9', { aspect_ratio: '21:9' }],
    ['auto', { aspect_ratio: 'auto' }],
    ['2K', { resolution: '2K' }],
    ['512', { resolution: '512' }],
  ])('says the size %s in one word: %j', async (size, said) => {
    const { json } = await paint({ size });
    const model = 'openai/gpt-image-2';
    expect(json).toEqual({ model, prompt: 'a fox in the snow, 雪中的狐狸', ...said });
  });

  it('sends images in their order as references', async () => {
    const { json } = await paint({ inputs: [pictureInput(1), pictureInput(2)] });
    const reference = { type: 'image_url', image_url: { url: 'data:image/png;base64,' } };
    expect(json?.input_references).toEqual([reference, reference]);
  });

  it('passes on what OpenRouter alone knows, but not over our own', async () => {
    const extra = { provider: { only: ['openai'] }, model: 'dearer', n: 10 };
    const { json } = await paint({ extra });
    expect(json).toMatchObject({ model: 'openai/gpt-image-2', provider: extra.provider });
    expect(json).not.toHaveProperty('n');
  });

  it('knows what a call cost to the cent', async () => {
    const { usage } = await paint();
    const [row] = rig.provider.models();
    if (!row) throw new Error('there is no model');
    const nothing = { quality: undefined, size: undefined };
    expect(costOf(row, nothing, usage, 1)).toEqual({ usd: 0.04, kind: 'exact' });
  });
});
