import type { Provider } from '../core/provider.ts';
import { huggingfaceModels } from './huggingface/capabilities.ts';
import { huggingfaceCodes, readHuggingfaceError } from './huggingface/error.ts';
import { huggingfaceRequest } from './huggingface/request.ts';
import type { ProviderKind } from './table/provider-kind.ts';
import { callContext, callUpstream, once } from './wire/call.ts';
import { readImage } from './wire/read-image.ts';
import { createUpstream, type RemoteOptions } from './wire/remote-options.ts';
import { settleAtImage } from './wire/settle-at-image.ts';

/** Hugging Face's own inference, HF Inference, behind its router. */
export const huggingfaceKind: ProviderKind = {
  kind: 'huggingface',
  title: { en: 'Hugging Face (HF Inference)', zh: 'Hugging Face（HF Inference）' },
  // Not HF_TOKEN, which stands on many machines to download models and would spend money here.
  key: { env: 'HUGGINGFACE_API_KEY' },
  address: {
    env: 'HUGGINGFACE_BASE_URL',
    default: 'https://router.huggingface.co/hf-inference',
  },
  docs: {
    sources: [
      'github.com/huggingface/huggingface.js packages/inference/src/providers/hf-inference.ts@0c994d0',
      'npm @huggingface/tasks@0.19.78 (text-to-image)',
      'its refusals as clients of it tell them (huggingface/transformers#23793)',
    ],
    verified: 'fixture',
    asOf: '2026-11-21',
  },
  create: huggingfaceProvider,
};

/** HF Inference: a prompt and its parameters in, the bytes of a picture out; it edits nothing. */
export function huggingfaceProvider(options: RemoteOptions): Provider {
  const base = huggingfaceBase(options.baseUrl);
  const readError = readHuggingfaceError;
  const upstream = createUpstream(options, { base, codes: huggingfaceCodes, readError });
  return {
    name: options.name,
    kind: 'huggingface',
    origin: new URL(base).origin,
    models: () => huggingfaceModels,
    defaultModel: 'stabilityai/stable-diffusion-3-medium-diffusers',
    permissive: huggingfaceModels[0],
    async generate(request, signal) {
      const { build, warnings } = huggingfaceRequest(request);
      const { model, onSend } = request;
      const answer = await callUpstream(upstream, model, build, once(onSend), signal);
      return settleAtImage(readImage(answer, callContext(upstream, model)), warnings);
    },
  };
}

function huggingfaceBase(baseUrl: string): string {
  const { origin, pathname } = new URL(baseUrl);
  const path = pathname.replace(/(?:\/models)?\/*$/, '');
  return `${origin}${path === '' ? '/hf-inference' : path}`;
}
