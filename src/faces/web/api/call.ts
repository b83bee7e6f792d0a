import { askForKey, credential } from '../state/credential.ts';
import { languageTag, locale } from '../state/locale.ts';

/** A price that has to be agreed to, in US dollars. */
export interface PriceToAgree {
  /** What it may come to; undefined where nobody knows. */
  usd: number | undefined;
  /** What is above this is asked about. */
  aboveUsd: number;
}

/** A refusal of the server, in its own words, which say what to do. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  /** Seconds to wait, where the server told. */
  readonly retryAfter: number | undefined;
  /** What its user has to agree to first, where that is why. */
  readonly price: PriceToAgree | undefined;

  constructor(
    status: number,
    code: string,
    message: string,
    {
      retryAfter,
      price,
    }: { retryAfter?: number | undefined; price?: PriceToAgree | undefined } = {},
  ) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
    this.price = price;
  }
}

/** What a request is made of; `json` becomes its body. */
export interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  json?: unknown;
  form?: FormData;
  signal?: AbortSignal;
  headers?: Readonly<Record<string, string>>;
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

async function send(
  path: string,
  { json, form, method, headers: more, ...rest }: Call,
): Promise<Response> {
  const headers: Record<string, string> = {
    'accept-language': languageTag(locale.value),
    ...more,
  };
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
  const retryAfter = Number(answer.headers.get('retry-after')) || undefined;
  const body: unknown = await answer.json().catch(() => undefined);
  return errorFrom(body, answer.status, { retryAfter, price: readPrice(answer.headers) });
}

function readPrice(headers: Headers): PriceToAgree | undefined {
  const above = headers.get('x-maliang-confirm-above-usd');
  const usd = headers.get('x-maliang-price-usd');
  if (above === null) return undefined;
  return { usd: usd === null ? undefined : Number(usd), aboveUsd: Number(above) };
}

/** A body of the form `{error: {message, code}}` as an error. */
export function errorFrom(
  body: unknown,
  status: number,
  more: { retryAfter?: number | undefined; price?: PriceToAgree | undefined } = {},
): ApiError {
  const error = (body as { error?: { message?: unknown; code?: unknown } } | undefined)?.error;
  const message = typeof error?.message === 'string' ? error.message : '';
  const code = typeof error?.code === 'string' ? error.code : 'unknown';
  return new ApiError(status, code, message, more);
}

/** The JSON of an answer, which is trusted to be what our server documents. */
export async function callJson<Shape>(path: string, options?: Call): Promise<Shape> {
  return (await (await call(path, options)).json()) as Shape;
}
