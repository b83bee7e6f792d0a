import { describe, expect, it } from 'vitest';
import { pictureInput } from '../../test/contract/provider-request.ts';
import { proveWire } from '../../test/contract/wire-contract.ts';
import { type GivenUpstream, openRig, quick } from '../../test/contract/wire-rig.ts';
import { xaiWire } from '../../test/fakes/xai-wire.ts';
import type { ProviderRequest } from '../core/provider.ts';
import { createHttpClient } from '../kit/http-client.ts';
import { xaiProvider } from './xai.ts';

const create = (given: GivenUpstream) => xaiProvider({ name: 'xai', ...quick, ...given });

proveWire('xai', { wire: xaiWire, create, ways: 'bytes' });

describe('xaiProvider', () => {
  const rig = openRig(xaiWire, create);
  const paint = async (wishes: Partial<ProviderRequest> = {}) => {
    const { json: body = {}, ...told } = await rig.paint(wishes);
    return { ...told, body };
  };

  it('lives at api.x.ai unless it is told otherwise', async () => {
    const client = createHttpClient({ trustedOrigins: [] });
    expect(xaiProvider({ name: 'xai', apiKey: 'k', client }).origin).toBe('https://api.x.ai');
    await client.close();
  });

  it('says a size as ratio and resolution, without a word where that is exact', async () => {
    const { body, warnings } = await paint({ size: '1536x1024' });
    expect(body).toMatchObject({ aspect_ratio: '3:2', resolution: '1k' });
    expect(body).not.toHaveProperty('size');
    expect(warnings).toEqual([]);
  });

  it('reports the ratio it takes where there is no such ratio', async () => {
    const { body, warnings } = await paint({ size: '1792x1024' });
    expect(body.aspect_ratio).toBe('16:9');
    expect(warnings).toEqual([
      '`size` 1792x1024 was sent as 16:9, the nearest grok-imagine-image-2.0 can do.',
    ]);
  });

  it('asks for bytes, or for a URL where the caller would rather have that', async () => {
    expect((await paint()).body.response_format).toBe('b64_json');
    const { body, images } = await paint({ preferUrl: true });
    expect(body.response_format).toBe('url');
    expect(images[0]?.url).toMatch(/^http:/);
  });

  it('sends a quality that 2.0 knows, and the best one for what it does not', async () => {
    expect((await paint({ quality: 'low' })).body.quality).toBe('low');
    const { body, warnings } = await paint({ quality: 'hd' });
    expect(body.quality).toBe('medium');
    expect(warnings[0]).toContain('`quality` hd was sent as medium');
    const one = await paint({ model: 'grok-imagine-image', quality: 'low' });
    expect(one.body).not.toHaveProperty('quality');
    expect(one.warnings[0]).toContain('`quality` was left out');
  });

  it('reports every parameter that xAI does not have', async () => {
    const { body, warnings } = await paint({ seed: 7, style: 'vivid', background: 'opaque' });
    expect(Object.keys(body).sort()).toEqual(['model', 'n', 'prompt', 'response_format']);
    expect(warnings.map((warned) => warned.split('`')[1]).sort()).toEqual([
      'background',
      'seed',
      'style',
    ]);
  });

  it('passes on what the caller sent beyond our words, but not over our own', async () => {
    const extra = { aspect_ratio: '21:9', resolution: '2k', model: 'dearer' };
    const { body } = await paint({ size: '1024x1024', extra });
    expect(body).toMatchObject({ ...extra, model: 'grok-imagine-image-2.0' });
  });

  it('edits one image as `image`, keeping its ratio, and several as `images`', async () => {
    const inputs = [pictureInput(1), pictureInput(2)];
    const one = await paint({ inputs: inputs.slice(0, 1), size: '1024x1024' });
    expect(one.body.image).toEqual({ type: 'image_url', url: 'data:image/png;base64,' });
    expect(one.body).not.toHaveProperty('aspect_ratio');
    expect(one.warnings).toHaveLength(1);
    const two = await paint({ inputs, size: '1024x1024' });
    expect(two.body.images).toHaveLength(2);
    expect(two.body.aspect_ratio).toBe('1:1');
    const { seen } = two;
    expect(seen?.headers['content-type']).toBe('application/json');
    expect(Number(seen?.headers['content-length'])).toBeGreaterThan(0);
  });

  it('takes the exact cost from the ticks', async () => {
    const { usage } = await paint({ n: 2 });
    expect(usage?.costUsd).toBeCloseTo(0.08, 10);
  });
});
