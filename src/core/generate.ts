import { createHash } from 'node:crypto';
import { randomName } from '../kit/random-name.ts';
import type { Caller } from './caller.ts';
import { costOf } from './cost.ts';
import { type AppError, toAppError } from './errors.ts';
import type {
  GenerateRequest,
  Generation,
  GenerationEvent,
  GenerationState,
  Json,
} from './generation.ts';
import { type JobEnd, type JobTools, startJob } from './job.ts';
import type { Lease } from './limiter.ts';
import type { Parts } from './parts.ts';
import { type Produced, produce } from './produce.ts';
import type { Job } from './queue.ts';
import { type Plan, resolve } from './resolve.ts';
import { warning } from './warnings.ts';

const leaseMilliseconds = 15 * 60_000;

/** The one pipeline: resolve → admit → produce → keep → record. */
export interface Pipeline {
  /** Accepts a wish and starts it; rejects where it is refused before anything is sent. */
  begin(request: GenerateRequest, caller: Caller): Promise<Job>;
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
  async function begin(request: GenerateRequest, caller: Caller): Promise<Job> {
    const plan = resolve(request, caller, parts);
    const lease = await admit(plan, caller, parts);
    const accepted = describeGeneration(plan, caller, parts);
    try {
      await parts.store.journal.append({
        type: 'generation-accepted',
        generation: accepted,
        requestHash: hashRequest(plan, caller),
        idempotencyKey: undefined,
        leaseOwner: parts.processId,
        leaseUntil: parts.now() + leaseMilliseconds,
      });
    } catch (thrown) {
      await lease.release();
      throw thrown;
    }
    const job = startJob(accepted, (tools) => run(plan, accepted, caller, lease, parts, tools));
    parts.queue.add(job);
    return job;
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

function admit(plan: Plan, caller: Caller, parts: Parts): Promise<Lease> {
  const { callerPaid, provider, request } = plan;
  const model = `${provider.name}/${request.model}`;
  return parts.limiter.admit({ caller, model, n: request.n, callerPaid });
}

/** Produces, then records how it ended, whatever happened in between. */
async function run(
  plan: Plan,
  accepted: Generation,
  caller: Caller,
  lease: Lease,
  parts: Parts,
  tools: JobTools,
): Promise<JobEnd> {
  const produced: Produced = { assets: [], usage: undefined, warnings: [] };
  let error: AppError | undefined;
  let sent: Promise<void> | undefined;
  const onSend = () => {
    sent ??= parts.store.journal.append({
      type: 'generation-sent',
      id: accepted.id,
      at: parts.now(),
    });
    return sent;
  };
  try {
    const { assetOrigin } = caller;
    await produce(plan, produced, parts, {
      ...tools,
      generationId: accepted.id,
      assetOrigin,
      onSend,
    });
  } catch (thrown) {
    error = toAppError(tools.signal.aborted ? tools.signal.reason : thrown);
    parts.logger.warn(
      { generation: accepted.id, code: error.code, cause: error.cause },
      error.message,
    );
  }
  const { inputs = [], mask } = plan.request;
  await Promise.all([...inputs, ...(mask ? [mask] : [])].map((input) => input.discard()));
  return record(plan, accepted, produced, error, lease, parts);
}

/** The last step: the final record, the booked cost, and what the caller should know. */
async function record(
  plan: Plan,
  accepted: Generation,
  produced: Produced,
  error: AppError | undefined,
  lease: Lease,
  parts: Parts,
): Promise<JobEnd> {
  const assets = produced.assets.toSorted((a, b) => a.index - b.index);
  const warnings = [...accepted.warnings, ...produced.warnings];
  const rescued = error !== undefined && assets.length > 0;
  if (rescued || (!error && assets.length < plan.request.n)) {
    const reason = error?.message ?? 'the provider sent no more.';
    warnings.push(warning('fewer_images', { made: assets.length, asked: plan.request.n, reason }));
  }
  const failed = rescued ? undefined : error;
  const generation: Generation = {
    ...accepted,
    state: endState(
      failed,
      assets.every((asset) => plan.host.local || asset.hostedUrl),
    ),
    warnings,
    usage: produced.usage,
    cost: failed
      ? undefined
      : costOf(plan.request.capability, plan.request, produced.usage, assets.length),
    error: failed && { code: failed.code, message: failed.message },
    assets,
    endedAt: parts.now(),
  };
  const { id, state, model, usage, cost } = generation;
  await parts.store.journal.append({
    type: 'generation-ended',
    id,
    state,
    at: parts.now(),
    model,
    warnings,
    usage,
    cost,
    error: generation.error,
  });
  if (failed && failed.details.spent !== 'maybe') await lease.release();
  else await lease.settle(cost);
  return { generation, error: failed };
}

function endState(error: AppError | undefined, allHosted: boolean): GenerationState {
  if (error?.code === 'cancelled') return 'cancelled';
  if (error?.code === 'outcome_unknown') return 'outcome_unknown';
  if (error) return 'failed';
  return allHosted ? 'hosted' : 'durable';
}

function describeGeneration(plan: Plan, caller: Caller, parts: Parts): Generation {
  return {
    id: `gen_${randomName()}`,
    state: 'accepted',
    owner: caller.id,
    face: caller.face,
    provider: plan.provider.name,
    model: plan.request.model,
    prompt: plan.request.prompt,
    parameters: describeParameters(plan),
    callerPaid: plan.callerPaid,
    warnings: plan.warnings,
    usage: undefined,
    cost: undefined,
    error: undefined,
    assets: [],
    createdAt: parts.now(),
    endedAt: undefined,
  };
}

/** What was asked of the provider, as it is recorded: no prompt, no credentials, no bytes. */
function describeParameters(plan: Plan): { [name: string]: Json } {
  const { inputs, mask, extra, capability, prompt, model, preferUrl, ...plain } = plan.request;
  const parameters: { [name: string]: Json } = { ...extra };
  for (const [name, value] of Object.entries(plain)) {
    if (value !== undefined) parameters[name] = value;
  }
  if (inputs) parameters.inputs = inputs.map((input) => input.sha256);
  if (mask) parameters.mask = mask.sha256;
  return parameters;
}

/** Equal for two requests of one caller that wish for the same, files included. */
function hashRequest(plan: Plan, caller: Caller): string {
  const { prompt, model } = plan.request;
  const wish = [caller.id, plan.provider.name, model, prompt, describeParameters(plan)];
  return createHash('sha256').update(JSON.stringify(wish)).digest('hex');
}
