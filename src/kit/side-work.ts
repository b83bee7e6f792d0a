/** Work that goes on beside a main line, and whose failures must not surface before its end. */
export interface SideWork {
  /** Whether any of it has failed so far. */
  readonly failed: boolean;
  add(work: Promise<void>): void;
  /** Resolves when all of it is over, well or not. */
  settled(): Promise<void>;
  /** Throws the first failure, if there is one. */
  throwFirst(): void;
}

/** Gathers promises that are awaited late: a failure in between is kept, never unhandled. */
export function createSideWork(): SideWork {
  const running: Promise<void>[] = [];
  const failures: unknown[] = [];
  return {
    get failed() {
      return failures.length > 0;
    },
    add(work) {
      running.push(work.catch((thrown: unknown) => void failures.push(thrown)));
    },
    async settled() {
      await Promise.all(running);
    },
    throwFirst() {
      if (failures.length > 0) throw failures[0];
    },
  };
}
