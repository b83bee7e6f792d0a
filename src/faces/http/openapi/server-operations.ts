import { anything, json, type Operation, stream, wholeText } from './operation.ts';

const server = { door: 'open', group: 'server' } as const;
const older = { door: 'secret', group: 'older' } as const;

/** Routes of the server itself, MCP, and what the older servers had. */
export const serverOperations: readonly Operation[] = [
  {
    route: 'ALL /mcp',
    door: 'key',
    group: 'mcp',
    about: {
      en: 'MCP over Streamable HTTP: JSON-RPC in, JSON or events out.',
      zh: 'MCP（Streamable HTTP）：请求为 JSON-RPC，响应为 JSON 或事件流。',
    },
    body: { [json]: 'McpMessage' },
    answers: { 200: { [json]: 'McpMessage', [stream]: 'McpMessage' }, 202: {} },
    errors: [404],
  },
  {
    ...older,
    route: 'POST /:secret/generate_image',
    about: {
      en: '`apiKey`, `prompt`, `model`, `baseURL`, `response_format` (or `returnFormat`) and `n` in; `{"images":[…],"revised_prompts":[…]}` out.',
      zh: '参数为 `apiKey`、`prompt`、`model`、`baseURL`、`response_format`（或 `returnFormat`）和 `n`；返回 `{"images":[…],"revised_prompts":[…]}`。',
    },
    body: { [json]: 'OlderRequest' },
    answers: { 200: { [json]: 'OlderImages' } },
  },
  {
    ...older,
    route: 'POST /:secret/v1/images/generations',
    about: {
      en: 'OpenAI’s shapes; the Bearer key is the caller’s own and goes to the provider.',
      zh: 'OpenAI 格式；Bearer 密钥是调用方自己的，会转发给服务商。',
    },
    body: { [json]: 'OlderOpenAiRequest' },
    answers: { 200: { [json]: 'OlderOpenAiImages' } },
  },
  {
    ...server,
    route: 'GET /i/:name',
    about: {
      en: 'An image’s bytes, whole or one range of them; cached for ever. `?w=` 256, 512 or 1024 asks for a small WebP of that width, and gets the image itself where there is none. Where its copy here has expired, the way to its host, else 410.',
      zh: '图片内容，支持按范围读取，可永久缓存。`?w=` 为 256、512 或 1024 时返回该宽度的 WebP 缩略图，没有缩略图时返回原图。本地副本已清理时，跳转到图床，否则返回 410。',
    },
    answers: {
      200: { 'image/*': anything },
      206: { 'image/*': anything },
      302: {},
      304: {},
      416: {},
    },
    errors: [400, 404, 410],
  },
  {
    ...server,
    route: 'GET /r/:id',
    about: {
      en: 'What somebody shares, as a small page for whoever has the link.',
      zh: '分享页：任何持有链接的人都可查看。',
    },
    answers: { 200: { 'text/html': wholeText }, 404: { 'text/html': wholeText } },
  },
  {
    ...server,
    route: 'GET /',
    about: {
      en: 'The page; a few lines of text for who reads no HTML.',
      zh: '网页；不接受 HTML 的客户端得到几行文字说明。',
    },
    answers: { 200: { 'text/html': wholeText, 'text/plain': wholeText } },
  },
  {
    ...server,
    route: 'GET /assets/:name',
    about: { en: 'What the page is made of.', zh: '网页所用的文件。' },
    answers: { 200: { '*/*': anything } },
    errors: [404],
  },
  {
    ...server,
    route: 'POST /receive',
    about: {
      en: 'Where a phone’s share sheet sends pictures: the page’s worker takes them before they leave the phone. What gets here nonetheless is not kept, and the page says so.',
      zh: '手机分享图片的目标地址：由网页的 worker 在手机上直接接收，不经过网络。万一到达服务器，内容不会保留，网页会提示。',
    },
    answers: { 303: {} },
  },
  {
    ...server,
    route: 'GET /docs',
    about: {
      en: 'How to use this server, filled in with its address.',
      zh: '本服务器的使用说明，示例中已填入其地址。',
    },
    answers: { 200: { 'text/html': wholeText } },
  },
  {
    ...server,
    route: 'GET /openapi.json',
    about: {
      en: 'This API as OpenAPI 3.1; the models are named to who may use them.',
      zh: '以 OpenAPI 3.1 描述的本接口；模型名只对有权使用者列出。',
    },
    answers: { 200: { [json]: 'AnyObject' } },
  },
  {
    ...server,
    route: 'GET /ping',
    about: {
      en: '`{"type":"ping"}`, as the older HTTP server answered; as an event stream twice, a second apart.',
      zh: '`{"type":"ping"}`，与旧版 HTTP 服务器相同；以事件流请求时间隔一秒发送两次。',
    },
    answers: { 200: { [json]: 'Ping' } },
  },
  {
    ...server,
    route: 'GET /healthz',
    about: {
      en: '`{"status":"ok"}` while the process answers.',
      zh: '进程正常时返回 `{"status":"ok"}`。',
    },
    answers: { 200: { [json]: 'Health' } },
  },
  {
    ...server,
    route: 'GET /readyz',
    about: {
      en: '200 while records and images can be written, 503 otherwise and once the server is told to stop.',
      zh: '可以写入记录和图片时返回 200，否则以及服务器收到停止信号后返回 503。',
    },
    answers: { 200: { [json]: 'Readiness' }, 503: { [json]: 'Readiness' } },
  },
  {
    ...server,
    door: 'operator',
    route: 'GET /metrics',
    about: {
      en: 'Counters in the text format of Prometheus.',
      zh: 'Prometheus 文本格式的指标。',
    },
    answers: { 200: { 'text/plain': wholeText } },
  },
];
