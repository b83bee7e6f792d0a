import { type ErrorRow, errorTable, exitCodes } from '../../src/core/error-table.ts';
import type { Locale, Template } from '../../src/core/template.ts';
import { warningTable } from '../../src/core/warnings.ts';
import { code, page, say, table } from './markdown.ts';

/** `docs/reference/errors.md`, and the same in Chinese. */
export function errorsPage(locale: Locale): string {
  const rows: [string, ErrorRow][] = Object.entries(errorTable);
  const shapes = say(
    locale,
    [
      'Every way in renders the same error: `/v1` as OpenAI’s `{"error":{"message","type","code","param"}}`, the two older routes as `{"error":"…"}` with the provider’s own status where there is one, MCP as `isError` with a text that begins with `Error:`, the command line as a line on stderr and an exit code.',
      'HTTP answers carry `x-should-retry`. It says true only where sending the request again cannot be paid for twice. Names in braces are filled in when the error is shown.',
    ].join('\n\n'),
    [
      '各入口呈现的是同一个错误：`/v1` 采用 OpenAI 的 `{"error":{"message","type","code","param"}}`；两个旧接口为 `{"error":"…"}`，状态码沿用服务商返回的（如有）；MCP 为 `isError`，文本以 `Error:` 开头；命令行在 stderr 输出一行，并以退出码区分。',
      'HTTP 响应带有 `x-should-retry`，仅当重发绝不会重复计费时才是 true。花括号中的名称在显示时会被替换。',
    ].join('\n\n'),
  );
  const head = say(
    locale,
    'Code,Status,Type,Retry,Exit code,Message',
    '代码,状态码,类型,可重试,退出码,消息',
  );
  const errors = rows.map(([name, row]) => [
    code(name),
    String(row.status),
    code(row.type),
    row.retryable ? say(locale, 'yes', '是') : say(locale, 'no', '否'),
    String(exitCodes[row.exit]),
    bothTexts(row, locale),
  ]);
  const exitRows = Object.entries(exitCodes).map(([name, value]) => [
    String(value),
    exits[name]?.[locale] ?? '',
  ]);
  if (exitRows.some(([, about]) => about === '')) throw new Error('an exit code has no text here');
  const warnings = Object.entries(warningTable).map(([name, row]) => [
    code(name),
    bothTexts(row, locale),
  ]);
  return page(locale, say(locale, 'Errors and warnings', '错误与警告'), [
    shapes,
    `## ${say(locale, 'Errors', '错误')}`,
    table(head.split(','), errors),
    `## ${say(locale, 'Exit codes', '退出码')}`,
    table(say(locale, 'Exit code,Meaning', '退出码,含义').split(','), [
      ['0', say(locale, 'Done.', '完成。')],
      ...exitRows,
      ['130', say(locale, 'Interrupted.', '被中断。')],
    ]),
    `## ${say(locale, 'Warnings', '警告')}`,
    say(
      locale,
      'A picture that was made all the same may come with these: in `maliang.warnings` and the header `x-maliang-warnings` over HTTP, in the text of an MCP result, on stderr or in `--json` on the command line.',
      '图片照常生成，但可能附带以下提示：HTTP 在 `maliang.warnings` 字段和 `x-maliang-warnings` 响应头中，MCP 在结果文本中，命令行在 stderr 或 `--json` 输出中。',
    ),
    table(say(locale, 'Code,Message', '代码,消息').split(','), warnings),
  ]);
}

const exits: Readonly<Record<string, Template>> = {
  failure: { en: 'It failed.', zh: '失败。' },
  usage: { en: 'The command or a parameter is wrong.', zh: '命令或参数有误。' },
  configuration: { en: 'A setting or a key is missing or wrong.', zh: '设置或密钥缺失或有误。' },
  limit: { en: 'A rate limit was reached.', zh: '达到频率限制。' },
  upstream: { en: 'The provider or the image host failed.', zh: '服务商或图床出错。' },
  moderation: { en: 'The provider refused the content.', zh: '内容被服务商拒绝。' },
  timeout: { en: 'It took too long.', zh: '超时。' },
};

function bothTexts(row: Template, locale: Locale): string {
  return say(locale, `${row.en}\n${row.zh}`, `${row.zh}\n${row.en}`);
}
