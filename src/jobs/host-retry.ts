import { AppError, toAppError } from '../core/errors.ts';
import type { Host } from '../core/host.ts';
import type { Asset } from '../core/image.ts';
import { putOnHost, recordHostFailure } from '../core/keep.ts';
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

/**
 * Makes the retry for one configured host. A host that a caller brought, or that is configured no
 * more, is never asked again: its images are taken off the list, where they would stand in the way.
 */
export function createHostRetry(
  host: Host,
  parts: Pick<Parts, 'store' | 'assets' | 'logger' | 'now'>,
): HostRetry {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  async function look(): Promise<void> {
    const due = await parts.store.dueForHosting(parts.now(), atOnce);
    for (const { asset, attempts } of due) {
      if (stopped) return;
      await giveAgain(asset).catch(async (thrown: unknown) => {
        const error = toAppError(thrown);
        const delay = Math.min(longestDelay, lookEvery * 2 ** attempts);
        parts.logger.info({ asset: asset.id, host: asset.host, attempts }, error.message);
        await recordHostFailure(asset, error, attempts, delay, parts);
      });
    }
  }

  async function giveAgain(asset: Asset): Promise<void> {
    if (asset.host === host.name) return void (await putOnHost(asset, host, parts));
    const reason = 'it is not the configured one, and is not asked again.';
    throw new AppError('host_rejected', { host: asset.host, reason });
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
