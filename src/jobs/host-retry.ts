import { toAppError } from '../core/errors.ts';
import type { Host } from '../core/host.ts';
import { putOnHost } from '../core/keep.ts';
import type { Parts } from '../core/parts.ts';

const lookEvery = 30_000;
const longestDelay = 6 * 60 * 60_000;
const atOnce = 10;

/** Gives images to their host again whose first try failed, with longer and longer waits. */
export interface HostRetry {
  /** Looks for due images now and from time to time, until `stop`. */
  start(): void;
  stop(): void;
}

/** Makes the retry for one configured host; a host that a caller brought is never asked again. */
export function createHostRetry(
  host: Host,
  parts: Pick<Parts, 'store' | 'assets' | 'logger' | 'now'>,
): HostRetry {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  async function look(): Promise<void> {
    const due = await parts.store.dueForHosting(parts.now(), atOnce);
    for (const { asset, attempts } of due) {
      if (stopped || asset.host !== host.name) continue;
      await putOnHost(asset, host, parts).catch(async (thrown: unknown) => {
        const error = toAppError(thrown);
        const delay = Math.min(longestDelay, lookEvery * 2 ** attempts);
        await parts.store.journal.append({
          type: 'asset-host-failed',
          id: asset.id,
          error: { code: error.code, message: error.message },
          attempts: attempts + 1,
          nextAttemptAt: error.retryable ? parts.now() + delay : undefined,
        });
      });
    }
  }

  function again(): void {
    if (stopped) return;
    timer = setTimeout(run, lookEvery);
    timer.unref();
  }

  function run(): void {
    look()
      .catch((thrown: unknown) =>
        parts.logger.warn({ cause: thrown }, 'hosting could not be retried'),
      )
      .finally(again);
  }

  return {
    start: run,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
