import type { Sign, Signals } from '../core/signals.ts';

/** Signals that end with the records. */
export interface ClosingSignals extends Signals {
  close(): Promise<void>;
}

/** Signals within one process: `alone` where no other one can be on the same records. */
export function createLocalSignals({ alone }: { alone: boolean }): ClosingSignals {
  const listeners = new Set<(sign: Sign) => void>();
  return {
    live: alone,
    send(sign) {
      for (const listener of [...listeners]) listener(sign);
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: async () => listeners.clear(),
  };
}
