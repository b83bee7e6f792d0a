import type { Asking, Ceiling } from '../../../core/asking.ts';
import type { Caller } from '../../../core/caller.ts';
import { priceOf, sumPrices } from '../../../core/cost/consent.ts';
import { AppError } from '../../../core/errors.ts';
import type { ImageInput } from '../../../core/image.ts';
import {
  awaitOutcome,
  beginSideBySide,
  type Contender,
  type Outcome,
  readModels,
  secondsOf,
} from '../../../core/library/side-by-side.ts';
import type { Job } from '../../../core/queue.ts';
import { parseRequest, type RawRequest } from '../../../core/request.ts';
import { markAnswered, readAsking } from '../asking.ts';
import { authenticate } from '../auth.ts';
import { readJsonObject } from '../body.ts';
import { refuseDear, wantsToBeAsked } from '../confirm-cost.ts';
import type { HttpContext, HttpOptions } from '../context.ts';
import { openAiError } from '../errors.ts';
import { readNamedPictures } from './edit-json.ts';
import { readDelivery, readImageFields } from './fields.ts';
import { describeGeneration, type Reader, readerOf } from './generation-object.ts';
import type { Given } from './given.ts';
import { openPicture } from './open-picture.ts';

/**
 * `POST /v1/images/comparisons`: the same wish to several `models` at once, a generation each; what
 * one fails with keeps no other. Pictures to start from are named by URL or id. Always by URL, and
 * never as a stream.
 */
export async function compareModels(context: HttpContext, options: HttpOptions): Promise<Response> {
  const caller = authenticate(context, 'http', options);
  const { models: named, images, mask, ...body } = await readJsonObject(context.env.incoming);
  const models = readModels(named) ?? missingModels();
  refuse(body, 'model');
  refuse(body, 'stream');
  const delivery = readDelivery(body, context.req.header('prefer'));
  const { partialImages } = delivery;
  const raw = { ...readImageFields(body), partialImages };
  // What is wrong with the wish itself is wrong for all of them.
  parseRequest(raw);
  const wish: Wish = { raw, ...readNamedPictures({ images, mask }) };
  const asking = await readAsking(context, delivery);
  const begin = (model: string, one: Asking) => beginOne(model, wish, one, { caller, options });
  const contenders = wantsToBeAsked(body.confirm_cost, options)
    ? await beginAffordable(models, asking, begin, options)
    : await beginSideBySide(models, asking, begin);
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

interface Wish {
  raw: RawRequest;
  images: readonly Given[];
  mask: Given | undefined;
}

/** The pictures belong to the job once it has begun, so each opens its own. */
async function beginOne(
  model: string,
  { raw, images, mask }: Wish,
  asking: Asking,
  { caller, options: { app } }: { caller: Caller; options: HttpOptions },
): Promise<Job> {
  const opened: ImageInput[] = [];
  const open = async (given: Given) => {
    const input = await openPicture(given, caller, app);
    opened.push(input);
    return input;
  };
  try {
    const inputs: ImageInput[] = [];
    for (const given of images) inputs.push(await open(given));
    const pictures = { inputs, mask: mask && (await open(mask)) };
    return await app.pipeline.begin(parseRequest({ ...raw, ...pictures, model }), caller, asking);
  } catch (thrown) {
    await Promise.allSettled(opened.map((input) => input.discard()));
    throw thrown;
  }
}

/** Begins them where what they may cost together needs nobody's consent; else none of them. */
async function beginAffordable(
  models: readonly string[],
  asking: Asking,
  begin: (model: string, asking: Asking) => Promise<Job>,
  options: HttpOptions,
): Promise<Contender[]> {
  const prices: (number | undefined)[] = [];
  const tried = await beginSideBySide(models, asking, (model, one) => {
    const approve = (ceiling: Ceiling) => {
      prices.push(priceOf(ceiling, options.consent ?? {}));
      throw withheld();
    };
    return begin(model, { ...one, approve });
  });
  refuseDear(sumPrices(prices), options);
  const able = tried.filter(({ job, error }) => !job && error?.code === 'cost_not_confirmed');
  const names = able.map(({ model }) => model);
  const begun = await beginSideBySide(names, asking, begin);
  return tried.map((before) => begun.find(({ model }) => model === before.model) ?? before);
}

/** Keeps a wish from being granted before all prices are known; told to nobody. */
function withheld(): AppError {
  return new AppError('cost_not_confirmed', { cost: '?', limit: '?' });
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
