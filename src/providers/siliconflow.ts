import type { Provider } from '../core/provider.ts';
import { openaiBase } from './openai/base.ts';
import { upstreamStatus } from './openai/model-list.ts';
import { readSiliconFlow } from './siliconflow/answer.ts';
import { siliconflowModels } from './siliconflow/capabilities.ts';
import { siliconflowRequest } from './siliconflow/request.ts';
import type { ProviderKind } from './table/provider-kind.ts';
import { callUpstream, once } from './wire/call.ts';
import { readPaidJson } from './wire/paid-json.ts';
import { createUpstream, type RemoteOptions } from './wire/remote-options.ts';
import { settleAtImage } from './wire/settle-at-image.ts';
import { showTools } from './wire/shown-image.ts';
import type { VendorCodes } from './wire/vendor-codes.ts';

/** SiliconFlow; a key of siliconflow.com needs that address. */
export const siliconflowKind: ProviderKind = {
  kind: 'siliconflow',
  title: { en: 'SiliconFlow', zh: '硅基流动 SiliconFlow' },
  key: { env: 'SILICONFLOW_API_KEY' },
  address: {
    env: 'SILICONFLOW_BASE_URL',
    default: 'https://api.siliconflow.cn/v1',
    about: {
      en: 'Address of SiliconFlow; for a key of siliconflow.com it is https://api.siliconflow.com/v1 instead.',
      zh: '硅基流动的地址；siliconflow.com 的密钥请填 https://api.siliconflow.com/v1 。',
    },
  },
  docs: {
    sources: [
      'docs.siliconflow.cn/docs/api/images-generations-post',
      'docs.siliconflow.cn/cn/faqs/error-code',
    ],
    verified: 'fixture',
    asOf: '2026-11-20',
  },
  create: siliconflowProvider,
};

/** docs.siliconflow.cn/cn/faqs/error-code; 30001 as third parties met it, with 402 and with 403. */
const codes: VendorCodes = { '20012': 'model', '30001': 'quota' };

/** SiliconFlow's images: OpenAI's path with words of its own, pictures under URLs of an hour. */
export function siliconflowProvider(options: RemoteOptions): Provider {
  const base = openaiBase(options.baseUrl);
  const models = siliconflowModels(new URL(base).hostname);
  const upstream = createUpstream(options, { base, codes });
  return {
    name: options.name,
    kind: 'siliconflow',
    origin: new URL(base).origin,
    models: () => models,
    defaultModel: 'Kwai-Kolors/Kolors',
    // It changes its models often; one that is new takes a size, a seed and an image.
    permissive: models[0] && {
      ...models[0],
      maxN: 1,
      price: undefined,
    },
    async generate(request, signal) {
      const { build, warnings } = siliconflowRequest(request);
      const { model, onSend } = request;
      const answer = await callUpstream(upstream, model, build, once(onSend), signal);
      const tools = showTools(upstream, model, signal, answer.url);
      const json = await readPaidJson(answer, tools.context);
      return settleAtImage(readSiliconFlow(json, tools), warnings);
    },
    status: (signal) => upstreamStatus(upstream, signal),
  };
}
