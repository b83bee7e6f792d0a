import { afterEach, describe, expect, it } from 'vitest';
import {
  describeHostContract,
  refusalOf,
  type SampleAsset,
  sampleAsset,
} from '../../test/contract/host-contract.ts';
import {
  type FakeLskyOptions,
  type LskyFailure,
  lskyFailures,
  startFakeLsky,
} from '../../test/fakes/lsky.ts';
import type { ErrorCode } from '../core/error-table.ts';
import type { Host } from '../core/host.ts';
import { createHttpClient } from '../kit/http-client.ts';
import { type LskyOptions, lskyHost } from './lsky.ts';

const never = new AbortController().signal;
const closers: (() => Promise<void>)[] = [];

async function setUp(fake: FakeLskyOptions = {}, options: Partial<LskyOptions> = {}) {
  const lsky = await startFakeLsky(fake);
  const client = createHttpClient({ trustedOrigins: [lsky.origin] });
  closers.push(lsky.close, client.close);
  const host = lskyHost({ url: lsky.uploadUrl, token: lsky.token, client, ...options });
  return { lsky, client, host };
}

const put = (host: Host, sample: SampleAsset = sampleAsset()) =>
  host.put(sample.asset, sample.bytes(), never);

/** Only where nothing will come is it short. */
const patienceWith = (mode: LskyFailure) => ({ timeoutMs: mode === 'silence' ? 300 : 10_000 });

afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

describeHostContract('lsky', async () => {
  const { lsky, host } = await setUp();
  return {
    host,
    server: {
      stored: () => lsky.uploads,
      become: (state) =>
        lsky.fail(({ well: undefined, down: '500-html', silent: 'silence' } as const)[state]),
      deleted: (key) => lsky.deleted.includes(key),
      secret: lsky.token,
    },
    close: async () => {},
  };
});

describe('an upload', () => {
  it('goes out as Lsky wants it: a form with a known length, a Bearer token, JSON accepted', async () => {
    const { lsky, host } = await setUp();
    const sample = sampleAsset();
    const hosted = await put(host, sample);
    const upload = lsky.uploads[0];
    expect(upload).toMatchObject({
      fileName: sample.asset.name,
      mediaType: 'image/png',
      authorization: `Bearer ${lsky.token}`,
      accept: 'application/json',
      fields: { permission: '1' },
    });
    expect(hosted).toEqual({ url: upload?.url, deleteRef: upload?.key });
    const headers = lsky.requests[0]?.headers;
    expect(Number(headers?.['content-length'])).toBeGreaterThan(sample.asset.size);
    expect(headers?.['transfer-encoding']).toBeUndefined();
  });

  it('asks for a private image and a storage strategy where they are wanted', async () => {
    const { lsky, host } = await setUp({}, { strategyId: '7' });
    await put(host, sampleAsset({ visibility: 'private' }));
    expect(lsky.uploads[0]).toMatchObject({ permission: '0', strategyId: '7' });
  });

  it('calls the fields by their names of version 2 where the address is of version 2', async () => {
    const { lsky, host } = await setUp({ apiPath: '/api/v2' }, { strategyId: '7' });
    await put(host);
    expect(lsky.uploads[0]?.fields).toEqual({ is_public: '1', storage_id: '7' });
  });

  it.each(['', '/', '/api/v1', '/api/v1/', '/api/v1/upload?from=docs'])(
    'finds the route from the address %j',
    async (path) => {
      const { lsky, client } = await setUp();
      await put(lskyHost({ url: lsky.origin + path, token: lsky.token, client }));
      expect(lsky.requests).toMatchObject([{ method: 'POST', path: '/api/v1/upload' }]);
    },
  );

  it('reaches an installation in a folder, and deletes there', async () => {
    const { lsky, host } = await setUp({ apiPath: '/img/api/v1' });
    const { deleteRef = '' } = await put(host);
    await host.delete(deleteRef, never);
    expect(lsky.requests[1]).toMatchObject({ path: `/img/api/v1/images/${deleteRef}` });
    expect(lsky.deleted).toEqual([deleteRef]);
  });

  it('takes a token that was pasted with its scheme and a line break', async () => {
    const { lsky, client } = await setUp();
    await put(lskyHost({ url: lsky.origin, token: `Bearer ${lsky.token}\n`, client }));
    expect(lsky.uploads[0]?.authorization).toBe(`Bearer ${lsky.token}`);
  });
});

describe('without a token', () => {
  it.each([undefined, '', '  '])('%j sends nothing and names what is missing', async (token) => {
    const { lsky, host } = await setUp({}, { token });
    const refusal = await refusalOf(put(host));
    expect(refusal.code).toBe('host_half_configured');
    expect(refusal.message).toContain('IMAGE_HOSTING_TOKEN');
    expect(lsky.requests).toEqual([]);
  });

  it('uploads as a guest where the operator wants that, with no way to delete', async () => {
    const { lsky, host } = await setUp({}, { token: undefined, guest: true });
    expect((await put(host)).deleteRef).toBeUndefined();
    expect(lsky.requests[0]?.headers).not.toHaveProperty('authorization');
    expect((await refusalOf(host.delete('aB3dE5', never))).code).toBe('host_half_configured');
  });

  it('says so where the server takes no guests', async () => {
    const { host } = await setUp({ guests: false }, { token: undefined, guest: true });
    const refusal = await refusalOf(put(host));
    expect(refusal).toMatchObject({ code: 'host_unauthorized', retryable: false });
  });
});

it('names the missing address where there is only a token', async () => {
  const { host } = await setUp({}, { url: undefined });
  const refusal = await refusalOf(put(host));
  expect(refusal.code).toBe('host_half_configured');
  expect(refusal.message).toContain('Set IMAGE_HOSTING_URL');
});

describe('a failure', () => {
  const expected: Record<LskyFailure, [ErrorCode, retryable: boolean, says: RegExp]> = {
    '401': ['host_unauthorized', false, /\(401\).*Authentication failed/],
    '403': ['host_rejected', false, /管理员未启用 API/],
    '404': ['host_failed', false, /\(404\).*no such route at http:.*Check IMAGE_HOSTING_URL/],
    '302': ['host_unauthorized', false, /\(302\).*log in/],
    '429': ['host_rate_limited', true, /Too Many Attempts/],
    '500-json': ['host_failed', true, /\(500\).*Server Error/],
    '500-html': ['host_failed', true, /HTTP 500 with something other than JSON/],
    '200-html': ['host_failed', true, /HTTP 200 with something other than JSON/],
    business: ['host_failed', true, /图片上传失败/],
    quota: ['host_quota', false, /储存空间不足/],
    type: ['host_bad_type', false, /不支持的文件类型/],
    size: ['host_too_large', false, /图片大小超出限制/],
    'per-minute': ['host_rate_limited', true, /每分钟内你最多可以上传 20 张图片/],
    'no-links': ['host_failed', true, /told no address/],
    reset: ['host_failed', true, /no answer/],
    'stored-reset': ['host_failed', true, /no answer/],
    silence: ['host_failed', true, /longer than 0.3 s/],
  };

  it.each(lskyFailures)('%s is told truthfully, without token or HTML', async (mode) => {
    const { lsky, host } = await setUp({ debug: true }, patienceWith(mode));
    lsky.fail(mode);
    const refusal = await refusalOf(put(host));
    const [code, retryable, says] = expected[mode];
    expect(refusal).toMatchObject({ code, retryable });
    for (const text of [refusal.text('en'), refusal.text('zh')]) {
      expect(text).not.toContain(lsky.token.slice(2));
      expect(text).not.toMatch(/[<>]/);
    }
    expect(refusal.message).toMatch(says);
  });

  it.each(lskyFailures)('%s is over when the server is well again', async (mode) => {
    const { lsky, host } = await setUp({}, patienceWith(mode));
    lsky.fail(mode, 1);
    const sample = sampleAsset();
    await refusalOf(put(host, sample));
    await put(host, sample);
    expect(lsky.uploads.at(-1)?.sha256).toBe(sample.asset.sha256);
  });

  it('tells how long to wait, and the upstream’s own status', async () => {
    const { lsky, host } = await setUp();
    lsky.fail('429');
    expect((await refusalOf(put(host))).details).toMatchObject({
      retryAfter: 37,
      upstreamStatus: 429,
    });
  });

  it('of the token stores nothing and names the setting', async () => {
    const { lsky, host } = await setUp({}, { token: '2|not-the-token-it-knows' });
    const refusal = await refusalOf(put(host));
    expect(refusal).toMatchObject({ code: 'host_unauthorized', retryable: false });
    expect(refusal.message).toContain('IMAGE_HOSTING_TOKEN');
    expect(lsky.uploads).toEqual([]);
  });

  it('of a token that no header can carry is a refused token, and stays unsaid', async () => {
    const { lsky, host } = await setUp({}, { token: '你的令牌' });
    const refusal = await refusalOf(put(host));
    expect(refusal).toMatchObject({ code: 'host_unauthorized', retryable: false });
    expect(refusal.message).not.toContain('你的令牌');
    expect(lsky.requests).toEqual([]);
  });

  it('of an ending the server does not know is a wrong type', async () => {
    const { host } = await setUp();
    const sample = sampleAsset({
      name: 'aaaaaaaaaaaaaaaaaaaaaaaaaa.avif',
      mediaType: 'image/avif',
    });
    expect((await refusalOf(put(host, sample))).code).toBe('host_bad_type');
  });

  it('to reach anybody is worth another try', async () => {
    const { lsky, host } = await setUp();
    await lsky.close();
    closers.shift();
    const refusal = await refusalOf(put(host));
    expect(refusal).toMatchObject({ code: 'host_failed', retryable: true });
    expect(refusal.message).toContain('ECONNREFUSED');
  });

  it('to be a public address is a refusal of the address', async () => {
    const lsky = await startFakeLsky();
    const client = createHttpClient({ trustedOrigins: [] });
    closers.push(lsky.close, client.close);
    const refusal = await refusalOf(put(lskyHost({ url: lsky.origin, token: 'x', client })));
    expect(refusal).toMatchObject({ code: 'address_refused', retryable: false });
    expect(lsky.requests).toEqual([]);
  });
});

describe('the address it tells', () => {
  it.each([
    'javascript:alert(1)',
    '/i/a.png',
    '//x.example/a.png',
    'data:image/png;base64,AA',
    'image.png',
  ])('%s is not believed', async (imageUrl) => {
    const { host } = await setUp({ imageUrl });
    const refusal = await refusalOf(put(host));
    expect(refusal).toMatchObject({ code: 'host_failed', retryable: false });
    expect(refusal.message).not.toContain(imageUrl);
  });

  it('is escaped, so that it stays one URL wherever it is written', async () => {
    const { host } = await setUp({ imageUrl: 'https://cdn.example/a b">\n.png' });
    expect((await put(host)).url).toBe('https://cdn.example/a%20b%22%3E.png');
  });
});

describe('a deletion', () => {
  it.each(['401', '500-html', 'silence'] as const)('that fails by %s is told', async (mode) => {
    const { lsky, host } = await setUp({}, patienceWith(mode));
    lsky.fail(mode);
    const refusal = await refusalOf(host.delete('aB3dE5', never));
    expect(refusal.code).toMatch(/^host_/);
    expect(lsky.deleted).toEqual([]);
  });
});

describe('the fake', () => {
  it('redirects strangers to the login page unless they accept JSON', async () => {
    const { lsky, client } = await setUp();
    const ask = async (headers: Record<string, string>): Promise<number> => {
      const url = lsky.uploadUrl;
      const answer = await client.request({ method: 'POST', url, headers, body: '' });
      await answer.discard();
      return answer.status;
    };
    expect(await ask({ authorization: 'Bearer x' })).toBe(302);
    expect(await ask({ authorization: 'Bearer x', accept: 'application/json' })).toBe(401);
  });
});
