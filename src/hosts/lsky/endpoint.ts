import { AppError } from '../../core/errors.ts';

/** The addresses of one Lsky server. */
export interface LskyEndpoint {
  /** `https://x`, for comparing a caller's address with the configured one. */
  origin: string;
  upload: string;
  /** Pro+ 2.x (`/api/v2`) calls the form's fields by other names. */
  version: 1 | 2;
  /** Where the image of this key is deleted. */
  image(key: string): string;
}

/** The origin of a host's address, or undefined where the text is no http(s) address. */
export function lskyOrigin(url: string): string | undefined {
  return parse(url)?.origin;
}

/**
 * Takes an address as people write it: a bare origin, `…/api`, `…/api/v1` or the whole upload
 * route. Any other path is believed to be the upload route. Query, fragment and user info are
 * left out. Throws `wrong_setting` where the text is no http(s) address.
 */
export function lskyEndpoint(url: string): LskyEndpoint {
  const parsed = parse(url);
  if (!parsed) {
    throw new AppError('wrong_setting', {
      name: 'IMAGE_HOSTING_URL',
      expected: 'an http or https address such as https://image.example/api/v1/upload',
      got: 'something else',
    });
  }
  const path = uploadPath(parsed.pathname.replace(/\/+$/, ''));
  return {
    origin: parsed.origin,
    upload: parsed.origin + path,
    version: path.endsWith('/api/v2/upload') ? 2 : 1,
    image: (key) => parsed.origin + path.replace(/[^/]*$/, `images/${encodeURIComponent(key)}`),
  };
}

function uploadPath(path: string): string {
  if (path === '') return '/api/v1/upload';
  if (path.endsWith('/api')) return `${path}/v1/upload`;
  if (/\/api\/v\d+$/.test(path)) return `${path}/upload`;
  return path;
}

function parse(url: string): URL | undefined {
  if (!URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  return parsed.protocol === 'https:' || parsed.protocol === 'http:' ? parsed : undefined;
}
