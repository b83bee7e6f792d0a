import type { FakeTask, SeenRequest, Wire, WireAnswer, WireTools } from './wire-upstream.ts';

/** `detail` as the models tell it (fal.ai/docs/documentation/model-apis/errors). */
const told = (status: number, type: string, msg: string, field = 'prompt') => ({
  status,
  json: {
    detail: [{ loc: ['body', field], msg, type, url: `https://docs.fal.ai/errors#${type}` }],
  },
});

const request = /^\/([^/]+)\/([^/]+)\/requests\/([^/]+)(\/status|\/cancel)?$/;

/** The queue as npm @fal-ai/client@1.10.1 and fal.ai/docs/documentation/model-apis tell it. */
export const falWire: Wire = {
  isPaint: ({ method, path }) => method === 'POST' && !path.includes('/requests/'),
  asked: ({ json }) => Number(json?.num_images ?? 1),
  keyOf: ({ headers }: SeenRequest) => headers.authorization?.toString().replace('Key ', ''),
  paint: ({ path }, { begin, origin }) => {
    const { id } = begin();
    const [, owner, app] = path.split('/');
    const url = `${origin}/${owner}/${app}/requests/${id}`;
    return {
      json: {
        status: 'IN_QUEUE',
        request_id: id,
        response_url: url,
        status_url: `${url}/status`,
        cancel_url: `${url}/cancel`,
        queue_position: 1,
      },
    };
  },
  other: ({ method, path }, tools) => {
    const [, , , id = '', part] = request.exec(path) ?? [];
    const task = tools.tasks.get(id);
    if (!task || task.mode === 'task-gone') return undefined;
    if (method === 'PUT' && part === '/cancel') {
      task.cancelled = true;
      return { status: 202, json: { status: 'CANCELLATION_REQUESTED' } };
    }
    if (method !== 'GET') return undefined;
    if (part !== '/status') return result(task, tools);
    const answer = status(task);
    task.polls += 1;
    return answer;
  },
  error: (message) => ({ detail: message }),
  empty: { status: 'IN_QUEUE' },
  refusals: {
    unauthorized: {
      status: 401,
      json: { detail: 'Authentication is required to access this application.' },
      code: 'upstream_unauthorized',
    },
    'out-of-credit': {
      status: 403,
      json: { detail: 'User is locked. Reason: Exhausted balance. Top up your balance.' },
      code: 'upstream_rate_limited',
    },
    'model-not-found': {
      status: 404,
      json: { detail: 'Application "fal-ai/flux-2" not found: no such model' },
      code: 'upstream_model_not_found',
    },
    'bad-argument': {
      ...told(422, 'value_error', 'Unexpected value.', 'image_size'),
      code: 'upstream_rejected',
    },
    moderation: {
      ...told(422, 'content_policy_violation', 'It contained material flagged by a checker.'),
      code: 'moderation_blocked',
    },
    'too-many': {
      status: 429,
      headers: { 'retry-after': '0' },
      json: { detail: 'Too many requests.' },
      code: 'upstream_rate_limited',
      sent: 2,
    },
    'no-runner': {
      status: 503,
      json: { detail: 'No runner.', error_type: 'runner_scheduling_failure' },
      code: 'upstream_failed',
      sent: 3,
    },
  },
};

function status({ mode, polls }: FakeTask): WireAnswer {
  if (mode === 'task-stuck')
    return { status: 202, json: { status: 'IN_QUEUE', queue_position: 3 } };
  if (polls > 0 || mode === 'paint')
    return { json: { status: 'COMPLETED', metrics: { inference_time: 1.2 } } };
  return { status: 202, json: { status: 'IN_PROGRESS', logs: null } };
}

function result(task: FakeTask, { publish }: WireTools): WireAnswer {
  const { mode, pictures } = task;
  if (mode === 'task-failed') return told(500, 'internal_server_error', 'Out of memory.');
  if (mode === 'task-timed-out') {
    return { status: 504, json: { detail: 'Request timed out', error_type: 'request_timeout' } };
  }
  if (mode === 'task-moderated') {
    return told(422, 'content_policy_violation', 'It was flagged by a content checker.');
  }
  const images = pictures.map((picture) => ({
    url: publish(picture),
    width: 64,
    height: 64,
    content_type: 'image/png',
  }));
  const has_nsfw_concepts = pictures.map(
    (_, place) => mode === 'task-black' || (mode === 'task-half-black' && place > 0),
  );
  const [image] = images;
  if (mode === 'task-single') return { json: { image, seed: 7 } };
  return { json: { images, seed: 7, has_nsfw_concepts, prompt: 'a fox', timings: {} } };
}
