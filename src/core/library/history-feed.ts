import { type Bell, createBell } from '../../kit/bell.ts';
import type { Caller } from '../caller.ts';
import { AppError } from '../errors.ts';
import type { Generation } from '../generation.ts';
import { type Change, type ChangeTrail, createChangeTrail } from './feed/change-trail.ts';
import { type WatchedRecords, watchRecords } from './feed/watch-records.ts';
import { ownerFor } from './history.ts';

/** What whoever follows the history is told; `place` is where to go on from. */
export type FeedEvent =
  /** What happened before is not told: the list has to be asked for. */
  | { type: 'begun'; place: string }
  /** It was asked for, has ended, or is shown otherwise. */
  | { type: 'changed'; place: string; generation: Generation }
  | { type: 'deleted'; place: string; id: string };

/** Everything that happens to a caller’s generations, or to all for ADMIN, whichever process does it. */
export interface HistoryFeed {
  /**
   * From behind a place, or from now on; ends with `signal`, and when this process stops. Throws
   * `too_many_followers` or `shutting_down`, at once.
   */
  follow(caller: Caller, after: string | undefined, signal: AbortSignal): AsyncIterable<FeedEvent>;
  /** Ends everything that is followed; nothing can be followed any more. */
  close(): void;
}

/** What the feed watches, and for how many. */
export interface HistoryFeedOptions extends WatchedRecords {
  mostFollowers?: number;
  /** How long the records are watched on after the last one left, who may come back; in milliseconds. */
  lingerMs?: number;
}

const usualFollowers = 500;
const usualLingerMs = 60_000;
const wakeEveryMs = 60_000;
const trailLength = 500;

/** Makes the one feed of a process; while nobody follows it does nothing. */
export function createHistoryFeed(options: HistoryFeedOptions): HistoryFeed {
  const { mostFollowers = usualFollowers, lingerMs = usualLingerMs } = options;
  const trail = createChangeTrail(trailLength);
  const followers = new Set<() => void>();
  let isClosed = false;
  let linger: NodeJS.Timeout | undefined;
  const tell = () => {
    for (const wake of [...followers]) wake();
  };
  const watch = watchRecords(options, {
    tell(changes) {
      for (const change of changes) trail.push(change);
      if (changes.length > 0) tell();
    },
    lose() {
      trail.breakOff();
      tell();
    },
  });

  function join(wake: () => void): void {
    if (isClosed) throw new AppError('shutting_down', {});
    if (followers.size >= mostFollowers) {
      throw new AppError('too_many_followers', { limit: mostFollowers });
    }
    clearTimeout(linger);
    followers.add(wake);
    watch.start();
  }

  function leave(wake: () => void): void {
    followers.delete(wake);
    if (followers.size > 0) return;
    linger = setTimeout(() => {
      watch.stop();
      trail.breakOff();
    }, lingerMs).unref();
  }

  return {
    follow(caller, after, signal) {
      const bell = createBell();
      const wake = () => bell.ring();
      join(wake);
      const found = after === undefined ? undefined : trail.find(after);
      signal.addEventListener('abort', wake, { once: true });
      const leaveOnce = () => leave(wake);
      // Who never begins to read leaves as well.
      signal.addEventListener('abort', leaveOnce, { once: true });
      if (signal.aborted) leave(wake);
      return (async function* () {
        try {
          const isOver = () => signal.aborted || isClosed;
          yield* walk(trail, { owner: ownerFor(caller), found, isOver, bell });
        } finally {
          signal.removeEventListener('abort', leaveOnce);
          if (followers.has(wake)) leave(wake);
        }
      })();
    },
    close() {
      isClosed = true;
      clearTimeout(linger);
      watch.stop();
      tell();
    },
  };
}

/** Goes along the trail for one who sees what `owner` has, from a place or from now on. */
async function* walk(
  trail: ChangeTrail,
  { owner, found, isOver, bell }: Walker,
): AsyncGenerator<FeedEvent> {
  let at = found ?? trail.newest;
  const begin = (): FeedEvent => ({ type: 'begun', place: trail.nameOf(at) });
  if (found === undefined) yield begin();
  while (!isOver()) {
    const step = trail.after(at);
    if (step === 'lost') {
      at = trail.newest;
      yield begin();
    } else if (step) {
      at = step.number;
      const isTheirs = owner === undefined || step.change.owner === owner;
      if (isTheirs) yield { ...toEvent(step.change), place: trail.nameOf(at) };
    } else {
      await bell.wait(wakeEveryMs);
    }
  }
}

interface Walker {
  owner: string | undefined;
  found: number | undefined;
  isOver(): boolean;
  bell: Pick<Bell, 'wait'>;
}

function toEvent(change: Change) {
  if (change.type === 'deleted') return { type: 'deleted' as const, id: change.id };
  return { type: 'changed' as const, generation: change.generation };
}
