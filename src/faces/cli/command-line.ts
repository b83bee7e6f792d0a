import { type ParseArgsConfig, parseArgs } from 'node:util';
import { type SettingRow, settingRows } from '../../config/settings.ts';
import { AppError } from '../../core/errors.ts';
import { type ArchiveOptions, archiveOptionRows } from './archive-options.ts';
import { type CostOptions, costOptionRows } from './cost-options.ts';
import { type DoctorOptions, doctorOptionRows } from './doctor-options.ts';
import { type InitOptions, initOptionRows } from './init-options.ts';
import { type KeyOptions, keyOptionRows } from './key-options.ts';

/** What the command line can be asked to do. */
export const commands = [
  'serve',
  'mcp',
  'generate',
  'edit',
  'compare',
  'styles',
  'keys',
  'cost',
  'init',
  'doctor',
  'export',
  'import',
  'migrate',
] as const;

/** The name of a command. */
export type Command = (typeof commands)[number];

/** A command line, read. */
export interface CommandLine {
  /** Undefined where none is named: a terminal means serve, a pipe means mcp. */
  command: Command | undefined;
  /** What stands after the command and is no option. */
  words: string[];
  /** Options of the commands themselves. */
  options: CommandOptions;
  /** Options of `keys create`. */
  keyOptions: KeyOptions;
  /** Options of `cost`. */
  costOptions: CostOptions;
  /** Options of `init`. */
  initOptions: InitOptions;
  /** Options of `doctor`. */
  doctorOptions: DoctorOptions;
  /** Options of `export`, `import` and `migrate`. */
  archiveOptions: ArchiveOptions;
  /** Settings given as options, by their environment name. */
  flags: Record<string, string>;
}

/** Options of `generate`, `edit` and `compare`, still as text. */
export interface CommandOptions {
  model?: string | undefined;
  /** The same of `compare`, which takes several. */
  models?: string[] | undefined;
  size?: string | undefined;
  n?: string | undefined;
  quality?: string | undefined;
  seed?: string | undefined;
  format?: string | undefined;
  mask?: string | undefined;
  style?: string | undefined;
  alt?: string | undefined;
  tags?: string | undefined;
  out?: string | undefined;
  json?: boolean | undefined;
  url?: boolean | undefined;
  help?: boolean | undefined;
  version?: boolean | undefined;
}

/** Options that are no settings; the help text and the parser read the same rows. */
export const optionRows = {
  model: {
    type: 'string',
    short: 'm',
    about: { en: 'provider/model, or a bare model', zh: '模型：provider/model 或仅模型名' },
  },
  size: {
    type: 'string',
    short: 's',
    about: { en: '1024x1024, 16:9, auto …', zh: '尺寸：1024x1024、16:9、auto 等' },
  },
  n: { type: 'string', short: 'n', about: { en: 'how many images, 1 to 10', zh: '张数，1 到 10' } },
  quality: {
    type: 'string',
    short: 'q',
    about: { en: 'low, medium, high …', zh: '质量：low、medium、high 等' },
  },
  seed: {
    type: 'string',
    about: { en: 'the same seed paints the same picture', zh: '相同种子得到相同图片' },
  },
  format: { type: 'string', about: { en: 'png, jpeg, webp …', zh: '格式：png、jpeg、webp 等' } },
  mask: {
    type: 'string',
    about: { en: 'edit: a PNG, transparent where to paint', zh: 'edit：PNG 蒙版，透明处重绘' },
  },
  style: {
    type: 'string',
    about: {
      en: 'a style: photo, ink-wash … (maliang styles)',
      zh: '风格：photo、ink-wash 等（maliang styles）',
    },
  },
  alt: { type: 'string', about: { en: 'what the picture shows', zh: '图片内容的文字说明' } },
  tags: {
    type: 'string',
    about: { en: 'words to find it by, with commas', zh: '标签，以逗号分隔' },
  },
  out: {
    type: 'string',
    short: 'o',
    about: { en: 'write the image to this file; - means stdout', zh: '写入此文件；- 表示标准输出' },
  },
  json: { type: 'boolean', about: { en: 'print everything as JSON', zh: '以 JSON 输出全部信息' } },
  url: { type: 'boolean', about: { en: 'print the URL and nothing else', zh: '只输出链接' } },
  help: { type: 'boolean', short: 'h', about: { en: 'this page', zh: '显示帮助' } },
  version: { type: 'boolean', short: 'v', about: { en: 'the version', zh: '显示版本' } },
} as const;

/** The long option of a setting: its own, else its environment name in kebab-case. */
export function optionOf(row: SettingRow): string {
  return row.option ?? row.env.toLowerCase().replaceAll('_', '-');
}

/** Reads a command line; throws `unknown_argument` with what is wrong. */
export function readCommandLine(words: readonly string[]): CommandLine {
  const { values, positionals } = parse(words);
  const flags: Record<string, string> = {};
  for (const row of settingRows) {
    const value = values[optionOf(row)];
    if (typeof value === 'string') flags[row.env] = value;
  }
  const pick = (rows: object) =>
    Object.fromEntries(Object.keys(rows).map((name) => [name, values[name]]));
  const options = pick(optionRows) as CommandOptions;
  const [first, ...rest] = positionals;
  const asked = first === 'gen' ? 'generate' : first;
  const command = commands.find((known) => known === asked);
  if (asked !== undefined && !command) {
    const reason = `the commands are ${commands.join(', ')}.`;
    throw new AppError('unknown_argument', { got: asked, reason });
  }
  if (Array.isArray(values.model)) {
    options.models = values.model.map(String);
    options.model = undefined;
  }
  const keyOptions = command === 'keys' ? (pick(keyOptionRows) as KeyOptions) : {};
  const costOptions = command === 'cost' ? (pick(costOptionRows) as CostOptions) : {};
  const archiveOptions = isArchive(command) ? (pick(archiveOptionRows) as ArchiveOptions) : {};
  const initOptions = command === 'init' ? (pick(initOptionRows) as InitOptions) : {};
  const doctorOptions = command === 'doctor' ? (pick(doctorOptionRows) as DoctorOptions) : {};
  return {
    command,
    words: rest,
    options,
    keyOptions,
    costOptions,
    initOptions,
    doctorOptions,
    archiveOptions,
    flags,
  };
}

function isArchive(command: string | undefined): boolean {
  return command === 'export' || command === 'import' || command === 'migrate';
}

function parse(words: readonly string[]) {
  const options: NonNullable<ParseArgsConfig['options']> = {};
  for (const row of settingRows) options[optionOf(row)] = { type: 'string' };
  for (const [name, { about, ...row }] of Object.entries(optionRows)) options[name] = row;
  const args = [...words];
  // One of a key's options has a setting's name, so they exist for that command alone.
  const [command] = parseArgs({ args, options, allowPositionals: true, strict: false }).positionals;
  if (command === 'compare') options.model = { ...options.model, type: 'string', multiple: true };
  if (command === 'keys') {
    for (const [name, { about, ...row }] of Object.entries(keyOptionRows)) options[name] = row;
  }
  if (command === 'cost') {
    for (const [name, { about, ...row }] of Object.entries(costOptionRows)) options[name] = row;
  }
  if (command === 'init') {
    for (const [name, { about, ...row }] of Object.entries(initOptionRows)) options[name] = row;
  }
  if (command === 'doctor') {
    for (const [name, { about, ...row }] of Object.entries(doctorOptionRows)) options[name] = row;
  }
  if (isArchive(command)) {
    for (const [name, { about, ...row }] of Object.entries(archiveOptionRows)) options[name] = row;
  }
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch (thrown) {
    const reason = thrown instanceof Error ? (thrown.message.split('\n')[0] ?? '') : '';
    const got = /'([^']+)'/.exec(reason)?.[1] ?? 'that';
    throw new AppError('unknown_argument', { got, reason }, { cause: thrown });
  }
}
