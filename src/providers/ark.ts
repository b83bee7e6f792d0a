import type { Provider } from '../core/provider.ts';
import { arkModels } from './ark/capabilities.ts';
import { arkCodes } from './ark/codes.ts';
import { arkRequest } from './ark/request.ts';
import { openaiBase } from './openai/base.ts';
import { upstreamStatus } from './openai/model-list.ts';
import { paintPictures } from './openai/paint-pictures.ts';
import type { ProviderKind } from './table/provider-kind.ts';
import { createUpstream, type RemoteOptions } from './wire/remote-options.ts';

/** ByteDance's Seedream, by Volcengine in the mainland and by BytePlus abroad. */
export const arkKind: ProviderKind = {
  kind: 'ark',
  title: {
    en: 'Volcengine Ark, BytePlus (Seedream)',
    zh: '火山方舟、BytePlus（豆包 Seedream）',
  },
  key: { env: 'ARK_API_KEY' },
  address: {
    env: 'ARK_BASE_URL',
    default: 'https://ark.cn-beijing.volces.com/api/v3',
    about: {
      en: 'Address of Ark; for a key of BytePlus https://ark.ap-southeast.bytepluses.com/api/v3, which has models of its own names.',
      zh: '方舟的地址；BytePlus 的密钥请填 https://ark.ap-southeast.bytepluses.com/api/v3 ，其模型名称与国内不同。',
    },
  },
  docs: {
    sources: [
      'ai.byteplus.com/ark: image-generation-api, error-codes, model-pricing (as a third party read them on 2026-10-08)',
      'volcengine.com/docs/82379/1541523 (as third parties quote it)',
    ],
    verified: 'fixture',
    asOf: '2026-11-20',
  },
  create: arkProvider,
};

/**
 * Seedream on Ark. Its answers are OpenAI's; its requests are not: tiers or pixels as size, images of
 * an edit as data URIs beside the prompt, no mask, no seed. What it streams are the finished pictures
 * of a group, no previews.
 */
export function arkProvider(options: RemoteOptions): Provider {
  const base = arkBase(options.baseUrl);
  const upstream = createUpstream(options, { base, codes: arkCodes });
  const models = arkModels(new URL(base).hostname);
  return {
    name: options.name,
    kind: 'ark',
    origin: new URL(base).origin,
    models: () => models,
    defaultModel: models[0]?.model ?? '',
    // An endpoint of one's own (`ep-…`) takes what the first model takes.
    permissive: models[0] && { ...models[0], sizes: undefined, price: undefined },
    generate: async (request, signal) =>
      paintPictures(upstream, { build: arkRequest(request) }, request, signal),
    status: (signal) => upstreamStatus(upstream, signal),
  };
}

function arkBase(baseUrl: string): string {
  const { origin, pathname } = new URL(baseUrl);
  return pathname === '/' ? `${origin}/api/v3` : openaiBase(baseUrl);
}
