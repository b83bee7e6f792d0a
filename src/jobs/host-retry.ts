import { AppError, toAppError } from '../core/errors.ts';
import type { Host } from '../core/host.ts';
import type { Asset } from '../core/image.ts';
import { putOnHost, recordHostFailure } from '../core/keep.ts';
import type { Parts } from '../core/parts.ts';

const lookEvery = 30_000;
const longestDelay = 6 * 60 * 60_000;
const atOnce = 10;
const mostElsewhere = 1000;
/** Longer than one try takes: whoever dies in it leaves the image to the next. */
const longestTry = 90_000;

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
  /** Names of images whose bytes are not here: another server on the same records has them. */
  const elsewhere = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  async function look(): Promise<void> {
    const due = await parts.store.dueForHosting(parts.now(), atOnce + elsewhere.size);
    for (const { asset, attempts } of due) {
      if (stopped) return;
      if (elsewhere.has(asset.name) || (await isElsewhere(asset))) continue;
      const now = parts.now();
      // Another server that has this folder too may have been quicker.
      if (!(await parts.store.claimHosting(asset.id, now, now + longestTry))) continue;
      await giveAgain(asset).catch(async (thrown: unknown) => {
        const error = toAppError(thrown);
        const delay = Math.min(longestDelay, lookEvery * 2 ** attempts);
        parts.logger.info({ asset: asset.id, host: asset.host, attempts }, error.message);
        await recordHostFailure(asset, error, attempts, delay, parts);
      });
    }
  }

  /** Nobody takes an image off the list whose bytes another may have. */
  async function isElsewhere({ name, host: meant }: Asset): Promise<boolean> {
    if (meant !== host.name || (await parts.assets.open(name))) return false;
    if (elsewhere.size < mostElsewhere) elsewhere.add(name);
    parts.logger.info({ asset: name }, 'an image is left to the server that has its file');
    return true;
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
    start() {
      if (!stopped) run();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
