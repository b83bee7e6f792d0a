import type { Files } from '../core/library/files.ts';
import type { Logger } from '../core/logger.ts';

const everyMs = 60 * 60_000;

/** Removes files whose time is over, from time to time. */
export interface FileSweep {
  /** Sweeps now and every hour, until `stop`. */
  start(): void;
  stop(): void;
}

/** Makes the sweep; what it could not remove it finds again an hour later. */
export function createFileSweep(files: Pick<Files, 'sweep'>, logger: Logger): FileSweep {
  let timer: NodeJS.Timeout | undefined;
  const sweep = () => {
    files.sweep().catch((thrown: unknown) => {
      logger.warn({ cause: thrown }, 'expired files could not be removed');
    });
  };
  return {
    start() {
      sweep();
      timer = setInterval(sweep, everyMs);
      timer.unref();
    },
    stop: () => clearInterval(timer),
  };
}
