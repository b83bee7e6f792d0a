import { describe, expect, it } from 'vitest';
import { pictureInput } from '../../test/contract/provider-request.ts';
import { proveWire } from '../../test/contract/wire-contract.ts';
import { type GivenUpstream, openRig, quick } from '../../test/contract/wire-rig.ts';
import { recraftWire } from '../../test/fakes/recraft-wire.ts';
import { recraftProvider } from './recraft.ts';

const create = (given: GivenUpstream) => recraftProvider({ name: 'recraft', ...quick, ...given });

proveWire('recraft', { wire: recraftWire, create, ways: 'bytes' });

describe('recraftProvider', () => {
  const rig = openRig(recraftWire, create);
  const { paint } = rig;

  it('says a ratio, a number and a style in its own words', async () => {
    const { json } = await paint({ size: '16:9', n: 2, style: 'digital_illustration' });
    expect(json).toEqual({
      ...{ model: 'recraftv3', prompt: 'a fox in the snow, 雪中的狐狸', n: 2, size: '16:9' },
      ...{ style: 'digital_illustration', response_format: 'b64_json' },
    });
  });

  it.each(['vivid', 'vector_illustration'])(
    'leaves out and reports the style %s',
    async (style) => {
      const { json, warnings } = await paint({ style });
      expect(json).not.toHaveProperty('style');
      expect(warnings).toEqual([expect.stringContaining('`style`')]);
    },
  );

  it('edits by a route of its own, telling how much may change', async () => {
    const inputs = [pictureInput(1)];
    const { warnings } = await paint({ inputs, size: '16:9', extra: { strength: 0.2 } });
    const seen = rig.upstream.paints().at(-1);
    expect(seen?.path).toBe('/v1/images/imageToImage');
    expect(seen?.fields).toMatchObject({ strength: '0.2', model: 'recraftv3' });
    expect(seen?.files?.map(({ field }) => field)).toEqual(['image']);
    expect(warnings).toEqual([expect.stringContaining('`size`')]);
  });
});
