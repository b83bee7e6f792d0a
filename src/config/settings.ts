import {
  address,
  addressRanges,
  choice,
  databaseAddress,
  dollars,
  type Format,
  flag,
  integer,
  origins,
  proxy,
  text,
} from './formats.ts';
import { hostSettings } from './host-settings.ts';
import { type SettingRow, setting } from './setting-row.ts';

export type { SettingRow } from './setting-row.ts';

/** Every setting there is: the one table behind loading, `.env.example`, `--help` and the docs. */
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
      en: 'Address to listen on; localhost means both 127.0.0.1 and ::1. Any other than loopback needs ADMIN_KEY or SECRET.',
      zh: '监听地址；localhost 表示 127.0.0.1 和 ::1。非本机地址需要 ADMIN_KEY 或 SECRET。',
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
  defaultModel: setting({
    env: 'DEFAULT_MODEL',
    format: text,
    defaultAbout: 'the first configured provider’s own default',
    about: {
      en: 'Model for requests that name none: provider/model, or a bare name.',
      zh: '请求未指定模型时使用的模型：provider/model 或仅模型名。',
    },
  }),
  modelRedirects: setting({
    env: 'MODEL_REDIRECTS',
    format: choice('off', 'warn', 'follow'),
    default: 'follow' as const,
    about: {
      en: 'What to do with model names their vendor retired: follow to the successor, warn only, or off.',
      zh: '遇到已被厂商停用的模型名时：follow 改用继任模型，warn 仅提示，off 不处理。',
    },
  }),
  openaiApiKey: setting({
    env: 'OPENAI_API_KEY',
    format: text,
    secret: true,
    about: { en: 'Key for OpenAI.', zh: 'OpenAI 密钥。' },
  }),
  openaiBaseUrl: setting({
    env: 'OPENAI_BASE_URL',
    format: address,
    default: 'https://api.openai.com/v1',
    about: { en: 'Address for OPENAI_API_KEY.', zh: 'OPENAI_API_KEY 对应的地址。' },
  }),
  xaiApiKey: setting({
    env: 'XAI_API_KEY',
    format: text,
    secret: true,
    about: { en: 'Key for xAI.', zh: 'xAI 密钥。' },
  }),
  xaiBaseUrl: setting({
    env: 'XAI_BASE_URL',
    format: address,
    default: 'https://api.x.ai',
    about: { en: 'Address for XAI_API_KEY.', zh: 'XAI_API_KEY 对应的地址。' },
  }),
  apiKey: setting({
    env: 'API_KEY',
    format: text,
    secret: true,
    about: {
      en: 'Key for any OpenAI-compatible address, as the older MCP server named it.',
      zh: '任意 OpenAI 兼容地址的密钥（沿用旧版 MCP 服务器的名称）。',
    },
  }),
  apiBaseUrl: setting({
    env: 'API_BASE_URL',
    format: address,
    about: {
      en: 'Address for API_KEY, with or without /v1; also the default baseURL of the older HTTP routes.',
      zh: 'API_KEY 对应的地址，可带或不带 /v1；也是旧 HTTP 接口的默认 baseURL。',
    },
  }),
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
};

/** All rows with their names, in the order of the table. */
export const settingRows: readonly (SettingRow & { name: SettingName })[] = Object.entries(
  settingsTable,
).map(([name, row]) => ({ ...(row as SettingRow), name: name as SettingName }));
