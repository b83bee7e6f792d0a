import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Generation, GenerationEvent, Json } from '../../../core/generation.ts';
import type { Job } from '../../../core/queue.ts';
import { inLocale } from '../../../core/template.ts';
import { encodeBase64 } from '../../../kit/base64.ts';
import { markAnswered, replayHeaders } from '../asking.ts';
import { openAiError } from '../errors.ts';
import { type EventStream, keepaliveMs, openEventStream } from '../event-stream.ts';
import { rateHeaders } from '../rate-headers.ts';
import {
  describeHeaders,
  describeMaking,
  describeUsage,
  formatOf,
  isInMemoryAlone,
  openFile,
  type ShownImage,
  sizeOf,
} from './answer.ts';
import type { Answering } from './answering.ts';

/** How a stream is told. */
export interface Telling {
  /** How long a refusal may still be an answer of its own, in milliseconds. */
  patienceMs?: number | undefined;
  /** Whether progress is told too, as `….progress`, which OpenAI's clients do not know. */
  progress?: boolean | undefined;
}

/** Who wants to see progress wants to see soon that there is something to follow. */
const progressPatienceMs = 1_000;

/**
 * Streams what a job makes as OpenAI's events. A refusal that comes before the stream had to be
 * opened throws; a later one becomes an `error` event. Whoever leaves detaches and stops nothing.
 */
export async function streamImages(
  answering: Answering,
  { progress = false, patienceMs = progress ? progressPatienceMs : keepaliveMs }: Telling = {},
): Promise<Response> {
  const { job, context, options } = answering;
  await startOrPatience(job, patienceMs);
  const { accepted, rate } = job;
  const headers = { ...describeHeaders(accepted), ...replayHeaders(job), ...rateHeaders(rate) };
  const stream = openEventStream(context, headers);
  const send = createSender(stream, answering, progress);
  try {
    for await (const event of job.events()) {
      if (!stream.isOpen) break;
      await send(event);
    }
    markAnswered(context, job);
  } catch (thrown) {
    const error = openAiError(context, thrown, options);
    await stream.send('error', JSON.stringify({ type: 'error', ...error.body }));
  }
  stream.end();
  return RESPONSE_ALREADY_SENT;
}

/** Proxies do not wait for a status as long as some upstreams take to refuse. */
async function startOrPatience(job: Job, patienceMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patienceMs);
  });
  try {
    await Promise.race([job.started, patience]);
  } finally {
    clearTimeout(timer);
  }
}

/** Sends one event of a job after the other; a preview whose image is there already is left out. */
function createSender(stream: EventStream, answering: Answering, tellsProgress: boolean) {
  const { job, kind, caller } = answering;
  const previews = new Map<number, number>();
  const finished = new Set<number>();
  const isAlone = job.accepted.parameters.n === 1;
  let last: ShownImage | undefined;
  return async (event: GenerationEvent): Promise<void> => {
    switch (event.type) {
      case 'progress': {
        if (!tellsProgress) return;
        const { fraction = null } = event;
        const message = event.message === undefined ? null : inLocale(event.message, caller.locale);
        const type = `${kind}.progress`;
        return stream.send(type, JSON.stringify({ type, fraction, message }));
      }
      case 'image-partial': {
        if (finished.has(event.index)) return;
        const count = previews.get(event.index) ?? 0;
        previews.set(event.index, count + 1);
        return sendPreview(event, count, isAlone, stream, answering);
      }
      case 'image':
        finished.add(event.index);
        // One image alone can wait for what only the end tells: its cost.
        if (isAlone) last = event;
        else await sendFinal(event, job.accepted, stream, answering);
        return;
      case 'generation-end':
        if (last) await sendFinal(last, event.generation, stream, answering);
    }
  };
}

async function sendPreview(
  { index, image }: Extract<GenerationEvent, { type: 'image-partial' }>,
  count: number,
  isAlone: boolean,
  stream: EventStream,
  { job, kind }: Answering,
): Promise<void> {
  const type = `${kind}.partial_image`;
  const { size, outputFormat } = job.accepted.parameters;
  const claimed = image.mediaType && formatOf({ mediaType: image.mediaType });
  const rest = {
    partial_image_index: count,
    // OpenAI streams one image only.
    ...(isAlone ? {} : { image_index: index }),
    created_at: now(),
    size: size ?? 'auto',
    ...choices(job.accepted),
    output_format: outputFormat ?? claimed ?? 'png',
  };
  const bytes = await beginBytes(image.bytes());
  // A preview is kept for a minute, and one that somebody is too slow for is missed by nobody.
  if (bytes) await stream.send(type, withBase64(type, bytes, rest));
}

async function sendFinal(
  { index, asset, url, usage }: ShownImage,
  generation: Generation,
  stream: EventStream,
  { kind, delivery, caller, options }: Answering,
): Promise<void> {
  const type = `${kind}.completed`;
  const { safety_identifier } = generation.parameters;
  const rest = {
    created_at: now(),
    size: sizeOf(asset),
    ...choices(generation),
    output_format: formatOf(asset),
    // Clients count on it, so that nothing counted is zero.
    usage: (usage && describeUsage(usage)) ?? noUsage,
    safety_identifier,
    ...(asset.revisedPrompt && { revised_prompt: asset.revisedPrompt }),
    ...(generation.parameters.n === 1 ? {} : { image_index: index }),
    maliang: {
      ...describeMaking(generation, caller.locale),
      image_id: asset.id,
      name: asset.name,
      url,
    },
  };
  const inUrl = delivery.format === 'url';
  if (inUrl && !isInMemoryAlone(asset, options)) {
    return stream.send(type, JSON.stringify({ type, url, ...rest }));
  }
  const file = await openFile(asset, options);
  const beside = inUrl ? { url, ...rest } : rest;
  return stream.send(type, withBase64(type, file.bytes(), beside));
}

function choices({ parameters }: Generation): Record<string, Json> {
  return { quality: parameters.quality ?? 'auto', background: parameters.background ?? 'auto' };
}

const noUsage = {
  total_tokens: 0,
  input_tokens: 0,
  output_tokens: 0,
  input_tokens_details: { text_tokens: 0, image_tokens: 0 },
};

/** An event's JSON with an image in it that is never held. */
export async function* withBase64(type: string, bytes: AsyncIterable<Uint8Array>, rest: object) {
  yield Buffer.from(`{"type":"${type}","b64_json":"`);
  yield* encodeBase64(bytes);
  yield Buffer.from(`",${JSON.stringify(rest).slice(1)}`);
}

/** Bytes of which the first can be read; undefined where none can any more. */
export async function beginBytes(
  bytes: AsyncIterable<Uint8Array>,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const pieces = bytes[Symbol.asyncIterator]();
  const first = await pieces.next().catch(() => undefined);
  if (!first || first.done) return undefined;
  return (async function* () {
    yield first.value;
    yield* { [Symbol.asyncIterator]: () => pieces };
  })();
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}
