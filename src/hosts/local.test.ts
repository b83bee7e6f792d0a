import { expect, it } from 'vitest';
import { describeHostContract, sampleAsset } from '../../test/contract/host-contract.ts';
import { localHost } from './local.ts';

describeHostContract('local', async () => ({ host: localHost(), close: async () => {} }), 'local');

it('answers with this server’s own path and leaves the bytes alone', async () => {
  const sample = sampleAsset();
  const hosted = await localHost().put(sample.asset, sample.bytes(), new AbortController().signal);
  expect(hosted).toEqual({ url: `/i/${sample.asset.name}`, deleteRef: undefined });
  expect(sample.opened).toBe(0);
});
