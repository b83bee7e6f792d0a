import { settingRows } from '../../config/settings.ts';
import type { Locale, Template } from '../../core/template.ts';
import { optionOf, optionRows } from './command-line.ts';
import { keyOptionRows } from './key-options.ts';

const texts = {
  usage: { en: 'Usage', zh: '用法' },
  options: { en: 'Options', zh: '选项' },
  settings: { en: 'Settings (also as environment variables)', zh: '设置（也可用环境变量）' },
  serve: {
    en: 'serve images over MCP and the OpenAI API; the default on a terminal',
    zh: '提供 MCP 与 OpenAI 接口；在终端中默认执行',
  },
  mcp: { en: 'speak MCP on stdin and stdout', zh: '通过标准输入输出提供 MCP' },
  generate: {
    en: 'paint one; - reads the prompt from stdin',
    zh: '生成图片；- 表示从标准输入读取提示词',
  },
  edit: { en: 'change a picture', zh: '编辑图片' },
  keys: {
    en: 'make, list, show and revoke keys',
    zh: '创建、列出、查看、吊销密钥',
  },
  keyOptions: { en: 'Options of keys create', zh: 'keys create 的选项' },
} satisfies Record<string, Template>;

/** The page that `--help` prints, made from the tables of options and settings. */
export function helpText(locale: Locale): string {
  const say = (name: keyof typeof texts) => texts[name][locale];
  const commands: [string, string][] = [
    ['maliang serve', say('serve')],
    ['maliang mcp', say('mcp')],
    ['maliang generate "<prompt>"', say('generate')],
    ['maliang edit <file> "<prompt>"', say('edit')],
    ['maliang keys create|list|show <id>|revoke <id>', say('keys')],
  ];
  const options = Object.entries(optionRows).map(([name, row]): [string, string] => [
    'short' in row ? `-${row.short}, --${name}` : `    --${name}`,
    row.about[locale],
  ]);
  const keyOptions = Object.entries(keyOptionRows).map(([name, row]): [string, string] => [
    `    --${name}`,
    row.about[locale],
  ]);
  const settings = settingRows.map((row): [string, string] => [
    `--${optionOf(row)}`,
    `${row.about[locale]} [${row.env}]`,
  ]);
  return [
    `${say('usage')}:`,
    table(commands),
    `\n${say('options')}:`,
    table(options),
    `\n${say('keyOptions')}:`,
    table(keyOptions),
    `\n${say('settings')}:`,
    table(settings),
  ].join('\n');
}

function table(rows: readonly [string, string][]): string {
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return rows.map(([left, right]) => `  ${left.padEnd(width)}${right}`).join('\n');
}
