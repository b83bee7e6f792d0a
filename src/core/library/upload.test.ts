import { describe, expect, it } from 'vitest';
import { createTestParts, fakeHost, refusal } from '../../../test/fakes/parts.ts';
import { solidPng } from '../../../test/fakes/png.ts';
import { testCaller } from '../../../test/fakes/wishes.ts';
import type { Caller } from '../caller.ts';
import { AppError } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { type UploadRequest, uploadImage } from './upload.ts';

async function upload(
  parts: Parts,
  changes: Partial<UploadRequest> & { bytes?: Uint8Array } = {},
  caller: Caller = testCaller(),
) {
  const { bytes = solidPng(3, 2), ...rest } = changes;
  const spool = await parts.assets.begin();
  await spool.write(bytes);
  const end = await spool.end();
  const request = { param: 'base64_data', spool, end, visibility: undefined, hosting: undefined };
  const done = uploadImage({ ...request, ...rest }, caller, parts);
  return { done, spool };
}

const isGone = async (spool: { read(): AsyncIterable<Buffer> }) => {
  for await (const _ of spool.read()) return false;
  return true;
};

describe('uploadImage', () => {
  it('keeps the picture and answers with the host’s URL', async () => {
    const parts = createTestParts({ chooseHost: () => fakeHost() });
    const { asset, url } = await (await upload(parts)).done;
    expect(url).toBe(`https://wall.test/${asset.name}`);
    expect(asset).toMatchObject({ width: 3, height: 2, visibility: 'public', hostedUrl: url });
    expect(parts.recorded.map(({ type }) => type)).toEqual(['asset-durable', 'asset-hosted']);
  });

  it('answers with our own URL where this server is the host', async () => {
    const parts = createTestParts();
    const { asset, url } = await (await upload(parts, { visibility: 'private' })).done;
    expect(url).toBe(`http://here.test/i/${asset.name}`);
    expect(asset.visibility).toBe('private');
  });

  it('fails where the host fails, and tells where the picture is all the same', async () => {
    const host = fakeHost(async () => {
      throw new AppError('host_quota', { host: 'wall', reason: 'full.' });
    });
    const parts = createTestParts({ chooseHost: () => host });
    const error = await refusal((await upload(parts)).done);
    const [entry] = parts.recorded;
    const name = entry?.type === 'asset-durable' ? entry.asset.name : '';
    expect(error).toMatchObject({
      code: 'host_quota',
      details: { keptAt: `http://here.test/i/${name}` },
    });
    expect(await parts.assets.open(name)).toBeDefined();
  });

  it('refuses what is no picture, by the name of its parameter, and keeps nothing', async () => {
    const parts = createTestParts({ chooseHost: () => fakeHost() });
    const { done, spool } = await upload(parts, { bytes: Buffer.from('<svg/>') });
    expect(await refusal(done)).toMatchObject({
      code: 'not_an_image',
      details: { param: 'base64_data' },
    });
    expect(parts.recorded).toEqual([]);
    await expect(isGone(spool)).rejects.toMatchObject({ kind: 'discarded' });
  });

  it.each([
    ['image_hosting_token', { token: 't', url: 'https://theirs.test' }],
    ['image_hosting_url', { token: undefined, url: 'https://theirs.test' }],
  ])('refuses %s by name where callers may not bring a host', async (param, hosting) => {
    const parts = createTestParts();
    const caller = testCaller({ mayBringCredentials: false });
    const { done, spool } = await upload(parts, { hosting }, caller);
    expect(await refusal(done)).toMatchObject({ code: 'credentials_refused', details: { param } });
    await expect(isGone(spool)).rejects.toMatchObject({ kind: 'discarded' });
  });

  it('refuses a host that is only half there before anything is kept', async () => {
    const half = new AppError('base_url_without_key', {
      url_param: 'image_hosting_url',
      key_param: 'image_hosting_token',
    });
    const parts = createTestParts({
      chooseHost() {
        throw half;
      },
    });
    expect(await refusal((await upload(parts)).done)).toBe(half);
    expect(parts.recorded).toEqual([]);
  });
});
