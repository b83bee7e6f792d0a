import type { FakeTask, Wire, WireAnswer, WireTools } from './wire-upstream.ts';

const workflow = /^\/inference\/v1\/workflows\/[\w./-]+$/;

const failure = (status: number, code: string, message: string): WireAnswer => ({
  status,
  json: { error: { object: 'error', type: 'invalid_request_error', code, message } },
});

/** Fireworks' workflows, as docs.fireworks.ai tells them. */
export const fireworksWire: Wire = {
  isPaint: ({ method, path }) =>
    method === 'POST' && workflow.test(path) && !path.endsWith('/get_result'),
  keyOf: ({ headers }) => headers.authorization?.toString().replace('Bearer ', ''),
  paint({ path }, { mode, pictures: [picture], begin }) {
    if (!path.endsWith('/text_to_image')) return { json: { request_id: begin().id } };
    const headers = {
      seed: '4711',
      'finish-reason': mode === 'filtered' ? 'CONTENT_FILTERED' : 'SUCCESS',
    };
    return picture ? { headers, bytes: { mediaType: 'image/png', picture } } : { status: 500 };
  },
  other({ method, path, json }, tools) {
    if (method === 'GET' && path === '/inference/v1/models') return { json: { data: [] } };
    if (method !== 'POST' || !path.endsWith('/get_result')) return undefined;
    const task = tools.tasks.get(String(json?.id));
    if (!task) return { json: { id: json?.id, status: 'Task not found', result: null } };
    const answer = stand(task, tools);
    task.polls += 1;
    return answer;
  },
  error: (message) => ({ error: { object: 'error', type: 'internal_error', code: null, message } }),
  empty: { id: 'r-1', base64: [], finishReason: 'SUCCESS', seed: 1 },
  refusals: {
    unauthorized: {
      ...failure(401, 'UNAUTHORIZED', 'The API key you provided is invalid.'),
      code: 'upstream_unauthorized',
    },
    'not-paid': {
      ...failure(402, 'PAYMENT_REQUIRED', 'Your account has exceeded its usage limits.'),
      code: 'upstream_rate_limited',
    },
    suspended: {
      ...failure(
        412,
        'PRECONDITION_FAILED',
        'Account a1 is suspended, possibly due to reaching the monthly spending limit.',
      ),
      code: 'upstream_rate_limited',
    },
    'model-not-found': {
      ...failure(404, 'NOT_FOUND', 'Model not found, inaccessible, or not deployed'),
      code: 'upstream_model_not_found',
    },
    'bad-argument': {
      status: 400,
      json: { error_message: 'aspect_ratio: must be between 21:9 and 9:21' },
      code: 'upstream_rejected',
    },
    'too-many': {
      ...failure(429, 'RATE_LIMIT_EXCEEDED', 'You have exceeded the rate limit.'),
      headers: { 'retry-after': '0' },
      code: 'upstream_rate_limited',
      sent: 2,
    },
    // Its own words for this are not documented; these are OpenAI's.
    moderation: {
      ...failure(400, 'content_policy_violation', 'The prompt was refused.'),
      code: 'moderation_blocked',
    },
  },
};

function stand({ id, mode, polls, pictures }: FakeTask, { publish }: WireTools): WireAnswer {
  const told = (status: string, more: object = {}) => ({
    json: { id, status, result: null, progress: null, details: null, ...more },
  });
  if (mode === 'task-stuck' || polls === 0) return told('Pending');
  if (mode === 'task-gone') return told('Task not found');
  if (mode === 'task-failed') return told('Error', { details: { message: 'Out of memory.' } });
  if (mode === 'task-moderated') return told('Request Moderated');
  if (mode === 'task-moderated-late') return told('Content Moderated');
  const [picture] = pictures;
  return told('Ready', { result: { sample: picture && publish(picture) } });
}
