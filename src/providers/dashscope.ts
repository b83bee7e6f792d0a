import type { Provider, ProviderEvent } from '../core/provider.ts';
import { type RetryPolicy, retryPolicy } from '../core/retry.ts';
import type { HttpClient } from '../kit/http-client.ts';
import { readDashScope } from './dashscope/answer.ts';
import { dashscopeBase } from './dashscope/base.ts';
import { dashscopeModels } from './dashscope/capabilities.ts';
import { dashscopeCodes } from './dashscope/codes.ts';
import { dashscopeRequest } from './dashscope/request.ts';
import { readTask, readTaskId } from './dashscope/task.ts';
import { upstreamStatus } from './openai/model-list.ts';
import { followTask, type TaskOptions } from './polling/follow-task.ts';
import type { Pauses } from './polling/pauses.ts';
import type { ProviderKind } from './table/provider-kind.ts';
import { askUpstream } from './wire/ask.ts';
import {
  callContext,
  callUpstream,
  type Deadlines,
  deadlines,
  once,
  type Upstream,
} from './wire/call.ts';
import { readPaidJson } from './wire/paid-json.ts';
import { settleAtImage } from './wire/settle-at-image.ts';

/** Alibaba's Qwen-Image and Wan; a key belongs to one region, and so does the address. */
export const dashscopeKind: ProviderKind = {
  kind: 'dashscope',
  title: {
    en: 'Alibaba DashScope (Qwen-Image, Wan)',
    zh: '阿里云百炼 DashScope（千问、万相）',
  },
  key: { env: 'DASHSCOPE_API_KEY' },
  address: {
    env: 'DASHSCOPE_BASE_URL',
    aliases: ['DASHSCOPE_HTTP_BASE_URL'],
    default: 'https://dashscope.aliyuncs.com',
    about: {
      en: 'Address of the region your key belongs to: https://dashscope-intl.aliyuncs.com for Singapore, or that of a workspace.',
      zh: '密钥所属地域的地址：新加坡为 https://dashscope-intl.aliyuncs.com ，也可填业务空间的专属地址。',
    },
  },
  docs: {
    sources: [
      'help.aliyun.com/zh/model-studio: qwen-image-api, qwen-image-edit-api, text-to-image-v2-api-reference, manage-asynchronous-tasks (stored copies)',
      'wan-image-generation-and-editing-api-reference, error-code (as third parties quote them)',
      'BerriAI/litellm llms/dashscope/image_generation@0f204e0',
    ],
    verified: 'fixture',
    asOf: '2026-11-20',
  },
  create: dashscopeProvider,
};

/** What the DashScope provider is made of. */
export interface DashScopeOptions {
  name: string;
  /** Of a region or a workspace, with or without `/api/v1` or `/compatible-mode/v1`. */
  baseUrl: string;
  apiKey: string;
  client: HttpClient;
  retry?: RetryPolicy;
  deadlines?: Partial<Deadlines>;
  pauses?: Pauses;
}

type Task = Pick<TaskOptions<unknown>, 'id' | 'isNew' | 'warnings'>;

/**
 * DashScope's models that paint, each on the route it takes: an answer with pictures, or a task that
 * is followed. Pictures come under URLs that live for a day.
 */
export function dashscopeProvider(options: DashScopeOptions): Provider {
  const { name, apiKey, client, retry = retryPolicy } = options;
  const { native: base, compatible, region } = dashscopeBase(options.baseUrl);
  const codes = dashscopeCodes;
  const waits = { ...deadlines, ...options.deadlines };
  const upstream: Upstream = { name, base, apiKey, codes, client, retry, deadlines: waits };
  const models = dashscopeModels(region);

  function follow(task: Task, model: string, signal: AbortSignal) {
    const context = callContext(upstream, model);
    const url = `/tasks/${encodeURIComponent(task.id)}`;
    return followTask({
      ...task,
      provider: name,
      signal,
      ...(options.pauses && { pauses: options.pauses }),
      ask: async (asking) =>
        readTask(await askUpstream(upstream, { method: 'GET', url }, context, asking), context),
      // Only a task that still waits can be stopped; one that runs is refused and paints on.
      cancel: (stop) =>
        askUpstream(upstream, { method: 'POST', url: `${url}/cancel` }, context, stop),
      show: (result) => readDashScope(result, { context, client, retry, signal, base }),
    });
  }

  return {
    name,
    kind: 'dashscope',
    origin: new URL(base).origin,
    models: () => models,
    defaultModel: 'qwen-image-3.0',
    // A name that we have not heard of takes what the newest model takes.
    permissive: models[0] && { ...models[0], sizes: undefined, price: undefined },
    async generate(request, signal) {
      const { route, build, warnings } = dashscopeRequest(request);
      const { model, onSend } = request;
      const context = callContext(upstream, model);
      const answer = await callUpstream(upstream, model, build, once(onSend), signal);
      const json = await readPaidJson(answer, context);
      if (route.isTask) {
        const id = readTaskId(json, context);
        return follow({ id, isNew: true, warnings }, model, signal);
      }
      const tools = { context, client, retry, signal, base: answer.url };
      return settleAtImage(eventsOf(readDashScope(json, tools)), warnings);
    },
    resume: async (id, { model }, signal) => follow({ id, isNew: false }, model, signal),
    status: (signal) => upstreamStatus({ ...upstream, base: compatible }, signal),
  };
}

async function* eventsOf(events: Iterable<ProviderEvent>): AsyncGenerator<ProviderEvent> {
  yield* events;
}
