import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { type Finding, plain } from '../../../core/doctor/finding.ts';
import { probePicture } from '../../../core/doctor/probe-picture.ts';
import { toAppError } from '../../../core/errors.ts';
import type { Asset } from '../../../core/image.ts';
import { createHostChooser, hostOrigins } from '../../../hosts/choose-host.ts';
import { encodePng } from '../../../kit/png.ts';
import { randomName } from '../../../kit/random-name.ts';
import { detectServers, howToUse } from '../../../providers/detect.ts';
import { type Check, type CheckTools, reasonOf } from './checks.ts';

const patienceMs = 20_000;

/** Is each provider there, and does it take each key? Asked without cost. */
export const providersCheck: Check = {
  title: { en: 'Providers', zh: '服务商' },
  async run(tools) {
    return Promise.all(tools.providers.map((one) => checkProvider(one, tools)));
  },
};

async function checkProvider(
  { provider, key, of }: CheckTools['providers'][number],
  { signal }: CheckTools,
): Promise<Finding> {
  const { name } = provider;
  const label = of > 1 ? `${name} #${key}` : name;
  const base = { check: `provider:${name}`, title: plain(label) };
  if (provider.problem) {
    const advice = { en: 'Set what is missing.', zh: '请补上缺少的设置。' };
    const { texts: found } = provider.problem;
    return { ...base, verdict: 'broken', found, advice, exit: 'configuration' };
  }
  if (name === 'demo') {
    const found = {
      en: 'the built-in painter, which is no AI',
      zh: '内置演示画笔，并非 AI',
    };
    const advice = {
      en: 'Set the key of a provider, or the address of a server of your own.',
      zh: '请设置某个服务商的密钥，或自建服务的地址。',
    };
    return { ...base, verdict: 'look', found, advice };
  }
  if (!provider.status) {
    const found = { en: 'cannot be asked without cost', zh: '无法免费查询' };
    const advice = { en: 'Try it with --live.', zh: '可用 --live 实测。' };
    return { ...base, verdict: 'look', found, advice };
  }
  const { online, message, httpStatus } = await provider.status(
    AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
  );
  if (online) return { ...base, verdict: 'ok', found: plain(message) };
  const found = plain(message);
  if (httpStatus === 401 || httpStatus === 403) {
    const advice = {
      en: 'Check the key: it is wrong, has expired, or may not do this.',
      zh: '请检查密钥：可能错误、已过期或权限不足。',
    };
    return { ...base, verdict: 'broken', found, advice, exit: 'configuration' };
  }
  const advice =
    httpStatus === undefined
      ? {
          en: 'Check the address, that the server runs, and the proxy.',
          zh: '请检查地址、对方服务是否运行以及代理设置。',
        }
      : { en: 'Try again later.', zh: '请稍后再试。' };
  return { ...base, verdict: 'broken', found, advice, exit: 'upstream' };
}

/** Does the image host take a picture, show it and let it go again? */
export const hostCheck: Check = {
  title: { en: 'Image host', zh: '图床' },
  async run({ settings, client, live, signal }) {
    const base = { check: 'host', title: hostCheck.title };
    try {
      const host = createHostChooser(settings, client).choose(undefined);
      if (host.local) {
        const found = { en: 'this server itself', zh: '本服务器自身' };
        return [{ ...base, verdict: 'ok', found }];
      }
      if (!live) return [{ ...base, ...(await reachHost(host.name, settings, client, signal)) }];
      return [{ ...base, ...(await tryHost(host, client, signal)) }];
    } catch (thrown) {
      const error = toAppError(thrown);
      const exit = error.row.exit === 'configuration' ? 'configuration' : 'upstream';
      const advice = {
        en: 'Check the address, the token or keys of the host, and the clock.',
        zh: '请检查图床的地址、令牌或密钥，以及本机时钟。',
      };
      const found = error.code === 'internal' ? plain(reasonOf(thrown)) : error.texts;
      return [{ ...base, verdict: 'broken', found, advice, exit }];
    }
  },
};

/** Whether anybody answers where the host is; nothing is put there. */
async function reachHost(
  name: string,
  settings: CheckTools['settings'],
  client: CheckTools['client'],
  signal: AbortSignal,
): Promise<Pick<Finding, 'verdict' | 'found' | 'advice' | 'exit'>> {
  const [origin] = hostOrigins(settings);
  if (origin !== undefined) {
    const asked = { method: 'GET', url: `${origin}/`, signal, firstByteMs: 10_000 } as const;
    await (await client.request(asked)).discard();
  }
  return {
    verdict: 'look',
    found: {
      en: `${name} answers; no picture was put there`,
      zh: `${name} 可以连接；未上传图片`,
    },
    advice: { en: 'Try it with --live.', zh: '可用 --live 实测。' },
  };
}

type Host = ReturnType<ReturnType<typeof createHostChooser>['choose']>;

async function tryHost(
  host: Host,
  client: CheckTools['client'],
  signal: AbortSignal,
): Promise<Pick<Finding, 'verdict' | 'found' | 'advice'>> {
  const picture = await tinyPicture();
  const { url, deleteRef } = await host.put(tinyAsset(host.name, picture), pieces(picture), signal);
  try {
    const answer = await client.request({ method: 'GET', url, signal, followRedirects: true });
    const text = answer.status === 200 ? await buffer(answer.body) : undefined;
    await answer.discard();
    if (!text?.equals(picture)) {
      const found = {
        en: `takes a picture, but its address answers ${text ? 'other bytes' : answer.status}`,
        zh: `可以上传，但链接返回${text ? '了不同的内容' : ` ${answer.status}`}`,
      };
      const advice = {
        en: 'Open the folder or bucket for reading. A host that compresses changes bytes.',
        zh: '请开放目录或存储桶的读取权限。会压缩图片的图床会改变内容。',
      };
      return { verdict: 'look', found, advice };
    }
  } finally {
    if (deleteRef !== undefined) await host.delete?.(deleteRef, signal);
  }
  const isGone = deleteRef !== undefined && host.delete !== undefined;
  const found = isGone
    ? { en: `${host.name}: put, got and deleted`, zh: `${host.name}：上传、读取、删除均正常` }
    : {
        en: `${host.name}: put and got; it stays there: ${url}`,
        zh: `${host.name}：上传、读取正常；图片仍在：${url}`,
      };
  return { verdict: 'ok', found };
}

/** Which servers that paint run on this machine and are not in use yet? */
export const localServersCheck: Check = {
  title: { en: 'Local servers', zh: '本机绘图服务' },
  async run({ client, signal, providers }) {
    const base = { check: 'local', title: localServersCheck.title };
    const servers = await detectServers({ client, signal });
    const used = new Set(providers.map(({ provider }) => provider.kind));
    const findings = servers.map((server): Finding => {
      const { kind, address, about } = server;
      const found = plain(`${kind} ${about} ${address}`);
      if (used.has(kind)) return { ...base, verdict: 'ok', found };
      return { ...base, verdict: 'ok', found, advice: howToUse(server) };
    });
    const none = { en: 'none found at the usual ports', zh: '常用端口上没有发现' };
    return findings.length > 0 ? findings : [{ ...base, verdict: 'ok', found: none }];
  },
};

async function tinyPicture(): Promise<Buffer> {
  const { pixels, ...size } = probePicture(8, 8);
  const parts: Buffer[] = [];
  for await (const part of encodePng([pixels], size)) parts.push(part);
  return Buffer.concat(parts);
}

function tinyAsset(host: string, picture: Buffer): Asset {
  return {
    id: `img_${randomName()}`,
    generationId: undefined,
    index: 0,
    name: `${randomName()}.png`,
    mediaType: 'image/png',
    width: 8,
    height: 8,
    size: picture.length,
    sha256: createHash('sha256').update(picture).digest('hex'),
    visibility: 'public',
    revisedPrompt: undefined,
    seed: undefined,
    host,
    hostedUrl: undefined,
    deleteRef: undefined,
    createdAt: Date.now(),
    favouriteAt: undefined,
    expiredAt: undefined,
  };
}

async function* pieces(picture: Buffer): AsyncGenerator<Uint8Array> {
  yield picture;
}
