import { describe, expect, it } from 'vitest';
import { pictureInput } from '../../test/contract/provider-request.ts';
import { proveWire } from '../../test/contract/wire-contract.ts';
import { type GivenUpstream, openRig, quick } from '../../test/contract/wire-rig.ts';
import { stabilityWire } from '../../test/fakes/stability-wire.ts';
import { stabilityProvider } from './stability.ts';

const create = (given: GivenUpstream) =>
  stabilityProvider({ name: 'stability', ...quick, ...given });

proveWire('stability', { wire: stabilityWire, create, ways: 'bytes' });

describe('stabilityProvider', () => {
  const rig = openRig(stabilityWire, create);
  const { paint } = rig;

  it.each([
    ['stable-image-ultra', 'ultra', undefined],
    ['stable-image-core', 'core', undefined],
    ['sd3.5-medium', 'sd3', 'sd3.5-medium'],
  ])('sends %s to the route of its family', async (model, route, named) => {
    const { seen } = await paint({ model });
    expect(seen?.path).toBe(`/v2beta/stable-image/generate/${route}`);
    expect(seen?.fields?.model).toBe(named);
  });

  it('says a size as the nearest ratio, and reports one that is none of them', async () => {
    expect((await paint({ size: '1536x1024' })).seen?.fields).toMatchObject({
      aspect_ratio: '3:2',
    });
    expect((await paint({ size: '4:3' })).warnings).toEqual([expect.stringContaining('`size`')]);
  });

  it('tells with an edit how much may change, as the caller says or two thirds', async () => {
    const wishes = { model: 'sd3.5-large', inputs: [pictureInput(1)] };
    const { seen } = await paint(wishes);
    expect(seen?.fields).toMatchObject({ mode: 'image-to-image', strength: '0.65' });
    const told = await paint({ ...wishes, extra: { strength: 0.2, model: 'dearer' } });
    expect(told.seen?.fields).toMatchObject({ model: 'sd3.5-large', strength: '0.2' });
  });

  it('reports the seed it takes where one is too large', async () => {
    const { seen, warnings } = await paint({ seed: 4_294_967_300 });
    expect(seen?.fields?.seed).toBe('5');
    expect(warnings).toEqual([expect.stringContaining('`seed`')]);
  });
});
