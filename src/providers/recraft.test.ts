import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collect, pictureInput, providerRequest } from '../../test/contract/provider-request.ts';
import { proveWire } from '../../test/contract/wire-contract.ts';
import { recraftWire } from '../../test/fakes/recraft-wire.ts';
import { startWire, type WireUpstream } from '../../test/fakes/wire-upstream.ts';
import type { Provider, ProviderRequest } from '../core/provider.ts';
import { retryPolicy } from '../core/retry.ts';
import { createHttpClient, type HttpClient } from '../kit/http-client.ts';
import { type RecraftOptions, recraftProvider } from './recraft.ts';

const retry = { ...retryPolicy, firstWaitMs: 5 };
const create = (upstream: Omit<RecraftOptions, 'name'>) =>
  recraftProvider({ name: 'recraft', retry, ...upstream });

proveWire('recraft', { wire: recraftWire, create, ways: 'bytes' });

describe('recraftProvider', () => {
  let upstream: WireUpstream;
  let client: HttpClient;
  let provider: Provider;
  beforeAll(async () => {
    upstream = await startWire(recraftWire);
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
    return { ...told, json: upstream.paints().at(-1)?.json };
  };

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
    const seen = upstream.paints().at(-1);
    expect(seen?.path).toBe('/v1/images/imageToImage');
    expect(seen?.fields).toMatchObject({ strength: '0.2', model: 'recraftv3' });
    expect(seen?.files?.map(({ field }) => field)).toEqual(['image']);
    expect(warnings).toEqual([expect.stringContaining('`size`')]);
  });
});
