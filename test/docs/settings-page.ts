import { type SettingRow, settingRows } from '../../src/config/settings.ts';
import type { Locale } from '../../src/core/template.ts';
import { optionOf } from '../../src/faces/cli/command-line.ts';
import { code, page, say, table } from './markdown.ts';

/** What formats expect, in Chinese; a format that is missing here fails the test. */
const expectedInChinese: readonly (readonly [RegExp, string])[] = [
  [/^a text$/, '文本'],
  [/^a key, or several separated by commas$/, '密钥，多个以逗号分隔'],
  [/^a whole number from (\d+) to (\d+)$/, '$1 到 $2 的整数'],
  [/^true or false$/, 'true 或 false'],
  [/^one of (.+)$/, '$1 之一'],
  [/^whsec_ and the base64/, 'whsec_ 加 24 字节以上的 base64，或 24 个字符以上的任意文本'],
  [/^an address such as (\S+)$/, '网址，如 $1'],
  [/^origins separated by commas, such as (\S+)$/, '以逗号分隔的源（协议、主机、端口），如 $1'],
  [
    /^addresses or CIDR blocks separated by commas, such as (.+)$/,
    '以逗号分隔的地址或 CIDR 网段，如 $1',
  ],
  [/^a size such as (\S+)$/, '容量，如 $1'],
  [/^an amount such as (\S+)$/, '金额，如 $1'],
  [/^names such as (\S+)$/, '别名，如 $1'],
  [/^a number, or numbers by provider such as (.+)$/, '一个数字，或按服务商分别设置，如 $1'],
  [/^the name of a bucket, such as (\S+)$/, '存储桶名称，如 $1'],
  [/^letters, digits and (\S+) such as (\S+)$/, '字母、数字和 $1，如 $2'],
];

/** Defaults that depend on the machine, in Chinese. */
const defaultsInChinese: Readonly<Record<string, string>> = {
  DATA_DIR: '`$XDG_DATA_HOME/maliang`，否则 `~/.local/share/maliang`',
  DATABASE_URL: '`DATA_DIR` 中的 SQLite',
  RETENTION_DAYS: '永久保留',
  STORAGE_LIMIT: '不限',
  SAVE_DIR: '当前工作目录可写时用它，否则 `DATA_DIR/saved`',
  LOCALE: '经 HTTP 时先看 Accept-Language，再看 `LANG`；其余情况看 `LANG`',
  S3_ENDPOINT: '`S3_REGION` 所在的 AWS',
  S3_REGION: '`S3_ENDPOINT` 中的区域，否则 us-east-1',
  S3_PUBLIC_URL: '存储桶自身的地址',
  S3_PATH_STYLE: 'AWS、OSS、COS 为 `false`，其他为 `true`',
  PROVIDER_CONCURRENCY: '自己的服务器为 2，其他不限',
  DEFAULT_MODEL: '第一个已配置服务商的默认模型',
};

/** `docs/reference/settings.md`, and the same in Chinese. */
export function settingsPage(locale: Locale): string {
  const intro = say(
    locale,
    [
      'A setting is found, in this order, in: an option of the command line (`--data-dir`), the environment, `.env` in the working directory (not for `maliang mcp`), the config file, its default. An empty value means unset. A wrong value refuses to start and names the variable, what was expected and what was got.',
      'The config file is JSON, an object of the names below: `$XDG_CONFIG_HOME/maliang/config.json`, else `~/.config/maliang/config.json`; on Windows `%APPDATA%\\maliang\\config.json`.',
      'A secret may also be given as a file: `ADMIN_KEY_FILE=/run/secrets/admin` reads `ADMIN_KEY` from there.',
    ].join('\n\n'),
    [
      '设置按以下顺序查找：命令行选项（`--data-dir`）、环境变量、工作目录下的 `.env`（`maliang mcp` 不读）、配置文件、默认值。空值等于未设置。值有误时拒绝启动，并指出是哪个变量、应为什么、实际是什么。',
      '配置文件是 JSON 对象，键名即下表名称，位置为 `$XDG_CONFIG_HOME/maliang/config.json`，否则 `~/.config/maliang/config.json`；Windows 上为 `%APPDATA%\\maliang\\config.json`。',
      '密钥类设置也可以写在文件里：`ADMIN_KEY_FILE=/run/secrets/admin` 表示从该文件读取 `ADMIN_KEY`。',
    ].join('\n\n'),
  );
  const head = say(
    locale,
    'Name,Option,What it is for,Expected,Default',
    '名称,选项,用途,取值,默认值',
  );
  const rows = settingRows.map((row) => [
    [row.env, ...(row.aliases ?? [])].map(code).join(', '),
    code(`--${optionOf(row)}`),
    `${row.about[locale]}${row.secret ? say(locale, ' Secret.', '（密钥）') : ''}`,
    expectedText(row, locale),
    defaultText(row, locale),
  ]);
  return page(locale, say(locale, 'Settings', '设置'), [intro, table(head.split(','), rows)]);
}

/** `.env.example`: every setting, commented out, with a line in each language. */
export function envExample(): string {
  const parts = settingRows.map((row) => {
    const value = row.default === undefined ? '' : shownDefault(row.default);
    return [`# ${row.about.en}`, `# ${row.about.zh}`, `#${row.env}=${value}`].join('\n');
  });
  const intro = [
    '# Every setting of Maliang. Copy this file to .env and take the # away from what you need.',
    '# `maliang mcp` does not read .env: there, set them in the env block of the MCP host.',
    '# Maliang 的全部设置。复制为 .env，去掉所需行首的 #。',
    '# `maliang mcp` 不读 .env，请写在 MCP 客户端的 env 里。',
    '# Made from the settings table by `npm run docs`. 由 `npm run docs` 生成。',
  ].join('\n');
  return `${[intro, ...parts].join('\n\n')}\n`;
}

function expectedText({ env, format: { expected } }: SettingRow, locale: Locale): string {
  if (locale === 'en') return expected;
  const found = expectedInChinese.find(([pattern]) => pattern.test(expected));
  if (!found) throw new Error(`${env}: test/docs has no Chinese for “${expected}”`);
  return expected.replace(...found).replaceAll(', ', '、');
}

function defaultText(row: SettingRow, locale: Locale): string {
  if (row.default !== undefined) return code(shownDefault(row.default));
  if (row.defaultAbout === undefined) return '';
  if (locale === 'en') return row.defaultAbout;
  const chinese = defaultsInChinese[row.env];
  if (!chinese) throw new Error(`${row.env}: test/docs has no Chinese for its default`);
  return chinese;
}

function shownDefault(value: unknown): string {
  return Array.isArray(value) ? value.join(',') : String(value);
}
