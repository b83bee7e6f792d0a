import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collect, pictureInput, providerRequest } from '../../test/contract/provider-request.ts';
import { proveWire } from '../../test/contract/wire-contract.ts';
import { togetherWire } from '../../test/fakes/together-wire.ts';
import { startWire, type WireUpstream } from '../../test/fakes/wire-upstream.ts';
import type { Provider, ProviderRequest } from '../core/provider.ts';
import { retryPolicy } from '../core/retry.ts';
import { createHttpClient, type HttpClient } from '../kit/http-client.ts';
import { type TogetherOptions, togetherProvider } from './together.ts';

const retry = { ...retryPolicy, firstWaitMs: 5 };
const create = (upstream: Omit<TogetherOptions, 'name'>) =>
  togetherProvider({ name: 'together', retry, ...upstream });

proveWire('together', { wire: togetherWire, create, ways: 'bytes' });

describe('togetherProvider', () => {
  let upstream: WireUpstream;
  let client: HttpClient;
  let provider: Provider;
  beforeAll(async () => {
    upstream = await startWire(togetherWire);
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
