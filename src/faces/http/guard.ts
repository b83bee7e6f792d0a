import { isIP } from 'node:net';
import { AppError } from '../../core/errors.ts';

/** What the guard lets through. */
export interface GuardOptions {
  publicUrl: string | undefined;
  /** The address the server listens on, as the settings name it. */
  host: string;
}

/**
 * Refuses what a page in somebody's browser could send against the user's will: a Host that is
 * a name which is not ours (DNS rebinding), and an Origin that is not the Host's. Literal addresses cannot be
 * rebound and pass. Throws `forbidden_host`.
 */
export function createGuard({ publicUrl, host }: GuardOptions) {
  const publicHost = publicUrl ? new URL(publicUrl).host : undefined;
  const own = new Set(['localhost', host, ...(publicUrl ? [new URL(publicUrl).hostname] : [])]);
  return (headers: { host?: string | undefined; origin?: string | undefined }): void => {
    const name = hostname(headers.host);
    if (name === undefined || !(own.has(name) || isLiteral(name))) {
      throw refusal('Host', headers.host);
    }
    if (headers.origin === undefined) return;
    const origin = URL.canParse(headers.origin) ? new URL(headers.origin).host : undefined;
    if (origin === undefined || (origin !== headers.host?.toLowerCase() && origin !== publicHost)) {
      throw refusal('Origin', headers.origin);
    }
  };
}

function hostname(host: string | undefined): string | undefined {
  const url = `http://${host ?? ''}`;
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}

function isLiteral(name: string): boolean {
  return isIP(name.replace(/^\[|\]$/g, '')) !== 0;
}

function refusal(header: string, got: string | undefined): AppError {
  return new AppError('forbidden_host', { header, got: JSON.stringify(got ?? '') });
}
