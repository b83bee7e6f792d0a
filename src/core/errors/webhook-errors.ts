import type { ErrorRow } from './error-row.ts';

/** Where somebody wants to be told of an end and cannot be. */
export const webhookErrors = {
  webhooks_off: {
    status: 400,
    type: 'invalid_request_error',
    retryable: false,
    exit: 'configuration',
    en: '`webhook_url` cannot be used: this server has nothing to sign a webhook with. Leave it out, or ask the operator to set WEBHOOK_SECRET.',
    zh: '无法使用 `webhook_url`：本服务器没有用于签名的密钥。请去掉该参数，或请运营者设置 WEBHOOK_SECRET。',
  },
  webhook_secret_missing: {
    status: 400,
    type: 'invalid_request_error',
    retryable: false,
    exit: 'configuration',
    en: 'WEBHOOK_URL is set, but WEBHOOK_SECRET is not, and no webhook goes out unsigned. Set WEBHOOK_SECRET to whsec_ and what `openssl rand -base64 32` prints.',
    zh: '已设置 WEBHOOK_URL，但没有设置 WEBHOOK_SECRET，而未签名的通知不会发出。请把 WEBHOOK_SECRET 设为 whsec_ 加上 `openssl rand -base64 32` 的输出。',
  },
} as const satisfies Record<string, ErrorRow>;
