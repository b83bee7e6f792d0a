import {
  anything,
  form,
  json,
  multipart,
  type Operation,
  type Parameter,
  stream,
} from './operation.ts';

const query = (name: string, schema: string, about: string): Parameter => ({
  name,
  in: 'query',
  schema,
  about,
});

/** What a list of generations may be asked for. */
const filters = [
  query('limit', 'Limit', 'How many at most; 20 unless said.'),
  query('after', 'Word', 'The last id seen: only those behind it.'),
  query('q', 'Word', 'Words that all stand in the prompt, the alt text or the tags.'),
  query('model', 'Word', 'Bare, or `provider/model`.'),
  query('provider', 'Word', 'By name.'),
  query('state', 'Word', 'One or more, separated by commas.'),
  query('since', 'Word', 'Seconds since 1970, or a date of ISO 8601.'),
  query('until', 'Word', 'The same; the first that does not count any more.'),
  query('favourite', 'Word', '`true`: only those with a favourite among their images.'),
];

const kin = [
  query('key', 'Word', 'The id of a key: only what it asked for.'),
  query('host', 'Word', 'By name: only those with an image that it keeps.'),
  query('cost_min', 'Word', 'In US dollars; only what has a known cost.'),
  query('cost_max', 'Word', 'The same; the most.'),
  query('sha256', 'Word', 'Hashes, separated by commas: only those that made such an image.'),
  query('made_from', 'Word', 'The same: only those that began with such an image.'),
];

const lastEventId: Parameter = {
  name: 'Last-Event-ID',
  in: 'header',
  schema: 'Word',
  about: 'The last event seen: only those behind it.',
};

const previews: Parameter = {
  name: 'previews',
  in: 'query',
  schema: 'Word',
  about: '`true`: previews come with their bytes, as `b64_json`.',
};

const generations = { door: 'key', group: 'generations' } as const;
const files = { door: 'key', group: 'files' } as const;
const models = { door: 'key', group: 'models' } as const;
const keys = { door: 'operator', group: 'keys' } as const;

/** Routes that look at what is kept, and change it. */
export const recordOperations: readonly Operation[] = [
  {
    ...generations,
    route: 'GET /v1/generations',
    about: {
      en: 'The caller’s own generations, the newest first: `limit` (at most 100), `after` (the last id seen), `q` (words of the prompt), `model`, `provider`, `state`, `since`, `until`, `favourite`, `key`, `host`, `cost_min`, `cost_max`, `sha256`, `made_from`. `ADMIN_KEY` sees everybody’s.',
      zh: '调用方自己的生成记录，最新的在前：`limit`（最多 100）、`after`（上一页最后的 id）、`q`（提示词中的词）、`model`、`provider`、`state`、`since`、`until`、`favourite`、`key`、`host`、`cost_min`、`cost_max`、`sha256`、`made_from`。`ADMIN_KEY` 可查看所有人的记录。',
    },
    parameters: [...filters, ...kin],
    answers: { 200: { [json]: 'GenerationList' } },
    errors: [400],
  },
  {
    ...generations,
    route: 'GET /v1/generations/ids',
    about: {
      en: 'The ids of everything that the same filters list, at most 50,000: how many there are, and what `POST /v1/generations/removals` and `POST /v1/images/archive` want.',
      zh: '相同筛选条件下全部生成记录的 id（最多 50,000 个）：可用于计数，也可交给 `POST /v1/generations/removals` 和 `POST /v1/images/archive`。',
    },
    parameters: [...filters.filter(({ name }) => name !== 'limit'), ...kin],
    answers: { 200: { [json]: 'GenerationIds' } },
    errors: [400],
  },
  {
    ...generations,
    route: 'POST /v1/generations/removals',
    about: {
      en: 'Deletes those of `generations` (ids, at most 500) that have ended, as `DELETE /v1/generations/{id}` does; what is under way stays.',
      zh: '删除 `generations`（最多 500 个 id）中已结束的记录，效果同 `DELETE /v1/generations/{id}`；进行中的保留不动。',
    },
    body: { [json]: 'RemovalsRequest' },
    answers: { 200: { [json]: 'Removals' } },
    errors: [400, 415],
  },
  {
    ...generations,
    route: 'POST /v1/generations/favourites',
    about: {
      en: 'Makes the first picture of each of `generations` (ids, at most 500) a favourite, where none of its pictures is one; the answer has the favourites of all of them.',
      zh: '将 `generations`（最多 500 个 id）中每条记录的第一张图片设为收藏（已有收藏的除外）；返回这些记录的全部收藏图片。',
    },
    body: { [json]: 'FavouritesRequest' },
    answers: { 200: { [json]: 'Favourites' } },
    errors: [400, 415],
  },
  {
    ...generations,
    route: 'GET /v1/generations/events',
    about: {
      en: 'What happens to all of them, whichever process does it, as server-sent events from behind `Last-Event-ID` or from now on: `generation.changed`, `generation.deleted`, and `generations.begun` where the list is to be asked for, since what came before is not told. Ends after ten minutes; go on with `Last-Event-ID`.',
      zh: '以 SSE 推送全部生成记录的变化（无论由哪个进程处理），从 `Last-Event-ID` 之后或从当前开始：`generation.changed`、`generation.deleted`；收到 `generations.begun` 表示之前的变化不会补发，需要重新请求列表。十分钟后结束，请用 `Last-Event-ID` 继续。',
    },
    parameters: [lastEventId],
    answers: { 200: { [stream]: 'HistoryEvent' } },
    errors: [429, 503],
  },
  {
    ...generations,
    route: 'GET /v1/generations/:id',
    about: { en: 'One of them, as it stands.', zh: '单条记录的当前状态。' },
    answers: { 200: { [json]: 'Generation' } },
    errors: [404],
  },
  {
    ...generations,
    route: 'DELETE /v1/generations/:id',
    about: {
      en: 'Cancels it while it is under way; deletes its images, prompt and parameters when it has ended. What it cost stays in the books.',
      zh: '进行中的会被取消；已结束的会删除图片、提示词和参数，费用记录保留。',
    },
    answers: { 200: { [json]: 'GenerationRemoval' } },
    errors: [404, 409],
  },
  {
    ...generations,
    route: 'GET /v1/generations/:id/events',
    about: {
      en: 'What happens to it, as server-sent events from the beginning or from behind `Last-Event-ID`, until `generation.ended`.',
      zh: '以 SSE 推送其进展，从头开始或从 `Last-Event-ID` 之后继续，直到 `generation.ended`。',
    },
    parameters: [lastEventId, previews],
    answers: { 200: { [stream]: 'GenerationEvent' }, 204: {} },
    errors: [404],
  },
  {
    ...generations,
    route: 'PUT /v1/generations/:id/share',
    about: {
      en: 'Shows its images to whoever has the link `/r/…` that is answered; `prompt` says whether with the prompt. Asked again it keeps its link.',
      zh: '通过返回的 `/r/…` 链接公开其图片；`prompt` 表示是否同时显示提示词。重复调用时链接不变。',
    },
    body: { [json]: 'ShareRequest' },
    answers: { 200: { [json]: 'Share' } },
    errors: [400, 404, 415],
  },
  {
    ...generations,
    route: 'DELETE /v1/generations/:id/share',
    about: {
      en: 'Takes that back: the link shows nothing any more, and a later one is another.',
      zh: '取消分享：链接立即失效，之后再分享会得到新链接。',
    },
    answers: { 200: { [json]: 'ShareRemoval' } },
    errors: [404],
  },
  {
    ...generations,
    route: 'POST /v1/images/archive',
    about: {
      en: 'The images of at most 10,000 `generations` (ids) as a ZIP, each generation with its recipe as JSON; made while it is sent.',
      zh: '将最多 10,000 条 `generations`（id）的图片打包为 ZIP，每条附 JSON 配方；边生成边发送。',
    },
    body: { [json]: 'ArchiveRequest' },
    answers: { 200: { 'application/zip': anything } },
    errors: [400, 404, 415],
  },
  {
    ...generations,
    route: 'POST /download',
    about: {
      en: 'The same for a form of a page, so that a browser writes it to disk as it comes: `generations` with commas between, and `key` in place of the header.',
      zh: '同上，供网页表单使用，浏览器边接收边写入磁盘：`generations` 以逗号分隔，`key` 代替请求头。',
    },
    body: { [form]: 'DownloadForm' },
    answers: { 200: { 'application/zip': anything } },
    errors: [400, 404, 415],
  },
  {
    ...generations,
    route: 'PUT /v1/images/:id/favourite',
    about: {
      en: 'Makes an image (`img_…`) a favourite: `RETENTION_DAYS` and `STORAGE_LIMIT` leave it alone.',
      zh: '收藏一张图片（`img_…`）：不会因 `RETENTION_DAYS` 和 `STORAGE_LIMIT` 被清理。',
    },
    answers: { 200: { [json]: 'Image' } },
    errors: [404],
  },
  {
    ...generations,
    route: 'DELETE /v1/images/:id/favourite',
    about: { en: 'Takes that back.', zh: '取消收藏。' },
    answers: { 200: { [json]: 'Image' } },
    errors: [404],
  },
  {
    ...files,
    route: 'POST /v1/files',
    about: {
      en: 'Keeps a picture (`file` of a form, at most 50 MiB) for a day, or as `expires_after` says, to be named by `file_id`.',
      zh: '保存一张图片（表单字段 `file`，最大 50 MiB），默认一天，或按 `expires_after`；之后可用 `file_id` 引用。',
    },
    body: { [multipart]: 'FileForm' },
    answers: { 200: { [json]: 'File' } },
    errors: [400, 413, 415],
  },
  {
    ...files,
    route: 'GET /v1/files/:id',
    about: { en: 'What is known of such a file.', zh: '查询该文件的信息。' },
    answers: { 200: { [json]: 'File' } },
    errors: [404],
  },
  {
    ...files,
    route: 'DELETE /v1/files/:id',
    about: { en: 'Forgets it.', zh: '删除该文件。' },
    answers: { 200: { [json]: 'FileRemoval' } },
    errors: [404],
  },
  {
    ...models,
    route: 'GET /v1/models',
    about: {
      en: 'Every model the caller may use, with what it can do; `maliang.caller_credentials` tells whether it may bring `base_url` and `api_key`.',
      zh: '调用方可用的全部模型及其能力；`maliang.caller_credentials` 表示能否自带 `base_url` 和 `api_key`。',
    },
    answers: { 200: { [json]: 'ModelList' } },
  },
  {
    ...models,
    route: 'GET /v1/models/:id',
    about: {
      en: 'One model, by `provider/model` or its bare name.',
      zh: '单个模型，按 `服务商/模型` 或模型名查询。',
    },
    answers: { 200: { [json]: 'Model' } },
    errors: [404],
  },
  {
    ...keys,
    route: 'POST /v1/keys',
    about: {
      en: 'Makes a key with its scopes and budgets; its `secret` is shown once.',
      zh: '创建密钥及其权限和预算；`secret` 只显示一次。',
    },
    body: { [json]: 'KeyRequest' },
    answers: { 201: { [json]: 'NewKey' } },
    errors: [400, 415],
  },
  {
    ...keys,
    route: 'GET /v1/keys',
    about: { en: 'Every key, revoked ones too.', zh: '全部密钥，包括已吊销的。' },
    answers: { 200: { [json]: 'KeyList' } },
  },
  {
    ...keys,
    route: 'GET /v1/keys/:id',
    about: {
      en: 'One key, with what it spent today and this month.',
      zh: '单个密钥及其今日和本月的花费。',
    },
    answers: { 200: { [json]: 'KeyWithSpend' } },
    errors: [404],
  },
  {
    ...keys,
    route: 'DELETE /v1/keys/:id',
    about: {
      en: 'Revokes it; what it has begun goes on.',
      zh: '吊销密钥；已开始的生成会继续完成。',
    },
    answers: { 200: { [json]: 'Key' } },
    errors: [404],
  },
];
