import { AppError } from '../../core/errors.ts';
import type { HttpClient, HttpRequest } from '../../kit/http-client.ts';
import { askHost } from '../wire/ask-host.ts';
import { lskyRefusal, lskySecrets } from './refusal.ts';

/** Which server is asked, and as whom. */
export interface LskyAccess {
  /** The host's name, for errors. */
  host: string;
  /** Undefined asks as a guest. */
  token: string | undefined;
  client: HttpClient;
  /** For one call as a whole, in milliseconds. */
  timeoutMs: number;
}

/** Its own answers have a few hundred bytes; what is much longer is a web page. */
const maxAnswerBytes = 64 * 1024;

/**
 * Sends one request as Lsky wants it and gives the `data` of its answer. Everything else that can
 * come back, or fail to, is thrown as an AppError.
 */
export async function askLsky(
  access: LskyAccess,
  request: HttpRequest,
  outer: AbortSignal,
): Promise<unknown> {
  const { host, token } = access;
  // Without this Accept a wrong token is answered by a redirect to the login page, not by a 401.
  const headers: Record<string, string> = { ...request.headers, accept: 'application/json' };
  // An empty header would be a wrong token; only none at all makes a guest.
  if (token !== undefined) headers.authorization = authorization(token, host);
  const asked = { ...access, secrets: lskySecrets(token) };
  return askHost(asked, { ...request, headers }, outer, async (answer) => {
    const json = parseJson(await answer.text(maxAnswerBytes));
    // Pro+ 2.x says 'success' where the others say true.
    const verdict = property(json, 'status');
    if (answer.status < 300 && (verdict === true || verdict === 'success')) {
      return property(json, 'data');
    }
    const refused = { status: answer.status, headers: answer.headers, json };
    throw lskyRefusal(refused, { host, address: request.url, token });
  });
}

/** The property of something that may be no object at all. */
export function property(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name];
}

/** A placeholder such as `你的令牌` cannot even be sent. */
function authorization(token: string, host: string): string {
  if (/^[\x21-\x7e]+$/.test(token)) return `Bearer ${token}`;
  const reason = 'it has characters that no token has.';
  const settings = 'IMAGE_HOSTING_TOKEN';
  throw new AppError('host_unauthorized', { host, status: 'not sent', reason, settings });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
