import type { Provider } from '../core/provider.ts';
import { openaiBase } from './openai/base.ts';
import { upstreamStatus } from './openai/model-list.ts';
import { paintPictures } from './openai/paint-pictures.ts';
import type { ProviderKind } from './table/provider-kind.ts';
import { togetherModels } from './together/capabilities.ts';
import { togetherRequest } from './together/request.ts';
import { createUpstream, type RemoteOptions } from './wire/remote-options.ts';

/** Together AI's image models. */
export const togetherKind: ProviderKind = {
  kind: 'together',
  title: { en: 'Together AI', zh: 'Together AI' },
  key: { env: 'TOGETHER_API_KEY' },
  address: { env: 'TOGETHER_BASE_URL', default: 'https://api.together.xyz/v1' },
  docs: {
    sources: [
      'docs.together.ai/reference/post-images-generations',
      'docs.together.ai/docs/images-overview',
      'docs.together.ai/docs/inference/images/parameters',
    ],
    verified: 'reported',
    asOf: '2026-11-20',
  },
  create: togetherProvider,
};

/** Together AI: OpenAI's path and answers, sizes and images of an edit in words of its own. */
export function togetherProvider(options: RemoteOptions): Provider {
  const base = openaiBase(options.baseUrl);
  const upstream = createUpstream(options, { base });
  return {
    name: options.name,
    kind: 'together',
    origin: new URL(base).origin,
    models: () => togetherModels,
    defaultModel: 'black-forest-labs/FLUX.2-pro',
    permissive: togetherModels[0],
    generate: async (request, signal) =>
      paintPictures(upstream, togetherRequest(request), request, signal),
    status: (signal) => upstreamStatus(upstream, signal),
  };
}
