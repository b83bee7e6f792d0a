import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collect, pictureInput, providerRequest } from '../../test/contract/provider-request.ts';
import { proveWire } from '../../test/contract/wire-contract.ts';
import { azureWire } from '../../test/fakes/azure-wire.ts';
import { startWire, type WireUpstream } from '../../test/fakes/wire-upstream.ts';
import type { Provider, ProviderRequest } from '../core/provider.ts';
import { retryPolicy } from '../core/retry.ts';
import { createHttpClient, type HttpClient } from '../kit/http-client.ts';
import { type AzureOptions, azureProvider } from './azure.ts';

const retry = { ...retryPolicy, firstWaitMs: 5 };
const create = (upstream: Omit<AzureOptions, 'name'>) =>
  azureProvider({ name: 'azure', retry, ...upstream });

proveWire('azure', { wire: azureWire, create, ways: 'bytes' });

describe('azureProvider', () => {
  let upstream: WireUpstream;
  let client: HttpClient;
  let provider: Provider;
  beforeAll(async () => {
    upstream = await startWire(azureWire);
    client = createHttpClient({ trustedOrigins: [upstream.origin] });
    const extra = {
      AZURE_OPENAI_API_VERSION: '2026-01-01',
      AZURE_OPENAI_DEPLOYMENTS: 'my painter, gpt-image-1.5',
    };
    provider = create({ baseUrl: `${upstream.origin}/openai/v1/`, apiKey: 'k', client, extra });
  });
  afterAll(async () => {
    await client.close();
    await upstream.close();
  });

  const paint = async (wishes: Partial<ProviderRequest> = {}) => {
    const request = providerRequest(provider, wishes);
    await collect(await provider.generate(request, new AbortController().signal));
    return upstream.paints().at(-1);
  };

  it('paints and edits under the deployment, in the version it is told', async () => {
    const path = '/openai/deployments/my%20painter/images';
    expect((await paint())?.path).toBe(`${path}/generations?api-version=2026-01-01`);
    const edit = await paint({ inputs: [pictureInput(1)] });
    expect(edit?.path).toBe(`${path}/edits?api-version=2026-01-01`);
    expect(edit?.files?.map(({ field }) => field)).toEqual(['image']);
  });

  it('gives the key in its own header alone, and asks for no response_format', async () => {
    const seen = await paint();
    expect(seen?.headers).toMatchObject({ 'api-key': 'k' });
    expect(seen?.headers).not.toHaveProperty('authorization');
    expect(seen?.json).not.toHaveProperty('response_format');
  });

  it('knows what a deployment can do that is called as its model, but no price', () => {
    const [own, known] = provider.models();
    expect(own).toMatchObject({ model: 'my painter', sizes: undefined });
    expect(known).toMatchObject({ model: 'gpt-image-1.5', qualities: expect.any(Array) });
    expect(known?.price).toBeUndefined();
  });
});
