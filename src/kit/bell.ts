/** Wakes one who waits, or who comes to wait afterwards: a ring is never missed. */
export interface Bell {
  ring(): void;
  /** Resolves at a ring, or after so many milliseconds; rejects with the reason of `signal`. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** Makes a bell; several rings before a wait are one. While it is waited for, nothing else is kept alive. */
export function createBell(): Bell {
  let rung = false;
  let wake = () => {};
  return {
    ring() {
      rung = true;
      wake();
    },
    async wait(milliseconds, signal) {
      signal?.throwIfAborted();
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, milliseconds).unref();
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
          signal?.addEventListener('abort', wake, { once: true });
        });
        signal?.removeEventListener('abort', wake);
      }
      rung = false;
      signal?.throwIfAborted();
    },
  };
}
