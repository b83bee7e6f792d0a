import type { ErrorRow } from './error-row.ts';

const notKnown = {
  status: 401,
  type: 'authentication_error',
  retryable: false,
  exit: 'configuration',
} as const;
const notAllowed = {
  status: 403,
  type: 'permission_error',
  retryable: false,
  exit: 'configuration',
} as const;
const tooMuch = {
  status: 429,
  type: 'rate_limit_error',
  retryable: true,
  exit: 'limit',
} as const;

/** Who may ask, and how much: doors, keys, rates and budgets. */
export const accessErrors = {
  unauthorized: {
    ...notKnown,
    en: 'A key is needed here. Send the header `Authorization: Bearer <key>` with a key of this server or the operator’s ADMIN_KEY.',
    zh: '此处需要密钥。请发送请求头 `Authorization: Bearer <密钥>`，使用本服务器的密钥或运营者的 ADMIN_KEY。',
  },
  key_revoked: {
    ...notKnown,
    en: 'This key was revoked on {date}. Ask the operator for another one.',
    zh: '此密钥已于 {date} 被吊销。请向运营者索取新的密钥。',
  },
  key_expired: {
    ...notKnown,
    en: 'This key expired on {date}. Ask the operator for another one.',
    zh: '此密钥已于 {date} 过期。请向运营者索取新的密钥。',
  },
  operator_only: {
    ...notAllowed,
    en: 'Only the operator may do this. Send ADMIN_KEY, or the operator’s key of the first start, as the Bearer key.',
    zh: '仅运营者可以执行此操作。请使用 ADMIN_KEY 或首次启动时创建的运营者密钥作为 Bearer 密钥。',
  },
  wrong_setup_token: {
    ...notAllowed,
    en: 'This is not the setup token, or it was used. Look for the newest one in what the server printed when it started; start it again for another.',
    zh: '设置令牌不正确，或已被使用。请查看服务器启动时输出的最新令牌；重新启动服务器可获得新的令牌。',
  },
  model_not_allowed: {
    ...notAllowed,
    en: 'This key may not use {model}. It may use: {models}.',
    zh: '此密钥不能使用 {model}。可以使用：{models}。',
  },
  too_many_images: {
    ...notAllowed,
    status: 400,
    type: 'invalid_request_error',
    exit: 'usage',
    en: 'This key may ask for at most {limit} images at once, but {got} were asked for. Send a smaller `n`.',
    zh: '此密钥一次最多请求 {limit} 张图片，实际请求了 {got} 张。请减小 `n`。',
  },
  price_unknown: {
    ...notAllowed,
    en: 'Nobody knows what {model} costs, so a key with a budget cannot use it. Choose a model with a known price, or ask the operator to set ASSUMED_PRICE_USD.',
    zh: '{model} 的价格未知，因此设有预算的密钥不能使用它。请选择价格已知的模型，或请运营者设置 ASSUMED_PRICE_USD。',
  },
  forbidden_host: {
    ...notAllowed,
    en: 'The {header} {got} is not one of this server’s. Open it under its own address, or set PUBLIC_URL to the address people use.',
    zh: '{header} {got} 不属于本服务器。请使用服务器自己的地址访问，或把 PUBLIC_URL 设为人们使用的地址。',
  },
  rate_limited: {
    ...tooMuch,
    en: 'More than {limit} requests a minute. Try again in {seconds} s.',
    zh: '每分钟请求超过 {limit} 次。请在 {seconds} 秒后重试。',
  },
  too_many_followers: {
    ...tooMuch,
    en: 'The history is followed from {limit} places already. Try again later, or ask GET /v1/generations from time to time.',
    zh: '已有 {limit} 处正在跟踪历史记录。请稍后重试，或定时请求 GET /v1/generations。',
  },
  too_many_at_once: {
    ...tooMuch,
    en: 'This key makes at most {limit} generations at once. Try again when one of them has ended.',
    zh: '此密钥最多同时进行 {limit} 个生成。请等其中一个结束后再试。',
  },
  budget_exceeded: {
    ...tooMuch,
    type: 'insufficient_quota',
    retryable: false,
    en: 'The {scope} of this key does not allow it: {spent} of {limit} are spent or reserved, and this may take up to {needed}. It begins anew at {resets}. A named size and quality, or fewer images, reserve less.',
    zh: '此密钥的 {scope} 不足：{limit} 中已花费或预留 {spent}，本次最多需要 {needed}。预算将于 {resets} 重置。指定尺寸和质量，或减少张数，可以减少预留。',
  },
} as const satisfies Record<string, ErrorRow>;
