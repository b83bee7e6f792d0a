import type { Host } from '../core/host.ts';
import type { Files } from '../core/library/files.ts';
import type { KeepingTerms } from '../core/library/shelf.ts';
import type { Parts } from '../core/parts.ts';
import { createCancelWatch } from './cancel-watch.ts';
import { createDispatch } from './dispatch.ts';
import { createFileSweep } from './file-sweep.ts';
import { createHeartbeat } from './heartbeat.ts';
import { createHostRetry } from './host-retry.ts';
import { createRecovery } from './recovery.ts';
import { createRetention } from './retention.ts';
import { createWordSweep } from './word-sweep.ts';

/** Everything a process does beside requests. */
export interface Upkeep {
  /** Goes on with what dead processes left and with what waits, from now on. */
  recover(): void;
  /** Begins all of it. */
  start(): void;
  /** Begins nothing new; resolves when nothing is under way. */
  stop(): Promise<void>;
  /** After the last generation: its lease need not be prolonged, and nobody is told of it later. */
  end(): Promise<void>;
}

/** Makes the upkeep; until `start` it only prolongs the leases of what this process works on. */
export function createUpkeep(
  parts: Parts,
  host: Host,
  files: Pick<Files, 'sweep'>,
  terms: KeepingTerms,
): Upkeep {
  const recovery = createRecovery(parts);
  const heartbeat = createHeartbeat(() => parts.queue.size > 0 || recovery.isBusy, parts);
  const retry = createHostRetry(host, parts);
  const sweep = createFileSweep(files, parts.logger);
  const retention = createRetention(terms, parts);
  const words = createWordSweep(parts);
  const dispatch = createDispatch(parts);
  const cancels = createCancelWatch(parts);
  heartbeat.start();
  cancels.start();
  const recover = (often: boolean) => {
    recovery.start();
    dispatch.start({ often });
    cancels.listen();
    words.listen();
  };
  return {
    // Beside a server, such as one on stdio, that shall cost nothing while nobody asks.
    recover: () => recover(false),
    start() {
      recover(true);
      // What was left behind may now be due for its host.
      const seen = recovery.look().catch(() => {});
      if (!host.local) void seen.then(retry.start);
      sweep.start();
      retention.start();
      words.start();
      parts.webhooks.wake();
    },
    async stop() {
      await dispatch.stop();
      retry.stop();
      sweep.stop();
      await retention.stop();
      await words.stop();
      await recovery.stop();
    },
    async end() {
      heartbeat.stop();
      cancels.stop();
      await parts.webhooks.end();
    },
  };
}
