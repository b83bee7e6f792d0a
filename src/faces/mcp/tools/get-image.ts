import { missingFile } from '../../../core/errors/missing-file.ts';
import { AppError } from '../../../core/errors.ts';
import type { Generation } from '../../../core/generation.ts';
import { awaitEnd } from '../../../core/job/await-end.ts';
import { isGone } from '../../../core/library/shelf.ts';
import { readInteger, readText } from '../../../core/request.ts';
import type { Warning } from '../../../core/warnings.ts';
import { followJob } from '../follow-job.ts';
import { imageOutput, imageResult } from '../image-result.ts';
import { jobResult, runningResult, withoutDefaults } from '../job-result.ts';
import { hostPatienceMs, type McpOptions } from '../options.ts';
import { findOwnAsset } from '../own-asset.ts';
import { olderDefaults } from '../paint-parameters.ts';
import { integer, object, type ToolInput, text } from '../schema.ts';
import { showParameter } from '../show.ts';
import type { Tool, ToolCall } from '../tool.ts';
import { unknownParameters } from '../unknown-parameters.ts';

const maxWaitSeconds = 40;
const defaultWaitSeconds = 30;
const names = new Set(['id', 'job_id', 'wait_seconds', 'show']);

/** `get_image`: an image made before, or the outcome of a job that took too long to wait for. */
export function getImage(options: McpOptions): Tool {
  return {
    name: 'get_image',
    title: { en: 'Get an image', zh: '获取图片' }[options.locale],
    description:
      'Get an image again by its id, or wait for a job that generate_image or edit_image handed out. Answers as generate_image does; status running means: call again.',
    input: object({
      job_id: text('gen_…, the job to wait for.'),
      id: text('img_…, an image.'),
      wait_seconds: integer('How long to wait for the job.', {
        minimum: 0,
        maximum: maxWaitSeconds,
        default: defaultWaitSeconds,
      }),
      show: showParameter,
    }),
    output: imageOutput,
    showsPictures: true,
    annotations: {
      readOnlyHint: true,
      destructiveHint: false,
      idempotentHint: true,
      openWorldHint: false,
    },
    async run(input, call) {
      const id = readId(input);
      const wait = readInteger('wait_seconds', input.wait_seconds, 0, maxWaitSeconds);
      const unknown = unknownParameters(input, names, this.name);
      if (id.startsWith('img_')) return showAsset(id, unknown, call);
      const { answerWithinMs = hostPatienceMs } = call.options;
      const patience = Math.min((wait ?? defaultWaitSeconds) * 1000, answerWithinMs);
      return waitForJob(id, patience, unknown, call);
    },
  };
}

function readId(input: ToolInput): string {
  const id = readText('job_id', input.job_id) ?? readText('id', input.id);
  if (id !== undefined) return id;
  const expected = 'Send the job_id (gen_…) of a job, or the id (img_…) of an image.';
  throw new AppError('missing_parameter', { param: 'job_id', expected }, { param: 'job_id' });
}

async function showAsset(id: string, warnings: readonly Warning[], call: ToolCall) {
  const found = await findOwnAsset(id, call.options.app.store, call.caller);
  if (!found) throw notFound(id);
  const { asset, generation } = found;
  if (isGone(asset)) throw missingFile(asset, id);
  const facts = {
    alt: generation?.altText ?? generation?.prompt,
    style: generation?.style,
    ...(generation && { description: generation }),
    jobId: generation?.id,
    model: generation && `${generation.provider}/${generation.model}`,
    cost: undefined,
    warnings,
    savedAs: new Map<string, string>(),
  };
  return imageResult([asset], facts, call);
}

async function waitForJob(
  id: string,
  patience: number,
  unknown: readonly Warning[],
  call: ToolCall,
) {
  const { queue } = call.options.app;
  const job = queue.find(id);
  if (job && job.accepted.owner !== call.caller.id) throw notFound(id);
  const generation = job
    ? await followJob(job, call, patience)
    : await awaitElsewhere(id, patience, call);
  if (!generation) return runningResult(id, unknown, call);
  // What the older defaults met was told when the call began, or is nothing the caller asked for.
  const warnings = withoutDefaults(generation.warnings, Object.keys(olderDefaults));
  return jobResult(generation, call, {
    warnings: [...warnings, ...unknown],
    description: generation,
  });
}

/** A job of another process on the same data: its record tells when it has ended. */
async function awaitElsewhere(
  id: string,
  patience: number,
  call: ToolCall,
): Promise<Generation | undefined> {
  const { store } = call.options.app;
  const found = await store.findGeneration(id);
  if (!found || found.owner !== call.caller.id) throw notFound(id);
  const waiting = awaitEnd(id, store, { patience, signal: call.left });
  const generation = await waiting.catch((thrown: unknown) => {
    if (call.left.aborted) return found;
    throw thrown;
  });
  if (!generation) throw notFound(id);
  return generation.endedAt === undefined ? undefined : generation;
}

function notFound(id: string): AppError {
  const hint = 'Use a job_id or an id that a tool of this server answered with.';
  return new AppError('not_found', { what: id, hint });
}
