import { assetUrl } from '../asset-url.ts';
import { shareUsage } from '../cost/usage.ts';
import { type ErrorCode, errorTable } from '../error-table.ts';
import { AppError } from '../errors.ts';
import type { Generation, GenerationEvent } from '../generation.ts';
import { startJob } from '../job.ts';
import type { Parts } from '../parts.ts';
import type { Job } from '../queue.ts';
import { awaitEnd } from './await-end.ts';
import { type AheadOfTwins, createJobMarks } from './job-marks.ts';
import { lazyJob } from './lazy-job.ts';

type Recorder = Pick<Parts, 'store' | 'logger' | 'now'>;

/**
 * A job made from a record: it tells the images and the end, or the failure, as if it had just
 * happened. A generation that another process still works on is waited for.
 */
export function recordedJob(
  found: Generation,
  assetOrigin: string,
  parts: Recorder,
  aheadOfTwins: AheadOfTwins,
): Job {
  const { id } = found;
  const marks = createJobMarks(id, parts, aheadOfTwins);
  const about = { id, accepted: found, rate: undefined, replayed: true, ...marks };
  return lazyJob(about, () =>
    startJob(found, async ({ emit, signal }) => {
      const generation = await untilEnded(found, parts, signal);
      const { assets, links, usage } = generation;
      for (const link of links) emit({ type: 'image-link', ...link });
      for (const [place, asset] of assets.entries()) {
        emit({
          type: 'image',
          index: asset.index,
          asset,
          url: assetUrl(asset, assetOrigin),
          usage: usage && shareUsage(usage, place, assets.length),
        });
      }
      return { generation, error: recordedError(generation) };
    }),
  );
}

async function untilEnded(
  found: Generation,
  { store }: Recorder,
  signal: AbortSignal,
): Promise<Generation> {
  if (found.endedAt !== undefined) return found;
  const generation = await awaitEnd(found.id, store, { signal });
  if (generation) return generation;
  const hint = { en: 'It was deleted meanwhile.', zh: '它已在此期间被删除。' };
  throw new AppError('not_found', { what: found.id, hint });
}

/** The failure a record tells of; undefined where it tells of none. */
export function recordedError({ error, assets, links }: Generation): AppError | undefined {
  if (!error || assets.length + links.length > 0) return undefined;
  const code = error.code in errorTable ? (error.code as ErrorCode) : 'internal';
  const unknown = code === 'outcome_unknown';
  return new AppError<ErrorCode>(code, {} as never, {
    recorded: error.message,
    spent: 'maybe',
    replayed: true,
    // The request is in order; it is its earlier twin that stands in its way.
    ...(unknown && { status: 409 }),
  });
}

/** A job of this process as another request sees it, which did not begin it and cannot cancel it. */
export function joinedJob(job: Job, { assetOrigin }: { assetOrigin: string }): Job {
  async function* events(): AsyncGenerator<GenerationEvent> {
    for await (const event of job.events()) {
      yield event.type === 'image' ? { ...event, url: assetUrl(event.asset, assetOrigin) } : event;
    }
  }
  job.joined?.();
  return {
    ...job,
    get accepted() {
      return job.accepted;
    },
    rate: undefined,
    replayed: true,
    events,
    cancel: () => {},
  };
}
