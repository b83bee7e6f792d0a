import { isIP } from 'node:net';
import { AppError } from '../../core/errors.ts';

/** What the guard lets through. */
export interface GuardOptions {
  publicUrl: string | undefined;
  /** The address the server listens on, as the settings name it. */
  host: string;
  /** Origins of other sites whose pages may ask. */
  corsOrigins?: readonly string[];
}

/**
 * Refuses what a page in somebody's browser could send against the user's will: a Host that is
 * a name which is not ours (DNS rebinding), and an Origin that is neither the Host's nor named by the
 * operator. Literal addresses cannot be rebound and pass. Throws `forbidden_host`.
 */
export function createGuard({ publicUrl, host, corsOrigins = [] }: GuardOptions) {
  const publicHost = publicUrl ? new URL(publicUrl).host : undefined;
  const publicName = publicUrl ? [new URL(publicUrl).hostname] : [];
  const own = new Set(['localhost', host.toLowerCase(), ...publicName]);
  return (headers: { host?: string | undefined; origin?: string | undefined }): void => {
    const asked = readHost(headers.host);
    if (!asked || !(own.has(asked.hostname) || isLiteral(asked.hostname))) {
      throw refusal('Host', headers.host);
    }
    if (headers.origin === undefined || corsOrigins.includes(headers.origin)) return;
    const origin = readOrigin(headers.origin);
    if (origin === undefined || (origin !== asked.host && origin !== publicHost)) {
      throw refusal('Origin', headers.origin);
    }
  };
}

/** A name or address and perhaps a port; the parser alone would take a user or a path as well. */
function readHost(host: string | undefined): URL | undefined {
  const url = `http://${host ?? ''}`;
  return /^[^\s/\\?#@]+$/.test(host ?? '') && URL.canParse(url) ? new URL(url) : undefined;
}

/** Host and port of a web page's origin; undefined for `null` and for pages of another kind. */
function readOrigin(origin: string): string | undefined {
  return /^https?:\/\//i.test(origin) && URL.canParse(origin) ? new URL(origin).host : undefined;
}

function isLiteral(name: string): boolean {
  return isIP(name.replace(/^\[|\]$/g, '')) !== 0;
}

function refusal(header: string, got: string | undefined): AppError {
  return new AppError('forbidden_host', { header, got: JSON.stringify(got ?? '') });
}
