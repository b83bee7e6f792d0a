import type { FakeTask, SeenRequest, Wire, WireAnswer, WireTools } from './wire-upstream.ts';

/** Problems as Replicate tells them (nodetool-ai/nodetool#5196 for the 429). */
const problem = (status: number, detail: string, more: object = {}) => ({
  status,
  json: { title: 'Problem', detail, status, ...more },
});

const predictions = /^\/v1\/predictions\/([^/]+)(\/cancel)?$/;

/** The API as replicate.com/docs/reference/http tells it. */
export const replicateWire: Wire = {
  isPaint: ({ method, path }) =>
    method === 'POST' &&
    (path === '/v1/predictions' || /^\/v1\/models\/.+\/predictions$/.test(path)),
  asked: ({ json }) => Number((json?.input as { num_outputs?: number })?.num_outputs ?? 1),
  keyOf: ({ headers }: SeenRequest) => headers.authorization?.toString().replace('Bearer ', ''),
  paint: (_, tools) => ({ status: 201, json: describe(tools.begin(), 'starting', tools) }),
  other: ({ method, path }, tools) => {
    if (method === 'GET' && path === '/v1/account')
      return { json: { type: 'user', username: 'fox' } };
    if (method === 'POST' && path === '/v1/files') {
      const url = `${tools.origin}/v1/files/file-1`;
      return { status: 201, json: { id: 'file-1', urls: { get: url } } };
    }
    const [, id = '', cancel] = predictions.exec(path) ?? [];
    const task = tools.tasks.get(id);
    if (!task || task.mode === 'task-gone') return undefined;
    if (method === 'POST' && cancel) {
      task.cancelled = true;
      return { json: describe(task, 'canceled', tools) };
    }
    if (method !== 'GET' || cancel) return undefined;
    const answer = { json: stand(task, tools) };
    task.polls += 1;
    return answer;
  },
  error: (message) => ({ detail: message }),
  empty: { title: 'nothing' },
  refusals: {
    unauthorized: {
      ...problem(401, 'You did not pass a valid authentication token'),
      code: 'upstream_unauthorized',
    },
    'out-of-credit': {
      ...problem(402, 'You have insufficient credit to run this model.'),
      code: 'upstream_rate_limited',
    },
    'model-not-found': {
      ...problem(404, 'The model black-forest-labs/flux-schnell could not be found.'),
      code: 'upstream_model_not_found',
    },
    'bad-argument': {
      ...problem(422, '- input.num_outputs: Must be less than or equal to 4'),
      code: 'upstream_rejected',
    },
    throttled: {
      ...problem(429, 'Request was throttled. Your rate limit resets in ~0s.', { retry_after: 0 }),
      code: 'upstream_rate_limited',
      sent: 2,
    },
    down: { ...problem(500, 'Internal server error'), code: 'upstream_failed', sent: 3 },
    moderation: {
      ...problem(422, 'The prompt was refused by the content filter.'),
      code: 'moderation_blocked',
    },
  },
};

function describe(task: FakeTask, status: string, { origin }: WireTools, more: object = {}) {
  const get = `${origin}/v1/predictions/${task.id}`;
  return {
    id: task.id,
    status,
    output: null,
    error: null,
    urls: { get, cancel: `${get}/cancel` },
    ...more,
  };
}

function stand(task: FakeTask, tools: WireTools): WireAnswer['json'] {
  const { mode, polls, pictures } = task;
  const failed = (error: string) => describe(task, 'failed', tools, { error });
  if (mode === 'task-stuck') return describe(task, 'processing', tools);
  if (polls === 0 && mode !== 'paint') return describe(task, 'starting', tools);
  if (mode === 'task-failed') return failed('CUDA out of memory (E1001)');
  if (mode === 'task-moderated') return failed('NSFW content detected. Try a different prompt.');
  if (mode === 'task-flagged') {
    return failed('The input or output was flagged as sensitive. Please try again. (E005)');
  }
  if (mode === 'task-aborted') return describe(task, 'aborted', tools);
  if (mode === 'task-nothing') return describe(task, 'succeeded', tools, { output: [] });
  const urls = pictures.map(tools.publish);
  const output = mode === 'task-single' ? urls[0] : urls;
  return describe(task, 'succeeded', tools, { output, metrics: { predict_time: 1.5 } });
}
