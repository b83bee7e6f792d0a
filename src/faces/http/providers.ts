import { AppError, toAppError } from '../../core/errors.ts';
import type { Provider } from '../../core/provider.ts';
import { readFlag } from '../../core/request.ts';
import type { Locale } from '../../core/template.ts';
import { createHttpClient } from '../../kit/http-client.ts';
import { detectServers, howToUse, localAddresses } from '../../providers/detect.ts';
import { authenticateOperator } from './auth.ts';
import type { HttpContext, HttpOptions } from './context.ts';

const patienceMs = 10_000;

/**
 * `GET /v1/providers`: what is configured, the preferred one first. Nothing is asked of anybody; with
 * `detect=true` it also looks, on this machine alone, for servers that paint and are not in use yet.
 */
export async function listProviders(context: HttpContext, options: HttpOptions): Promise<Response> {
  const { locale } = authenticateOperator(context, options);
  const { providers } = options.app;
  const data = providers.map((provider) => describeProvider(provider, locale));
  const detects = readFlag('detect', context.req.query('detect')) ?? false;
  const detected = detects && (await detectOthers(providers, locale));
  return context.json({ object: 'list', data, ...(detected && { detected }) });
}

async function detectOthers(providers: readonly Provider[], locale: Locale) {
  // It reaches those addresses and nothing else.
  const client = createHttpClient({ trustedOrigins: localAddresses });
  const found = await detectServers({ client, signal: AbortSignal.timeout(patienceMs) }).finally(
    () => client.close(),
  );
  const inUse = new Set(providers.map(({ origin }) => origin));
  return found
    .filter(({ address }) => !inUse.has(address) && !inUse.has(withName(address)))
    .map((server) => ({
      kind: server.kind,
      origin: server.address,
      about: server.about,
      how_to_use: howToUse(server)[locale],
    }));
}

/** As the other half of people write it. */
function withName(address: string): string {
  return address.replace('127.0.0.1', 'localhost');
}

/** `POST /v1/providers/{name}/check`: asks it now, without cost, whether it is there and takes our key. */
export async function checkProvider(context: HttpContext, options: HttpOptions): Promise<Response> {
  const { locale } = authenticateOperator(context, options);
  const name = context.req.param('name') ?? '';
  const provider = options.app.providers.find((known) => known.name === name);
  if (!provider) {
    const hint = { en: 'List the providers to see their names.', zh: '请列出服务商查看名称。' };
    throw new AppError('not_found', { what: name, hint });
  }
  return context.json({ name, object: 'provider_check', ...(await check(provider, locale)) });
}

interface Check {
  /** `untold` where its API has no such question. */
  status: 'online' | 'offline' | 'untold';
  message: string | null;
  http_status: number | null;
  milliseconds: number | null;
}

async function check(provider: Provider, locale: Locale): Promise<Check> {
  const { problem } = provider;
  const untold = { http_status: null, milliseconds: null };
  if (problem) return { status: 'offline', message: problem.text(locale), ...untold };
  if (!provider.status) return { status: 'untold', message: null, ...untold };
  const started = Date.now();
  const took = () => Date.now() - started;
  try {
    const told = await provider.status(AbortSignal.timeout(patienceMs));
    const status = told.online ? 'online' : 'offline';
    const { message, httpStatus = null } = told;
    return { status, message, http_status: httpStatus, milliseconds: took() };
  } catch (thrown) {
    const message = toAppError(thrown).text(locale);
    return { status: 'offline', message, http_status: null, milliseconds: took() };
  }
}

function describeProvider(provider: Provider, locale: Locale) {
  const models = provider.models();
  const verified = models.map((row) => row.verified).filter((how) => how !== undefined);
  return {
    name: provider.name,
    object: 'provider',
    kind: provider.kind,
    origin: provider.origin ?? null,
    default_model: provider.defaultModel,
    models: models.length,
    verified: [...new Set(verified)],
    problem: provider.problem?.text(locale) ?? null,
    paused: provider.pause?.()?.text(locale) ?? null,
  };
}
