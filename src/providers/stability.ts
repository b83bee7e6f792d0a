import type { Provider } from '../core/provider.ts';
import { readStability, readStabilityError } from './stability/answer.ts';
import { stabilityModels } from './stability/capabilities.ts';
import { stabilityRequest } from './stability/request.ts';
import type { ProviderKind } from './table/provider-kind.ts';
import { askStatus } from './wire/ask-status.ts';
import { callContext, callUpstream, once } from './wire/call.ts';
import { createUpstream, type RemoteOptions } from './wire/remote-options.ts';
import { settleAtImage } from './wire/settle-at-image.ts';
import type { VendorCodes } from './wire/vendor-codes.ts';

/** Stability AI's Stable Image. */
export const stabilityKind: ProviderKind = {
  kind: 'stability',
  title: { en: 'Stability AI', zh: 'Stability AI' },
  key: { env: 'STABILITY_API_KEY' },
  address: { env: 'STABILITY_BASE_URL', default: 'https://api.stability.ai' },
  docs: {
    sources: [
      'github.com/api-evangelist/stability-ai openapi/stability-ai-stable-image-generate-openapi.yml',
      'prismix.dev/guides/stability-ai-not-working',
      'docs.neurolink.ink/docs/getting-started/providers/stability',
    ],
    verified: 'reported',
    asOf: '2026-11-20',
  },
  create: stabilityProvider,
};

const codes: VendorCodes = { content_moderation: 'moderation', payment_required: 'quota' };

/** Stability AI: forms in, one picture as base64 out, ratios in place of sizes. */
export function stabilityProvider(options: RemoteOptions): Provider {
  const base = options.baseUrl.replace(/\/+$/, '').replace(/\/v2beta$/, '');
  const upstream = createUpstream(options, { base, codes, readError: readStabilityError });
  return {
    name: options.name,
    kind: 'stability',
    origin: new URL(base).origin,
    models: () => stabilityModels,
    defaultModel: 'stable-image-core',
    // Any other name is one of the third generation's, whose route takes it as `model`.
    permissive: stabilityModels[2] && { ...stabilityModels[2], price: undefined },
    async generate(request, signal) {
      const { build, warnings } = stabilityRequest(request);
      const { model, onSend } = request;
      const answer = await callUpstream(upstream, model, build, once(onSend), signal);
      return settleAtImage(readStability(answer, callContext(upstream, model)), warnings);
    },
    status: (signal) => askStatus(upstream, `${base}/v1/user/balance`, signal),
  };
}
