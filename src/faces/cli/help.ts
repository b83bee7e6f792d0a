import { settingRows } from '../../config/settings.ts';
import type { Locale, Template } from '../../core/template.ts';
import { archiveOptionRows } from './archive-options.ts';
import { optionOf, optionRows } from './command-line.ts';
import { costOptionRows } from './cost-options.ts';
import { doctorOptionRows } from './doctor-options.ts';
import { initOptionRows } from './init-options.ts';
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
  compare: {
    en: 'the same by several models, with cost and time',
    zh: '多个模型并列生成同一内容，附费用和用时',
  },
  styles: { en: 'styles, built in and your own', zh: '内置和自定义的风格' },
  keys: {
    en: 'make, list, show and revoke keys',
    zh: '创建、列出、查看、吊销密钥',
  },
  keyOptions: { en: 'Options of keys create', zh: 'keys create 的选项' },
  cost: {
    en: 'what was paid: exact, estimated and unknown apart',
    zh: '花费统计：精确、估算和未知分开计算',
  },
  costOptions: { en: 'Options of cost', zh: 'cost 的选项' },
  init: {
    en: 'tell Claude, Cursor, VS Code and others of this server: shows, asks, keeps a backup',
    zh: '把本服务写入 Claude、Cursor、VS Code 等的配置：先显示改动，确认后写入，并保留备份',
  },
  initOptions: { en: 'Options of init', zh: 'init 的选项' },
  doctor: {
    en: 'look whether everything works, and say what to do; --live also measures the providers',
    zh: '检查各项是否正常并给出建议；--live 还会实测服务商',
  },
  doctorOptions: { en: 'Options of doctor', zh: 'doctor 的选项' },
  export: {
    en: 'one ZIP with all records and pictures; -o - writes to stdout',
    zh: '将全部记录和图片导出为一个 ZIP；-o - 写到标准输出',
  },
  import: {
    en: 'add what is in such a file; - reads stdin',
    zh: '导入上述文件的内容；- 表示从标准输入读取',
  },
  migrate: {
    en: 'copy the records from SQLite to PostgreSQL',
    zh: '把记录从 SQLite 复制到 PostgreSQL',
  },
  archiveOptions: {
    en: 'Options of export, import and migrate',
    zh: 'export、import、migrate 的选项',
  },
} satisfies Record<string, Template>;

/** The page that `--help` prints, made from the tables of options and settings. */
export function helpText(locale: Locale): string {
  const say = (name: keyof typeof texts) => texts[name][locale];
  const commands: [string, string][] = [
    ['maliang serve', say('serve')],
    ['maliang mcp', say('mcp')],
    ['maliang generate "<prompt>"', say('generate')],
    ['maliang edit <file> "<prompt>"', say('edit')],
    ['maliang compare "<prompt>" -m <model> -m <model>', say('compare')],
    ['maliang styles list|show <name>|create <file.json>|delete <name>', say('styles')],
    ['maliang keys create|list|show <id>|revoke <id>', say('keys')],
    ['maliang cost day|model|key|provider', say('cost')],
    ['maliang init <program> …', say('init')],
    ['maliang doctor', say('doctor')],
    ['maliang export -o <file>', say('export')],
    ['maliang import <file>', say('import')],
    ['maliang migrate --to postgres://…', say('migrate')],
  ];
  const settings = settingRows.map((row): [string, string] => [
    `--${optionOf(row)}`,
    `${row.about[locale]} [${row.env}]`,
  ]);
  return [
    `${say('usage')}:`,
    table(commands),
    `\n${say('options')}:`,
    table(listOptions(optionRows, locale)),
    `\n${say('keyOptions')}:`,
    table(listOptions(keyOptionRows, locale)),
    `\n${say('costOptions')}:`,
    table(listOptions(costOptionRows, locale)),
    `\n${say('initOptions')}:`,
    table(listOptions(initOptionRows, locale)),
    `\n${say('doctorOptions')}:`,
    table(listOptions(doctorOptionRows, locale)),
    `\n${say('archiveOptions')}:`,
    table(listOptions(archiveOptionRows, locale)),
    `\n${say('settings')}:`,
    table(settings),
  ].join('\n');
}

/** Each option with its short form, and what it does. */
function listOptions(
  rows: Readonly<Record<string, { short?: string; about: Template }>>,
  locale: Locale,
): [string, string][] {
  return Object.entries(rows).map(([name, { short, about }]) => [
    short === undefined ? `    --${name}` : `-${short}, --${name}`,
    about[locale],
  ]);
}

function table(rows: readonly [string, string][]): string {
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return rows.map(([left, right]) => `  ${left.padEnd(width)}${right}`).join('\n');
}
