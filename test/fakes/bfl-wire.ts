import type { FakeTask, SeenRequest, Wire, WireAnswer, WireTools } from './wire-upstream.ts';

const looks = (path: string) => path.startsWith('/v1/get_result?id=');

/** The API as docs.bfl.ai and npm @ai-sdk/black-forest-labs@2.0.30 tell it. */
export const bflWire: Wire = {
  isPaint: ({ method }) => method === 'POST',
  keyOf: ({ headers }: SeenRequest) => headers['x-key']?.toString(),
  paint: (_, { begin, origin }) => {
    const { id } = begin();
    const polling_url = `${origin}/v1/get_result?id=${id}&region=eu`;
    return { json: { id, polling_url, cost: 4.5, input_mp: 0, output_mp: 1.05 } };
  },
  other: ({ method, path }, tools) => {
    if (method === 'GET' && path === '/v1/credits') return { json: { credits: 12.5 } };
    if (method !== 'GET' || !looks(path)) return undefined;
    const task = tools.tasks.get(new URL(path, tools.origin).searchParams.get('id') ?? '');
    if (!task) return undefined;
    const answer = stand(task, tools);
    task.polls += 1;
    return answer;
  },
  error: (message) => ({ detail: message }),
  empty: { detail: 'There is no task in this.' },
  refusals: {
    unauthorized: {
      status: 403,
      json: { detail: 'Not authenticated' },
      code: 'upstream_unauthorized',
    },
    'out-of-credit': {
      status: 402,
      json: { detail: 'Insufficient credits' },
      code: 'upstream_rate_limited',
    },
    'bad-argument': {
      status: 422,
      json: {
        detail: [
          { loc: ['body', 'width'], msg: 'Input should be a multiple of 16', type: 'multiple_of' },
        ],
      },
      code: 'upstream_rejected',
    },
    'too-many-at-once': {
      status: 429,
      json: {
        error: 'rate_limit_exceeded',
        message: 'Too many concurrent requests',
        retry_after: 0,
      },
      code: 'upstream_rate_limited',
      sent: 2,
    },
    unavailable: {
      status: 503,
      json: { detail: 'Service unavailable' },
      code: 'upstream_failed',
      sent: 3,
    },
    moderation: {
      status: 400,
      json: { detail: 'The prompt violates our content policy.' },
      code: 'moderation_blocked',
    },
  },
};

function stand({ id, mode, polls, pictures }: FakeTask, { publish }: WireTools): WireAnswer {
  const told = (status: string, more: object = {}) => ({
    json: { id, status, result: null, ...more },
  });
  if (mode === 'task-stuck' || (polls === 0 && mode !== 'paint'))
    return told('Pending', { progress: 0.25 });
  if (mode === 'task-gone') return told('Task not found');
  if (mode === 'task-failed') return told('Error', { details: { message: 'Out of memory.' } });
  if (mode === 'task-moderated') {
    return told('Request Moderated', { details: { 'Moderation Reasons': ['Nudity'] } });
  }
  if (mode === 'task-moderated-late') return told('Content Moderated');
  const [picture] = pictures;
  const sample = picture && publish(picture);
  return told('Ready', { result: { sample, prompt: 'a fox', seed: 7 } });
}
