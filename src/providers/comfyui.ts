import { randomUUID } from 'node:crypto';
import { AppError } from '../core/errors.ts';
import type { Provider, ProviderRequest } from '../core/provider.ts';
import { readNodeErrors } from './comfyui/node-errors.ts';
import { createComfyPainter, type Dice } from './comfyui/paint.ts';
import { createShelf, type WorkflowShelf } from './comfyui/shelf.ts';
import { rollSeed } from './comfyui/slots.ts';
import { usualPauses } from './polling/pauses.ts';
import type { TaskedOptions } from './polling/tasks.ts';
import type { ProviderKind } from './table/provider-kind.ts';
import { askStatus } from './wire/ask-status.ts';
import { createUpstream } from './wire/remote-options.ts';

/** ComfyUI, with the operator's workflows as its models. */
export const comfyuiKind: ProviderKind = {
  kind: 'comfyui',
  title: { en: 'ComfyUI', zh: 'ComfyUI' },
  address: { env: 'COMFYUI_BASE_URL', example: 'http://127.0.0.1:8188' },
  extraSettings: [
    {
      env: 'COMFYUI_WORKFLOW',
      about: {
        en: 'A workflow of ComfyUI saved with “Export (API)”, or a folder of them: each is a model. Unset, its first checkpoint paints.',
        zh: '用“导出 (API)”保存的 ComfyUI 工作流文件，或存放它们的文件夹：每个文件是一个模型。不设置时用它的第一个检查点模型绘图。',
      },
    },
  ],
  docs: {
    sources: [
      'github.com/comfyanonymous/ComfyUI server.py@005f3ba, nodes.py, execution.py',
      'docs.comfy.org',
    ],
    verified: 'fixture',
    asOf: '2026-11-20',
  },
  create: (settings) => comfyuiProvider({ ...settings, workflow: settings.extra.COMFYUI_WORKFLOW }),
};

/** What the ComfyUI provider is made of. */
export interface ComfyuiOptions extends Omit<TaskedOptions, 'apiKey'> {
  /** A file in API format or a folder of them; undefined for the built-in workflows. */
  workflow?: string | undefined;
  dice?: Dice;
}

/** ComfyUI on the operator's own machines: a workflow is a model, and painting costs only time. */
export function comfyuiProvider(options: ComfyuiOptions): Provider {
  const { pauses = usualPauses } = options;
  const base = options.baseUrl.replace(/\/+$/, '');
  const upstream = createUpstream({ ...options, apiKey: '' }, { base, readError: readNodeErrors });
  const { shelf, problem } = openShelf(options.workflow);
  const dice = options.dice ?? { id: randomUUID, seed: rollSeed };
  const painter = createComfyPainter({ upstream, shelf, pauses, dice });
  return {
    name: options.name,
    kind: 'comfyui',
    origin: new URL(base).origin,
    models: () => shelf.rows,
    defaultModel: shelf.rows[0]?.model ?? '',
    permissive: shelf.permissive,
    ...(problem ? { problem } : {}),
    abortsWhenLeft: true,
    generate: (request: ProviderRequest, signal) => painter.paint(request, signal),
    resume: (id, request, signal) => painter.resume(id, request, signal),
    status: (signal) => askStatus(upstream, '/system_stats', signal, describe),
  };
}

/** What cannot be read is told when it is first used, so that everything else still starts. */
function openShelf(path: string | undefined): { shelf: WorkflowShelf; problem?: AppError } {
  try {
    return { shelf: createShelf(path) };
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    return { shelf: createShelf(undefined), problem: thrown };
  }
}

function describe(json: unknown): string {
  const version = /"comfyui_version":"([\w.+-]{1,40})"/.exec(JSON.stringify(json))?.[1];
  return version === undefined ? 'online' : `online, ComfyUI ${version}`;
}
