import type { Job, Queue } from '../core/queue.ts';

/** The jobs of this process, for as long as they run. */
export function createLocalQueue(): Queue {
  const jobs = new Map<string, Job>();
  return {
    add(job) {
      jobs.set(job.id, job);
      void job.done.then(() => jobs.delete(job.id));
    },
    find: (id) => jobs.get(id),
    get size() {
      return jobs.size;
    },
    async drain(milliseconds) {
      const all = Promise.all([...jobs.values()].map((job) => job.done));
      let timer: NodeJS.Timeout | undefined;
      const deadline = new Promise<false>((resolve) => {
        timer = setTimeout(() => resolve(false), milliseconds);
      });
      const drained = await Promise.race([all.then(() => true), deadline]);
      clearTimeout(timer);
      return drained;
    },
  };
}
