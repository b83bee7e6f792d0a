import { AppError } from '../../../core/errors.ts';
import { readFlag } from '../../../core/request.ts';
import { markAnswered, replayHeaders, watchLeaving } from '../asking.ts';
import { rateHeaders } from '../rate-headers.ts';
import { sendDocument } from '../send.ts';
import { describeAnswer, describeHeaders, type ShownImage } from './answer.ts';
import type { Answering } from './answering.ts';
import { describeGeneration, describePlace, readerOf } from './generation-object.ts';
import { streamImages } from './stream.ts';
import { describeWebhook } from './webhook-object.ts';

/** Answers with what a job makes: at once and by reference, as a stream, or as one document. */
export async function deliver(answering: Answering): Promise<Response> {
  const { context, delivery, job } = answering;
  if (delivery.isAsync) return acceptJob(answering);
  watchLeaving(context, job);
  if (delivery.stream) {
    const progress = readFlag('progress', context.req.query('progress')) ?? false;
    return streamImages(answering, { progress });
  }
  return sendImages(answering);
}

/** The job as it stands, and where to look at it. */
async function acceptJob({ job, caller, context, options }: Answering): Promise<Response> {
  const described = describeGeneration(job.accepted, readerOf(caller, options));
  const webhook = await describeWebhook(job.id, options);
  const { ahead } = await options.app.history.find(job.id, caller);
  markAnswered(context, job);
  return context.json({ ...described, ...describePlace(ahead), ...webhook }, 202, {
    ...describeHeaders(job.accepted),
    ...replayHeaders(job),
    ...rateHeaders(job.rate),
    location: `/v1/generations/${job.id}`,
    'preference-applied': 'respond-async',
  });
}

async function sendImages({ job, delivery, caller, context, options }: Answering) {
  await job.started;
  const shown: ShownImage[] = [];
  for await (const event of job.events()) {
    if (event.type === 'image') shown.push(event);
    if (event.type !== 'generation-end') continue;
    const { generation } = event;
    const { format } = delivery;
    const document = await describeAnswer(generation, shown, format, options, caller.locale);
    markAnswered(context, job);
    return sendDocument(context, 200, document, {
      ...describeHeaders(generation),
      ...replayHeaders(job),
      ...rateHeaders(job.rate),
    });
  }
  throw new AppError('internal', { reason: 'the generation never ended' });
}
