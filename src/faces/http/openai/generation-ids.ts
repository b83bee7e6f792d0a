import { AppError } from '../../../core/errors.ts';

/** The ids of `generations`, each once, at most so many. Throws `invalid_value`. */
export function readGenerationIds(value: unknown, most: number): string[] {
  const param = 'generations';
  const ids = Array.isArray(value) ? new Set(value) : new Set();
  const isGood = [...ids].every((id) => typeof id === 'string' && /^gen_\w{1,64}$/.test(id));
  if (isGood && ids.size > 0 && ids.size <= most) return [...ids] as string[];
  const expected = {
    en: `1 to ${most} ids of generations`,
    zh: `1 到 ${most} 个生成记录的 id`,
  };
  const got = Array.isArray(value) ? `${ids.size}` : typeof value;
  throw new AppError('invalid_value', { param, expected, got }, { param });
}
