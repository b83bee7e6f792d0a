import type { RequestId } from '@modelcontextprotocol/server';
import type { Spool } from '../../kit/spool.ts';
import { discardSpools } from './exchange.ts';

/** The requests of one connection that have no answer yet, each with what was set aside of it. */
export interface PendingRequests {
  add(id: RequestId, spools: Map<string, Spool>): void;
  /** What was set aside; once. */
  takeSpools(id: RequestId): Map<string, Spool>;
  /** The request has its answer, or will get none. */
  settle(id: RequestId): void;
  settleAll(): void;
  /** Resolves when none is left, or after so many milliseconds. */
  whenSettled(milliseconds: number): Promise<void>;
}

/** Makes the list of a new connection. */
export function createPendingRequests(): PendingRequests {
  const pending = new Map<RequestId, Map<string, Spool>>();
  const waiting = new Set<() => void>();

  function settle(id: RequestId): void {
    const spools = pending.get(id);
    if (!spools) return;
    pending.delete(id);
    void discardSpools(spools);
    if (pending.size === 0) for (const wake of waiting) wake();
  }

  return {
    add(id, spools) {
      settle(id);
      pending.set(id, spools);
    },
    takeSpools(id) {
      const spools = pending.get(id);
      if (!spools) return new Map();
      pending.set(id, new Map());
      return spools;
    },
    settle,
    settleAll() {
      for (const id of pending.keys()) settle(id);
    },
    async whenSettled(milliseconds) {
      if (pending.size === 0) return;
      await new Promise<void>((resolve) => {
        const wake = () => {
          clearTimeout(timer);
          waiting.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, milliseconds);
        waiting.add(wake);
      });
    },
  };
}
