import type { Provider } from '../core/provider.ts';
import type { ReadTools } from './openai/answer.ts';
import { openaiBase } from './openai/base.ts';
import { paintPictures } from './openai/paint-pictures.ts';
import { openrouterModels } from './openrouter/capabilities.ts';
import { openrouterRequest } from './openrouter/request.ts';
import type { ProviderKind } from './table/provider-kind.ts';
import { askStatus } from './wire/ask-status.ts';
import { numberOf } from './wire/json-value.ts';
import { createUpstream, type RemoteOptions } from './wire/remote-options.ts';

/** OpenRouter's Image API, behind which many vendors paint. */
export const openrouterKind: ProviderKind = {
  kind: 'openrouter',
  title: { en: 'OpenRouter', zh: 'OpenRouter' },
  key: { env: 'OPENROUTER_API_KEY' },
  address: { env: 'OPENROUTER_BASE_URL', default: 'https://openrouter.ai/api/v1' },
  docs: {
    sources: [
      'openrouter.ai/docs/guides/overview/multimodal/image-generation',
      'openrouter.ai/docs/api/api-reference/images/generate-an-image',
      'openrouter.ai/docs/client-sdks/typescript/sdks/images',
    ],
    verified: 'reported',
    asOf: '2026-11-20',
  },
  create: openrouterProvider,
};

/** OpenRouter: one route for painting and editing, OpenAI's answers, the exact cost in each. */
export function openrouterProvider(options: RemoteOptions): Provider {
  const base = openaiBase(options.baseUrl);
  const upstream = createUpstream(options, { base });
  const costIn: ReadTools['costIn'] = (usage) => numberOf(usage.cost);
  return {
    name: options.name,
    kind: 'openrouter',
    origin: new URL(base).origin,
    models: () => openrouterModels,
    defaultModel: 'openai/gpt-image-2',
    // It lists more than anybody could write down; one that is new takes what the first takes.
    permissive: openrouterModels[0],
    generate(request, signal) {
      const build = () => openrouterRequest(request);
      return paintPictures(upstream, { build, costIn }, request, signal);
    },
    // The list of models is open to all; that of the key is not.
    status: (signal) => askStatus(upstream, `${base}/key`, signal),
  };
}
