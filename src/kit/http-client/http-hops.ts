import type { HttpAnswer } from './http-answer.ts';
import { HttpError } from './http-error.ts';
import type { HttpRequest } from './http-request.ts';

const maxHops = 5;
const redirectStatuses = new Set([301, 302, 303, 307, 308]);
/** A list of what is harmless, since everybody names the header with the key differently. */
const harmlessHeaders = new Set(['accept', 'accept-language', 'range', 'user-agent']);

/** Sends a request, and where it asks for it, follows where the answers lead; rejects with HttpError. */
export async function followHops(
  request: HttpRequest,
  send: (request: HttpRequest, url: URL) => Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  let url = parseTarget(request.url, false);
  let answer = await send(request, url);
  if (!request.followRedirects || request.method !== 'GET') return answer;
  let headers = request.headers ?? {};
  for (let hop = 1; redirectStatuses.has(answer.status); hop += 1) {
    const { location } = answer.headers;
    if (location === undefined) return answer;
    await answer.discard();
    if (hop > maxHops) {
      throw new HttpError('cut', `${url.host}: redirected more than ${maxHops} times`, {
        sent: true,
      });
    }
    const next = parseTarget(location, true, url);
    if (next.origin !== url.origin) headers = withoutCredentials(headers);
    url = next;
    answer = await send({ ...request, headers }, url).catch((error: HttpError) => {
      throw new HttpError(error.kind, error.message, { sent: true, cause: error.cause });
    });
  }
  return answer;
}

function parseTarget(text: string, sent: boolean, base?: URL): URL {
  const refuse = (reason: string) => new HttpError('address-refused', reason, { sent });
  const url = readUrl(text, base);
  if (!url) throw refuse('The address is not a URL');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw refuse(`The address must be http: or https:, not ${url.protocol}`);
  }
  if (url.username !== '' || url.password !== '') {
    throw refuse(`The address of ${url.host} must not carry a user or password`);
  }
  return url;
}

/** Parses once: asking first whether it can be parsed does all the work twice. */
function readUrl(text: string, base: URL | undefined): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}

function withoutCredentials(headers: Record<string, string>): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => harmlessHeaders.has(name.toLowerCase()));
  return Object.fromEntries(kept);
}
