import { AppError } from '../../../core/errors.ts';
import {
  awaitOutcome,
  beginSideBySide,
  type Contender,
  type Outcome,
  readModels,
  secondsOf,
} from '../../../core/library/side-by-side.ts';
import { parseRequest } from '../../../core/request.ts';
import { markAnswered, readAsking } from '../asking.ts';
import { authenticate } from '../auth.ts';
import { readJsonObject } from '../body.ts';
import type { HttpContext, HttpOptions } from '../context.ts';
import { openAiError } from '../errors.ts';
import { readDelivery, readImageFields } from './fields.ts';
import { describeGeneration, type Reader, readerOf } from './generation-object.ts';

/**
 * `POST /v1/images/comparisons`: the same wish to several `models` at once, a generation each; what
 * one fails with keeps no other. Always by URL, and never as a stream.
 */
export async function compareModels(context: HttpContext, options: HttpOptions): Promise<Response> {
  const caller = authenticate(context, 'http', options);
  const { models: named, ...body } = await readJsonObject(context.env.incoming);
  const models = readModels(named) ?? missingModels();
  refuse(body, 'model');
  refuse(body, 'stream');
  const delivery = readDelivery(body, context.req.header('prefer'));
  const request = parseRequest(readImageFields(body));
  const asking = await readAsking(context, delivery);
  const { pipeline } = options.app;
  const contenders = await beginSideBySide(models, asking, (model, one) =>
    pipeline.begin({ ...request, model }, caller, one),
  );
  const jobs = contenders.flatMap(({ job }) => job ?? []);
  const [first] = contenders;
  // Where nobody paints, the first one's reason is the request's.
  if (jobs.length === 0 && first?.error) throw first.error;
  const reader = readerOf(caller, options);
  const data = delivery.isAsync
    ? contenders.map((contender) => describeBegun(contender, reader, context, options))
    : (await Promise.all(contenders.map(awaitOutcome))).map((outcome) =>
        describeOutcome(outcome, reader, context, options),
      );
  for (const job of jobs) markAnswered(context, job);
  return context.json({ object: 'comparison', data }, delivery.isAsync ? 202 : 200);
}

function describeBegun(
  { model, job, error }: Contender,
  reader: Reader,
  context: HttpContext,
  options: HttpOptions,
) {
  return {
    model,
    status: job ? 'running' : 'failed',
    seconds: null,
    generation: job ? describeGeneration(job.accepted, reader) : null,
    ...describeError(error, context, options),
  };
}

function describeOutcome(
  { model, generation, error }: Outcome,
  reader: Reader,
  context: HttpContext,
  options: HttpOptions,
) {
  return {
    model,
    status: generation && generation.assets.length > 0 ? 'done' : 'failed',
    seconds: generation ? secondsOf(generation) : null,
    generation: generation ? describeGeneration(generation, reader) : null,
    ...describeError(error, context, options),
  };
}

function describeError(
  error: AppError | undefined,
  context: HttpContext,
  options: HttpOptions,
): { error: unknown } {
  return error ? openAiError(context, error, options).body : { error: null };
}

function missingModels(): never {
  const param = 'models';
  const expected = {
    en: 'Name the models to compare, for example ["gpt-image-2", "grok-imagine-image"].',
    zh: '请列出要比较的模型，例如 ["gpt-image-2", "grok-imagine-image"]。',
  };
  throw new AppError('missing_parameter', { param, expected }, { param });
}

function refuse(body: Record<string, unknown>, param: string): void {
  const value = body[param];
  if (value === undefined || value === null || value === '' || value === false) return;
  const expected = { en: 'left out of a comparison', zh: '在比较中省略' };
  const got = JSON.stringify(value).slice(0, 60);
  throw new AppError('invalid_value', { param, expected, got }, { param });
}
