import { createHash } from 'node:crypto';
import { randomName } from '../kit/random-name.ts';
import type { Caller } from './caller.ts';
import { costOf } from './cost.ts';
import { costCeiling } from './cost-ceiling.ts';
import { type AppError, toAppError } from './errors.ts';
import type {
  GenerateRequest,
  Generation,
  GenerationEvent,
  GenerationState,
  Json,
} from './generation.ts';
import { type JobEnd, type JobTools, startJob } from './job.ts';
import type { Lease, LeaseOutcome } from './limiter.ts';
import type { Parts } from './parts.ts';
import { produce } from './produce.ts';
import type { Job } from './queue.ts';
import type { Produced } from './read-call.ts';
import { type Plan, resolve } from './resolve.ts';
import { warning } from './warnings.ts';

const leaseMilliseconds = 15 * 60_000;

/** The one pipeline: resolve → admit → produce → keep → record. */
export interface Pipeline {
  /**
   * Accepts a wish and starts it; rejects where it is refused before anything is sent. Its inputs
   * are taken over only when this resolves; before, they are the caller's to discard.
   */
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
    const id = `gen_${randomName()}`;
    const lease = await admit(id, plan, caller, parts);
    try {
      const accepted = describeGeneration(id, plan, caller, parts);
      await parts.store.journal.append({
        type: 'generation-accepted',
        generation: accepted,
        requestHash: hashRequest(plan, caller),
        idempotencyKey: undefined,
        leaseOwner: parts.processId,
        leaseUntil: parts.now() + leaseMilliseconds,
      });
      const work = (tools: JobTools) => run(plan, accepted, caller, lease, parts, tools);
      const job = startJob(accepted, work, lease.rate);
      parts.queue.add(job);
      return job;
    } catch (thrown) {
      await lease.release();
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
  const { callerPaid, provider, request } = plan;
  return parts.limiter.admit({
    generationId: id,
    caller,
    model: `${provider.name}/${request.model}`,
    n: request.n,
    callerPaid,
    ceilingUsd: costCeiling(request.capability, request, request.n),
  });
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
    if (sent && isOurs(error)) error = error.with({ spent: 'maybe' });
    parts.logger.warn(
      { generation: accepted.id, code: error.code, cause: error.cause },
      error.message,
    );
  }
  await discardInputs(plan);
  return record(plan, accepted, produced, error, lease, parts);
}

/** A failure that is not the upstream's own word says nothing of what the upstream charges. */
function isOurs({ code, row, details }: AppError): boolean {
  return details.spent === undefined && (code === 'cancelled' || row.type === 'server_error');
}

/** An input that cannot be removed is no reason to lose what was painted from it. */
async function discardInputs({ request: { inputs = [], mask, markup } }: Plan): Promise<void> {
  const all = [...inputs, mask, markup].filter((input) => input !== undefined);
  await Promise.allSettled(all.map((input) => input.discard()));
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
  const told = warnings.some(({ code }) => code === 'fewer_images');
  if (assets.length > 0 && assets.length < plan.request.n && !told) {
    const reason = error?.texts ?? {
      en: 'the provider sent no more.',
      zh: '服务商没有再发送图片。',
    };
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
  try {
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
  } finally {
    const made = { cost, images: assets.length };
    await book(lease, error, rescued, made).catch((cause: unknown) => {
      // What is held stays held, and the image has been paid for: it is told all the same.
      parts.logger.error({ generation: id, cause }, 'what it cost could not be booked');
    });
  }
  return { generation, error: failed };
}

/** What nobody knows is booked as it was held: it may have been charged. */
async function book(
  lease: Lease,
  error: AppError | undefined,
  rescued: boolean,
  made: LeaseOutcome,
): Promise<void> {
  if (!error) return lease.settle(made);
  if (!rescued && isFree(error)) return lease.release();
  return lease.settle(isFree(error) ? made : { cost: undefined, images: undefined });
}

/** An explicit cancel gives its budget back, whatever the upstream makes of it. */
function isFree({ code, details }: AppError): boolean {
  return code === 'cancelled' || (details.spent ?? 'no') === 'no';
}

function endState(error: AppError | undefined, allHosted: boolean): GenerationState {
  if (error?.code === 'cancelled') return 'cancelled';
  if (error?.code === 'outcome_unknown') return 'outcome_unknown';
  if (error) return 'failed';
  return allHosted ? 'hosted' : 'durable';
}

function describeGeneration(id: string, plan: Plan, caller: Caller, parts: Parts): Generation {
  return {
    id,
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
  const { inputs, mask, markup, extra, capability, prompt, model, preferUrl, mayUse, ...plain } =
    plan.request;
  const parameters: { [name: string]: Json } = { ...extra };
  for (const [name, value] of Object.entries(plain)) {
    if (value !== undefined) parameters[name] = value;
  }
  if (inputs) parameters.inputs = inputs.map((input) => input.sha256);
  if (mask) parameters.mask = mask.sha256;
  if (markup) parameters.markup = markup.sha256;
  return parameters;
}

/** Equal for two requests of one caller that wish for the same, files included. */
function hashRequest(plan: Plan, caller: Caller): string {
  const { prompt, model } = plan.request;
  const wish = [caller.id, plan.provider.name, model, prompt, describeParameters(plan)];
  return createHash('sha256').update(JSON.stringify(wish)).digest('hex');
}
