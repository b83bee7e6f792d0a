import { json, multipart, type Operation, type Parameter, stream } from './operation.ts';

const prefer: Parameter = {
  name: 'Prefer',
  in: 'header',
  schema: 'Word',
  about: '`respond-async` answers 202 at once, as `async` does.',
};

const idempotencyKey: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  schema: 'Word',
  about: 'At most 255 characters. The same key and body is never paid for twice.',
};

const progress: Parameter = {
  name: 'progress',
  in: 'query',
  schema: 'Word',
  about: '`true`: with `stream`, how far the provider is comes too, as `….progress`.',
};

const headers = {
  'x-maliang-generation-id': 'The record of the request.',
  'x-maliang-provider': 'Who painted.',
  'x-maliang-model': 'With which model.',
  'x-maliang-cost-usd': 'What it cost; absent where that is unknown.',
  'x-maliang-warnings': 'What was left out, changed or redirected.',
  'idempotent-replayed': '`true` where the image was paid for by an earlier request.',
};

const painting = {
  door: 'key',
  group: 'images',
  parameters: [prefer, idempotencyKey, progress],
  answers: { 200: { [json]: 'Images', [stream]: 'ImageEvent' }, 202: { [json]: 'Generation' } },
  headers,
  errors: [400, 404, 409, 413, 415, 422, 429, 499, 502, 504],
} as const;

/** Routes that paint. */
export const imageOperations: readonly Operation[] = [
  {
    ...painting,
    route: 'POST /v1/images/generations',
    about: {
      en: 'OpenAI’s request in, OpenAI’s JSON answer out, `b64_json` unless `response_format` is `url`; with `stream` OpenAI’s events, with `async` (or the header `Prefer: respond-async`) 202 and a generation to look at.',
      zh: '请求与响应均为 OpenAI 格式；`response_format` 为 `url` 时返回链接，否则返回 `b64_json`。`stream` 为 true 时返回 OpenAI 的事件流；`async` 为 true（或请求头 `Prefer: respond-async`）时返回 202 和一条可查询的记录。',
    },
    body: { [json]: 'GenerationRequest' },
  },
  {
    ...painting,
    route: 'POST /v1/images/edits',
    about: {
      en: 'The same with up to 16 images, `mask` and `markup`: a form with files, or JSON with `images: [{image_url | file_id}]`.',
      zh: '同上，另带最多 16 张图片、`mask` 和 `markup`：可用表单上传文件，也可用 JSON 的 `images: [{image_url | file_id}]`。',
    },
    body: { [multipart]: 'EditForm', [json]: 'EditRequest' },
  },
  {
    ...painting,
    route: 'POST /v1/images/comparisons',
    about: {
      en: 'The same to several `models` (at most 6) at once, a generation each, side by side with URL, cost and time; what one fails with keeps no other. `async` answers 202 at once.',
      zh: '同时交给多个 `models`（最多 6 个）生成，各为一次生成，并列给出链接、费用和用时；其中一个失败不影响其他。`async` 为 true 时立即返回 202。',
    },
    parameters: [prefer, idempotencyKey],
    body: { [json]: 'ComparisonRequest' },
    answers: { 200: { [json]: 'Comparison' }, 202: { [json]: 'Comparison' } },
    headers: {},
  },
  {
    route: 'POST /v1/images/variations',
    door: 'key',
    group: 'images',
    about: {
      en: 'Always 400: retired everywhere; use edits.',
      zh: '总是返回 400：各厂商均已停用，请改用编辑接口。',
    },
    answers: {},
    errors: [400],
  },
];
