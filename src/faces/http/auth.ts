import { createHash, timingSafeEqual } from 'node:crypto';
import type { Caller } from '../../core/caller.ts';
import { AppError } from '../../core/errors.ts';
import { assetOriginOf, type HttpContext, type HttpOptions, localeOf } from './context.ts';

/** Whether two secrets are equal, in a time that tells nothing about either. */
export function isSameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/**
 * The caller of `/v1` and `/mcp`: whoever holds ADMIN_KEY, or the local user where no key is set
 * and only this machine can connect. Throws `unauthorized`.
 */
export function authenticate(
  context: HttpContext,
  face: Caller['face'],
  options: HttpOptions,
): Caller {
  const { adminKey, loopbackOnly, callerCredentials } = options;
  const bearer = readBearer(context);
  const known = adminKey === undefined ? loopbackOnly : isSameSecret(bearer ?? '', adminKey);
  if (!known) throw new AppError('unauthorized', {});
  return {
    id: adminKey === undefined ? 'local' : 'admin',
    face,
    locale: localeOf(context, options),
    mayBringCredentials: callerCredentials === 'allow',
    rateKey: undefined,
    ratePerMinute: undefined,
    assetOrigin: assetOriginOf(context, options),
  };
}

/** The token of an `Authorization: Bearer` header. */
export function readBearer(context: HttpContext): string | undefined {
  return /^Bearer +(\S+)\s*$/i.exec(context.req.header('authorization') ?? '')?.[1];
}
