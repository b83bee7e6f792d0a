import { json, type Operation } from './operation.ts';

const server = { door: 'operator', group: 'server' } as const;

/** Routes by which a server is set up and watched. */
export const operatorOperations: readonly Operation[] = [
  {
    route: 'GET /setup',
    door: 'open',
    group: 'server',
    about: {
      en: 'Whether a server that others can reach waits for its operator.',
      zh: '可被其他机器访问的服务器是否仍在等待运营者。',
    },
    answers: { 200: { [json]: 'Setup' } },
  },
  {
    route: 'POST /setup',
    door: 'open',
    group: 'server',
    about: {
      en: 'Gives the operator’s key for the token that the server printed at its first start; once.',
      zh: '用服务器首次启动时输出的令牌换取运营者密钥；仅一次。',
    },
    body: { [json]: 'SetupRequest' },
    answers: { 201: { [json]: 'SetupKey' } },
    errors: [400, 403, 415],
  },
  {
    route: 'GET /v1/usage',
    door: 'key',
    group: 'keys',
    about: {
      en: 'What was paid, by day, model, provider or key; exact, estimated and unknown are counted apart. A key is shown its own.',
      zh: '按天、模型、服务商或密钥统计花费；精确、估算和未知分开计算。密钥只能看到自己的花费。',
    },
    parameters: [
      { name: 'group_by', in: 'query', schema: 'UsageGroup', about: 'By day unless told.' },
      {
        name: 'since',
        in: 'query',
        schema: 'Word',
        about: 'Seconds since 1970, or a date of ISO 8601; 30 days before `until` unless told.',
      },
      { name: 'until', in: 'query', schema: 'Word', about: 'The same; now unless told.' },
    ],
    answers: { 200: { [json]: 'Usage' } },
    errors: [400],
  },
  {
    ...server,
    route: 'GET /v1/providers',
    about: {
      en: 'The configured providers. Nothing is asked of them; servers that paint are looked for on this machine only where `detect` says so.',
      zh: '已配置的服务商。不会向它们发送任何请求；仅在 `detect` 为真时才查找本机上的绘图服务。',
    },
    parameters: [
      {
        name: 'detect',
        in: 'query',
        schema: 'Word',
        about: '`true`: also `detected`, what was found at the usual ports of this machine.',
      },
    ],
    answers: { 200: { [json]: 'ProviderList' } },
    errors: [400],
  },
  {
    ...server,
    route: 'POST /v1/providers/:name/check',
    about: {
      en: 'Asks a provider, without cost, whether it is there and takes our key.',
      zh: '免费询问服务商是否可用、密钥是否有效。',
    },
    answers: { 200: { [json]: 'ProviderCheck' } },
    errors: [404],
  },
  {
    ...server,
    route: 'GET /v1/hosts',
    about: {
      en: 'How many pictures each image host has, still awaits, and has refused.',
      zh: '每个图床已保存、等待中和拒绝的图片数量。',
    },
    answers: { 200: { [json]: 'HostList' } },
  },
  {
    ...server,
    route: 'POST /v1/hosts/:name/check',
    about: {
      en: 'Asks for up to twelve of its links, from the newest to older ones, and tells which show nothing; nothing is downloaded.',
      zh: '检查该图床最多十二条链接（由新到旧），列出已失效的链接；不会下载图片。',
    },
    answers: { 200: { [json]: 'HostCheck' } },
  },
  {
    ...server,
    route: 'GET /v1/settings',
    about: {
      en: 'Every setting and where it came from; of secrets only whether they are set.',
      zh: '全部设置及其来源；密钥类设置只显示是否已设置。',
    },
    answers: { 200: { [json]: 'SettingList' } },
  },
];
