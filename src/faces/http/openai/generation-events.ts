import { setTimeout as sleep } from 'node:timers/promises';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Caller } from '../../../core/caller.ts';
import type { Generation, GenerationEvent } from '../../../core/generation.ts';
import type { Job } from '../../../core/queue.ts';
import { authenticate } from '../auth.ts';
import type { HttpContext, HttpOptions } from '../context.ts';
import { openAiError } from '../errors.ts';
import { type EventStream, openEventStream } from '../event-stream.ts';
import { describeAsset, describeGeneration } from './generation-object.ts';

/** The id of the last event; who has seen it has seen everything. */
const endId = 'end';
const lookEveryMs = 1_000;

/**
 * `GET /v1/generations/{id}/events`: what happens to a generation, from its beginning or from behind
 * `Last-Event-ID`, until `generation.ended` with its final state. Images by id and URL only.
 */
export async function followGeneration(
  context: HttpContext,
  options: HttpOptions,
): Promise<Response> {
  const caller = authenticate(context, 'http', options);
  const { history } = options.app;
  const id = context.req.param('id') ?? '';
  const { generation, job } = await history.find(id, caller);
  const seen = context.req.header('last-event-id');
  // A browser would ask again for ever; this is how it is told that there is no more.
  if (seen === endId) return context.body(null, 204);
  const stream = openEventStream(context, {});
  try {
    if (job) await followJob(job, seen, caller, stream);
    const find = async () => (await history.find(id, caller)).generation;
    await tellEnd(job ? await job.done : generation, find, caller, stream);
  } catch (thrown) {
    const { body } = openAiError(context, thrown, options);
    await stream.send('error', JSON.stringify({ type: 'error', ...body }));
  }
  stream.end();
  return RESPONSE_ALREADY_SENT;
}

async function followJob(
  job: Job,
  seen: string | undefined,
  caller: Caller,
  stream: EventStream,
): Promise<void> {
  const from = /^\d{1,9}$/.test(seen ?? '') ? Number(seen) : 0;
  let place = 0;
  try {
    for await (const event of job.events()) {
      place += 1;
      const told = tell(event, caller);
      if (!stream.isOpen) return;
      if (!told || place <= from) continue;
      const { type } = told;
      await stream.send(type, JSON.stringify({ ...told, generation_id: job.id }), String(place));
    }
  } catch {
    // Why it failed stands in its final state.
  }
}

/** An event in words of the wire; undefined for what is told otherwise. */
function tell(event: GenerationEvent, { assetOrigin }: Caller) {
  switch (event.type) {
    case 'progress': {
      const { fraction = null, message = null } = event;
      return { type: 'generation.progress', fraction, message };
    }
    case 'image-partial':
      return { type: 'generation.partial_image', index: event.index };
    case 'image':
      return { type: 'generation.image', image: describeAsset(event.asset, assetOrigin) };
    default:
      return undefined;
  }
}

/** Another process may work on it: its record tells when that has ended. */
async function tellEnd(
  generation: Generation,
  find: () => Promise<Generation>,
  caller: Caller,
  stream: EventStream,
): Promise<void> {
  let last = generation;
  while (last.endedAt === undefined && stream.isOpen) {
    await sleep(lookEveryMs);
    last = await find();
  }
  if (!stream.isOpen) return;
  const type = 'generation.ended';
  const data = { type, generation: describeGeneration(last, caller) };
  await stream.send(type, JSON.stringify(data), endId);
}
