import type { Job } from '../queue.ts';

/** How long whoever was cut off may take to ask again, in milliseconds. */
const usualPatience = 10_000;

/**
 * A job that is cancelled when nobody waits for it any more. Clients that were cut off ask again by
 * themselves, so it goes on for a moment; whoever joins it then keeps it going.
 */
export function stopWhenLeft(job: Job, patience = usualPatience): Job {
  let waiting = 1;
  let timer: NodeJS.Timeout | undefined;
  void job.done.then(() => clearTimeout(timer));
  return {
    ...job,
    get accepted() {
      return job.accepted;
    },
    abortsWhenLeft: true,
    joined() {
      waiting += 1;
      clearTimeout(timer);
    },
    async left() {
      waiting -= 1;
      clearTimeout(timer);
      if (waiting <= 0) timer = setTimeout(job.cancel, patience).unref();
      await job.left();
    },
  };
}
