import { listOf, numberOf, recordOf, textOf } from './json-value.ts';

/** What an upstream says went wrong, whatever shape it says it in. */
export interface ErrorBody {
  message: string;
  type: string | undefined;
  param: string | undefined;
  code: string | undefined;
  /** Seconds, where they stand in the body: Google's `retryDelay`, `retry_after` of Replicate and BFL. */
  retryAfter?: number;
  /** The upstream's own id of the request, where it stands in the body: DashScope's. */
  requestId?: string;
  /** Whether it came as JSON, so from the provider and not from a proxy in between. */
  json: boolean;
}

/**
 * Reads the body of a refusal: `{error:{message,type,param,code}}` (OpenAI), `{error:'…',code}`
 * (xAI), `{message}`, `{error_message}` (Fireworks), `{detail:'…'}` or `{detail:[{msg,type,loc}]}`
 * (FastAPI servers), plain text, HTML.
 */
export function readErrorBody(text: string): ErrorBody {
  const json = parseJson(text);
  if (json === undefined) {
    return { message: text, type: undefined, param: undefined, code: undefined, json: false };
  }
  return errorBodyOf(json);
}

/** The same for JSON that is already parsed. */
export function errorBodyOf(json: unknown): ErrorBody {
  const root = recordOf(json) ?? {};
  const error = recordOf(root.error) ?? root;
  const detail = recordOf(listOf(root.detail)[0]);
  const requestId = textOf(root.request_id);
  const seconds = numberOf(root.retry_after);
  const message =
    textOf(error.message) ??
    textOf(root.error) ??
    textOf(root.message) ??
    textOf(root.error_message) ??
    textOf(root.detail) ??
    textOf(detail?.msg) ??
    JSON.stringify(json);
  return {
    message,
    type: textOf(error.type),
    param: textOf(error.param) ?? textOf(listOf(detail?.loc).at(-1)),
    code:
      codeOf(error.code) ?? codeOf(root.code) ?? textOf(root.error_type) ?? textOf(detail?.type),
    json: true,
    ...retryDelay(error.details),
    ...(seconds === undefined ? {} : { retryAfter: seconds }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}

/** `details: [{ "@type": "…RetryInfo", "retryDelay": "34s" }]` (google.rpc.RetryInfo). */
function retryDelay(details: unknown): Pick<ErrorBody, 'retryAfter'> {
  for (const detail of listOf(details)) {
    const seconds = /^([\d.]+)s$/.exec(textOf(recordOf(detail)?.retryDelay) ?? '')?.[1];
    if (seconds !== undefined) return { retryAfter: Number(seconds) };
  }
  return {};
}

function codeOf(value: unknown): string | undefined {
  return typeof value === 'number' ? String(value) : textOf(value);
}

function parseJson(text: string): unknown {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
