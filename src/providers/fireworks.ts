import type { Provider } from '../core/provider.ts';
import { askBfl, bflCodes } from './bfl/answer.ts';
import { readFireworks, readFireworksError, showKontext } from './fireworks/answer.ts';
import { fireworksModels, fireworksPermissive } from './fireworks/capabilities.ts';
import { fireworksRequest, isKontext, workflowOf } from './fireworks/request.ts';
import { openaiBase } from './openai/base.ts';
import { upstreamStatus } from './openai/model-list.ts';
import { createTasks, type TaskedOptions } from './polling/tasks.ts';
import type { ProviderKind } from './table/provider-kind.ts';
import { callContext, callUpstream, once } from './wire/call.ts';
import { textOf } from './wire/json-value.ts';
import { createUpstream } from './wire/remote-options.ts';
import { settleAtImage } from './wire/settle-at-image.ts';
import type { VendorCodes } from './wire/vendor-codes.ts';

/** Fireworks AI, for the FLUX models it hosts. */
export const fireworksKind: ProviderKind = {
  kind: 'fireworks',
  title: { en: 'Fireworks AI (FLUX)', zh: 'Fireworks AI（FLUX）' },
  key: { env: 'FIREWORKS_API_KEY' },
  address: { env: 'FIREWORKS_BASE_URL', default: 'https://api.fireworks.ai/inference/v1' },
  docs: {
    sources: [
      'docs.fireworks.ai/api-reference/generate-a-new-image-from-a-text-prompt',
      'docs.fireworks.ai/api-reference/generate-or-edit-image-using-flux-kontext',
      'docs.fireworks.ai/api-reference/get-generated-image-from-flux-kontex',
      'docs.fireworks.ai/guides/inference-error-codes',
      'npm @ai-sdk/fireworks@2.0.13',
    ],
    verified: 'fixture',
    asOf: '2026-11-21',
  },
  create: fireworksProvider,
};

const codes: VendorCodes = { ...bflCodes, suspended: 'quota', NOT_FOUND: 'model' };

/**
 * FLUX at Fireworks: bytes in the answer, or for Kontext a task that is asked for by its id and cannot
 * be stopped. Its older models, which take pixels at routes of their own, are not among them.
 */
export function fireworksProvider(options: TaskedOptions): Provider {
  const base = fireworksBase(options.baseUrl);
  const upstream = createUpstream(options, { base, codes, readError: readFireworksError });
  const tasks = createTasks({
    upstream,
    pauses: options.pauses,
    readId: (begun) => textOf(begun.request_id),
    task(id, { model }, tools) {
      const url = `${workflowOf(model)}/get_result`;
      const question = { method: 'POST', url, json: { id } } as const;
      return {
        ask: (asking) => askBfl(upstream, question, tools.context, asking),
        show: (told) => showKontext(told, tools),
      };
    },
  });
  return {
    name: options.name,
    kind: 'fireworks',
    origin: new URL(base).origin,
    models: () => fireworksModels,
    defaultModel: 'flux-1-schnell-fp8',
    permissive: fireworksPermissive,
    async generate(request, signal) {
      const { model, onSend } = request;
      const said = fireworksRequest(request);
      if (isKontext(model)) return tasks.begin(said, request, signal);
      const answer = await callUpstream(upstream, model, said.build, once(onSend), signal);
      return settleAtImage(readFireworks(answer, callContext(upstream, model)), said.warnings);
    },
    resume: tasks.resume,
    status: (signal) => upstreamStatus(upstream, signal),
  };
}

function fireworksBase(baseUrl: string): string {
  const { origin, pathname } = new URL(baseUrl);
  return pathname === '/' ? `${origin}/inference/v1` : openaiBase(baseUrl);
}
