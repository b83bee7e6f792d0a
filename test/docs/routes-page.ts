import { readFileSync } from 'node:fs';
import type { Locale, Template } from '../../src/core/template.ts';
import type { Door } from '../../src/faces/http/openapi/operation.ts';
import { operations } from '../../src/faces/http/openapi/operations.ts';
import { reservedPaths } from '../../src/faces/http/server.ts';
import { code, page, say, table } from './markdown.ts';

const doors: Readonly<Record<Door, Template>> = {
  open: { en: 'anybody', zh: '任何人' },
  key: {
    en: 'a key or `ADMIN_KEY` as Bearer key; on loopback without `ADMIN_KEY`, this machine',
    zh: '密钥或 `ADMIN_KEY`（Bearer）；未设置 `ADMIN_KEY` 且仅监听本机时，本机可用',
  },
  operator: {
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
export const describedRoutes: readonly string[] = operations.map(({ route }) => route);

/** `docs/reference/routes.md`, and the same in Chinese. */
export function routesPage(locale: Locale): string {
  const rows = operations.map(({ route, door, about }) => [
    code(route),
    doors[door][locale],
    about[locale],
  ]);
  const reserved = reservedPaths.map(code).join(say(locale, ', ', '、'));
  return page(locale, say(locale, 'HTTP routes', 'HTTP 接口'), [
    table(
      say(locale, 'Route,Who may use it,What it is for', '接口,谁可使用,用途').split(','),
      rows,
    ),
    say(
      locale,
      `Images, shares, \`/ping\`, \`/healthz\`, \`/readyz\`, \`/metrics\` where there is an \`ADMIN_KEY\`, \`POST /receive\`, and paths that hold the \`SECRET\` answer under any host name and to any \`Origin\`. Everything else answers under \`localhost\`, a literal address, \`HOST\` and the host of \`PUBLIC_URL\` only, and refuses an \`Origin\` that is neither its own nor one of \`CORS_ORIGINS\`. A \`SECRET\` may not be one of ${reserved}.`,
      `图片、分享页、\`/ping\`、\`/healthz\`、\`/readyz\`、设置了 \`ADMIN_KEY\` 时的 \`/metrics\`，\`POST /receive\`，以及路径中带有 \`SECRET\` 的接口接受任意域名和任意 \`Origin\`。其余接口只接受 \`localhost\`、IP 地址、\`HOST\` 以及 \`PUBLIC_URL\` 中的域名，并拒绝既不属于自身、也不在 \`CORS_ORIGINS\` 中的 \`Origin\`。\`SECRET\` 不能取 ${reserved}。`,
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
