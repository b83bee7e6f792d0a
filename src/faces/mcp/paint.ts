import {
  type CallToolResult,
  type InputRequiredResult,
  isInputRequiredResult,
} from '@modelcontextprotocol/server';
import { type Asking, type Ceiling, readIdempotencyKey } from '../../core/asking.ts';
import { needsConsent, priceOf } from '../../core/cost/consent.ts';
import { AppError } from '../../core/errors.ts';
import type { Job } from '../../core/queue.ts';
import { readFlag } from '../../core/request.ts';
import { type BegunJob, beginJob, type PaintTask } from './begin-job.ts';
import { askConsent } from './consent.ts';
import { followJob } from './follow-job.ts';
import { jobResult, runningResult, withoutDefaults } from './job-result.ts';
import { hostPatienceMs } from './options.ts';
import { saveImages } from './save-images.ts';
import type { ToolInput } from './schema.ts';
import { asTask } from './tasks.ts';
import type { ToolCall } from './tool.ts';

/** Paints, and answers with the pictures or, where that takes longer than hosts wait, a job id. */
export async function paint(
  input: ToolInput,
  task: PaintTask,
  call: ToolCall,
): Promise<CallToolResult | InputRequiredResult> {
  const begun = await begin(input, task, call).catch(async (thrown: unknown) => {
    await freeInputs(task);
    throw thrown;
  });
  if (isInputRequiredResult(begun)) {
    await freeInputs(task);
    return begun;
  }
  return untilLeft([begun.job], call, () => answer(begun, input, call));
}

/** Tells each job what becomes of its answer: handed over, or left by whoever waited for it. */
export async function untilLeft<Result>(
  jobs: readonly Job[],
  call: ToolCall,
  work: () => Promise<Result>,
): Promise<Result> {
  const leave = () => {
    if (!call.cancelled.aborted) for (const job of jobs) void job.left();
  };
  call.left.addEventListener('abort', leave, { once: true });
  if (call.left.aborted) leave();
  try {
    return await work();
  } finally {
    // Told why it failed, or where to ask for it, the caller means another one the next time.
    if (call.cancelled.aborted || !call.left.aborted) await Promise.all(jobs.map(noteAnswer));
    call.left.removeEventListener('abort', leave);
  }
}

/** What was told again is known as told before anybody can ask once more; else nobody waits for it. */
async function noteAnswer(job: Job): Promise<void> {
  const noted = job.answered();
  if (job.replayed) await noted;
}

/** Stops the work of these jobs when the caller takes its wish back. */
export function obeyCancel(jobs: readonly Job[], { cancelled }: ToolCall): void {
  for (const { cancel } of jobs) {
    cancelled.addEventListener('abort', cancel, { once: true });
    if (cancelled.aborted) cancel();
  }
}

/** How long an answer may still wait, in milliseconds. */
export function patienceOf({ options, startedAt }: ToolCall): number {
  return startedAt + (options.answerWithinMs ?? hostPatienceMs) - Date.now();
}

async function answer(
  { job, defaulted, startedAt }: BegunJob & { startedAt: number },
  input: ToolInput,
  call: ToolCall,
): Promise<CallToolResult> {
  obeyCancel([job], call);
  const saving = readFlag('save_locally', input.save_locally) ? saveImages(job, call) : undefined;
  if (saving) call.track(saving);
  const generation = await followJob(job, call, patienceOf({ ...call, startedAt }));
  if (!generation) {
    const running = runningResult(job.id, withoutDefaults(job.accepted.warnings, defaulted), call);
    return call.takesTasks ? asTask(running, job.accepted) : running;
  }
  const saved = await saving;
  const warnings = withoutDefaults(generation.warnings, defaulted);
  return jobResult(generation, call, {
    warnings: [...warnings, ...(saved?.warnings ?? [])],
    savedAs: saved?.savedAs,
    replayed: job.replayed,
  });
}

/** The bytes of inputs are freed by the core once a generation began, and here where none did. */
async function freeInputs({ inputs, mask }: PaintTask): Promise<void> {
  await Promise.allSettled([...inputs, ...(mask ? [mask] : [])].map((image) => image.discard()));
}

/** Begins at once, or as soon as the user has agreed to the price; else the client is to ask them. */
async function begin(
  input: ToolInput,
  task: PaintTask,
  call: ToolCall,
): Promise<(BegunJob & { startedAt: number }) | InputRequiredResult> {
  readFlag('save_locally', input.save_locally);
  const asking = readAsking(input);
  let dear: { usd: number | undefined } | undefined;
  const approve = (ceiling: Ceiling) => {
    const usd = priceOf(ceiling, call.options);
    if (!needsConsent(usd, call.options)) return;
    dear = { usd };
    throw withheld();
  };
  try {
    const begun = await beginJob(input, task, { ...asking, approve }, call);
    return { ...begun, startedAt: call.startedAt };
  } catch (thrown) {
    if (!dear) throw thrown;
  }
  const question = await askConsent(dear.usd, input, call);
  if (question) return question;
  // Whoever was asked has had the time it took.
  return { ...(await beginJob(input, task, asking, call)), startedAt: Date.now() };
}

/** Keeps a wish from being granted before its price is agreed to; told to nobody. */
export function withheld(): AppError {
  return new AppError('cost_not_confirmed', { cost: '', limit: '' });
}

/**
 * A client whose stream was closed calls again, on a new one and without a word: then the same call
 * means the same picture. Two that are both waited for mean two.
 */
export function readAsking(input: ToolInput): Asking {
  const name = 'idempotency_key';
  const idempotencyKey = readIdempotencyKey(name, input[name]);
  return { idempotencyKey, joins: 'left', detached: false };
}
