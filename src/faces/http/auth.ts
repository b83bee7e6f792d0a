import { hash, timingSafeEqual } from 'node:crypto';
import type { Caller } from '../../core/caller.ts';
import { AppError } from '../../core/errors.ts';
import type { Key } from '../../core/key.ts';
import { readTraceContext } from '../../core/trace-context.ts';
import { isLoopbackAddress } from '../../kit/address-range.ts';
import {
  assetOriginOf,
  clientAddressOf,
  type HttpContext,
  type HttpOptions,
  localeOf,
} from './context.ts';

/** Whether two secrets are equal, in a time that tells nothing about either. */
export function isSameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => hash('sha256', text, 'buffer');
  return timingSafeEqual(digest(given), digest(expected));
}

/**
 * Finds out who asks, before anything of the request is read: whoever holds ADMIN_KEY or a key, or
 * the local user where there is no ADMIN_KEY and only this machine can connect. `bearer` is what
 * the header carries, unless a form carried it. Throws
 * `unauthorized`, `key_revoked` or `key_expired`.
 */
export async function identify(
  context: HttpContext,
  options: HttpOptions,
  bearer = readBearer(context),
): Promise<void> {
  const { adminKey, app } = options;
  if (adminKey !== undefined && isSameSecret(bearer ?? '', adminKey)) {
    return context.set('identity', { id: 'admin', key: undefined });
  }
  const key = bearer === undefined ? undefined : await app.keys.open(bearer);
  if (key?.scopes.operator) return context.set('identity', { id: 'admin', key: undefined });
  if (key) return context.set('identity', { id: key.id, key });
  if (adminKey === undefined && isLocalUser(context, bearer, options)) {
    return context.set('identity', { id: 'local', key: undefined });
  }
  throw new AppError('unauthorized', {});
}

/** Clients that insist on some key may send any to an open door, but not one that is not a key any more. */
function isLocalUser(
  context: HttpContext,
  bearer: string | undefined,
  options: HttpOptions,
): boolean {
  if (!options.loopbackOnly || bearer?.startsWith('mlk_')) return false;
  // An agent's host got that token for somebody else: where it is taken, it seems to be meant for us.
  if (context.req.path === '/mcp' && isAccessToken(bearer)) return false;
  return isLoopbackAddress(clientAddressOf(context, options));
}

/** Whether it has the shape of a JWT, as OAuth hands them out; none of ours has. */
function isAccessToken(bearer: string | undefined): boolean {
  return bearer !== undefined && /^eyJ[\w-]+\.[\w-]+\.[\w-]*$/.test(bearer);
}

/** The caller that `identify` found for this request. Throws `unauthorized` where it was not asked. */
export function authenticate(
  context: HttpContext,
  face: Caller['face'],
  options: HttpOptions,
): Caller {
  const identity = context.get('identity');
  if (!identity) throw new AppError('unauthorized', {});
  const { id, key } = identity;
  const { traceparent, tracestate } = context.env.incoming.headers;
  return {
    id,
    key,
    face,
    locale: localeOf(context, options),
    mayBringCredentials: mayBring(key, options.callerCredentials),
    rateKey: key?.id,
    ratePerMinute: key?.scopes.rpm,
    assetOrigin: assetOriginOf(context, options),
    trace: readTraceContext(traceparent, tracestate),
  };
}

/** The operator: ADMIN_KEY, the key of the first start, or the local user. Throws `operator_only`. */
export function authenticateOperator(context: HttpContext, options: HttpOptions): Caller {
  const caller = authenticate(context, 'http', options);
  if (caller.key) throw new AppError('operator_only', {});
  return caller;
}

/** What a key was given counts for it, but never more than the operator has switched off. */
function mayBring(key: Key | undefined, setting: HttpOptions['callerCredentials']): boolean {
  if (setting === 'off') return false;
  return key ? key.scopes.callerCredentials : setting === 'allow';
}

/** The token of an `Authorization: Bearer` header. */
export function readBearer(context: HttpContext): string | undefined {
  return /^Bearer +(\S+)\s*$/i.exec(context.req.header('authorization') ?? '')?.[1];
}
