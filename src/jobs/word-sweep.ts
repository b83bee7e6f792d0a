import { setTimeout as sleep } from 'node:timers/promises';
import type { Parts } from '../core/parts.ts';

const everyMs = 60_000;
/** So that many new ones share a commit. */
const gatherMs = 1_000;
/** Where several servers hear of the same new one, the first of them mostly takes it alone. */
const spreadMs = 500;
/** SQLite takes them without a turn of the loop, and requests wait for one. */
const atOnce = 100;
const shortestPauseMs = 10;

/** Takes generations into the index of words, which all are written without. */
export interface WordSweep {
  /** Looks a moment after each new generation, until `stop`; costs nothing where nothing is made. */
  listen(): void;
  /** Looks now and every minute as well. */
  start(): void;
  /** Begins nothing new; resolves when nothing is under way. */
  stop(): Promise<void>;
}

/**
 * Makes the sweep. A request does not wait for the index, and many new ones at once cost it far less
 * than each alone; until they are taken in, they are found in another way.
 */
export function createWordSweep({ store, logger }: Pick<Parts, 'store' | 'logger'>): WordSweep {
  const stopping = new AbortController();
  const { signal } = stopping;
  let timer: NodeJS.Timeout | undefined;
  let gathering: NodeJS.Timeout | undefined;
  let working: Promise<void> = Promise.resolve();
  let stopListening: (() => void) | undefined;

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
    if (taken > 0) logger.debug({ generations: taken }, 'the index of words has taken more in');
  }

  /** One after the other: what is new while one works is left to it, or to the next. */
  function begin(): Promise<void> {
    working = working
      .then(sweep)
      .catch((cause: unknown) => logger.warn({ cause }, 'the index of words could not be filled'));
    return working;
  }

  function listen(): void {
    stopListening ??= store.signals.listen(({ type }) => {
      if (type !== 'begun' || signal.aborted) return;
      gathering ??= setTimeout(
        () => {
          gathering = undefined;
          void begin();
        },
        gatherMs + Math.random() * spreadMs,
      ).unref();
    });
  }

  function look(): void {
    void begin().finally(() => {
      if (!signal.aborted) timer = setTimeout(look, everyMs).unref();
    });
  }

  return {
    listen,
    start() {
      listen();
      look();
    },
    async stop() {
      stopping.abort();
      stopListening?.();
      clearTimeout(timer);
      clearTimeout(gathering);
      await working;
    },
  };
}
