import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { type AppError, toAppError } from '../../core/errors.ts';
import { type HttpContext, type HttpOptions, localeOf } from './context.ts';

/** Renders an error in OpenAI's shape, all four keys. */
export function renderOpenAiError(
  context: HttpContext,
  thrown: unknown,
  options: HttpOptions,
): Response {
  const error = known(thrown, options);
  const { code, details, row } = error;
  const message = error.text(localeOf(context, options));
  const body = { error: { message, type: row.type, code, param: details.param ?? null } };
  return context.json(body, status(row.status), errorHeaders(error));
}

/** Renders an error as the older routes always have: one text, and the upstream's own status. */
export function renderLegacyError(
  context: HttpContext,
  thrown: unknown,
  options: HttpOptions,
): Response {
  const error = known(thrown, options);
  const { upstreamStatus } = error.details;
  const message = error.text(localeOf(context, options));
  return context.json(
    { error: message },
    status(
      upstreamStatus !== undefined && upstreamStatus >= 400 ? upstreamStatus : error.row.status,
    ),
    errorHeaders(error),
  );
}

/** What an error says beside its body; tells the official clients when a retry could pay twice. */
function errorHeaders({ details, retryable }: AppError): Record<string, string> {
  const headers: Record<string, string> = { 'x-should-retry': String(retryable) };
  if (details.retryAfter !== undefined) headers['retry-after'] = String(details.retryAfter);
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
