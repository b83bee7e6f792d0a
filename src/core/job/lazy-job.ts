import type { Job } from '../queue.ts';

/**
 * A job that is made when somebody wants to know how it goes: thousands may wait at once, and are not
 * looked at before.
 */
export function lazyJob(
  about: Pick<Job, 'id' | 'accepted' | 'rate' | 'replayed' | 'answered' | 'left'>,
  make: () => Job,
): Job {
  let made: Job | undefined;
  const get = () => {
    made ??= make();
    return made;
  };
  return {
    ...about,
    events: () => get().events(),
    cancel: () => get().cancel(),
    get started() {
      return get().started;
    },
    get done() {
      return get().done;
    },
  };
}
