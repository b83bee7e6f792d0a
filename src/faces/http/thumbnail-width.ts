import { AppError } from '../../core/errors.ts';
import { type ThumbnailWidth, thumbnailWidths } from '../../core/library/thumbnails.ts';
import type { HttpContext } from './context.ts';

/** The `w` of `/i/<name>?w=512`; undefined for the picture as it is. Throws `invalid_value`. */
export function readThumbnailWidth(context: HttpContext): ThumbnailWidth | undefined {
  const param = 'w';
  const asked = context.req.query(param);
  if (asked === undefined) return undefined;
  const width = thumbnailWidths.find((known) => String(known) === asked);
  if (width !== undefined) return width;
  const list = thumbnailWidths.join(', ');
  const expected = { en: `one of ${list}`, zh: `${list} 之一` };
  const got = JSON.stringify(asked.slice(0, 20));
  throw new AppError('invalid_value', { param, expected, got }, { param });
}
