import type { Template } from '../template.ts';

/** OpenAI's `type` of an error. */
export type ErrorType =
  | 'invalid_request_error'
  | 'authentication_error'
  | 'permission_error'
  | 'not_found_error'
  | 'rate_limit_error'
  | 'insufficient_quota'
  | 'image_generation_user_error'
  | 'upstream_error'
  | 'server_error';

/** Exit codes of the command line. */
export const exitCodes = {
  failure: 1,
  usage: 2,
  configuration: 3,
  limit: 4,
  upstream: 5,
  moderation: 6,
  timeout: 124,
} as const;

/** A row: how every face renders an error of this code. */
export interface ErrorRow extends Template {
  status: number;
  type: ErrorType;
  /** Whether the same request may succeed later, at no risk of paying twice. */
  retryable: boolean;
  exit: keyof typeof exitCodes;
}
