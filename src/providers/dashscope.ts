import type { Provider, ProviderEvent } from '../core/provider.ts';
import { readDashScope } from './dashscope/answer.ts';
import { dashscopeBase } from './dashscope/base.ts';
import { dashscopeModels } from './dashscope/capabilities.ts';
import { dashscopeCodes } from './dashscope/codes.ts';
import { dashscopeRequest } from './dashscope/request.ts';
import { readTask, readTaskId } from './dashscope/task.ts';
import { upstreamStatus } from './openai/model-list.ts';
import { createTasks, type TaskedOptions } from './polling/tasks.ts';
import type { ProviderKind } from './table/provider-kind.ts';
import { askUpstream } from './wire/ask.ts';
import { callUpstream, once } from './wire/call.ts';
import { readPaidJson } from './wire/paid-json.ts';
import { createUpstream } from './wire/remote-options.ts';
import { settleAtImage } from './wire/settle-at-image.ts';
import { showTools } from './wire/shown-image.ts';

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

/**
 * DashScope's models that paint, each on the route it takes: an answer with pictures, or a task that
 * is followed. Pictures come under URLs that live for a day.
 */
export function dashscopeProvider(options: TaskedOptions): Provider {
  const { native: base, compatible, region } = dashscopeBase(options.baseUrl);
  const upstream = createUpstream(options, { base, codes: dashscopeCodes });
  const models = dashscopeModels(region);
  const tasks = createTasks({
    upstream,
    pauses: options.pauses,
    readId: readTaskId,
    task(id, _request, tools) {
      const { context } = tools;
      const url = `/tasks/${encodeURIComponent(id)}`;
      const cancel = { method: 'POST', url: `${url}/cancel` } as const;
      return {
        ask: async (asking) =>
          readTask(await askUpstream(upstream, { method: 'GET', url }, context, asking), context),
        // Only a task that still waits can be stopped; one that runs is refused and paints on.
        cancel: (stop) => askUpstream(upstream, cancel, context, stop),
        show: (result) => readDashScope(result, tools),
      };
    },
  });
  return {
    name: options.name,
    kind: 'dashscope',
    origin: new URL(base).origin,
    models: () => models,
    defaultModel: 'qwen-image-3.0',
    // A name that we have not heard of takes what the newest model takes.
    permissive: models[0] && { ...models[0], sizes: undefined, price: undefined },
    async generate(request, signal) {
      const said = dashscopeRequest(request);
      if (said.route.isTask) return tasks.begin(said, request, signal);
      const { model, onSend } = request;
      const answer = await callUpstream(upstream, model, said.build, once(onSend), signal);
      const tools = showTools(upstream, model, signal, answer.url);
      const json = await readPaidJson(answer, tools.context);
      return settleAtImage(eventsOf(readDashScope(json, tools)), said.warnings);
    },
    resume: tasks.resume,
    status: (signal) => upstreamStatus({ ...upstream, base: compatible }, signal),
  };
}

async function* eventsOf(events: Iterable<ProviderEvent>): AsyncGenerator<ProviderEvent> {
  yield* events;
}
