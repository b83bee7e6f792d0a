import type { Provider } from '../core/provider.ts';
import { readIdeogram, readIdeogramError } from './ideogram/answer.ts';
import { ideogramModels } from './ideogram/capabilities.ts';
import { ideogramRequest } from './ideogram/request.ts';
import type { ProviderKind } from './table/provider-kind.ts';
import { callUpstream, once } from './wire/call.ts';
import { readPaidJson } from './wire/paid-json.ts';
import { createUpstream, type RemoteOptions } from './wire/remote-options.ts';
import { settleAtImage } from './wire/settle-at-image.ts';
import { showTools } from './wire/shown-image.ts';

/** Ideogram, known for the words in its pictures. */
export const ideogramKind: ProviderKind = {
  kind: 'ideogram',
  title: { en: 'Ideogram', zh: 'Ideogram' },
  key: { env: 'IDEOGRAM_API_KEY' },
  address: { env: 'IDEOGRAM_BASE_URL', default: 'https://api.ideogram.ai' },
  docs: {
    sources: [
      'developer.ideogram.ai/v1/api-reference: generate-v3, remix-v3, inpaint-v3 (stored copies of its OpenAPI)',
      'developer.ideogram.ai/ideogram-api/errors, masked-edits',
      'developer.ideogram.ai/api-reference/edit-images/remix-v4',
    ],
    verified: 'fixture',
    asOf: '2026-11-21',
  },
  create: ideogramProvider,
};

/** Ideogram by the first version of its API: forms in, pictures behind URLs that expire. */
export function ideogramProvider(options: RemoteOptions): Provider {
  const base = options.baseUrl.replace(/(?:\/v1)?\/*$/, '');
  const upstream = createUpstream(options, {
    base,
    authorize: (key) => ({ 'api-key': key }),
    codes: { unsafe: 'moderation' },
    readError: readIdeogramError,
  });
  return {
    name: options.name,
    kind: 'ideogram',
    origin: new URL(base).origin,
    models: () => ideogramModels,
    defaultModel: 'ideogram-v3',
    permissive: undefined,
    async generate(request, signal) {
      const { build, warnings } = await ideogramRequest(request);
      const { model, onSend } = request;
      const answer = await callUpstream(upstream, model, build, once(onSend), signal);
      const tools = showTools(upstream, model, signal, answer.url);
      const json = await readPaidJson(answer, tools.context);
      return settleAtImage(readIdeogram(json, request, tools), warnings);
    },
  };
}
