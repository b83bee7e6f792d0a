import { createHash } from 'node:crypto';
import { errorTable } from '../../../core/error-table.ts';
import type { Locale, Template } from '../../../core/template.ts';
import { createExamples } from './examples.ts';
import { type Door, type Group, groups, type Operation } from './operation.ts';
import { operations } from './operations.ts';

const style = `:root{color-scheme:light dark;--line:color-mix(in srgb,currentColor 14%,transparent);--soft:color-mix(in srgb,currentColor 6%,transparent)}
*{box-sizing:border-box}
body{font:16px/1.65 system-ui,sans-serif;max-width:56rem;margin:0 auto;padding:8vh 1.5rem 12vh;overflow-wrap:anywhere}
h1{font-weight:600;letter-spacing:-.02em;margin:0}
h2{font-weight:600;font-size:1.2rem;margin:3.5rem 0 1rem}
h3{font-weight:500;font-size:1rem;margin:2rem 0 .5rem;opacity:.7}
p{max-width:44rem}
code,pre{font:.875em/1.6 ui-monospace,monospace}
pre code{font-size:1em}
pre{margin:0;padding:1rem 1.25rem;border-radius:.75rem;background:var(--soft);overflow:auto;overflow-wrap:normal}
table{width:100%;border-collapse:collapse}
td,th{text-align:start;vertical-align:top;padding:.6rem .75rem .6rem 0;border-top:1px solid var(--line)}
th{font-weight:500}
td:first-child,th:first-child{width:42%}
tr:target{background:var(--soft)}
small{opacity:.7}
a{color:inherit}
@media(max-width:40rem){tr,td,th,td:first-child{display:block;width:auto;padding:.3rem 0;border:0}tr{display:block;border-top:1px solid var(--line);padding:.4rem 0}}`;

const styleHash = createHash('sha256').update(style).digest('base64');

/** Nothing from elsewhere and no script; the one style by its hash. */
export const docsHeaders = {
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
  vary: 'accept-language',
};

const texts = {
  title: { en: 'Maliang — how to use this server', zh: '马良 — 使用说明' },
  lead: {
    en: 'A prompt in, a lasting image URL out. The API is OpenAI’s: change the base URL and the key of what you have.',
    zh: '输入提示词，得到长久有效的图片链接。接口与 OpenAI 相同：只需更换 base URL 和密钥。',
  },
  first: { en: 'The first picture', zh: '第一张图片' },
  key: {
    en: 'YOUR_KEY is a key of this server. Where it runs on your own machine without ADMIN_KEY, any text will do.',
    zh: 'YOUR_KEY 是本服务器的密钥。在本机运行且未设置 ADMIN_KEY 时，填写任意文本即可。',
  },
  mcp: { en: 'For MCP clients', zh: '用于 MCP 客户端' },
  routes: { en: 'Routes', zh: '接口' },
  machine: { en: 'For programs: ', zh: '供程序使用：' },
  errors: { en: 'Errors', zh: '错误' },
  errorLead: {
    en: 'Every error says what happened, why and what to do next, with one of these codes. The header x-should-retry tells whether a retry is safe: it is false wherever it could cost money twice.',
    zh: '每个错误都会说明发生了什么、原因以及下一步怎么做，并带有以下代码之一。响应头 x-should-retry 表示重试是否安全：凡可能重复计费时均为 false。',
  },
} satisfies Record<string, Template>;

const doors: Readonly<Record<Door, Template>> = {
  open: { en: 'open to anybody', zh: '任何人可用' },
  key: { en: 'with a key', zh: '需要密钥' },
  operator: { en: 'with ADMIN_KEY', zh: '需要 ADMIN_KEY' },
  secret: { en: 'with SECRET in the path', zh: '路径中需要 SECRET' },
};

/** `GET /docs` in one language, its examples filled in with the address of the server. */
export function docsPage(origin: string, locale: Locale): string {
  const say = (name: keyof typeof texts) => escapeHtml(texts[name][locale]);
  const mcp = JSON.stringify({
    url: `${origin}/mcp`,
    headers: { Authorization: 'Bearer YOUR_KEY' },
  });
  const examples = createExamples(origin, locale).map(
    ({ language, code }) => `<h3>${language}</h3>\n${preformatted(code)}`,
  );
  const tables = Object.keys(groups).map((group) => routeTable(group as Group, locale));
  return `<!doctype html>
<html lang="${locale === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${say('title')}</title><style>${style}</style></head><body>
<h1>Maliang <span lang="zh">马良</span></h1>
<p>${say('lead')}</p>
<h2>${say('first')}</h2>
<p>${say('key')}</p>
${examples.join('\n')}
<h3>${say('mcp')}</h3>
${preformatted(mcp)}
<h2>${say('routes')}</h2>
<p>${say('machine')}<a href="/openapi.json">openapi.json</a></p>
${tables.join('\n')}
<h2>${say('errors')}</h2>
<p>${say('errorLead')}</p>
${errorList(locale)}
</body></html>`;
}

function routeTable(group: Group, locale: Locale): string {
  const rows = operations
    .filter((operation) => operation.group === group)
    .map((operation) => routeRow(operation, locale));
  return `<h3>${escapeHtml(groups[group][locale])}</h3>\n<table>${rows.join('')}</table>`;
}

function routeRow({ route, door, about }: Operation, locale: Locale): string {
  const [method = '', path = ''] = route.split(' ');
  const shown = `${method === 'ALL' ? '' : `${method} `}${path.replace(/:(\w+)/g, '{$1}')}`;
  const what = `${inline(about[locale])}<br><small>${escapeHtml(doors[door][locale])}</small>`;
  return `<tr><th scope="row"><code>${escapeHtml(shown)}</code></th><td>${what}</td></tr>`;
}

function errorList(locale: Locale): string {
  const rows = Object.entries(errorTable).map(([code, row]) => {
    const text = escapeHtml(row[locale]).replace(/\{(\w+)\}/g, '<i>$1</i>');
    return `<tr id="${code}"><th scope="row"><code>${code}</code> <small>${row.status}</small></th><td>${inlineCode(text)}</td></tr>`;
  });
  return `<table>${rows.join('')}</table>`;
}

function preformatted(code: string): string {
  return `<pre><code>${escapeHtml(code)}</code></pre>`;
}

/** The little Markdown that texts about routes have. */
function inline(markdown: string): string {
  return inlineCode(escapeHtml(markdown));
}

function inlineCode(html: string): string {
  return html.replace(/`([^`]+)`/g, '<code>$1</code>');
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
