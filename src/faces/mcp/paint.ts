import { extname } from 'node:path';
import type { CallToolResult } from '@modelcontextprotocol/server';
import { type Asking, readIdempotencyKey } from '../../core/asking.ts';
import { AppError, toAppError } from '../../core/errors.ts';
import type { Generation, Json } from '../../core/generation.ts';
import type { ImageInput } from '../../core/image.ts';
import type { Job } from '../../core/queue.ts';
import { parseRequest, type RawRequest, readFlag } from '../../core/request.ts';
import { type Warning, warning, warningText } from '../../core/warnings.ts';
import { followJob } from './follow-job.ts';
import { jobResult, runningResult, withoutDefaults } from './job-result.ts';
import { hostPatienceMs } from './options.ts';
import { isSet, paintingNames } from './paint-parameters.ts';
import type { ToolInput } from './schema.ts';
import { asTask } from './tasks.ts';
import type { ToolCall } from './tool.ts';

/** What a painting tool hands over beside the common parameters. */
export interface PaintTask {
  /** Taken over: freed when the generation is over, or never began. */
  inputs: ImageInput[];
  mask: ImageInput | undefined;
  /** What the older contract sends where the caller does not. */
  defaults: { size?: string; quality?: string };
}

/** Paints, and answers with the pictures or, where that takes longer than hosts wait, a job id. */
export async function paint(
  input: ToolInput,
  task: PaintTask,
  call: ToolCall,
): Promise<CallToolResult> {
  const begun = await begin(input, task, call).catch(async (thrown: unknown) => {
    await freeInputs(task);
    throw thrown;
  });
  const { job, defaulted } = begun;
  const leave = () => void (call.cancelled.aborted || job.left());
  call.left.addEventListener('abort', leave, { once: true });
  if (call.left.aborted) leave();
  try {
    return await answer(job, defaulted, input, call);
  } finally {
    // Told why it failed, or where to ask for it, the caller means another one the next time.
    if (call.cancelled.aborted || !call.left.aborted) await noteAnswer(job);
    call.left.removeEventListener('abort', leave);
  }
}

/** What was told again is known as told before anybody can ask once more; else nobody waits for it. */
async function noteAnswer(job: Job): Promise<void> {
  const noted = job.answered();
  if (job.replayed) await noted;
}

async function answer(
  job: Job,
  defaulted: readonly string[],
  input: ToolInput,
  call: ToolCall,
): Promise<CallToolResult> {
  call.cancelled.addEventListener('abort', job.cancel, { once: true });
  if (call.cancelled.aborted) job.cancel();
  const saving = readFlag('save_locally', input.save_locally) ? saveAll(job, call) : undefined;
  if (saving) call.track(saving);
  const { answerWithinMs = hostPatienceMs } = call.options;
  const generation = await followJob(job, call, call.startedAt + answerWithinMs - Date.now());
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

/**
 * Begins with the older server's defaults; where the model does not take one of those, the caller
 * never asked for it, so it is left out. What the caller did send is refused as everywhere.
 */
async function begin(
  input: ToolInput,
  task: PaintTask,
  call: ToolCall,
): Promise<{ job: Job; defaulted: string[] }> {
  const { pipeline } = call.options.app;
  const asking = readAsking(input);
  readFlag('save_locally', input.save_locally);
  const defaults: Record<string, string> = { ...task.defaults };
  const defaulted = Object.keys(defaults).filter((name) => !isSet(input[name]));
  for (const name of Object.keys(defaults)) if (isSet(input[name])) delete defaults[name];
  for (;;) {
    call.cancelled.throwIfAborted();
    try {
      const request = parseRequest(readParameters({ ...input, ...defaults }, task));
      return { job: await pipeline.begin(request, call.caller, asking), defaulted };
    } catch (thrown) {
      const param = thrown instanceof AppError ? thrown.details.param : undefined;
      const mayDrop = thrown instanceof AppError && thrown.code === 'invalid_value';
      if (!mayDrop || param === undefined || !(param in defaults)) throw thrown;
      delete defaults[param];
    }
  }
}

/**
 * A client whose stream was closed calls again, on a new one and without a word: then the same call
 * means the same picture. Two that are both waited for mean two.
 */
function readAsking(input: ToolInput): Asking {
  const name = 'idempotency_key';
  const idempotencyKey = readIdempotencyKey(name, input[name]);
  return { idempotencyKey, joins: 'left', detached: false };
}

/** Wire names as our own words; what is not known is passed on as `extra`. */
function readParameters(input: ToolInput, { inputs, mask }: PaintTask): RawRequest {
  const unknown = Object.entries(input).filter(([name]) => !paintingNames.has(name));
  return {
    prompt: input.prompt,
    model: input.model,
    n: input.n,
    size: input.size,
    quality: input.quality,
    background: input.background,
    outputFormat: input.output_format,
    outputCompression: input.output_compression,
    moderation: input.moderation,
    inputFidelity: input.input_fidelity,
    markup: undefined,
    style: input.style,
    user: input.user,
    seed: input.seed,
    partialImages: undefined,
    visibility: input.permission,
    inputs,
    mask,
    apiKey: input.api_key,
    baseUrl: input.base_url,
    hostingToken: input.image_hosting_token,
    hostingUrl: input.image_hosting_url,
    linkFirst: false,
    lenient: false,
    extra: unknown.length > 0 ? (Object.fromEntries(unknown) as Record<string, Json>) : undefined,
  };
}

interface Saved {
  savedAs: Map<string, string>;
  warnings: Warning[];
}

/** Saves every picture of a job when it has ended, however long after the answer that is. */
async function saveAll(job: Job, call: ToolCall): Promise<Saved> {
  const { assets }: Generation = await job.done;
  const { app } = call.options;
  const name = `generated_image_${Math.floor(Date.now() / 1000)}`;
  const savedAs = new Map<string, string>();
  const warnings: Warning[] = [];
  for (const asset of assets) {
    try {
      const file = await app.assets.open(asset.name);
      if (!file) throw new AppError('not_found', { what: asset.name, hint: 'Its file is gone.' });
      const ending = extname(asset.name).slice(1);
      savedAs.set(asset.id, await app.saveFolder.save(name, ending, file.bytes()));
    } catch (thrown) {
      const failed = warning('save_failed', {
        reason: toAppError(thrown).text(call.caller.locale),
      });
      app.logger.warn({ asset: asset.id }, warningText(failed, 'en'));
      warnings.push(failed);
    }
  }
  return { savedAs, warnings };
}
