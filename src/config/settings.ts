import type { ProviderChoices } from '../providers/table/provider-kind.ts';
import {
  address,
  addressRanges,
  byteSize,
  choice,
  databaseAddress,
  dollars,
  type Format,
  flag,
  integer,
  origins,
  proxy,
  text,
  webhookAddress,
  webhookSecret,
} from './formats.ts';
import { hostSettings } from './host-settings.ts';
import { providerRows } from './provider-settings.ts';
import { routingSettings } from './routing-settings.ts';
import { type NamedRow, type SettingRow, setting } from './setting-row.ts';

export type { SettingRow } from './setting-row.ts';

/** Every setting but the providers', which come from their own table. */
export const settingsTable = {
  port: setting({
    env: 'PORT',
    format: integer(0, 65535),
    default: 3000,
    about: { en: 'Port to listen on.', zh: '监听端口。' },
  }),
  host: setting({
    env: 'HOST',
    format: text,
    default: '127.0.0.1',
    about: {
      en: 'Address to listen on; localhost means both 127.0.0.1 and ::1. Any other than loopback needs ADMIN_KEY, or an operator made with the token that the first start prints.',
      zh: '监听地址；localhost 表示 127.0.0.1 和 ::1。非本机地址需要 ADMIN_KEY，或用首次启动时输出的令牌创建运营者。',
    },
  }),
  publicUrl: setting({
    env: 'PUBLIC_URL',
    format: address,
    about: {
      en: 'The address people reach this server under; image URLs start with it.',
      zh: '人们访问本服务器所用的地址；图片链接以它开头。',
    },
  }),
  dataDir: setting({
    env: 'DATA_DIR',
    option: 'data-dir',
    format: text,
    defaultAbout: '$XDG_DATA_HOME/maliang, else ~/.local/share/maliang',
    about: { en: 'Folder for images and records.', zh: '图片和记录的存放目录。' },
  }),
  databaseUrl: setting({
    env: 'DATABASE_URL',
    format: databaseAddress,
    secret: true,
    defaultAbout: 'SQLite in DATA_DIR',
    about: {
      en: 'PostgreSQL for the records, shared by several servers. Images stay in DATA_DIR or at the image host.',
      zh: '用 PostgreSQL 保存记录，可由多台服务器共用。图片仍保存在 DATA_DIR 或图床。',
    },
  }),
  retentionDays: setting({
    env: 'RETENTION_DAYS',
    format: integer(1, 36500),
    defaultAbout: 'for ever',
    about: {
      en: 'How many days images stay on this server. Favourites stay, and so does what an image host has.',
      zh: '图片在本服务器保留的天数。收藏的图片不会被清理，图床上的也不受影响。',
    },
  }),
  storageLimit: setting({
    env: 'STORAGE_LIMIT',
    format: byteSize,
    defaultAbout: 'no limit',
    about: {
      en: 'How much room images may take on this server; beyond it the oldest go, favourites never.',
      zh: '图片在本服务器可占用的空间；超出时先清理最旧的，收藏的图片除外。',
    },
  }),
  saveDir: setting({
    env: 'SAVE_DIR',
    option: 'save-dir',
    format: text,
    defaultAbout: 'the working directory where it can be written, else DATA_DIR/saved',
    about: {
      en: 'Folder for save_image_base64 and save_locally; nothing is written outside it.',
      zh: 'save_image_base64 和 save_locally 的保存目录；不会写到目录之外。',
    },
  }),
  disableLocalSave: setting({
    env: 'DISABLE_LOCAL_SAVE',
    format: flag,
    default: false,
    about: {
      en: 'Refuse save_image_base64 and save_locally.',
      zh: '禁用 save_image_base64 和 save_locally。',
    },
  }),
  locale: setting({
    env: 'LOCALE',
    format: choice('en', 'zh'),
    defaultAbout: 'over HTTP by Accept-Language, else by LANG',
    about: { en: 'Language of messages: en or zh.', zh: '消息语言：en 或 zh。' },
  }),
  adminKey: setting({
    env: 'ADMIN_KEY',
    format: text,
    secret: true,
    about: {
      en: 'The operator’s key: Bearer key of /v1 and /mcp.',
      zh: '运营者密钥：/v1 和 /mcp 的 Bearer 密钥。',
    },
  }),
  secret: setting({
    env: 'SECRET',
    format: text,
    secret: true,
    about: {
      en: 'Opens the two older routes, POST /<SECRET>/generate_image and POST /<SECRET>/v1/images/generations, and nothing else.',
      zh: '开启两个旧接口 POST /<SECRET>/generate_image 和 POST /<SECRET>/v1/images/generations，除此之外没有任何权限。',
    },
  }),
  rateLimit: setting({
    env: 'RATE_LIMIT',
    format: integer(1, 1_000_000),
    default: 5,
    about: {
      en: 'Requests a minute and address on the two older routes.',
      zh: '两个旧接口上每个地址每分钟的请求数。',
    },
  }),
  trustedProxies: setting({
    env: 'TRUSTED_PROXIES',
    format: addressRanges,
    default: [],
    about: {
      en: 'Proxies whose Forwarded or X-Forwarded-* headers tell the real client: addresses or CIDR blocks, separated by commas.',
      zh: '可信的反向代理：由它们的 Forwarded 或 X-Forwarded-* 请求头得知真实客户端；IP 或 CIDR，以逗号分隔。',
    },
  }),
  corsOrigins: setting({
    env: 'CORS_ORIGINS',
    format: origins,
    default: [],
    about: {
      en: 'Other sites whose pages may call this server from a browser, separated by commas. On loopback without ADMIN_KEY they may spend through it.',
      zh: '允许其网页从浏览器调用本服务器的其他站点，以逗号分隔。在未设置 ADMIN_KEY 的本机监听时，这些网页可以花费额度。',
    },
  }),
  assumedPriceUsd: setting({
    env: 'ASSUMED_PRICE_USD',
    format: dollars,
    about: {
      en: 'What an image of a model without a known price counts against a key’s budget, in US dollars; unset, such models are refused to keys with one.',
      zh: '价格未知的模型每张图片按此金额（美元）计入密钥预算；未设置时，设有预算的密钥不能使用这类模型。',
    },
  }),
  confirmAboveUsd: setting({
    env: 'CONFIRM_ABOVE_USD',
    format: dollars,
    about: {
      en: 'Over MCP and on the page, what may cost more US dollars than this, or nobody knows how many, is painted only when the user has agreed to the price.',
      zh: '通过 MCP 或网页的请求若可能花费超过此金额（美元）或价格未知，需用户同意价格后才会执行。',
    },
  }),
  callerCredentials: setting({
    env: 'CALLER_CREDENTIALS',
    format: choice('auto', 'allow', 'off'),
    default: 'auto' as const,
    about: {
      en: 'Whether callers may bring their own api_key, base_url and image host. auto: on stdio, the command line and the older routes only.',
      zh: '是否允许调用方自带 api_key、base_url 和图床。auto：仅限 stdio、命令行和旧接口。',
    },
  }),
  tools: setting({
    env: 'TOOLS',
    format: choice('default', 'all'),
    default: 'default' as const,
    about: {
      en: 'MCP tools to offer: five by default; all adds search_images, create_upload_link and list_models.',
      zh: '提供的 MCP 工具：未设置时为五个；设为 all 时另有 search_images、create_upload_link 和 list_models。',
    },
  }),
  trustedOrigins: setting({
    env: 'TRUSTED_ORIGINS',
    format: origins,
    default: [],
    about: {
      en: 'Private addresses that callers may name as their base URL, separated by commas.',
      zh: '允许调用方作为 base URL 使用的内网地址，以逗号分隔。',
    },
  }),
  ...routingSettings,
  ...hostSettings,
  httpsProxy: setting({
    env: 'HTTPS_PROXY',
    aliases: ['https_proxy'],
    format: proxy,
    about: { en: 'Proxy for https requests out.', zh: '对外 https 请求使用的代理。' },
  }),
  httpProxy: setting({
    env: 'HTTP_PROXY',
    aliases: ['http_proxy'],
    format: proxy,
    about: { en: 'Proxy for http requests out.', zh: '对外 http 请求使用的代理。' },
  }),
  noProxy: setting({
    env: 'NO_PROXY',
    aliases: ['no_proxy'],
    format: text,
    about: { en: 'Hosts reached without the proxy.', zh: '不经代理访问的主机。' },
  }),
  webhookUrl: setting({
    env: 'WEBHOOK_URL',
    format: webhookAddress,
    secret: true,
    about: {
      en: 'Where every generation that ended is told, signed with WEBHOOK_SECRET; may be a private address.',
      zh: '每次生成结束后通知的地址，用 WEBHOOK_SECRET 签名；可以是内网地址。',
    },
  }),
  webhookSecret: setting({
    env: 'WEBHOOK_SECRET',
    format: webhookSecret,
    secret: true,
    about: {
      en: 'What webhooks are signed with, as Standard Webhooks does it; callers may name a `webhook_url` once it is set.',
      zh: '按 Standard Webhooks 规范为通知签名的密钥；设置后调用方可使用 `webhook_url`。',
    },
  }),
  queueConcurrency: setting({
    env: 'QUEUE_CONCURRENCY',
    format: integer(1, 10_000),
    default: 8,
    about: {
      en: 'How many asynchronous generations this server works on at once; more wait their turn, and any server on the same records takes them.',
      zh: '本服务器同时处理的异步生成数；其余排队等候，由使用同一份记录的任意一台服务器领取。',
    },
  }),
  drainSeconds: setting({
    env: 'DRAIN_SECONDS',
    format: integer(0, 3600),
    default: 120,
    about: {
      en: 'Seconds to let paid generations finish when the server stops.',
      zh: '服务器停止时，等待已付费的生成完成的秒数。',
    },
  }),
  logLevel: setting({
    env: 'LOG_LEVEL',
    format: choice('debug', 'info', 'warn', 'error', 'silent'),
    default: 'info' as const,
    about: { en: 'How much goes to stderr.', zh: 'stderr 日志级别。' },
  }),
} as const;

/** The name of a setting in code. */
export type SettingName = keyof typeof settingsTable;

type ValueOf<Row> = Row extends { format: Format<infer Value> } ? Value : never;

/** All settings, parsed; undefined where unset and without a default. */
export type Settings = {
  -readonly [Name in SettingName]: (typeof settingsTable)[Name] extends { default: unknown }
    ? ValueOf<(typeof settingsTable)[Name]>
    : ValueOf<(typeof settingsTable)[Name]> | undefined;
} & { providers: ProviderChoices };

/** All rows with their names, the providers' last: behind loading, `.env.example`, `--help` and docs. */
export const settingRows: readonly NamedRow[] = [
  ...Object.entries(settingsTable).map(([name, row]) => ({ ...(row as SettingRow), name })),
  ...providerRows,
];
