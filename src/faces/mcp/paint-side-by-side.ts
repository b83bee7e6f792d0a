import type { CallToolResult, InputRequiredResult } from '@modelcontextprotocol/server';
import type { Asking, Ceiling } from '../../core/asking.ts';
import { needsConsent, priceOf, sumPrices } from '../../core/cost/consent.ts';
import { AppError } from '../../core/errors.ts';
import { awaitOutcome, beginSideBySide, type Contender } from '../../core/library/side-by-side.ts';
import type { Job } from '../../core/queue.ts';
import { readFlag } from '../../core/request.ts';
import { beginJob, type PaintTask } from './begin-job.ts';
import { askConsent } from './consent.ts';
import { followJob } from './follow-job.ts';
import { obeyCancel, patienceOf, readAsking, untilLeft, withheld } from './paint.ts';
import { isSet } from './paint-parameters.ts';
import { saveImages } from './save-images.ts';
import type { ToolInput } from './schema.ts';
import { type Part, sideBySideResult } from './side-by-side-result.ts';
import type { ToolCall } from './tool.ts';

/**
 * Has several models paint the same, each in a generation of its own; what one fails with keeps no
 * other. What takes longer than hosts wait is answered with its job id.
 */
export async function paintSideBySide(
  models: readonly string[],
  input: ToolInput,
  defaults: PaintTask['defaults'],
  call: ToolCall,
): Promise<CallToolResult | InputRequiredResult> {
  if (isSet(input.model)) {
    const expected = { en: 'left out where there are models', zh: '在使用 models 时省略' };
    const got = JSON.stringify(input.model);
    throw new AppError('invalid_value', { param: 'model', expected, got }, { param: 'model' });
  }
  const saves = readFlag('save_locally', input.save_locally) ?? false;
  const contenders = await begin(models, input, defaults, call);
  if (!Array.isArray(contenders)) return contenders;
  const jobs = contenders.flatMap(({ job }) => job ?? []);
  const [first] = contenders;
  // Where nobody paints, the first one's reason is the call's.
  if (jobs.length === 0 && first?.error) throw first.error;
  return untilLeft(jobs, call, async () => {
    obeyCancel(jobs, call);
    const saving = saves ? jobs.map((job) => saveImages(job, call)) : [];
    for (const work of saving) call.track(work);
    // Whoever was asked about the price has had the time it took.
    const since = { ...call, startedAt: Date.now() };
    const parts = await Promise.all(contenders.map((contender) => follow(contender, since)));
    return sideBySideResult(parts, await settled(saving, parts), call);
  });
}

/** What was saved of those that have ended; the others are saved behind the answer. */
async function settled(saving: ReturnType<typeof saveImages>[], parts: readonly Part[]) {
  const all = parts.every((part) => part.outcome);
  const saved = await Promise.all(all ? saving : []);
  return {
    savedAs: new Map(saved.flatMap(({ savedAs }) => [...savedAs])),
    warnings: saved.flatMap(({ warnings }) => warnings),
  };
}

/** Begins all of them, once the user has agreed to what they cost together. */
async function begin(
  models: readonly string[],
  input: ToolInput,
  defaults: PaintTask['defaults'],
  call: ToolCall,
): Promise<Contender[] | InputRequiredResult> {
  const { models: _models, ...wish } = input;
  const task = { inputs: [], mask: undefined, defaults };
  const beginOne = async (model: string, asking: Asking): Promise<Job> =>
    (await beginJob({ ...wish, model }, task, asking, call)).job;
  const asking = readAsking(input);
  const limited = call.options.confirmAboveUsd !== undefined;
  if (!limited) return beginSideBySide(models, asking, beginOne);

  const ceilings = new Map<string, number | undefined>();
  const tried = await beginSideBySide(models, asking, (model, one) => {
    const approve = (ceiling: Ceiling) => {
      ceilings.set(model, priceOf(ceiling, call.options));
      throw withheld();
    };
    return beginOne(model, { ...one, approve });
  });
  const sum = sumPrices([...ceilings.values()]);
  const question = needsConsent(sum, call.options) ? await askConsent(sum, input, call) : undefined;
  if (question) return question;
  const now = await beginSideBySide([...ceilings.keys()], asking, beginOne);
  return tried.map((before) => now.find(({ model }) => model === before.model) ?? before);
}

/** Waits for one of them, as long as the call may wait. */
async function follow(contender: Contender, call: ToolCall): Promise<Part> {
  const { model, job } = contender;
  if (job) {
    const failed = () => 'failed' as const;
    const ended = await followJob(job, call, Math.max(0, patienceOf(call))).catch(failed);
    if (ended === undefined) return { model, job, outcome: undefined };
  }
  return { model, job, outcome: await awaitOutcome(contender) };
}
