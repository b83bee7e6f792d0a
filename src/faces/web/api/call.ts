import { askForKey, credential } from '../state/credential.ts';
import { languageTag, locale } from '../state/locale.ts';

/** A refusal of the server, in its own words, which say what to do. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  /** Seconds to wait, where the server told. */
  readonly retryAfter: number | undefined;

  constructor(status: number, code: string, message: string, retryAfter?: number) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

/** What a request is made of; `json` becomes its body. */
export interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  json?: unknown;
  form?: FormData;
  signal?: AbortSignal;
  /** The request may outlive the page. */
  keepalive?: boolean;
}

const keyCodes = ['unauthorized', 'key_revoked', 'key_expired'];

/**
 * Sends a request to our own server and gives back an answer that is no refusal. Asks for a key
 * where one is missing, and goes on with it. Throws ApiError.
 */
export async function call(path: string, options: Call = {}): Promise<Response> {
  const answer = await send(path, options);
  if (answer.ok) return answer;
  const error = await readError(answer);
  const wantsKey = answer.status === 401 && keyCodes.includes(error.code);
  if (!wantsKey || options.keepalive) throw error;
  if (!(await askForKey(credential.value === undefined ? undefined : error.message))) throw error;
  return call(path, options);
}

async function send(path: string, { json, form, method, ...rest }: Call): Promise<Response> {
  const headers: Record<string, string> = { 'accept-language': languageTag(locale.value) };
  if (credential.value !== undefined) headers.authorization = `Bearer ${credential.value}`;
  if (json !== undefined) headers['content-type'] = 'application/json';
  const body = json === undefined ? (form ?? null) : JSON.stringify(json);
  try {
    return await fetch(path, { method: method ?? 'GET', headers, body, ...rest });
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'AbortError') throw thrown;
    throw new ApiError(0, 'unreachable', '');
  }
}

async function readError(answer: Response): Promise<ApiError> {
  const wait = Number(answer.headers.get('retry-after')) || undefined;
  const body: unknown = await answer.json().catch(() => undefined);
  return errorFrom(body, answer.status, wait);
}

/** A body of the form `{error: {message, code}}` as an error. */
export function errorFrom(body: unknown, status: number, retryAfter?: number): ApiError {
  const error = (body as { error?: { message?: unknown; code?: unknown } } | undefined)?.error;
  const message = typeof error?.message === 'string' ? error.message : '';
  const code = typeof error?.code === 'string' ? error.code : 'unknown';
  return new ApiError(status, code, message, retryAfter);
}

/** The JSON of an answer, which is trusted to be what our server documents. */
export async function callJson<Shape>(path: string, options?: Call): Promise<Shape> {
  return (await (await call(path, options)).json()) as Shape;
}
