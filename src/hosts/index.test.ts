import { afterAll, expect, it } from 'vitest';
import { refusalOf, sampleAsset } from '../../test/contract/host-contract.ts';
import { createHttpClient } from '../kit/http-client.ts';
import { type HostSettings, hostKinds } from './index.ts';

const client = createHttpClient({ trustedOrigins: [] });
afterAll(() => client.close());

const filled: HostSettings = {
  url: 'http://127.0.0.1:9/api/v1/upload',
  token: '1|abcdefgh',
  bucket: 'pics',
  accessKeyId: 'AKIAIOSFODNN7',
  secretAccessKey: 'secret',
};

it('makes each host of the kind it stands under', () => {
  for (const [kind, { create }] of Object.entries(hostKinds)) {
    expect(create(filled, client).kind).toBe(kind);
  }
});

it('makes hosts that refuse, and name what is missing, where a needed setting is not there', async () => {
  for (const { needs, create } of Object.values(hostKinds)) {
    for (const need of needs) {
      const { asset, bytes } = sampleAsset();
      const host = create({ ...filled, [need]: undefined }, client);
      const refusal = await refusalOf(host.put(asset, bytes(), new AbortController().signal));
      const setting = need.replace(/[A-Z]/g, '_$&').toUpperCase();
      expect(refusal.code).toMatch(/^host_(?:half_configured|incomplete)$/);
      expect(refusal.message).toMatch(new RegExp(`_${setting}\\b`));
    }
  }
});
