import { describe, expect, it } from 'vitest';
import { pictureInput, rejection } from '../../test/contract/provider-request.ts';
import { proveWire } from '../../test/contract/wire-contract.ts';
import { type GivenUpstream, openRig, quick } from '../../test/contract/wire-rig.ts';
import { arkWire } from '../../test/fakes/ark-wire.ts';
import { costOf } from '../core/cost.ts';
import type { Provider } from '../core/provider.ts';
import { nearestSize } from '../core/resolve/nearest-size.ts';
import { arkProvider } from './ark.ts';

const create = (given: GivenUpstream) => arkProvider({ name: 'ark', ...quick, ...given });

const bytePlus = 'https://ark.ap-southeast.bytepluses.com/api/v3';

proveWire('ark', { wire: arkWire, create, ways: 'bytes' });

describe('arkProvider', () => {
  const rig = openRig(arkWire, create);
  const { paint } = rig;
  const pro = 'doubao-seedream-5-0-pro-260628';

  it('asks for one picture without a watermark, and for no group and no stream', async () => {
    const { json } = await paint();
    expect(json).toEqual({
      model: 'doubao-seedream-5-0-260128',
      prompt: 'a fox in the snow, 雪中的狐狸',
      watermark: false,
      size: '2K',
      response_format: 'b64_json',
    });
  });

  it('makes each of several pictures in a call of its own, so that none is missing', () => {
    expect(rig.provider.models().every(({ maxN }) => maxN === 1)).toBe(true);
  });

  it('asks for a URL where the caller would rather have that', async () => {
    const { json, images } = await paint({ preferUrl: true });
    expect(json?.response_format).toBe('url');
    expect(images[0]?.url).toContain('/files/');
  });

  it('passes on what Ark alone knows, but not over our own', async () => {
    const extra = { watermark: true, optimize_prompt_options: { mode: 'fast' }, model: 'dearer' };
    const { json } = await paint({ extra });
    expect(json).toMatchObject({ ...extra, model: 'doubao-seedream-5-0-260128' });
  });

  it('edits one image as a text, and several as a list', async () => {
    const one = await paint({ inputs: [pictureInput(1)] });
    expect(one.json?.image).toBe('data:image/png;base64,');
    const two = await paint({ inputs: [pictureInput(1), pictureInput(2)] });
    expect(two.json?.image).toHaveLength(2);
  });

  it.each([
    ['doubao-seedream-5-0-260128', '3K', '3K'],
    ['doubao-seedream-5-0-260128', '2848x1600', '2848x1600'],
    [pro, '1024x1024', '1024x1024'],
    ['doubao-seedream-4-0-250828', '1280x720', '1280x720'],
  ])('says a size of %s, %s, as %s', async (model, size, said) => {
    const { json, warnings } = await paint({ model, size });
    expect(json?.size).toBe(said);
    expect(warnings).toEqual([]);
  });

  it.each([
    ['doubao-seedream-5-0-260128', '1024x1024', '1920x1920'],
    ['doubao-seedream-4-5-251128', '1536x1024', '2352x1568'],
    [pro, '4096x4096', '2150x2150'],
    ['doubao-seedream-4-0-250828', '512x512', '960x960'],
  ])('tells the core that %s paints %s as %s', (model, size, near) => {
    const sizes = rig.provider.models().find((row) => row.model === model)?.sizes;
    expect(sizes && nearestSize(size, sizes)).toBe(near);
  });

  it('asks an endpoint of one’s own for the size that was wished', async () => {
    const { json } = await paint({ model: 'ep-2026', size: '1024x1024' });
    expect(json?.size).toBe('1024x1024');
    expect((await paint({ model: 'ep-2026' })).json).not.toHaveProperty('size');
  });

  it('asks for PNG where the background shall be transparent', async () => {
    const { json } = await paint({ model: pro, background: 'transparent' });
    expect(json).toMatchObject({ background: 'transparent', output_format: 'png' });
  });

  it('says which parameter was refused', async () => {
    rig.upstream.mode('bad-argument');
    expect(await rejection(paint())).toMatchObject({ details: { param: 'stream' } });
    rig.upstream.mode('paint');
  });

  it('does not wait for a quota that is used up', async () => {
    rig.upstream.mode('quota-used-up');
    expect(await rejection(paint())).toMatchObject({ retryable: false });
    rig.upstream.mode('paint');
  });

  it('has BytePlus’s names at BytePlus’s address', () => {
    const abroad = create({ baseUrl: bytePlus, apiKey: 'k', client: rig.client });
    expect(abroad.defaultModel).toBe('seedream-5-0-260128');
    expect(abroad.models().some(({ model }) => model.startsWith('doubao'))).toBe(false);
    expect(rig.provider.models().every(({ model }) => model.startsWith('doubao'))).toBe(true);
  });

  it.each([
    ['seedream-5-0-260128', undefined, 0, 0.035],
    ['dola-seedream-5-0-flash-260915', '1K', 3, 0.018],
    ['dola-seedream-5-0-pro-260628', undefined, 1, 0.09],
    ['dola-seedream-5-0-pro-260628', '1K', 0, 0.045],
    ['dola-seedream-5-0-pro-260628', '1536x1536', 3, 0.051],
    ['seedream-4-0-250828', '4K', 0, 0.03],
  ])('estimates %s of %s from %i images as BytePlus publishes it', (model, size, count, usd) => {
    const rows = create({ baseUrl: bytePlus, apiKey: 'k', client: rig.client }).models();
    expect(estimate(rows, model, size, count)).toEqual({ usd, kind: 'estimated' });
  });

  it('estimates in the mainland from renminbi, and leaves unknown what nobody published', () => {
    const baseUrl = 'https://ark.cn-beijing.volces.com';
    const rows = create({ baseUrl, apiKey: 'k', client: rig.client }).models();
    expect(estimate(rows, 'doubao-seedream-5-0-flash-260915', '2K', 0)?.usd).toBe(0.0177);
    expect(estimate(rows, pro, '2K', 0)).toBeUndefined();
    expect(rig.provider.models().every(({ price }) => price === undefined)).toBe(true);
  });
});

function estimate(
  rows: ReturnType<Provider['models']>,
  model: string,
  size: string | undefined,
  count: number,
) {
  const row = rows.find((known) => known.model === model);
  if (!row) throw new Error(`there is no ${model}`);
  const inputs = Array.from({ length: count }, () => pictureInput(1));
  return costOf(row, { quality: undefined, size, inputs }, undefined, 1);
}
