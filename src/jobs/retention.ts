import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ExpiredPlace, KeepingTerms, Pile, ShelfLimits } from '../core/library/shelf.ts';
import type { Parts } from '../core/parts.ts';

const everyMs = 5 * 60_000;
/** Who reads what will go, and did not mean it, has this long to stop the server. */
const warningMs = 5_000;
/** An answer may still be on its way from it, or its first try at its host. */
const settlingMs = 10 * 60_000;
const atOnce = 1000;
/** How far the clocks of servers on one store may differ. */
const clockSkewMs = 60 * 60_000;

/** Removes the copies of images that the operator's limits do not let stay. */
export interface Retention {
  /** Tells what is over the limits, and sweeps a moment later and then again and again. */
  start(): void;
  /** Begins nothing new; resolves when nothing is under way. */
  stop(): Promise<void>;
  /** Tells what a sweep would take, and how much is here. */
  announce(): Promise<void>;
  /** Takes it: marks each image as expired, and removes its file after that. */
  sweep(): Promise<Pile>;
}

type RetentionParts = Pick<Parts, 'store' | 'assets' | 'logger' | 'telemetry' | 'now'>;

/**
 * Makes the retention. Without terms it only removes what was marked in a run before. The marks are
 * shared by all who share the records, the files perhaps not: each process removes from its folder.
 */
export function createRetention(terms: KeepingTerms, parts: RetentionParts): Retention {
  const { store, logger, telemetry, now } = parts;
  const limited = terms.keptFor !== undefined || terms.maxBytes !== undefined;
  const stopping = new AbortController();
  const clear = createClearing(parts, stopping.signal);
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<unknown> = Promise.resolve();

  const limits = (): ShelfLimits => ({
    before: terms.keptFor === undefined ? undefined : now() - terms.keptFor,
    maxBytes: terms.maxBytes,
    settledBefore: now() - settlingMs,
  });

  async function announce(): Promise<void> {
    const [here, over] = [await store.shelf.measure(), await store.shelf.overdue(limits())];
    const facts = { here, over, ...terms };
    if (over.count === 0) logger.info(facts, 'retention: no image is over the limits');
    else logger.warn(facts, `retention: ${weight(over)} will be removed, favourites never`);
  }

  async function sweep(): Promise<Pile> {
    const gone: Pile = { count: 0, bytes: 0 };
    let more = limited;
    while (more && !stopping.signal.aborted) {
      const expired = await store.shelf.expire(limits(), now(), atOnce);
      const bytes = expired.reduce((sum, { size }) => sum + size, 0);
      telemetry.imagesExpired({ count: expired.length, bytes });
      gone.count += expired.length;
      gone.bytes += bytes;
      more = expired.length === atOnce;
      // SQLite answers without a turn of the loop, and requests wait for one.
      await nextTurn();
    }
    await clear();
    if (gone.count > 0) logger.info(gone, `retention: removed ${weight(gone)}`);
    return gone;
  }

  function begin(work: () => Promise<unknown>, thenAfterMs: number): void {
    working = work()
      .catch((cause: unknown) => logger.warn({ cause }, 'retention: a sweep failed'))
      .finally(() => {
        if (!stopping.signal.aborted) schedule(thenAfterMs);
      });
  }

  function schedule(afterMs: number): void {
    timer = setTimeout(() => begin(sweep, everyMs), afterMs).unref();
  }

  return {
    announce,
    sweep,
    start() {
      if (limited) begin(announce, warningMs);
      else begin(clear, everyMs);
    },
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      await working;
    },
  };
}

/** Removes the files of images that were marked since it last did, the first time of all. */
function createClearing(
  { store, assets, logger, now }: RetentionParts,
  stopping: AbortSignal,
): () => Promise<void> {
  let since: ExpiredPlace | undefined;

  async function remove(name: string): Promise<boolean> {
    try {
      await assets.remove(name);
      return true;
    } catch (cause) {
      logger.warn({ name, cause }, 'retention: a file could not be removed');
      return false;
    }
  }

  return async () => {
    const began = now();
    let allRemoved = true;
    let place = since;
    for (;;) {
      const gone = await store.shelf.expired(place, atOnce);
      for (const { name } of gone) {
        if (stopping.aborted) return;
        if (!(await remove(name))) allRemoved = false;
      }
      const last = gone.at(-1);
      if (last?.expiredAt === undefined || gone.length < atOnce) break;
      place = { expiredAt: last.expiredAt, id: last.id };
    }
    if (allRemoved) since = { expiredAt: began - clockSkewMs, id: '' };
  };
}

function weight({ count, bytes }: Pile): string {
  return `${count} ${count === 1 ? 'image' : 'images'}, ${(bytes / 1e6).toFixed(1)} MB`;
}
