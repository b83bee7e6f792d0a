import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { ErrorCode } from '../../core/error-table.ts';
import { type AppError, toAppError } from '../../core/errors.ts';
import { type HttpContext, type HttpOptions, localeOf } from './context.ts';
import { LegacyRefusal } from './legacy-refusal.ts';
import { rateHeaders } from './rate-headers.ts';

/** Renders an error in OpenAI's shape, all four keys. */
export function renderOpenAiError(
  context: HttpContext,
  thrown: unknown,
  options: HttpOptions,
): Response {
  const { body, error } = openAiError(context, thrown, options);
  return context.json(body, status(error.status), errorHeaders(error));
}

/** Whatever was thrown as our error, and as the body OpenAI would answer with. */
export function openAiError(context: HttpContext, thrown: unknown, options: HttpOptions) {
  const error = known(thrown, options);
  const { code, details, row } = error;
  const message = error.text(localeOf(context, options));
  const body = { error: { message, type: row.type, code, param: details.param ?? null } };
  return { error, body };
}

/** Renders an error as the older routes always have: one text, and the upstream's own status. */
export function renderLegacyError(
  context: HttpContext,
  thrown: unknown,
  options: HttpOptions,
): Response {
  if (thrown instanceof LegacyRefusal) return context.json({ error: thrown.message }, 401);
  const error = known(thrown, options);
  const { upstreamStatus } = error.details;
  const message = error.text(localeOf(context, options));
  return context.json(
    { error: message },
    status(upstreamStatus !== undefined && upstreamStatus >= 400 ? upstreamStatus : error.status),
    errorHeaders(error),
  );
}

/** Where a key of ours is what was missing; an upstream's refusal of its own key is not. */
const challenged: readonly ErrorCode[] = ['unauthorized', 'key_revoked', 'key_expired'];

/** What an error says beside its body; tells the official clients when a retry could pay twice. */
function errorHeaders({ code, details, retryable }: AppError): Record<string, string> {
  const headers: Record<string, string> = {
    'x-should-retry': String(retryable),
    ...rateHeaders(details.rate),
  };
  if (challenged.includes(code)) headers['www-authenticate'] = 'Bearer';
  if (details.replayed) headers['idempotent-replayed'] = 'true';
  // Whole seconds alone are legal here, and vendors tell of parts of them.
  if (details.retryAfter !== undefined) {
    headers['retry-after'] = String(Math.max(0, Math.ceil(details.retryAfter)));
  }
  if (details.consent) {
    const { usd, aboveUsd } = details.consent;
    headers['x-maliang-confirm-above-usd'] = String(aboveUsd);
    if (usd !== undefined) headers['x-maliang-price-usd'] = String(usd);
  }
  if (details.upstreamRequestId) headers['x-upstream-request-id'] = details.upstreamRequestId;
  return headers;
}

function known(thrown: unknown, { app }: HttpOptions): AppError {
  const error = toAppError(thrown);
  if (error.code === 'internal') app.logger.error({ cause: error.cause }, error.message);
  return error;
}

function status(code: number): ContentfulStatusCode {
  return code as ContentfulStatusCode;
}
