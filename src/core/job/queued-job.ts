import type { Generation } from '../generation.ts';
import type { Parts } from '../parts.ts';
import type { Job } from '../queue.ts';
import type { RateState } from '../rate.ts';
import { cancelElsewhere } from './cancel.ts';
import type { AheadOfTwins } from './job-marks.ts';
import { recordedJob } from './recorded-job.ts';

/** The job of a generation that waits for any process to take it. */
export function queuedJob(
  generation: Generation,
  { rate, assetOrigin }: { rate: RateState | undefined; assetOrigin: string },
  parts: Parts,
  aheadOfTwins: AheadOfTwins,
): Job {
  const recorded = recordedJob(generation, assetOrigin, parts, aheadOfTwins);
  const cancel = () => {
    cancelElsewhere(generation.id, parts).catch((cause: unknown) => {
      parts.logger.warn({ generation: generation.id, cause }, 'it could not be cancelled');
    });
  };
  return Object.assign(recorded, { rate, replayed: false, cancel });
}
