import { AppError } from '../errors.ts';
import type { Key } from '../key.ts';

/** Refuses a key whose time is over: `key_revoked` or `key_expired`; `now` in milliseconds since 1970. */
export function checkLife({ revokedAt, scopes: { expiresAt } }: Key, now: number): void {
  if (revokedAt !== undefined) throw new AppError('key_revoked', { date: dateOf(revokedAt) });
  if (expiresAt !== undefined && expiresAt <= now) {
    throw new AppError('key_expired', { date: dateOf(expiresAt) });
  }
}

/** Refuses what lies outside a key's scopes: `model_not_allowed` or `too_many_images`. */
export function checkScopes({ scopes }: Key, wish: { model: string; n: number }): void {
  const { models, maxN } = scopes;
  if (models && !allowsModel(models, wish.model)) {
    const values = { model: wish.model, models: models.join(', ') };
    throw new AppError('model_not_allowed', values, { param: 'model' });
  }
  if (maxN !== undefined && wish.n > maxN) {
    throw new AppError('too_many_images', { limit: maxN, got: wish.n }, { param: 'n' });
  }
}

/**
 * Whether one of the patterns names this `provider/model`. A pattern with a slash is held against
 * the whole of it and one without against the model alone, so that a relay's model with a slash in
 * its name never passes for another provider's.
 */
export function allowsModel(patterns: readonly string[], model: string): boolean {
  const bare = model.slice(model.indexOf('/') + 1);
  return patterns.some((pattern) => matches(pattern, pattern.includes('/') ? model : bare));
}

/** `*` is any run of characters. Looks for the parts one after another: no pattern can be slow. */
function matches(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

function dateOf(at: number): string {
  return new Date(at).toISOString();
}
