import type { ErrorRow } from './error-row.ts';

/** What becomes of wishes that are made twice, or whose process dies. */
export const repeatErrors = {
  idempotency_key_reused: {
    status: 422,
    type: 'invalid_request_error',
    retryable: false,
    exit: 'usage',
    en: 'This idempotency key was sent before, with another request. Send a new key for a new wish, or the first request again for its answer.',
    zh: '此幂等键之前已随另一个请求发送过。新的请求请使用新的幂等键；要取回原来的结果，请重发最初的请求。',
  },
  interrupted: {
    status: 503,
    type: 'server_error',
    retryable: true,
    exit: 'failure',
    en: 'The server stopped before anything was sent to {provider}. Nothing was spent. Ask again.',
    zh: '服务器在向 {provider} 发送请求之前停止了，没有产生费用。请重新请求。',
  },
} as const satisfies Record<string, ErrorRow>;
