import { describe, expect, it } from 'vitest';
import { pictureInput } from '../../test/contract/provider-request.ts';
import { proveWire } from '../../test/contract/wire-contract.ts';
import { type GivenUpstream, openRig, quick } from '../../test/contract/wire-rig.ts';
import { azureWire } from '../../test/fakes/azure-wire.ts';
import { type AzureOptions, azureProvider } from './azure.ts';

const create = (given: GivenUpstream & Pick<AzureOptions, 'extra'>) =>
  azureProvider({ name: 'azure', ...quick, ...given });

proveWire('azure', { wire: azureWire, create, ways: 'bytes' });

describe('azureProvider', () => {
  const extra = {
    AZURE_OPENAI_API_VERSION: '2026-01-01',
    AZURE_OPENAI_DEPLOYMENTS: 'my painter, gpt-image-1.5',
  };
  const rig = openRig(azureWire, (given) =>
    create({ ...given, baseUrl: `${given.baseUrl}/openai/v1/`, extra }),
  );
  const { paint } = rig;

  it('paints and edits under the deployment, in the version it is told', async () => {
    const path = '/openai/deployments/my%20painter/images';
    expect((await paint()).seen?.path).toBe(`${path}/generations?api-version=2026-01-01`);
    const { seen: edit } = await paint({ inputs: [pictureInput(1)] });
    expect(edit?.path).toBe(`${path}/edits?api-version=2026-01-01`);
    expect(edit?.files?.map(({ field }) => field)).toEqual(['image']);
  });

  it('gives the key in its own header alone, and asks for no response_format', async () => {
    const { seen } = await paint();
    expect(seen?.headers).toMatchObject({ 'api-key': 'k' });
    expect(seen?.headers).not.toHaveProperty('authorization');
    expect(seen?.json).not.toHaveProperty('response_format');
  });

  it('knows what a deployment can do that is called as its model, but no price', () => {
    const [own, known] = rig.provider.models();
    expect(own).toMatchObject({ model: 'my painter', sizes: undefined });
    expect(known).toMatchObject({ model: 'gpt-image-1.5', qualities: expect.any(Array) });
    expect(known?.price).toBeUndefined();
  });
});
