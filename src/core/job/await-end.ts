import { createBell } from '../../kit/bell.ts';
import type { Generation } from '../generation.ts';
import type { Store } from '../store.ts';

/** Between two looks at a record, in milliseconds: where its end is told, and where it is not. */
const lookEvery = { told: 5_000, untold: 400 };

/** How long an end is waited for. */
export interface EndPatience {
  /** In milliseconds; for ever where it is not given. */
  patience?: number;
  /** Rejects with its reason. */
  signal?: AbortSignal;
}

/**
 * Waits for a generation to end, whichever process works on it. Resolves with its record, as it
 * stands where the patience is over, or with undefined where there is none any more.
 */
export async function awaitEnd(
  id: string,
  store: Pick<Store, 'findGeneration' | 'signals'>,
  { patience = Number.POSITIVE_INFINITY, signal }: EndPatience = {},
): Promise<Generation | undefined> {
  const { signals } = store;
  const bell = createBell();
  const stop = signals.listen((sign) => {
    if (sign.type === 'ended' && sign.id === id) bell.ring();
  });
  const deadline = Date.now() + patience;
  try {
    for (;;) {
      const generation = await store.findGeneration(id);
      const left = deadline - Date.now();
      if (!generation || generation.endedAt !== undefined || left <= 0) return generation;
      await bell.wait(Math.min(left, signals.live ? lookEvery.told : lookEvery.untold), signal);
    }
  } finally {
    stop();
  }
}
