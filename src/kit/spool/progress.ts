/** How far a writer has come, told to those who follow it. */
export interface Progress {
  /** How much can be read. */
  readonly bytes: number;
  readonly ended: boolean;
  advance(bytes: number): void;
  end(): void;
  /** Only the first failure counts. */
  fail(reason: unknown): void;
  /** Throws the failure, if there is one. */
  check(): void;
  /** Resolves at the next change. */
  changed(): Promise<void>;
}

/** Makes the progress of a writer that has written nothing yet. */
export function createProgress(): Progress {
  let bytes = 0;
  let ended = false;
  let failure: { reason: unknown } | undefined;
  const waiting: (() => void)[] = [];

  function wake(): void {
    for (const resolve of waiting.splice(0)) resolve();
  }

  return {
    get bytes() {
      return bytes;
    },
    get ended() {
      return ended;
    },
    advance(more) {
      bytes += more;
      wake();
    },
    end() {
      ended = true;
      wake();
    },
    fail(reason) {
      failure ??= { reason };
      wake();
    },
    check() {
      if (failure) throw failure.reason;
    },
    changed: () => new Promise((resolve) => waiting.push(resolve)),
  };
}
