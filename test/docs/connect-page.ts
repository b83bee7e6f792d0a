import { keyPlaceholder, npxConnection, type System } from '../../src/core/connect/connection.ts';
import type { Program } from '../../src/core/connect/program.ts';
import { programs } from '../../src/core/connect/programs.ts';
import type { Locale } from '../../src/core/template.ts';
import { code, page, say, table } from './markdown.ts';

const secrets = ['OPENAI_API_KEY'];
const stdio = npxConnection('linux', secrets);
const remote = {
  kind: 'http' as const,
  url: 'https://images.example/mcp',
  key: keyPlaceholder,
};
const systems: readonly System[] = ['darwin', 'linux', 'win32'];

/** `docs/guide/connect.md`, and the same in Chinese: every program there is a form for. */
export function connectPage(locale: Locale): string {
  return page(locale, say(locale, 'Connect a program', '接入各种程序'), [
    say(
      locale,
      'One command finds the programs on this machine, shows what would change in their files, asks, and keeps what was there before beside each. Comments survive. A block of the older MCP server keeps its `env`: only `command` and `args` change.',
      '一条命令即可找到本机上的程序，显示其配置文件将作的改动，确认后写入，并在旁边保留原内容。注释不会丢失。旧版 MCP 服务的配置只更改 `command` 和 `args`，`env` 保持不变。',
    ),
    block('sh', initCommands),
    say(
      locale,
      'Name programs to tell only those. `--print` changes nothing, `--yes` asks nothing, `--remote` takes the address of a running server and `--key` its key. Secrets are not shown. Once the package is published, `npx -y maliang init` does the same without a clone.',
      '列出程序名则只处理这些程序。`--print` 只显示不写入，`--yes` 不询问，`--remote` 指定运行中的服务器地址，`--key` 是它的密钥。密钥不会显示出来。发布到 npm 之后，`npx -y maliang init` 无需克隆即可使用。',
    ),
    `## ${say(locale, 'Where programs keep it', '配置所在位置')}`,
    places(locale),
    say(
      locale,
      `Below, \`npx -y maliang mcp\` is the package of npm; until it is published, put \`node\` and \`/path/to/maliang/dist/maliang.js\`, \`mcp\` in its place, which is what \`init\` does. Windows cannot start \`npx\` by itself: there \`command\` is \`cmd\` and \`args\` begin with \`/c\`, \`npx\`. Keys are yours to fill in where \`your-key\` and \`${keyPlaceholder}\` stand; no link ever has one in it.`,
      `下文中的 \`npx -y maliang mcp\` 指 npm 上的包；发布之前请换成 \`node\` 和 \`/path/to/maliang/dist/maliang.js\`、\`mcp\`，\`init\` 正是这样写的。Windows 不能直接启动 \`npx\`：\`command\` 用 \`cmd\`，\`args\` 以 \`/c\`、\`npx\` 开头。密钥请自行填入 \`your-key\` 和 \`${keyPlaceholder}\` 处；链接中从不含密钥。`,
    ),
    block('json', windowsText()),
    ...programs.flatMap((program) => describe(program, locale)),
    `## ${say(locale, 'One file to open', '一个文件即可安装')}`,
    say(
      locale,
      '`npm run mcpb` makes `dist/maliang.mcpb`, which Claude Desktop and other hosts install by a double click. They ask for the keys and keep them, and start it with their own Node.',
      '`npm run mcpb` 生成 `dist/maliang.mcpb`，Claude Desktop 等程序双击即可安装。密钥由它们询问并保管，并用自带的 Node 启动。',
    ),
  ]);
}

const initCommands = [
  'npm start -- init',
  'npm start -- init cursor vscode --print',
  'npm start -- init cursor --remote https://images.example',
].join('\n');

/** The part of the README that says how to connect once the package is published. */
export function connectSection(locale: Locale): string {
  const links = programs.flatMap(({ name, webLink }) => {
    const link = webLink?.(npxConnection('linux'), 'linux');
    return link === undefined ? [] : [`[${name}](${link})`];
  });
  const guide = say(locale, 'docs/guide/connect.md', 'docs/zh/guide/connect.md');
  const generic = programs.find(({ id }) => id === 'any');
  return [
    say(
      locale,
      `Or let it find your programs, show the change, ask, and keep a backup:`,
      `也可以让它找到您的程序，显示改动，确认后写入并保留备份：`,
    ),
    block('sh', 'npm start -- init'),
    say(
      locale,
      `Once the package is published, no path will be needed, and one click does it: ${links.join(', ')}. [Connect a program](${guide}) has the form of each.`,
      `等发布到 npm 之后，就不必再写路径，也可一键安装：${links.join('、')}。各程序的写法见[接入各种程序](${guide})。`,
    ),
    block('json', generic?.text(stdio, 'linux') ?? ''),
  ].join('\n\n');
}

function places(locale: Locale): string {
  const head = say(locale, 'Program,Name,macOS,Linux,Windows', '程序,名称,macOS,Linux,Windows');
  const rows = programs
    .filter(({ id }) => id !== 'any')
    .map(({ id, name, file, where }) => {
      const where_ = where?.[locale] ?? '';
      const columns = systems.map((system) => (file ? code(file.places[system]) : where_));
      return [name, code(id), ...columns];
    });
  return table(head.split(','), rows);
}

function describe(program: Program, locale: Locale): string[] {
  const { name, language, text, webLink } = program;
  const link = webLink?.(npxConnection('linux'), 'linux');
  return [
    `## ${program.id === 'any' ? say(locale, 'Any other', '其他程序') : name}`,
    ...(link === undefined
      ? []
      : [say(locale, `[Install in ${name}](${link})`, `[安装到 ${name}](${link})`)]),
    say(locale, 'As a process of its own:', '作为独立进程：'),
    block(language, text(stdio, 'linux')),
    say(locale, 'Over HTTP:', '通过 HTTP：'),
    block(language, text(remote, 'linux')),
  ];
}

function windowsText(): string {
  const generic = programs.find(({ id }) => id === 'any');
  return generic?.text(npxConnection('win32', secrets), 'win32') ?? '';
}

function block(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}
