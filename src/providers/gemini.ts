import type { Provider } from '../core/provider.ts';
import { readGemini } from './gemini/answer.ts';
import { geminiModels } from './gemini/capabilities.ts';
import { geminiRequest } from './gemini/request.ts';
import { upstreamStatus } from './openai/model-list.ts';
import type { ProviderKind } from './table/provider-kind.ts';
import { callContext, callUpstream, once } from './wire/call.ts';
import { createUpstream, type RemoteOptions } from './wire/remote-options.ts';
import { settleAtImage } from './wire/settle-at-image.ts';

/** Google's Gemini API; its key is that of AI Studio. */
export const geminiKind: ProviderKind = {
  kind: 'gemini',
  title: { en: 'Google Gemini', zh: 'Google Gemini' },
  key: { env: 'GEMINI_API_KEY' },
  address: { env: 'GEMINI_BASE_URL', default: 'https://generativelanguage.googleapis.com' },
  docs: {
    sources: ['npm @ai-sdk/google@4.0.121', 'ai.google.dev/api/generate-content'],
    verified: 'fixture',
    asOf: '2026-11-20',
  },
  create: geminiProvider,
};

/**
 * Google's models that paint, by `generateContent`: one picture a call, ratios and tiers in place of
 * sizes, the images of an edit inline, no mask.
 */
export function geminiProvider(options: RemoteOptions): Provider {
  const base = geminiBase(options.baseUrl);
  const authorize = (key: string) => ({ 'x-goog-api-key': key });
  const upstream = createUpstream(options, { base, authorize });
  return {
    name: options.name,
    kind: 'gemini',
    origin: new URL(base).origin,
    models: () => geminiModels,
    defaultModel: 'gemini-nano-banana-2.1',
    // A name that we have not heard of takes what the newest model takes.
    permissive: geminiModels[0],
    async generate(request, signal) {
      const { build, warnings } = geminiRequest(request);
      const { model } = request;
      const answer = await callUpstream(upstream, model, build, once(request.onSend), signal);
      return settleAtImage(readGemini(answer, callContext(upstream, model)), warnings);
    },
    status: (signal) => upstreamStatus(upstream, signal),
  };
}

function geminiBase(baseUrl: string): string {
  const plain = baseUrl.replace(/\/+$/, '');
  return /\/v\d\w*(?:\/|$)/.test(new URL(plain).pathname) ? plain : `${plain}/v1beta`;
}
