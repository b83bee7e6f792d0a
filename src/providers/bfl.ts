import type { Provider, ProviderRequest } from '../core/provider.ts';
import { type RetryPolicy, retryPolicy } from '../core/retry.ts';
import type { HttpClient } from '../kit/http-client.ts';
import { askBfl, bflCodes, showBfl } from './bfl/answer.ts';
import { bflModels, bflPermissive } from './bfl/capabilities.ts';
import { bflRequest } from './bfl/request.ts';
import { isBfl, readBflTask, writeBflTask } from './bfl/task.ts';
import { openaiBase } from './openai/base.ts';
import { followTask } from './polling/follow-task.ts';
import type { Pauses } from './polling/pauses.ts';
import type { ProviderKind } from './table/provider-kind.ts';
import { askStatus } from './wire/ask-status.ts';
import {
  callContext,
  callUpstream,
  type Deadlines,
  deadlines,
  once,
  type Upstream,
} from './wire/call.ts';
import { noImageError } from './wire/errors.ts';
import { numberOf, recordOf, textOf } from './wire/json-value.ts';
import { readPaidJson } from './wire/paid-json.ts';

/** Black Forest Labs, who make FLUX. */
export const bflKind: ProviderKind = {
  kind: 'bfl',
  title: { en: 'Black Forest Labs', zh: 'Black Forest Labs (FLUX)' },
  key: { env: 'BFL_API_KEY' },
  address: { env: 'BFL_BASE_URL', default: 'https://api.bfl.ai' },
  docs: {
    sources: [
      'docs.bfl.ai/api_integration/errors',
      'docs.bfl.ai/quick_start/pricing',
      'github.com/black-forest-labs/skills (bfl-api)',
      'npm @ai-sdk/black-forest-labs@2.0.30',
    ],
    verified: 'fixture',
    asOf: '2026-11-20',
  },
  create: bflProvider,
};

/** What the BFL provider is made of. */
export interface BflOptions {
  name: string;
  /** With or without `/v1`; also `https://api.eu.bfl.ai` or `https://api.us.bfl.ai`. */
  baseUrl: string;
  apiKey: string;
  client: HttpClient;
  retry?: RetryPolicy;
  deadlines?: Partial<Deadlines>;
  pauses?: Pauses;
}

/**
 * FLUX of its makers: one picture a task, asked for at the address the task names, whose price in
 * credits is told when it begins. A task cannot be stopped.
 */
export function bflProvider(options: BflOptions): Provider {
  const { name, apiKey, client, pauses, retry = retryPolicy } = options;
  const base = openaiBase(options.baseUrl);
  const upstream: Upstream = {
    name,
    base,
    apiKey,
    authorize: (key) => ({ 'x-key': key }),
    // Tasks live on its regional hosts; a gateway's key is nothing to them.
    owns: (url) => isBfl(url) && isBfl(new URL(base)),
    codes: bflCodes,
    client,
    retry,
    deadlines: { ...deadlines, ...options.deadlines },
  };

  function follow(id: string, request: ProviderRequest, signal: AbortSignal, isNew: boolean) {
    const context = callContext(upstream, request.model);
    const { url, cost } = readBflTask(id, upstream);
    return {
      id,
      isNew,
      provider: name,
      signal,
      ...(pauses && { pauses }),
      ask: (asking: AbortSignal) => askBfl(upstream, url, context, asking),
      show: (result: unknown) =>
        showBfl(result, cost, request, { context, client, retry, signal, base }),
    };
  }

  return {
    name,
    kind: 'bfl',
    origin: new URL(base).origin,
    models: () => bflModels,
    defaultModel: 'flux-2-pro',
    permissive: bflPermissive,
    async generate(request, signal) {
      const { build, warnings } = bflRequest(request);
      const { model, onSend } = request;
      const answer = await callUpstream(upstream, model, build, once(onSend), signal);
      const context = callContext(upstream, model);
      const begun = recordOf(await readPaidJson(answer, context));
      const id = textOf(begun?.id);
      if (id === undefined) throw noImageError(begun, context);
      const url = textOf(begun?.polling_url);
      const task = writeBflTask({ id, url, cost: numberOf(begun?.cost) }, upstream);
      return followTask({ ...follow(task, request, signal, true), warnings });
    },
    resume: async (id, request, signal) => followTask(follow(id, request, signal, false)),
    status: (signal) => askStatus(upstream, '/credits', signal),
  };
}
