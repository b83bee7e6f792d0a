import type { Client } from '@modelcontextprotocol/client';
import OpenAI from 'openai';
import { request } from 'undici';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ServeProcess, startServe } from '../e2e/maliang-process.ts';
import { call, connectHttp, sha256 } from '../e2e/mcp-client.ts';
import { type FakeLsky, type LskyFailure, lskyFailures, startFakeLsky } from '../fakes/lsky.ts';
import {
  type FakeUpstream,
  startFakeUpstream,
  type UpstreamAnswer,
  type UpstreamMode,
} from '../fakes/openai-upstream.ts';
import { pixelBomb } from '../fakes/png.ts';
import { inMebibytes, resetPeak, residentMemory } from '../memory/peak-memory.ts';

const operatorKey = 'sk-operator-0123456789abcdefABCDEF';
type Locale = 'en' | 'zh';

let upstream: FakeUpstream;
let host: FakeLsky;
const servers = {} as Record<Locale, ServeProcess>;
const agents = {} as Record<Locale, Client>;

beforeAll(async () => {
  // A host in debug mode quotes the token it was sent.
  [upstream, host] = await Promise.all([startFakeUpstream(), startFakeLsky({ debug: true })]);
  for (const locale of ['en', 'zh'] as const) {
    servers[locale] = await startServe({
      API_KEY: operatorKey,
      API_BASE_URL: upstream.origin,
      IMAGE_HOSTING_URL: host.uploadUrl,
      IMAGE_HOSTING_TOKEN: host.token,
      LOCALE: locale,
    });
    agents[locale] = await connectHttp(servers[locale].url, '2025');
  }
});
afterAll(async () => {
  for (const locale of ['en', 'zh'] as const) {
    await agents[locale].close();
    await servers[locale].stop();
  }
  await Promise.all([upstream.close(), host.close()]);
});
afterEach(() => {
  upstream.mode('paint');
  host.fail(undefined);
  for (const { log } of Object.values(servers)) expectNoSecret(log());
});

function expectNoSecret(text: string): void {
  for (const secret of [operatorKey, host.token, host.token.slice(2)]) {
    expect(text).not.toContain(secret);
  }
}

/** What became of one wish, whichever way it was made. */
interface Outcome {
  /** `done`, or the code it failed with. */
  code: string;
  /** Of HTTP; undefined over MCP. */
  status?: number | undefined;
  /** What it says to people: the error, or the warnings. */
  said: string;
  url: string;
  base64?: string | undefined;
}

const ways = ['rest', 'mcp'] as const;
type Way = (typeof ways)[number];
let wishes = 0;

/** Another wish each time, so that none joins an earlier one. */
async function wish(way: Way, locale: Locale, more: Record<string, unknown> = {}) {
  wishes += 1;
  const asked = { model: 'gpt-image-2', prompt: `fox ${wishes}`, ...more };
  const outcome = await (way === 'rest' ? askRest(locale, asked) : askAgent(locale, asked));
  expectNoSecret(JSON.stringify(outcome));
  expect(outcome.code).not.toBe('internal');
  expect(outcome.status).not.toBe(500);
  return outcome;
}

type Asked = { model: string; prompt: string };

/** The official client as it comes, so with its own retries. */
async function askRest(locale: Locale, asked: Asked): Promise<Outcome> {
  const client = new OpenAI({ baseURL: `${servers[locale].url}/v1`, apiKey: 'any' });
  try {
    const answer = await client.images.generate({ response_format: 'url', ...asked });
    const { maliang } = answer as unknown as { maliang: { warnings: { message: string }[] } };
    const [image] = answer.data ?? [];
    const said = maliang.warnings.map(({ message }) => message).join('\n');
    return { code: 'done', said, url: image?.url ?? '', base64: image?.b64_json };
  } catch (thrown) {
    if (!(thrown instanceof OpenAI.APIError)) throw thrown;
    const { status, code, message } = thrown;
    return { code: String(code), status, said: message, url: '' };
  }
}

async function askAgent(locale: Locale, asked: Asked): Promise<Outcome> {
  const result = await call(agents[locale], 'generate_image', { ...asked }, 60_000);
  const { isError, texts, structured } = result;
  if (isError) {
    const said = texts.join('\n');
    // The code is the last of what stands in brackets.
    return { code: /.*\[(\w+)\]/s.exec(said)?.[1] ?? '', said, url: '' };
  }
  const { warnings } = structured as { warnings?: string[] };
  return { code: 'done', said: (warnings ?? []).join('\n'), url: texts[0] ?? '' };
}

async function expectPicture({ url }: Outcome): Promise<void> {
  const { statusCode, body } = await request(url);
  expect(statusCode).toBe(200);
  expect(sha256(Buffer.from(await body.arrayBuffer()))).toBe(upstream.painted.at(-1)?.sha256);
}

const everyWay = ways.flatMap((way) => (['en', 'zh'] as const).map((locale) => ({ way, locale })));
const han = /\p{Script=Han}{2}/u;

describe('a fault of the image host', () => {
  /** What is said of it, in English and in Chinese. */
  const faults: Record<LskyFailure, [RegExp, RegExp]> = {
    '401': [/does not take the credentials \(401\)/, /不接受该凭据（401）/],
    '403': [/refused the image: .*管理员未启用 API/, /拒绝了图片：.*管理员未启用 API/],
    '404': [/\(404\)/, /（404）/],
    '302': [/\(302\)/, /（302）/],
    '429': [/takes no more uploads just now/, /暂时不接受更多上传/],
    '500-json': [/failed \(500\)/, /出错（500）/],
    '500-html': [/failed \(500\)/, /出错（500）/],
    '200-html': [/failed \(200\)/, /出错（200）/],
    business: [/图片上传失败/, /图片上传失败/],
    quota: [/has no room left/, /空间不足/],
    type: [/does not take this type of file/, /不支持此文件类型/],
    size: [/is too large for the image host/, /大小限制/],
    'per-minute': [/takes no more uploads just now/, /暂时不接受更多上传/],
    'no-links': [/lsky failed/, /lsky 出错/],
    reset: [/lsky failed/, /lsky 出错/],
    'stored-reset': [/lsky failed/, /lsky 出错/],
    silence: [/did not answer within 15 s/, /在 15 秒内没有响应/],
  };

  it('is known by name, each of them', () => {
    expect(Object.keys(faults).sort()).toEqual([...lskyFailures].sort());
  });

  it.each(lskyFailures)(
    '%s costs one charge and no picture, and is named',
    async (failure) => {
      host.fail(failure);
      // Those that take long are made at once, and told apart by nothing but their number.
      const atOnce = failure === 'silence';
      const check = async ({ way, locale }: (typeof everyWay)[number]) => {
        const before = upstream.charges;
        const outcome = await wish(way, locale);
        expect(outcome.code).toBe('done');
        expect(outcome.url).toContain(`${servers[locale].url}/i/`);
        expect(outcome.said).toMatch(faults[failure][locale === 'en' ? 0 : 1]);
        expect(outcome.said).toMatch(locale === 'en' ? /kept on this server/ : /保存在本服务器/);
        if (atOnce) return;
        expect(upstream.charges - before).toBe(1);
        await expectPicture(outcome);
      };
      const before = upstream.charges;
      if (atOnce) await Promise.all(everyWay.map(check));
      else for (const one of everyWay) await check(one);
      expect(upstream.charges - before).toBe(everyWay.length);
    },
    40_000,
  );
});

describe('a fault of the provider', () => {
  interface Fault {
    code: string;
    status: number;
    /** Of one wish. */
    charges: number;
    en: RegExp;
    zh: RegExp;
    /** What MCP tells of the money; a page of some gateway is not the provider’s word. */
    money?: RegExp;
  }
  const maybe = /may have been charged/i;
  const faults: [string, UpstreamMode | UpstreamAnswer, Fault][] = [
    [
      '429',
      'rate-limited',
      {
        code: 'upstream_rate_limited',
        status: 429,
        charges: 0,
        en: /no more requests/,
        zh: /暂时不接受更多请求/,
      },
    ],
    [
      'an exhausted quota',
      'quota',
      { code: 'upstream_rate_limited', status: 429, charges: 0, en: /quota/, zh: /quota/ },
    ],
    [
      '500',
      { mode: 'error-json', status: 500 },
      { code: 'upstream_failed', status: 502, charges: 0, en: /failed \(500\)/, zh: /出错（500）/ },
    ],
    [
      '502 in HTML',
      'error-html',
      {
        code: 'upstream_failed',
        status: 502,
        charges: 0,
        en: /failed \(502\)/,
        zh: /出错（502）/,
        money: maybe,
      },
    ],
    [
      'moderation',
      'moderation',
      {
        code: 'moderation_blocked',
        status: 400,
        charges: 0,
        en: /for its content/,
        zh: /因内容拒绝/,
      },
    ],
    [
      'its key echoed',
      'echo-key',
      {
        code: 'upstream_unauthorized',
        status: 401,
        charges: 0,
        en: /does not take the key/,
        zh: /不接受该密钥/,
      },
    ],
    [
      'a reset',
      'reset',
      { code: 'outcome_unknown', status: 502, charges: 1, en: maybe, zh: /可能已经计费/ },
    ],
    [
      'a reset in the middle',
      'reset-mid-body',
      { code: 'outcome_unknown', status: 502, charges: 1, en: maybe, zh: /可能已经计费/ },
    ],
    [
      'a truncated answer',
      'truncated',
      { code: 'outcome_unknown', status: 502, charges: 1, en: maybe, zh: /可能已经计费/ },
    ],
    [
      'an answer of the wrong type',
      'html',
      { code: 'outcome_unknown', status: 502, charges: 1, en: maybe, zh: /可能已经计费/ },
    ],
    [
      'no image at all',
      'empty',
      {
        code: 'upstream_no_image',
        status: 502,
        charges: 1,
        en: /without an image/,
        zh: /没有图片/,
      },
    ],
    [
      'bad base64',
      'bad-base64',
      { code: 'upstream_not_an_image', status: 502, charges: 1, en: maybe, zh: /可能已经计费/ },
    ],
    [
      'something else than an image',
      'text',
      {
        code: 'upstream_not_an_image',
        status: 502,
        charges: 1,
        en: /not a picture/,
        zh: /不是图片/,
      },
    ],
    [
      'SVG',
      'svg',
      { code: 'upstream_not_an_image', status: 502, charges: 1, en: /it is SVG/, zh: /SVG/ },
    ],
  ];

  it.each(faults)('%s costs what it must and is named', async (_, mode, fault) => {
    upstream.mode(mode);
    for (const { way, locale } of everyWay) {
      const before = upstream.charges;
      const { code, status, said } = await wish(way, locale);
      expect({ way, code, charges: upstream.charges - before }).toEqual({
        way,
        code: fault.code,
        charges: fault.charges,
      });
      if (way === 'rest') expect(status).toBe(fault.status);
      expect(said).toMatch(fault[locale]);
      if (locale === 'zh') expect(said).toMatch(han);
      if (way === 'mcp' && locale === 'en') {
        const free = /Nothing was spent/;
        expect(said).toMatch(fault.money ?? (fault.charges > 0 ? maybe : free));
      }
    }
  });
});

describe('what would fill the memory', () => {
  let idle: Record<Locale, number>;
  beforeEach(() => {
    idle = { en: 0, zh: 0 };
    for (const locale of ['en', 'zh'] as const) {
      const { pid } = servers[locale];
      idle[locale] = residentMemory(pid).now;
      resetPeak(pid);
    }
  });
  const expectBounded = (megabytes: number) => {
    for (const locale of ['en', 'zh'] as const) {
      const above = residentMemory(servers[locale].pid).peak - idle[locale];
      console.log(`${locale}: peak ${inMebibytes(above)} MiB above idle`);
      expect(above).toBeLessThan(megabytes * 1_000_000);
    }
  };

  it('as an image of 300 MB is refused, at the price of one', async () => {
    upstream.mode({ mode: 'b64', bytes: 300_000_000 });
    for (const [way, locale] of [
      ['rest', 'en'],
      ['mcp', 'zh'],
    ] as const) {
      const before = upstream.charges;
      const { code, said } = await wish(way, locale);
      expect(code).toBe('upstream_not_an_image');
      expect(said).toMatch(locale === 'en' ? /larger than an image may be/ : han);
      expect(upstream.charges - before).toBe(1);
    }
    expectBounded(120);
  }, 60_000);

  it('as a pixel bomb is kept as it is and never unpacked', async () => {
    upstream.mode({ mode: 'b64', file: pixelBomb(30_000) });
    for (const { way, locale } of everyWay) {
      const before = upstream.charges;
      const outcome = await wish(way, locale, way === 'mcp' ? { show: 'preview' } : {});
      expect(outcome.code).toBe('done');
      if (way === 'mcp') expect(outcome.said).toMatch(locale === 'en' ? /No preview/ : /没有预览/);
      expect(upstream.charges - before).toBe(1);
      expect(host.uploads.at(-1)?.sha256).toBe(upstream.painted.at(-1)?.sha256);
    }
    expectBounded(120);
  });
});
