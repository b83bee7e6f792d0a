import { AppError } from '../core/errors.ts';
import { leaseMilliseconds, type Orphan } from '../core/leases.ts';
import type { Parts } from '../core/parts.ts';
import type { Leave } from '../core/places.ts';
import { beginClaimed } from '../core/recover.ts';

/** Between two looks into the journal, in milliseconds: where others tell, where they cannot, or seldom. */
const lookEvery = { told: 10_000, untold: 1_000, rarely: 10_000 };

/** Takes what waits in the journal, as far as there is room here. */
export interface Dispatch {
  /** `often` looks every second for what other processes left, where the store does not tell of it. */
  start(how: { often: boolean }): void;
  /** Takes nothing more; resolves when nothing is being taken. */
  stop(): Promise<void>;
}

/** Makes the dispatch of one process; any number of them on one store take nothing twice. */
export function createDispatch(parts: Parts): Dispatch {
  const { signals } = parts.store;
  const { places } = parts.queue;
  const intake = createIntake(parts);
  /** Counts the reasons to look; what comes during a look is a reason for the next one. */
  let reasons = 0;
  let seen = 0;
  let working: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopListening = () => {};
  let isOn = false;
  let isOften = false;

  async function work(): Promise<void> {
    while (reasons !== seen && isOn) {
      seen = reasons;
      // Nobody who comes now waits for a look that finds nothing.
      const isWanted = await intake.isWanted();
      const leaves = isWanted ? places.takeAll() : [];
      const { length } = leaves;
      const taken = length > 0 ? await intake.fill(leaves) : 0;
      // Where none was free, whoever gives one back is the reason for the next look.
      places.othersWait = isWanted && taken !== undefined && (taken === length || reasons !== seen);
      for (const leave of leaves) leave();
    }
  }

  function look(): void {
    reasons += 1;
    working ??= work().finally(() => {
      working = undefined;
      if (reasons !== seen && isOn) look();
    });
  }

  function pause(): number {
    if (signals.live) return lookEvery.told;
    return isOften || places.othersWait ? lookEvery.untold : lookEvery.rarely;
  }

  function lookLater(): void {
    const run = () => {
      intake.retry();
      look();
      lookLater();
    };
    timer = setTimeout(run, pause()).unref();
  }

  return {
    start({ often }) {
      isOften ||= often;
      if (isOn) return;
      isOn = true;
      places.onFree = look;
      stopListening = signals.listen(({ type }) => {
        if (type !== 'queued') return;
        places.othersWait = true;
        look();
      });
      look();
      lookLater();
    },
    async stop() {
      isOn = false;
      clearTimeout(timer);
      stopListening();
      await working;
      places.onFree = () => {};
      places.othersWait = false;
    },
  };
}

/** Its provider is left alone for a while, which it tells itself. */
function isPaused(cause: unknown): cause is AppError {
  return cause instanceof AppError && cause.code === 'provider_paused';
}

/** Claims and begins; what it uses of the places it takes from their list. */
function createIntake(parts: Parts) {
  const { store, processId, logger, now } = parts;
  /** Claimed, but neither begun nor ended, as where the records went away in between. */
  let unfinished: Orphan[] = [];
  let again: Orphan[] = [];

  async function begin(orphan: Orphan, leave: Leave): Promise<void> {
    try {
      const job = await beginClaimed(orphan, parts);
      if (job) void job.done.then(leave);
      else leave();
    } catch (cause) {
      const { id } = orphan.generation;
      if (isPaused(cause)) logger.info({ generation: id }, cause.message);
      else logger.error({ generation: id, cause }, 'a claimed generation has to wait');
      unfinished.push(orphan);
      leave();
    }
  }

  /** Another process may have thought this one dead meanwhile and ended them, or want them ended. */
  async function stillOpen(orphans: readonly Orphan[]): Promise<Orphan[]> {
    const isOpen = async ({ generation: { id } }: Orphan) =>
      (await store.findGeneration(id))?.state === 'accepted';
    try {
      const open = await Promise.all(orphans.map(isOpen));
      const unwanted = orphans.length > 0 ? await store.leases.cancelled(processId) : [];
      return orphans
        .filter((_, at) => open[at])
        .map((orphan) => ({ ...orphan, cancelled: unwanted.includes(orphan.generation.id) }));
    } catch {
      unfinished.push(...orphans);
      return [];
    }
  }

  async function claim(limit: number): Promise<Orphan[] | undefined> {
    const lease = { owner: processId, until: now() + leaseMilliseconds };
    try {
      return limit > 0 ? await store.leases.claim(lease, limit) : [];
    } catch (cause) {
      logger.warn({ cause }, 'what waits could not be taken');
      return undefined;
    }
  }

  return {
    /** Whether anything waits, as far as that can be told. */
    async isWanted(): Promise<boolean> {
      if (again.length > 0) return true;
      return store.leases.isAnyWaiting().catch((cause: unknown) => {
        logger.warn({ cause }, 'what waits could not be looked for');
        return false;
      });
    },
    /** Gives how many were taken; undefined where the records could not be asked. */
    async fill(leaves: Leave[]): Promise<number | undefined> {
      const late = await stillOpen(again.splice(0, leaves.length));
      const claimed = await claim(leaves.length - late.length);
      const all = [...late, ...(claimed ?? [])];
      // One that cannot even be ended is not tried again before some time has passed.
      await Promise.all(all.map((orphan) => begin(orphan, leaves.pop() ?? (() => {}))));
      return claimed && all.length;
    },
    /** Some time has passed. */
    retry(): void {
      again = [...again, ...unfinished];
      unfinished = [];
    },
  };
}
