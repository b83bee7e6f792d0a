import type { Provider } from '../core/provider.ts';
import { openaiBase } from './openai/base.ts';
import { paintPictures } from './openai/paint-pictures.ts';
import { recraftModels } from './recraft/capabilities.ts';
import { recraftRequest } from './recraft/request.ts';
import type { ProviderKind } from './table/provider-kind.ts';
import { askStatus } from './wire/ask-status.ts';
import { createUpstream, type RemoteOptions } from './wire/remote-options.ts';

/** Recraft's images. */
export const recraftKind: ProviderKind = {
  kind: 'recraft',
  title: { en: 'Recraft', zh: 'Recraft' },
  key: { env: 'RECRAFT_API_TOKEN' },
  address: { env: 'RECRAFT_BASE_URL', default: 'https://external.api.recraft.ai/v1' },
  docs: {
    sources: [
      'recraft.ai/docs/api-reference/usage',
      'github.com/api-evangelist/recraft-ai examples/recraft-create-image-example.json',
    ],
    verified: 'reported',
    asOf: '2026-11-20',
  },
  create: recraftProvider,
};

/** Recraft: OpenAI's path and answers, ratios, styles of its own; an edit has a route of its own. */
export function recraftProvider(options: RemoteOptions): Provider {
  const base = openaiBase(options.baseUrl);
  const upstream = createUpstream(options, { base });
  return {
    name: options.name,
    kind: 'recraft',
    origin: new URL(base).origin,
    models: () => recraftModels,
    defaultModel: 'recraftv3',
    permissive: recraftModels[0],
    generate: async (request, signal) =>
      paintPictures(upstream, recraftRequest(request), request, signal),
    status: (signal) => askStatus(upstream, `${base}/users/me`, signal),
  };
}
