import { AppError } from '../core/errors.ts';

/** Who does how much at once in this process. */
export interface Slots {
  /** Takes a place, and gives back what frees it, once; throws `too_many_at_once`. */
  enter(name: string, limit: number | undefined): () => void;
}

/** Nobody can say when a generation ends; a second is no time to hurry and none to wait. */
const retryAfter = 1;

/** Counts places as they are taken; without a limit there is always one more. */
export function createSlots(): Slots {
  const taken = new Map<string, number>();
  return {
    enter(name, limit) {
      const before = taken.get(name) ?? 0;
      if (limit !== undefined && before >= limit) {
        const rate = { limit, remaining: 0, resetSeconds: retryAfter };
        throw new AppError('too_many_at_once', { limit }, { retryAfter, rate });
      }
      taken.set(name, before + 1);
      let left = false;
      return () => {
        if (left) return;
        left = true;
        const now = (taken.get(name) ?? 0) - 1;
        if (now > 0) taken.set(name, now);
        else taken.delete(name);
      };
    },
  };
}
