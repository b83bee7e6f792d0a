import { leaseMilliseconds } from '../core/leases.ts';
import type { Parts } from '../core/parts.ts';

const everyMs = leaseMilliseconds / 3;

/** Prolongs the leases of this process's generations, from time to time. */
export interface Heartbeat {
  start(): void;
  stop(): void;
}

/** Makes the heartbeat; it writes nothing while `isBusy` says that nothing is under way. */
export function createHeartbeat(
  isBusy: () => boolean,
  { store, processId, logger, now }: Pick<Parts, 'store' | 'processId' | 'logger' | 'now'>,
): Heartbeat {
  let timer: NodeJS.Timeout | undefined;
  const beat = () => {
    if (!isBusy()) return;
    const lease = { owner: processId, until: now() + leaseMilliseconds };
    store.leases.renew(lease).catch((cause: unknown) => {
      logger.warn({ cause }, 'the leases of running generations could not be prolonged');
    });
  };
  return {
    start() {
      timer ??= setInterval(beat, everyMs).unref();
    },
    stop: () => clearInterval(timer),
  };
}
