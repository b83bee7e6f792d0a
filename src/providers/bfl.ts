import type { Provider } from '../core/provider.ts';
import { askBfl, bflCodes, showBfl } from './bfl/answer.ts';
import { bflModels, bflPermissive } from './bfl/capabilities.ts';
import { bflRequest } from './bfl/request.ts';
import { isBfl, readBflTask, writeBflTask } from './bfl/task.ts';
import { openaiBase } from './openai/base.ts';
import { createTasks, type TaskedOptions } from './polling/tasks.ts';
import type { ProviderKind } from './table/provider-kind.ts';
import { askStatus } from './wire/ask-status.ts';
import { numberOf, textOf } from './wire/json-value.ts';
import { createUpstream } from './wire/remote-options.ts';

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

/**
 * FLUX of its makers: one picture a task, asked for at the address the task names, whose price in
 * credits is told when it begins. A task cannot be stopped. It also lives at `https://api.eu.bfl.ai`
 * and `https://api.us.bfl.ai`.
 */
export function bflProvider(options: TaskedOptions): Provider {
  const base = openaiBase(options.baseUrl);
  const upstream = createUpstream(options, {
    base,
    authorize: (key) => ({ 'x-key': key }),
    // Tasks live on its regional hosts; a gateway's key is nothing to them.
    owns: (url) => isBfl(url) && isBfl(new URL(base)),
    codes: bflCodes,
  });
  const tasks = createTasks({
    upstream,
    pauses: options.pauses,
    readId(begun) {
      const id = textOf(begun.id);
      const told = { url: textOf(begun.polling_url), cost: numberOf(begun.cost) };
      return id === undefined ? undefined : writeBflTask({ id, ...told }, upstream);
    },
    task(id, request, tools) {
      const { url, cost } = readBflTask(id, upstream);
      return {
        ask: (asking) => askBfl(upstream, { method: 'GET', url }, tools.context, asking),
        show: (result) => showBfl(result, cost, request, tools),
      };
    },
  });
  return {
    name: options.name,
    kind: 'bfl',
    origin: new URL(base).origin,
    models: () => bflModels,
    defaultModel: 'flux-2-pro',
    permissive: bflPermissive,
    generate: async (request, signal) => tasks.begin(bflRequest(request), request, signal),
    resume: tasks.resume,
    status: (signal) => askStatus(upstream, '/credits', signal),
  };
}
