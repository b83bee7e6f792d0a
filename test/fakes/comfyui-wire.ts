import { recordOf } from '../../src/providers/wire/json-value.ts';
import type { FakeTask, SeenRequest, Wire, WireAnswer, WireTools } from './wire-upstream.ts';

/** ComfyUI's shape of a refused graph (execution.py, validate_prompt). */
const refused = (
  type: string,
  message: string,
  { details = '', nodes = {} }: { details?: string; nodes?: Record<string, unknown> } = {},
) => ({
  status: 400,
  json: { error: { type, message, details, extra_info: {} }, node_errors: nodes },
});

/** A graph that names what this ComfyUI does not have. */
export const missingCheckpoint = {
  '4': {
    errors: [
      {
        type: 'value_not_in_list',
        message: 'Value not in list',
        details: "ckpt_name: 'x.safetensors' not in ['a.safetensors', 'b.safetensors']",
        extra_info: {
          input_name: 'ckpt_name',
          input_config: [['a.safetensors', 'b.safetensors'], {}],
          received_value: 'x.safetensors',
        },
      },
    ],
    dependent_outputs: ['9'],
    class_type: 'CheckpointLoaderSimple',
  },
};

/** The routes of ComfyUI's server.py that matter here; it has no keys. */
export const comfyuiWire: Wire = {
  isPaint: ({ method, path }) => method === 'POST' && path === '/prompt',
  keyOf: () => undefined,
  paint: (_, { begin }) => ({ json: { prompt_id: begin().id, number: 4, node_errors: {} } }),
  other: (seen, tools) => answerOther(seen, tools),
  error: (message) => ({ error: { type: 'server', message, details: '', extra_info: {} } }),
  refusals: {
    'invalid-graph': {
      ...refused('prompt_outputs_failed_validation', 'Prompt outputs failed validation', {
        nodes: missingCheckpoint,
      }),
      code: 'upstream_rejected',
    },
    'missing-node': {
      ...refused('invalid_prompt', 'Cannot execute because node Foo does not exist.', {
        details: "Node ID '#5'",
      }),
      code: 'upstream_rejected',
    },
    'no-outputs': {
      ...refused('prompt_no_outputs', 'Prompt has no outputs'),
      code: 'upstream_rejected',
    },
    forbidden: { status: 403, code: 'upstream_unauthorized' },
    moderation: {
      ...refused('content_policy', 'Your request was rejected by the safety system.'),
      code: 'moderation_blocked',
    },
  },
};

function answerOther(seen: SeenRequest, tools: WireTools): WireAnswer | undefined {
  const { method, path, files = [] } = seen;
  const url = new URL(path, tools.origin);
  const [, route = '', id = ''] = url.pathname.split('/');
  if (route === 'system_stats') return { json: { system: { comfyui_version: '0.9.2' } } };
  if (route === 'object_info') {
    const ckpt_name = [['first.safetensors', 'second.safetensors'], { tooltip: 'x' }];
    return { json: { CheckpointLoaderSimple: { input: { required: { ckpt_name } } } } };
  }
  if (route === 'upload') {
    const name = `${id === 'mask' ? 'masked-' : ''}${files[0]?.fileName}`;
    return { json: { name, subfolder: 'maliang', type: 'input' } };
  }
  if (route === 'history') return { json: historyOf(tools.tasks.get(id)) };
  if (route === 'queue' && method === 'GET') return { json: queueOf(tools) };
  if (route === 'queue' || route === 'interrupt') return stop(seen, tools);
  if (route === 'view') return view(url, tools);
  return undefined;
}

function historyOf(task: FakeTask | undefined): unknown {
  if (!task) return {};
  task.polls += 1;
  const { id, mode, polls, pictures } = task;
  const failures: Record<string, string> = {
    'task-failed': 'CUDA out of memory.',
    'task-moderated': 'Your request was rejected by the safety system.',
  };
  if (polls <= 2 || mode === 'task-stuck' || mode === 'task-gone') return {};
  const exception_message = failures[mode];
  if (exception_message !== undefined) {
    const about = { node_id: '3', node_type: 'KSampler', exception_message };
    const messages = [
      ['execution_start', {}],
      ['execution_error', about],
    ];
    return { [id]: { outputs: {}, status: { status_str: 'error', completed: false, messages } } };
  }
  const shown = { images: [{ filename: 'preview.png', subfolder: '', type: 'temp' }] };
  const images = pictures.map((_, at) => ({
    filename: `${id} ${at}.png`,
    subfolder: '',
    type: 'output',
  }));
  const status = { status_str: 'success', completed: true, messages: [] };
  return { [id]: { outputs: { '8': shown, '9': { images } }, status } };
}

/** Others wait there, too. */
function queueOf({ tasks }: WireTools): unknown {
  const open = [...tasks.values()].filter(
    ({ mode, polls, cancelled }) => !cancelled && mode !== 'task-gone' && polls <= 2,
  );
  const stuck = [...tasks.values()].filter(
    ({ mode, cancelled, polls }) => mode === 'task-stuck' && !cancelled && polls > 2,
  );
  const entry = (id: string, at: number) => [at, id, { '1': {} }, {}, ['9']];
  const running = open.filter(({ polls }) => polls === 2).map(({ id }) => entry(id, 1));
  const pending = [...open.filter(({ polls }) => polls < 2), ...stuck].map(({ id }) => id);
  return {
    queue_running: running,
    queue_pending: [...pending.map((id) => entry(id, 9)), entry('somebody-else', 3)],
  };
}

function stop({ json = {} }: SeenRequest, { tasks }: WireTools): WireAnswer {
  const ids = Array.isArray(json.delete) ? json.delete : [json.prompt_id];
  for (const id of ids) {
    const task = tasks.get(String(id));
    if (task) task.cancelled = true;
  }
  return { status: 200 };
}

function view(url: URL, { tasks }: WireTools): WireAnswer | undefined {
  const [id = '', name = ''] = (url.searchParams.get('filename') ?? '').split(' ');
  const picture = tasks.get(id)?.pictures[Number.parseInt(name, 10)];
  return picture && { bytes: { mediaType: 'image/png', picture } };
}

/** The graph a paid request brought. */
export function graphOf(seen: SeenRequest | undefined) {
  return (recordOf(seen?.json?.prompt) ?? {}) as Record<
    string,
    { class_type: string; inputs: Record<string, unknown> }
  >;
}
