import { setTimeout as sleep } from 'node:timers/promises';
import type { Parts } from '../core/parts.ts';

const everyMs = 60_000;
/** SQLite takes them without a turn of the loop, and requests wait for one. */
const atOnce = 50;
const shortestPauseMs = 10;

/** Takes generations into the index of words that were written without it. */
export interface WordSweep {
  /** Looks now and every minute, until `stop`. */
  start(): void;
  /** Begins nothing new; resolves when nothing is under way. */
  stop(): Promise<void>;
}

/**
 * Makes the sweep. Older versions on the same records write no words, nor did those before; until
 * they are taken in, they are found in another way, which takes longer.
 */
export function createWordSweep({ store, logger }: Pick<Parts, 'store' | 'logger'>): WordSweep {
  const stopping = new AbortController();
  const { signal } = stopping;
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> = Promise.resolve();

  async function sweep(): Promise<void> {
    let taken = 0;
    while (!signal.aborted) {
      const began = performance.now();
      const more = await store.indexWords(atOnce);
      if (more === 0) break;
      taken += more;
      // As long as it worked it lets others work, on this server and on the database.
      const pauseMs = Math.max(shortestPauseMs, performance.now() - began);
      await sleep(pauseMs, undefined, { signal, ref: false }).catch(() => {});
    }
    if (taken > 0) logger.info({ generations: taken }, 'the index of words has taken more in');
  }

  function begin(): void {
    working = sweep()
      .catch((cause: unknown) => logger.warn({ cause }, 'the index of words could not be filled'))
      .finally(() => {
        if (!signal.aborted) timer = setTimeout(begin, everyMs).unref();
      });
  }

  return {
    start: begin,
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      await working;
    },
  };
}
