import { AppError } from '../../core/errors.ts';
import type { HttpAnswer } from '../../kit/http-client.ts';
import { authorization, readRefusal, type Upstream } from './call.ts';
import { type CallContext, type Refusal, transportError } from './errors.ts';

/** A question that costs nothing: how a task stands, its result, a list. */
export interface Question {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the base, or a whole address that the upstream gave; ours is told by its origin. */
  url: string;
  /** Sent as JSON. */
  json?: unknown;
  headers?: Record<string, string>;
  /** Default 30,000. */
  firstByteMs?: number;
  /** What an answer with an error status means; default that the question was refused. */
  refusal?: (refusal: Refusal, context: CallContext) => AppError;
}

/** Answers about a task are small; base64 is read by `scanBase64Json`, never here. */
const maxJsonBytes = 4 * 1024 * 1024;

/**
 * Asks the upstream once and gives back its JSON, undefined where the answer is empty. The key goes
 * only to the upstream's own addresses, whichever it named. Rejects with the AppError that a
 * refusal or a failure means; `spent` in it speaks of this question alone.
 */
export async function askUpstream(
  upstream: Upstream,
  question: Question,
  context: CallContext,
  signal: AbortSignal,
): Promise<unknown> {
  const answer = await openUpstream(upstream, question, context, signal);
  try {
    const text = await answer.text(maxJsonBytes);
    return text.trim() === '' ? undefined : JSON.parse(text);
  } catch (thrown) {
    throw thrown instanceof SyntaxError
      ? garbled(thrown, answer, context)
      : transportError(thrown, context);
  } finally {
    await answer.discard();
  }
}

function garbled(cause: SyntaxError, { status }: HttpAnswer, { provider }: CallContext): AppError {
  const reason = 'its answer is no JSON.';
  return new AppError('upstream_failed', { provider, status, reason }, { cause });
}

function isOwn(url: string, { base, owns }: Upstream): boolean {
  if (!URL.canParse(url)) return false;
  const target = new URL(url);
  return target.origin === new URL(base).origin || owns?.(target) === true;
}

/** The same, with the answer still to be read: for results that hold base64. */
export async function openUpstream(
  upstream: Upstream,
  question: Question,
  context: CallContext,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const { method, json, headers, firstByteMs = 30_000 } = question;
  const url = question.url.startsWith('/') ? `${upstream.base}${question.url}` : question.url;
  try {
    const answer = await upstream.client.request({
      method,
      url,
      headers: {
        ...(isOwn(url, upstream) ? authorization(upstream) : {}),
        ...headers,
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        accept: 'application/json',
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      signal,
      firstByteMs,
    });
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw await readRefusal(answer, context, question.refusal);
  } catch (thrown) {
    throw transportError(thrown, context);
  }
}
