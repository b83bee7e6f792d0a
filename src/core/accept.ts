import { describeGeneration } from './describe-generation.ts';
import type { Repeat } from './earlier.ts';
import type { Generation } from './generation.ts';
import { createJobMarks } from './job/job-marks.ts';
import { queuedJob } from './job/queued-job.ts';
import { stopWhenLeft } from './job/stop-when-left.ts';
import { type JobTools, startJob } from './job.ts';
import { leaseMilliseconds } from './leases.ts';
import type { Lease } from './limiter.ts';
import type { Parts } from './parts.ts';
import type { Leave } from './places.ts';
import type { Job } from './queue.ts';
import type { Plan } from './resolve.ts';
import { runGeneration } from './run-generation.ts';
import type { Dressed } from './styles.ts';

/** A wish that was granted, and what is held for it. */
export interface Granted {
  id: string;
  plan: Plan;
  dressed: Dressed;
  repeat: Repeat;
  lease: Lease;
}

/**
 * Writes down that a generation is accepted, and begins it. One that nobody waits for begins when
 * there is a place for it: in any process that has one, or in this one's own line where a part of it
 * lives here only. The line is of this process alone, since credentials and the files of callers are
 * in no record, and nothing would bound such work if it began at once.
 */
export async function accept(granted: Granted, parts: Parts): Promise<Job> {
  const { repeat, lease } = granted;
  const { wish, asking, caller, aheadOfTwins } = repeat;
  const leave = asking.detached ? parts.queue.places.take() : stay;
  const isForAnybody = !leave && wish.rerun === 'always';
  const generation = await write(granted, isForAnybody, parts).catch((thrown: unknown) => {
    leave?.();
    throw thrown;
  });
  const { rate } = lease;
  if (isForAnybody) {
    const { assetOrigin } = caller;
    return queuedJob(generation, { rate, assetOrigin }, parts, aheadOfTwins);
  }
  const started = startJob(generation, workOn(granted, generation, leave, parts), {
    ...createJobMarks(generation.id, parts, aheadOfTwins),
    rate,
  });
  const { plan } = granted;
  // What it falls back to may be paid for.
  const mayStop =
    !asking.detached &&
    [plan, ...(plan.fallbacks ?? [])].every(({ provider }) => provider.abortsWhenLeft);
  const job = mayStop ? stopWhenLeft(started) : started;
  parts.queue.add(job);
  return job;
}

const stay: Leave = () => {};

async function write(
  { id, plan, dressed, repeat: { wish, asking, caller } }: Granted,
  isForAnybody: boolean,
  parts: Parts,
): Promise<Generation> {
  const generation = describeGeneration(id, plan, dressed, caller, parts.now());
  await parts.store.journal.append({
    type: 'generation-accepted',
    generation,
    ...wish,
    host: plan.host.name,
    leaseOwner: isForAnybody ? undefined : parts.processId,
    leaseUntil: isForAnybody ? undefined : parts.now() + leaseMilliseconds,
    webhooks: parts.webhooks.plan(id, asking.webhookUrl, caller),
  });
  return generation;
}

function workOn(
  { id, plan, repeat: { caller, asking }, lease }: Granted,
  generation: Generation,
  place: Leave | undefined,
  parts: Parts,
) {
  const { assetOrigin, trace } = caller;
  const isPatient = asking.detached;
  return async (tools: JobTools) => {
    const leave = place ?? (await parts.queue.places.wait(id, tools.signal));
    try {
      return await parts.telemetry.watchGeneration(generation, trace, () =>
        runGeneration({ plan, generation, lease, assetOrigin, isPatient }, parts, tools),
      );
    } finally {
      leave();
    }
  };
}
