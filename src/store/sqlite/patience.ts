import { setTimeout as sleep } from 'node:timers/promises';

const longestPauseMs = 100;

/** Runs the work again, with growing pauses, while it fails only because somebody was in the way. */
export async function tryPatiently<Result>(
  work: () => Promise<Result>,
  options: { isBusy(error: unknown): boolean; patienceMs: number },
): Promise<Result> {
  const deadline = Date.now() + options.patienceMs;
  for (let pauseMs = 1; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    try {
      return await work();
    } catch (error) {
      if (!options.isBusy(error) || Date.now() + pauseMs > deadline) throw error;
    }
    await sleep(pauseMs);
  }
}
