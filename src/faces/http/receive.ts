import type { HttpContext } from './context.ts';

/**
 * `POST /receive`: what a phone shares with the page, where the page's worker was not there yet to take
 * it. Nothing is read or kept; the page says so.
 */
export function missShare(context: HttpContext): Response {
  const headers = { location: './?shared=missed', 'cache-control': 'no-store' };
  return context.body(null, 303, headers);
}
