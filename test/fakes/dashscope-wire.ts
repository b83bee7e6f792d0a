import type { FakeTask, SeenRequest, Wire, WireAnswer, WireTools } from './wire-upstream.ts';

const routes = [
  '/api/v1/services/aigc/multimodal-generation/generation',
  '/api/v1/services/aigc/image-generation/generation',
  '/api/v1/services/aigc/text2image/image-synthesis',
];

const refusal = (status: number, code: string, message: string) => ({
  status,
  json: { request_id: 'r-1', code, message },
});

/** Tasks whose route answers with `results`, where the newer ones answer with `choices`. */
const older = new Set<string>();

const inAnswer = (urls: string[]) => ({
  choices: urls.map((image) => ({
    finish_reason: 'stop',
    message: { role: 'assistant', content: [{ image, type: 'image' }] },
  })),
});

const inResults = (urls: string[]) => ({
  results: urls.map((url) => ({ orig_prompt: 'a fox', actual_prompt: 'a red fox', url })),
});

function begin({ path }: SeenRequest, tools: WireTools): WireAnswer {
  const { id } = tools.begin();
  if (path === routes[2]) older.add(id);
  else older.delete(id);
  return { json: { request_id: 'r-1', output: { task_id: id, task_status: 'PENDING' } } };
}

function look(task: FakeTask, { publish }: WireTools): unknown {
  const { id: task_id, mode, polls, pictures } = task;
  if (mode === 'task-gone') return { task_id, task_status: 'UNKNOWN' };
  if (mode === 'task-stuck' || polls < 2) return { task_id, task_status: 'PENDING' };
  if (polls < 3) return { task_id, task_status: 'RUNNING' };
  const failed = (code: string, message: string) => ({
    task_id,
    task_status: 'FAILED',
    code,
    message,
  });
  if (mode === 'task-failed') return failed('InternalError.Algo', 'An internal error.');
  if (mode === 'task-moderated') return failed('DataInspectionFailed', 'Not this.');
  const urls = pictures.map(publish);
  const shown = older.has(task_id) ? inResults(urls) : inAnswer(urls);
  return { task_id, task_status: 'SUCCEEDED', ...shown };
}

/** DashScope's three routes and its tasks, as help.aliyun.com/zh/model-studio tells them. */
export const dashscopeWire: Wire = {
  isPaint: ({ method, path }) => method === 'POST' && routes.includes(path),
  asked: ({ json }) => Number((json?.parameters as { n?: number } | undefined)?.n ?? 1),
  keyOf: ({ headers }) => headers.authorization?.toString().replace('Bearer ', ''),
  paint: (seen, tools) => {
    if (seen.headers['x-dashscope-async'] === 'enable') return begin(seen, tools);
    const output = inAnswer(tools.pictures.map(tools.publish));
    const usage = {
      output_image_count: tools.pictures.length,
      output_image_type: 'qima_output_1k',
    };
    return { json: { request_id: 'r-1', output, usage } };
  },
  other: ({ method, path }, tools) => {
    if (path === '/compatible-mode/v1/models')
      return { json: { data: [{ id: 'qwen-image-3.0' }] } };
    const [, id, action] = /^\/api\/v1\/tasks\/([^/]+)(?:\/(cancel))?$/.exec(path) ?? [];
    const task = tools.tasks.get(id ?? '');
    if (!task) return undefined;
    if (method === 'POST' && action === 'cancel') {
      task.cancelled = true;
      return { json: { request_id: 'r-2' } };
    }
    task.polls += 1;
    return { json: { request_id: 'r-2', output: look(task, tools) } };
  },
  error: (message) => ({ request_id: 'r-1', code: 'InternalError', message }),
  empty: { request_id: 'r-1', output: {} },
  refusals: {
    unauthorized: {
      ...refusal(401, 'InvalidApiKey', 'Invalid API-key provided.'),
      code: 'upstream_unauthorized',
    },
    forbidden: {
      ...refusal(403, 'Model.AccessDenied', 'Model access denied.'),
      code: 'upstream_unauthorized',
    },
    'model-not-found': {
      ...refusal(404, 'ModelNotFound', 'The model does not exist.'),
      code: 'upstream_model_not_found',
    },
    'bad-argument': {
      ...refusal(400, 'InvalidParameter', "Expected format: '<width>*<height>'"),
      code: 'upstream_rejected',
    },
    throttled: {
      ...refusal(429, 'Throttling.RateQuota', 'Requests rate limit exceeded.'),
      code: 'upstream_rate_limited',
    },
    'in-arrears': {
      ...refusal(
        400,
        'Arrearage',
        'Access denied, please make sure your account is in good standing.',
      ),
      code: 'upstream_rate_limited',
    },
    'free-tier-used-up': {
      ...refusal(403, 'AllocationQuota.FreeTierOnly', 'The free tier has been exhausted.'),
      code: 'upstream_rate_limited',
    },
    broken: {
      ...refusal(500, 'InternalError', 'An internal error has occurred, please try again later.'),
      code: 'upstream_failed',
      sent: 3,
    },
    'timed-out': {
      ...refusal(500, 'RequestTimeOut', 'Request timed out, please try again later.'),
      code: 'upstream_failed',
      mayCost: true,
    },
    moderation: {
      ...refusal(400, 'DataInspectionFailed', 'Input data may contain inappropriate content.'),
      code: 'moderation_blocked',
    },
    copyright: {
      ...refusal(400, 'IPInfringementSuspect', 'Input data is suspected of infringement.'),
      code: 'moderation_blocked',
    },
    'moderated-picture': {
      ...refusal(200, 'DataInspectionFailed', 'Output data may contain inappropriate content.'),
      code: 'moderation_blocked',
      mayCost: true,
    },
  },
};
