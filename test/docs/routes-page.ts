import { readFileSync } from 'node:fs';
import type { Locale, Template } from '../../src/core/template.ts';
import { reservedPaths } from '../../src/faces/http/server.ts';
import { code, page, say, table } from './markdown.ts';

/** Who may use a route. */
type Door = 'open' | 'key' | 'secret';

interface RouteText {
  door: Door;
  about: Template;
}

/** What each route is for; a route of the HTTP face that is missing here fails the test. */
const texts: Readonly<Record<string, RouteText>> = {
  'GET /': {
    door: 'open',
    about: {
      en: 'A page that says how to paint the first picture.',
      zh: '说明页：如何生成第一张图片。',
    },
  },
  'GET /ping': {
    door: 'open',
    about: {
      en: '`{"type":"ping"}`, as the older HTTP server answered.',
      zh: '`{"type":"ping"}`，与旧版 HTTP 服务器相同。',
    },
  },
  'GET /healthz': {
    door: 'open',
    about: {
      en: '`{"status":"ok"}` while the process answers.',
      zh: '进程正常时返回 `{"status":"ok"}`。',
    },
  },
  'GET /i/:name': {
    door: 'open',
    about: {
      en: 'An image’s bytes, whole or one range of them; cached for ever.',
      zh: '图片内容，支持按范围读取，可永久缓存。',
    },
  },
  'GET /v1/models': {
    door: 'key',
    about: {
      en: 'Every model of every provider, with what it can do.',
      zh: '所有服务商的全部模型及其能力。',
    },
  },
  'GET /v1/models/:id': {
    door: 'key',
    about: {
      en: 'One model, by `provider/model` or its bare name.',
      zh: '单个模型，按 `服务商/模型` 或模型名查询。',
    },
  },
  'POST /v1/images/generations': {
    door: 'key',
    about: {
      en: 'OpenAI’s request in, OpenAI’s JSON answer out, `b64_json` unless `response_format` is `url`.',
      zh: '请求与响应均为 OpenAI 格式；`response_format` 为 `url` 时返回链接，否则返回 `b64_json`。',
    },
  },
  'ALL /mcp': {
    door: 'key',
    about: { en: 'MCP over Streamable HTTP.', zh: 'MCP（Streamable HTTP）。' },
  },
  'POST /:secret/generate_image': {
    door: 'secret',
    about: {
      en: '`apiKey`, `prompt`, `model`, `baseURL`, `response_format` (or `returnFormat`) and `n` in; `{"images":[…],"revised_prompts":[…]}` out.',
      zh: '参数为 `apiKey`、`prompt`、`model`、`baseURL`、`response_format`（或 `returnFormat`）和 `n`；返回 `{"images":[…],"revised_prompts":[…]}`。',
    },
  },
  'POST /:secret/v1/images/generations': {
    door: 'secret',
    about: {
      en: 'OpenAI’s shapes; the Bearer key is the caller’s own and goes to the provider.',
      zh: 'OpenAI 格式；Bearer 密钥是调用方自己的，会转发给服务商。',
    },
  },
};

const doors: Readonly<Record<Door, Template>> = {
  open: { en: 'anybody', zh: '任何人' },
  key: {
    en: '`ADMIN_KEY` as Bearer key; on loopback without one, this machine',
    zh: '`ADMIN_KEY`（Bearer）；未设置且仅监听本机时，本机可用',
  },
  secret: { en: '`SECRET` in the path', zh: '路径中的 `SECRET`' },
};

/** The routes of the HTTP face as its source registers them, for example `GET /ping`. */
export function registeredRoutes(): string[] {
  const file = new URL('../../src/faces/http/server.ts', import.meta.url);
  const found = readFileSync(file, 'utf8').matchAll(/\bapp\.(\w+)\(\s*'(\/[^']*)'/g);
  const routes = [...found].map(([, method = '', path = '']) => {
    return `${method.toUpperCase()} ${path.replace(/\{[^}]*\}/g, '')}`;
  });
  return [...new Set(routes)];
}

/** The routes this page has a text for. */
export const describedRoutes: readonly string[] = Object.keys(texts);

/** `docs/reference/routes.md`, and the same in Chinese. */
export function routesPage(locale: Locale): string {
  const rows = registeredRoutes().flatMap((route) => {
    const text = texts[route];
    return text ? [[code(route), doors[text.door][locale], text.about[locale]]] : [];
  });
  const reserved = reservedPaths.map(code).join(say(locale, ', ', '、'));
  return page(locale, say(locale, 'HTTP routes', 'HTTP 接口'), [
    table(
      say(locale, 'Route,Who may use it,What it is for', '接口,谁可使用,用途').split(','),
      rows,
    ),
    say(
      locale,
      `Images, \`/ping\`, \`/healthz\` and paths that hold the \`SECRET\` answer under any host name. Everything else answers under \`localhost\`, a literal address, \`HOST\` and the host of \`PUBLIC_URL\` only, and refuses an \`Origin\` that is not its own. A \`SECRET\` may not be one of ${reserved}.`,
      `图片、\`/ping\`、\`/healthz\` 以及路径中带有 \`SECRET\` 的接口接受任意域名。其余接口只接受 \`localhost\`、IP 地址、\`HOST\` 以及 \`PUBLIC_URL\` 中的域名，并拒绝来自其他站点的 \`Origin\`。\`SECRET\` 不能取 ${reserved}。`,
    ),
    `## ${say(locale, 'What the answers tell', '响应头')}`,
    table(say(locale, 'Header,Meaning', '响应头,含义').split(','), headers(locale)),
  ]);
}

function headers(locale: Locale): string[][] {
  return [
    [
      '`x-maliang-generation-id`',
      say(locale, 'The record of the request.', '本次请求的记录编号。'),
    ],
    ['`x-maliang-provider`', say(locale, 'Who painted.', '实际使用的服务商。')],
    ['`x-maliang-model`', say(locale, 'With which model.', '实际使用的模型。')],
    [
      '`x-maliang-cost-usd`',
      say(locale, 'What it cost; absent where that is unknown.', '费用（美元）；未知时没有此项。'),
    ],
    [
      '`x-maliang-warnings`',
      say(
        locale,
        'What was left out, changed or redirected, in English.',
        '被略去、改动或改道的内容（英文）。',
      ),
    ],
    [
      '`x-should-retry`',
      say(locale, 'On errors: whether a retry is safe.', '仅出错时：重试是否安全。'),
    ],
    [
      '`retry-after`',
      say(
        locale,
        'On errors: seconds to wait, where known.',
        '仅出错时：建议等待的秒数（如已知）。',
      ),
    ],
    [
      '`x-upstream-request-id`',
      say(locale, 'On errors: the provider’s own request id.', '仅出错时：服务商的请求编号。'),
    ],
  ];
}
