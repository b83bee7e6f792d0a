import type { FakeTask, SeenRequest, Wire, WireAnswer, WireTools } from './wire-upstream.ts';

/** examples/server/api.md and routes_sdcpp.cpp of stable-diffusion.cpp; it has no keys. */
export const sdcppWire: Wire = {
  isPaint: ({ method, path }) => method === 'POST' && path === '/sdcpp/v1/img_gen',
  asked: ({ json = {} }) => Number(json.batch_count ?? 1),
  keyOf: () => undefined,
  paint: (_, { begin }) => {
    const { id } = begin();
    const poll_url = `/sdcpp/v1/jobs/${id}`;
    return { status: 202, json: { id, kind: 'img_gen', status: 'queued', created: 1, poll_url } };
  },
  other: answerOther,
  error: (message) => ({ error: 'server_error', message }),
  refusals: {
    'invalid-parameters': {
      status: 400,
      json: { error: 'invalid generation parameters' },
      code: 'upstream_rejected',
    },
    'queue-full': {
      status: 429,
      json: { error: 'job queue is full' },
      code: 'upstream_rate_limited',
    },
    // It has no filter of its own; a proxy in front of it may.
    moderation: {
      status: 400,
      json: { error: { code: 'content_filter', message: 'Not here.' } },
      code: 'moderation_blocked',
    },
  },
};

function answerOther(seen: SeenRequest, tools: WireTools): WireAnswer | undefined {
  if (seen.path === '/sdcpp/v1/capabilities') {
    const model = { name: 'flux.gguf', stem: 'flux', path: '/models/flux.gguf' };
    return { json: { model, current_mode: 'img_gen', limits: { max_batch_count: 8 } } };
  }
  const [, id = '', cancel] = /^\/sdcpp\/v1\/jobs\/([^/]+)(\/cancel)?$/.exec(seen.path) ?? [];
  const task = tools.tasks.get(id);
  if (!task || task.mode === 'task-gone') {
    return { status: task ? 410 : 404, json: { error: task ? 'job expired' : 'job not found' } };
  }
  if (cancel !== undefined) {
    task.cancelled = true;
    return { json: jobOf(task, 'cancelled', tools) };
  }
  task.polls += 1;
  return { json: jobOf(task, statusOf(task), tools) };
}

function statusOf({ mode, polls }: FakeTask): string {
  if (polls <= 1 || mode === 'task-stuck') return 'queued';
  if (polls === 2) return 'generating';
  return mode === 'task-failed' || mode === 'task-moderated' ? 'failed' : 'completed';
}

/** Keys come in the order of the alphabet, so that the pictures stand before the state. */
function jobOf({ id, mode, pictures }: FakeTask, status: string, { base64 }: WireTools): unknown {
  const code = mode === 'task-moderated' ? 'content_filter' : 'generation_failed';
  const images = pictures.map((picture, index) => ({ b64_json: base64(picture), index }));
  return {
    error: status === 'failed' ? { code, message: 'generate_image returned no results' } : null,
    id,
    queue_position: status === 'queued' ? 3 : 0,
    result: status === 'completed' ? { images, output_format: 'png' } : null,
    status,
  };
}
