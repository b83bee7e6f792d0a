import { AppError, type ErrorDetails } from '../errors.ts';
import type { Asset } from '../image.ts';

/** Why an image that the records tell of is not here: it expired, else it was lost. */
export function missingFile(
  { name, expiredAt }: Pick<Asset, 'name' | 'expiredAt'>,
  what = name,
  details: ErrorDetails = {},
): AppError {
  if (expiredAt !== undefined) {
    const date = new Date(expiredAt).toISOString().slice(0, 10);
    return new AppError('image_expired', { what, date }, details);
  }
  const hint = { en: 'Its file is gone.', zh: '文件已不在。' };
  return new AppError('not_found', { what, hint }, details);
}
