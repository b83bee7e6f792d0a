import { upstream } from './error-kinds.ts';
import type { ErrorRow } from './error-row.ts';

/** How a provider refuses, fails, or cannot be asked. */
export const upstreamErrors = {
  moderation_blocked: {
    status: 400,
    type: 'image_generation_user_error',
    retryable: false,
    exit: 'moderation',
    en: '{provider} refused the request for its content: {reason} Change the prompt or the images.',
    zh: '{provider} 因内容拒绝了请求：{reason} 请修改提示词或图片。',
  },
  upstream_rejected: {
    ...upstream,
    status: 400,
    type: 'invalid_request_error',
    en: '{provider} refused the request ({status}): {reason}',
    zh: '{provider} 拒绝了请求（{status}）：{reason}',
  },
  upstream_unauthorized: {
    ...upstream,
    status: 401,
    type: 'authentication_error',
    exit: 'configuration',
    en: '{provider} does not take the key ({status}): {reason} Check the API key and the address it belongs to.',
    zh: '{provider} 不接受该密钥（{status}）：{reason} 请检查 API 密钥及其对应的地址。',
  },
  upstream_model_not_found: {
    ...upstream,
    status: 404,
    type: 'not_found_error',
    en: '{provider} has no model {model} ({status}): {reason}',
    zh: '{provider} 没有模型 {model}（{status}）：{reason}',
  },
  upstream_rate_limited: {
    ...upstream,
    status: 429,
    type: 'rate_limit_error',
    retryable: true,
    exit: 'limit',
    en: '{provider} takes no more requests just now: {reason} Try again later.',
    zh: '{provider} 暂时不接受更多请求：{reason} 请稍后重试。',
  },
  upstream_unreachable: {
    ...upstream,
    retryable: true,
    en: '{provider} could not be reached ({reason}). Nothing was sent and nothing was spent. Check its address and the network.',
    zh: '无法连接 {provider}（{reason}）。请求未发出，没有产生费用。请检查地址和网络。',
  },
  provider_paused: {
    ...upstream,
    status: 503,
    retryable: true,
    en: '{provider} is given nothing for {seconds} s: {reason} Nothing was sent and nothing was spent. Try again then, or use another model.',
    zh: '{provider} 在 {seconds} 秒内不接收请求：{reason} 请求未发出，没有产生费用。请稍后重试，或改用其他模型。',
  },
  upstream_failed: {
    ...upstream,
    en: '{provider} failed ({status}): {reason}',
    zh: '{provider} 出错（{status}）：{reason}',
  },
  outcome_unknown: {
    ...upstream,
    en: '{provider} took the request, but its answer did not arrive whole ({reason}). It may have been charged, so it is not sent again.',
    zh: '{provider} 已收到请求，但没有完整返回结果（{reason}）。可能已经计费，因此不会自动重发。',
  },
  upstream_not_an_image: {
    ...upstream,
    en: '{provider} answered with something that is not a picture ({reason}). It may have been charged.',
    zh: '{provider} 返回的内容不是图片（{reason}）。可能已经计费。',
  },
  upstream_no_image: {
    ...upstream,
    en: '{provider} answered without an image: {reason}',
    zh: '{provider} 的回答中没有图片：{reason}',
  },
} as const satisfies Record<string, ErrorRow>;
