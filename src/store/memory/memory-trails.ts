import type { Generation } from '../../core/generation.ts';
import type { Rerun } from '../../core/leases.ts';

/** What is known of a generation beside its record. */
export interface Trail {
  requestHash: string;
  idempotencyKey: string | undefined;
  host: string;
  rerun: Rerun;
  /** Undefined once it has ended, and while it waits. */
  leaseOwner: string | undefined;
  /** Milliseconds since 1970. */
  leaseUntil: number | undefined;
  /** Whether somebody wants it cancelled. */
  cancelled: boolean;
  taskId: string | undefined;
  /** Whether nobody is to be given its outcome any more. */
  answered: boolean;
  /** Whether whoever waited for its answer has gone. */
  left: boolean;
}

type Name = Pick<Generation, 'id' | 'owner'>;

/** The trails of generations in memory, and who holds which idempotency key. */
export interface MemoryTrails {
  ofId: ReadonlyMap<string, Trail>;
  /** Tells whether it could be added: not where its idempotency key is taken. */
  add(generation: Name, trail: Trail): boolean;
  delete(generation: Name): void;
  freeKey(generation: Name): void;
  /** The id of the generation that holds it. */
  findByKey(owner: string, idempotencyKey: string): string | undefined;
}

/** Makes them, empty. */
export function createMemoryTrails(): MemoryTrails {
  const ofId = new Map<string, Trail>();
  const idsByKey = new Map<string, string>();
  const nameOf = (owner: string, key: string) => JSON.stringify([owner, key]);

  function freeKey({ id, owner }: Name): void {
    const trail = ofId.get(id);
    if (trail?.idempotencyKey === undefined) return;
    idsByKey.delete(nameOf(owner, trail.idempotencyKey));
    trail.idempotencyKey = undefined;
  }

  return {
    ofId,
    freeKey,
    add({ id, owner }, trail) {
      const { idempotencyKey } = trail;
      if (idempotencyKey !== undefined) {
        const name = nameOf(owner, idempotencyKey);
        if (idsByKey.has(name)) return false;
        idsByKey.set(name, id);
      }
      ofId.set(id, trail);
      return true;
    },
    delete(generation) {
      freeKey(generation);
      ofId.delete(generation.id);
    },
    findByKey: (owner, idempotencyKey) => idsByKey.get(nameOf(owner, idempotencyKey)),
  };
}
