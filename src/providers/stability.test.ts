import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collect, pictureInput, providerRequest } from '../../test/contract/provider-request.ts';
import { proveWire } from '../../test/contract/wire-contract.ts';
import { stabilityWire } from '../../test/fakes/stability-wire.ts';
import { startWire, type WireUpstream } from '../../test/fakes/wire-upstream.ts';
import type { Provider, ProviderRequest } from '../core/provider.ts';
import { retryPolicy } from '../core/retry.ts';
import { createHttpClient, type HttpClient } from '../kit/http-client.ts';
import { type StabilityOptions, stabilityProvider } from './stability.ts';

const retry = { ...retryPolicy, firstWaitMs: 5 };
const create = (upstream: Omit<StabilityOptions, 'name'>) =>
  stabilityProvider({ name: 'stability', retry, ...upstream });

proveWire('stability', { wire: stabilityWire, create, ways: 'bytes' });

describe('stabilityProvider', () => {
  let upstream: WireUpstream;
  let client: HttpClient;
  let provider: Provider;
  beforeAll(async () => {
    upstream = await startWire(stabilityWire);
    client = createHttpClient({ trustedOrigins: [upstream.origin] });
    provider = create({ baseUrl: upstream.origin, apiKey: 'k', client });
  });
  afterAll(async () => {
    await client.close();
    await upstream.close();
  });

  const paint = async (wishes: Partial<ProviderRequest> = {}) => {
    const request = providerRequest(provider, wishes);
    const told = await collect(await provider.generate(request, new AbortController().signal));
    return { ...told, seen: upstream.paints().at(-1) };
  };

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
