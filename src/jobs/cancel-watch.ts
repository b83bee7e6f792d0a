import type { Parts } from '../core/parts.ts';

const lookEveryMs = 1_000;
/** Where others tell, only every so many looks is one. */
const toldEvery = 10;

/** Stops what works here and another process was asked to cancel. */
export interface CancelWatch {
  /** Looks from now on, while anything works here. */
  start(): void;
  /** Hears of it at once, where the store can tell. */
  listen(): void;
  stop(): void;
}

/** Makes the watch; where nothing works here it costs nothing. */
export function createCancelWatch({
  store,
  queue,
  processId,
  logger,
}: Pick<Parts, 'store' | 'queue' | 'processId' | 'logger'>): CancelWatch {
  let timer: NodeJS.Timeout | undefined;
  let looks = 0;
  /** Something that was just being claimed here, perhaps. */
  let isMissed = false;
  let stopListening: (() => void) | undefined;

  async function look(): Promise<void> {
    if (queue.size === 0) return;
    looks += 1;
    if (store.signals.live && !isMissed && looks % toldEvery > 0) return;
    isMissed = false;
    for (const id of await store.leases.cancelled(processId)) queue.find(id)?.cancel();
  }

  const run = () => {
    look().catch((cause: unknown) => {
      logger.warn({ cause }, 'what shall be cancelled could not be looked for');
    });
  };
  return {
    start() {
      timer ??= setInterval(run, lookEveryMs).unref();
    },
    listen() {
      stopListening ??= store.signals.listen((sign) => {
        if (sign.type !== 'cancel') return;
        const job = queue.find(sign.id);
        isMissed ||= job === undefined;
        job?.cancel();
      });
    },
    stop() {
      clearInterval(timer);
      stopListening?.();
    },
  };
}
