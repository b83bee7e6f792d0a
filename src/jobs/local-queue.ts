import type { Job, Queue } from '../core/queue.ts';
import { createPlaces } from './places.ts';

/** The jobs of this process, for as long as they run; at most `concurrency` of the asynchronous ones at once. */
export function createLocalQueue(concurrency = Number.POSITIVE_INFINITY): Queue {
  const places = createPlaces(concurrency);
  const jobs = new Map<string, Job>();
  let closed = false;
  return {
    add(job) {
      jobs.set(job.id, job);
      void job.done.then(() => jobs.delete(job.id));
    },
    find: (id) => jobs.get(id),
    places,
    get size() {
      return jobs.size;
    },
    get closed() {
      return closed;
    },
    close() {
      closed = true;
    },
    async drain(milliseconds) {
      const late = new AbortController();
      const timer = setTimeout(() => late.abort(), milliseconds);
      const deadline = new Promise((resolve) => late.signal.addEventListener('abort', resolve));
      // One that ends may have let another one in.
      do {
        const all = Promise.all([...jobs.values()].map((job) => job.done));
        await Promise.race([all, deadline]);
      } while (jobs.size > 0 && !late.signal.aborted);
      clearTimeout(timer);
      return jobs.size === 0;
    },
  };
}
