import type { Files } from '../core/files.ts';
import type { Host } from '../core/host.ts';
import type { Parts } from '../core/parts.ts';
import { createFileSweep } from './file-sweep.ts';
import { createHeartbeat } from './heartbeat.ts';
import { createHostRetry } from './host-retry.ts';
import { createRecovery } from './recovery.ts';

/** Everything a process does beside requests. */
export interface Upkeep {
  /** Goes on with what dead processes left, from now on. */
  recover(): void;
  /** Begins all of it. */
  start(): void;
  /** Begins nothing new; resolves when nothing is under way. */
  stop(): Promise<void>;
  /** After the last generation: its lease need not be prolonged any more. */
  end(): void;
}

/** Makes the upkeep; until `start` it only prolongs the leases of what this process works on. */
export function createUpkeep(parts: Parts, host: Host, files: Pick<Files, 'sweep'>): Upkeep {
  const recovery = createRecovery(parts);
  const heartbeat = createHeartbeat(() => parts.queue.size > 0 || recovery.isBusy, parts);
  const retry = createHostRetry(host, parts);
  const sweep = createFileSweep(files, parts.logger);
  heartbeat.start();
  return {
    recover: recovery.start,
    start() {
      recovery.start();
      if (!host.local) retry.start();
      sweep.start();
    },
    async stop() {
      retry.stop();
      sweep.stop();
      await recovery.stop();
    },
    end: heartbeat.stop,
  };
}
