import type { Capability } from '../core/capability.ts';
import type { Image } from '../core/image.ts';
import type { Provider } from '../core/provider.ts';
import { localaiRequest } from './localai/request.ts';
import { openaiBase } from './openai/base.ts';
import { upstreamStatus } from './openai/model-list.ts';
import { paintPictures } from './openai/paint-pictures.ts';
import { permissiveCapability } from './table/permissive-capability.ts';
import type { ProviderKind } from './table/provider-kind.ts';
import { openUpstream } from './wire/ask.ts';
import type { CallContext } from './wire/errors.ts';
import { explained } from './wire/live-image.ts';
import { createUpstream, type RemoteOptions } from './wire/remote-options.ts';
import { type ShowTools, shownImage } from './wire/shown-image.ts';

/** LocalAI: nearly OpenAI's API, with a few words of its own. */
export const localaiKind: ProviderKind = {
  kind: 'localai',
  title: { en: 'LocalAI', zh: 'LocalAI' },
  key: { env: 'LOCALAI_API_KEY', optional: true },
  address: { env: 'LOCALAI_BASE_URL', example: 'http://127.0.0.1:8080' },
  docs: {
    sources: [
      'github.com/mudler/LocalAI core/http/endpoints/openai/image.go@032a33d, inpainting.go@00a38d1',
    ],
    verified: 'fixture',
    asOf: '2026-11-20',
  },
  create: localaiProvider,
};

/** One picture a call: of several it would make each with the same seed. */
const capability: Capability = {
  ...permissiveCapability('stablediffusion'),
  title: 'LocalAI: its usual model, or the one that is named',
  sizes: {
    named: ['512x512'],
    free: {
      ...{ step: 8, minSide: 64, maxSide: 2048, maxRatio: 8 },
      ...{ minPixels: 64 * 64, maxPixels: 2048 * 2048 },
    },
  },
  ...{ qualities: [], formats: [], backgrounds: [], maxN: 1, maxInputs: 4 },
  ...{ markup: false, stream: false, moderation: false, inputFidelity: false, style: false },
  ...{ user: false, compression: false, verified: 'fixture' },
  source: 'github.com/mudler/LocalAI core/http/endpoints/openai/image.go',
};

/** LocalAI: `step` for steps, `|` before what must not be shown, pictures behind addresses of its own. */
export function localaiProvider(options: RemoteOptions): Provider {
  const base = openaiBase(options.baseUrl);
  const upstream = createUpstream(options, { base });
  /** With the key, which where there is one guards them, too. */
  async function* fetchOwn(path: string, context: CallContext, signal: AbortSignal) {
    const url = `${base.replace(/\/v\d+$/, '')}${path}`;
    const answer = await openUpstream(upstream, { method: 'GET', url }, context, signal);
    try {
      yield* explained(answer.body, context);
    } finally {
      await answer.discard();
    }
  }

  function openUrl(url: string, tools: ShowTools): Image {
    const own = ownPath(url);
    if (own === undefined) return shownImage(url, { ...tools, base });
    const bytes = () => fetchOwn(own, tools.context, tools.signal);
    return { mediaType: undefined, url: undefined, bytes };
  }

  return {
    name: options.name,
    kind: 'localai',
    origin: new URL(base).origin,
    models: () => [capability],
    defaultModel: capability.model,
    permissive: capability,
    abortsWhenLeft: true,
    generate: async (request, signal) =>
      paintPictures(upstream, { ...(await localaiRequest(request)), openUrl }, request, signal),
    status: (signal) => upstreamStatus(upstream, signal),
  };
}

/** It names itself as it was asked, which behind a proxy or in a container may be nowhere. */
function ownPath(url: string): string | undefined {
  return /(\/generated-images\/[^?#]*)/.exec(url)?.[1];
}
