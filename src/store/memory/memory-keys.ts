import type { Key, KeyStore } from '../../core/key.ts';
import { dayOf, findCrowded, findExceeded, type Ledger } from '../../core/ledger.ts';
import { type SpendLine, sumSpend } from '../sql/key-spend.ts';

type Line = SpendLine & { keyId: string };

/** Keys and what they spend, in memory. */
export function createMemoryKeys(): { keys: KeyStore; ledger: Ledger } {
  const keys = new Map<string, Key>();
  const idsByHash = new Map<string, string>();
  const find = async (id: string) => structuredClone(keys.get(id));
  return {
    keys: {
      async create(key, secretHash) {
        keys.set(key.id, structuredClone(key));
        idsByHash.set(secretHash, key.id);
      },
      findByHash: (hash) => find(idsByHash.get(hash) ?? ''),
      find,
      list: async () => structuredClone([...keys.values()].sort(byNewest)),
      async revoke(id, at) {
        const key = keys.get(id);
        if (key) key.revokedAt ??= at;
        return find(id);
      },
    },
    ledger: createMemoryLedger(keys),
  };
}

function byNewest(a: Key, b: Key): number {
  return b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1);
}

/** Nothing here waits between looking and writing, and that makes it exact. */
function createMemoryLedger(keys: ReadonlyMap<string, Key>): Ledger {
  const holds = new Map<string, Line>();
  const spent = new Map<string, Line>();
  const spendOf = (keyId: string, day: string) => {
    const lines = [...spent.values(), ...holds.values()].filter((line) => line.keyId === keyId);
    return sumSpend(lines, day);
  };
  return {
    async hold({ id, keyId, at, microUsd, images }, budgets, atOnce) {
      const day = dayOf(at);
      // Who holds places here lives: what has ended was given back.
      const underWay = [...holds.values()].filter((line) => line.keyId === keyId).length;
      const exceeded =
        findCrowded(underWay, atOnce) ??
        findExceeded(spendOf(keyId, day), { microUsd, images }, budgets);
      if (exceeded) return exceeded;
      holds.set(id, { keyId, day, held: true, microUsd, images });
      const key = keys.get(keyId);
      if (key) key.lastSpentAt = at;
      return undefined;
    },
    async settle(id, paid) {
      const hold = holds.get(id);
      if (!hold) return;
      holds.delete(id);
      if (hold.images === 0) return;
      const place = `${hold.keyId} ${hold.day}`;
      const before = spent.get(place) ?? { microUsd: 0, images: 0 };
      const { microUsd, images } = paid ?? hold;
      spent.set(place, {
        ...hold,
        held: false,
        microUsd: before.microUsd + microUsd,
        images: before.images + images,
      });
    },
    async release(id) {
      holds.delete(id);
    },
    spendOf: async (keyId, at) => spendOf(keyId, dayOf(at)),
  };
}
