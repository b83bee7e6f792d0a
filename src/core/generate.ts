import { randomName } from '../kit/random-name.ts';
import { takeTurns } from '../kit/take-turns.ts';
import { accept } from './accept.ts';
import { type Asking, askedOnce } from './asking.ts';
import type { Caller } from './caller.ts';
import { costCeiling } from './cost/cost-ceiling.ts';
import { findEarlier, type Repeat } from './earlier.ts';
import { AppError } from './errors.ts';
import type { GenerateRequest, GenerationEvent } from './generation.ts';
import type { AheadOfTwins } from './job/job-marks.ts';
import type { Lease } from './limiter.ts';
import type { Parts } from './parts.ts';
import type { Job } from './queue.ts';
import { chooseWay, nameOf } from './resolve/choose-way.ts';
import { type Plan, resolveWays } from './resolve.ts';
import { discardInputs } from './run-generation.ts';
import { type Dressed, discardAll } from './styles.ts';
import { describeWish } from './wish.ts';

/** The one pipeline: resolve → admit → produce → keep → record. */
export interface Pipeline {
  /**
   * Accepts a wish and starts it; rejects where it is refused before anything is sent. Its inputs
   * are taken over only when this resolves; before, they are the caller's to discard. A wish that
   * `asking` says was made before is not granted twice: the job is the earlier one's.
   */
  begin(request: GenerateRequest, caller: Caller, asking?: Asking): Promise<Job>;
  /**
   * A promise of a stream: rejects on every refusal (limits, unknown model, upstream 4xx) while a
   * face can still choose its status. The stream may be left at any time; only `signal`, which
   * stands for an explicit cancel, stops the work.
   */
  generate(
    request: GenerateRequest,
    caller: Caller,
    signal: AbortSignal,
  ): Promise<AsyncIterable<GenerationEvent>>;
}

/** Makes the pipeline over the parts that `app.ts` plugged together. */
export function createPipeline(parts: Parts): Pipeline {
  const turns = takeTurns();

  async function begin(request: GenerateRequest, caller: Caller, asking = askedOnce): Promise<Job> {
    const dressed = await parts.styles.dress(request, caller);
    try {
      return await beginDressed(dressed, caller, asking);
    } catch (thrown) {
      await discardAll(dressed.references);
      throw thrown;
    }
  }

  async function beginDressed(dressed: Dressed, caller: Caller, asking: Asking): Promise<Job> {
    const { request } = dressed;
    const ways = resolveWays(request, caller, parts, dressed.chosen);
    // Whichever way it goes this time, the same wish has the same description.
    const [first, ...others] = ways;
    const plan = { ...first.plan, fallbacks: others.map((way) => way.plan) };
    const wish = describeWish(plan, request, caller, asking);
    // Twins that come at once would all find nothing, and all but one be refused or charged.
    const name = JSON.stringify([caller.id, wish.idempotencyKey ?? wish.requestHash]);
    const aheadOfTwins: AheadOfTwins = (work) => turns.ahead(name, work);
    const repeat: Repeat = { wish, asking, request, caller, aheadOfTwins };
    const isNew = asking.joins === 'none' && wish.idempotencyKey === undefined;
    const startAnew = () => start(chooseWay(ways), dressed, repeat);
    if (isNew) return startAnew();
    return turns(name, async () => (await join(plan, repeat)) ?? startAnew());
  }

  async function join(plan: Plan, repeat: Repeat): Promise<Job | undefined> {
    const earlier = await findEarlier(repeat, parts);
    if (earlier) await discardInputs(plan);
    return earlier;
  }

  async function start(plan: Plan, dressed: Dressed, repeat: Repeat): Promise<Job> {
    if (parts.queue.closed) throw new AppError('shutting_down', {});
    // Before anything is spent on an image that could not be kept.
    await parts.assets.check();
    const { caller, asking } = repeat;
    if (!plan.callerPaid) asking.approve?.({ usd: ceilingOf(plan), images: plan.request.n });
    const id = `gen_${randomName()}`;
    const lease = await admit(id, plan, caller, parts);
    try {
      return await accept({ id, plan, dressed, repeat, lease }, parts);
    } catch (thrown) {
      await lease.release();
      // A twin in another process may have been quicker.
      const twin = repeat.wish.idempotencyKey === undefined ? undefined : await join(plan, repeat);
      if (twin) return twin;
      throw thrown;
    }
  }

  async function generate(request: GenerateRequest, caller: Caller, signal: AbortSignal) {
    signal.throwIfAborted();
    const job = await begin(request, caller);
    const cancel = () => job.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    void job.done.then(() => signal.removeEventListener('abort', cancel));
    if (signal.aborted) cancel();
    await job.started;
    return job.events();
  }

  return { begin, generate };
}

function admit(id: string, plan: Plan, caller: Caller, parts: Parts): Promise<Lease> {
  const dearest = dearestOf(plan);
  return parts.limiter.admit({
    generationId: id,
    caller,
    model: nameOf(dearest),
    n: plan.request.n,
    callerPaid: plan.callerPaid,
    ceilingUsd: ceilingOfOne(dearest),
  });
}

function ceilingOf(plan: Plan): number | undefined {
  return ceilingOfOne(dearestOf(plan));
}

/** Nobody knows beforehand which of them will paint; one whose price is unknown may be the dearest. */
function dearestOf(plan: Plan): Plan {
  const ceiling = (one: Plan) => ceilingOfOne(one) ?? Number.POSITIVE_INFINITY;
  return [plan, ...(plan.fallbacks ?? [])].reduce((dearest, other) =>
    ceiling(other) > ceiling(dearest) ? other : dearest,
  );
}

function ceilingOfOne({ request }: Plan): number | undefined {
  return costCeiling(request.capability, request, request.n);
}
