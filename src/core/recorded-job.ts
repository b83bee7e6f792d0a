import { setTimeout as sleep } from 'node:timers/promises';
import { assetUrl } from './asset-url.ts';
import { type ErrorCode, errorTable } from './error-table.ts';
import { AppError } from './errors.ts';
import type { Generation, GenerationEvent } from './generation.ts';
import { startJob } from './job.ts';
import { createJobMarks, type InTurn } from './job-marks.ts';
import type { Parts } from './parts.ts';
import type { Job } from './queue.ts';
import { shareUsage } from './usage.ts';

const lookEveryMs = 400;

type Recorder = Pick<Parts, 'store' | 'logger' | 'now'>;

/**
 * A job made from a record: it tells the images and the end, or the failure, as if it had just
 * happened. A generation that another process still works on is waited for.
 */
export function recordedJob(
  found: Generation,
  assetOrigin: string,
  parts: Recorder,
  inTurn: InTurn,
): Job {
  const marks = createJobMarks(found.id, parts, inTurn);
  return startJob(
    found,
    async ({ emit, signal }) => {
      const generation = await untilEnded(found, parts, signal);
      const { assets, usage } = generation;
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
    },
    { ...marks, replayed: true },
  );
}

async function untilEnded(
  found: Generation,
  { store }: Recorder,
  signal: AbortSignal,
): Promise<Generation> {
  let generation: Generation | undefined = found;
  while (generation?.endedAt === undefined) {
    await sleep(lookEveryMs, undefined, { signal, ref: false });
    generation = await store.findGeneration(found.id);
    if (generation) continue;
    const hint = { en: 'It was deleted meanwhile.', zh: '它已在此期间被删除。' };
    throw new AppError('not_found', { what: found.id, hint });
  }
  return generation;
}

/** The failure a record tells of; undefined where it tells of none. */
export function recordedError({ error, assets }: Generation): AppError | undefined {
  if (!error || assets.length > 0) return undefined;
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
export function joinedJob(
  job: Job,
  { assetOrigin, linkFirst }: { assetOrigin: string; linkFirst: boolean },
): Job {
  async function* events(): AsyncGenerator<GenerationEvent> {
    for await (const event of job.events()) {
      if (event.type === 'image-link' && !linkFirst) continue;
      yield event.type === 'image' ? { ...event, url: assetUrl(event.asset, assetOrigin) } : event;
    }
  }
  return { ...job, rate: undefined, replayed: true, events, cancel: () => {} };
}
