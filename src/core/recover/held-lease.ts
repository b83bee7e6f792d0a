import { type Ledger, toMicroUsd } from '../ledger.ts';
import type { Lease } from '../limiter.ts';

/** The lease of a generation that another process began: what that held is still in the books. */
export function heldLease(id: string, ledger: Ledger): Lease {
  return {
    rate: undefined,
    async settle({ cost, images }) {
      const known = cost && images !== undefined;
      await ledger.settle(id, known ? { microUsd: toMicroUsd(cost.usd), images } : undefined);
    },
    release: () => ledger.release(id),
  };
}
