import { showGeneration } from '../api/history.ts';

const firstLookMs = 600;
const lookEveryMs = 1500;

/** Tells how many come before a generation, as long as it `waits`; undefined once its turn came. */
export async function watchPlace(
  id: string,
  waits: () => boolean,
  tell: (ahead: number | undefined) => void,
): Promise<void> {
  let pauseMs = firstLookMs;
  for (let waiting = true; waiting; ) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    pauseMs = lookEveryMs;
    if (!waits()) return;
    // What is not told now is told the next time.
    const seen = await showGeneration(id).catch(() => undefined);
    if (!seen) continue;
    tell(seen.queue_ahead);
    waiting = seen.queue_ahead !== undefined;
  }
}
