import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Generation, GenerationEvent } from '../../../core/generation.ts';
import type { Image } from '../../../core/image.ts';
import { awaitEnd } from '../../../core/job/await-end.ts';
import type { Job } from '../../../core/queue.ts';
import { readFlag } from '../../../core/request.ts';
import { inLocale } from '../../../core/template.ts';
import { authenticate } from '../auth.ts';
import type { HttpContext, HttpOptions } from '../context.ts';
import { openAiError } from '../errors.ts';
import { type EventStream, openEventStream } from '../event-stream.ts';
import { formatOf } from './answer.ts';
import { describeAsset, describeGeneration, type Reader, readerOf } from './generation-object.ts';
import { beginBytes, withBase64 } from './stream.ts';

/** The id of the last event; who has seen it has seen everything. */
const endId = 'end';
const lookEveryMs = 1_000;

/**
 * `GET /v1/generations/{id}/events`: what happens to a generation, from its beginning or from behind
 * `Last-Event-ID`, until `generation.ended` with its final state. Images by id and URL, previews by
 * their place, or where `?previews=true` with their bytes as `b64_json`.
 */
export async function followGeneration(
  context: HttpContext,
  options: HttpOptions,
): Promise<Response> {
  const caller = authenticate(context, 'http', options);
  const { history } = options.app;
  const id = context.req.param('id') ?? '';
  const found = await history.find(id, caller);
  const shown = readFlag('previews', context.req.query('previews')) ?? false;
  const seen = context.req.header('last-event-id');
  // A browser would ask again for ever; this is how it is told that there is no more.
  if (seen === endId) return context.body(null, 204);
  const stream = openEventStream(context, {});
  try {
    const reader = readerOf(caller, options);
    let { generation, job } = found;
    // One that waits, or that another process works on: it may be begun here yet.
    while (!job && generation.endedAt === undefined && stream.isOpen) {
      await awaitEnd(id, options.app.store, { patience: lookEveryMs });
      ({ generation, job } = await history.find(id, caller));
    }
    if (job) await followJob(job, seen, { reader, stream, shown });
    await tellEnd(job ? await job.done : generation, reader, stream);
  } catch (thrown) {
    const { body } = openAiError(context, thrown, options);
    await stream.send('error', JSON.stringify({ type: 'error', ...body }));
  }
  stream.end();
  return RESPONSE_ALREADY_SENT;
}

interface Following {
  reader: Reader;
  stream: EventStream;
  /** Whether previews are sent with their bytes. */
  shown: boolean;
}

async function followJob(
  job: Job,
  seen: string | undefined,
  { reader, stream, shown }: Following,
): Promise<void> {
  const from = /^\d{1,9}$/.test(seen ?? '') ? Number(seen) : 0;
  let place = 0;
  try {
    for await (const event of job.events()) {
      place += 1;
      const told = tell(event, reader);
      if (!stream.isOpen) return;
      if (!told || place <= from) continue;
      const { type } = told;
      const data = { ...told, generation_id: job.id };
      const preview = shown && event.type === 'image-partial' ? event.image : undefined;
      const bytes = preview && (await beginBytes(preview.bytes()));
      if (bytes) await stream.send(type, withPreview(bytes, data, preview), String(place));
      else await stream.send(type, JSON.stringify(data), String(place));
    }
  } catch {
    // Why it failed stands in its final state.
  }
}

function withPreview(
  bytes: AsyncIterable<Uint8Array>,
  { type, ...rest }: { type: string },
  { mediaType }: Pick<Image, 'mediaType'>,
): AsyncIterable<Uint8Array> {
  return withBase64(type, bytes, {
    ...rest,
    output_format: formatOf({ mediaType: mediaType ?? 'image/png' }),
  });
}

/** An event in words of the wire; undefined for what is told otherwise. */
function tell(event: GenerationEvent, reader: Reader) {
  switch (event.type) {
    case 'progress': {
      const { fraction = null } = event;
      const message = event.message === undefined ? null : inLocale(event.message, reader.locale);
      return { type: 'generation.progress', fraction, message };
    }
    case 'image-partial':
      return { type: 'generation.partial_image', index: event.index };
    case 'image':
      return { type: 'generation.image', image: describeAsset(event.asset, reader) };
    default:
      return undefined;
  }
}

async function tellEnd(generation: Generation, reader: Reader, stream: EventStream): Promise<void> {
  if (!stream.isOpen) return;
  const type = 'generation.ended';
  const data = { type, generation: describeGeneration(generation, reader) };
  await stream.send(type, JSON.stringify(data), endId);
}
