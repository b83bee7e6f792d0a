/** Work that goes on beside a main line, and whose failures must not surface before its end. */
export interface SideWork {
  /** What has failed so far, in the order it did. */
  readonly failures: readonly unknown[];
  add(work: Promise<void>): void;
  /** Resolves when all of it is over, well or not. */
  settled(): Promise<void>;
}

/** Gathers promises that are awaited late: a failure in between is kept, never unhandled. */
export function createSideWork(): SideWork {
  const running: Promise<void>[] = [];
  const failures: unknown[] = [];
  return {
    failures,
    add(work) {
      running.push(work.catch((thrown: unknown) => void failures.push(thrown)));
    },
    async settled() {
      await Promise.all(running);
    },
  };
}
