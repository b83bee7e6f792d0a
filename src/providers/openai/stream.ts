import { AppError } from '../../core/errors.ts';
import type { ProviderEvent } from '../../core/provider.ts';
import { scanBase64Json } from '../../kit/base64-json.ts';
import type { HttpAnswer } from '../../kit/http-client.ts';
import type { Spool } from '../../kit/spool.ts';
import { readSse, type SseMessage } from '../../kit/sse.ts';
import { errorBodyOf, readErrorBody } from '../wire/error-body.ts';
import { lateError, transportError } from '../wire/errors.ts';
import { listOf, recordOf, textOf } from '../wire/json-value.ts';
import { liveImage } from '../wire/live-image.ts';
import { type Peeked, peek } from '../wire/peek.ts';
import { imagePaths, type ReadTools, readUsage } from './answer.ts';

/** What reading an event stream needs beside the stream. */
export interface StreamTools extends ReadTools {
  /** Where a preview is held, since the last one counts where no final picture follows. */
  hold(): Promise<Spool>;
}

type Kind = 'partial' | 'final' | 'error';

/** What is known so far of the one picture a stream paints. */
interface Painting {
  preview: Spool | undefined;
  previewType: string | undefined;
  isFinished: boolean;
}

/**
 * Turns an event stream into events while it arrives. OpenAI names its events
 * (`image_generation.partial_image`, `image_edit.completed` …); compatible servers leave the names
 * out, end with `[DONE]`, send the final before its previews, or no final at all: then the last
 * preview counts. Throws AppErrors.
 */
export async function* readStream(
  answer: HttpAnswer,
  tools: StreamTools,
): AsyncGenerator<ProviderEvent> {
  const painting: Painting = { preview: undefined, previewType: undefined, isFinished: false };
  try {
    for await (const message of readSse(answer.body)) {
      const data = await peek(message.data);
      if (!data) continue;
      if (isJson(data)) yield* readEvent(message, data, answer, painting, tools);
      else if (kindOf(message.event) === 'error') throw await plainError(data, answer, tools);
      if (painting.isFinished) return;
    }
    const { preview } = painting;
    if (!preview) throw emptyStream(tools);
    const image = liveImage(preview.read(), painting.previewType, tools.context);
    yield { type: 'image', index: 0, image };
  } catch (thrown) {
    throw transportError(thrown, tools.context);
  } finally {
    await answer.discard();
    await painting.preview?.discard();
  }
}

/** One message: a preview is held and handed out, the final picture goes on as it arrives. */
async function* readEvent(
  message: SseMessage,
  data: Peeked,
  answer: HttpAnswer,
  painting: Painting,
  tools: StreamTools,
): AsyncGenerator<ProviderEvent> {
  let isHeld = false;
  for await (const event of scanBase64Json(data.all, imagePaths)) {
    if (event.type === 'bytes') {
      const bytes = await peek(event.bytes);
      if (!bytes || painting.isFinished) continue;
      const { mediaType } = event;
      if ((kindOf(message.event) ?? kindOf(typeIn(data.first))) === 'final') {
        painting.isFinished = true;
        yield { type: 'image', index: 0, image: liveImage(bytes.all, mediaType, tools.context) };
      } else {
        await holdPreview(bytes.all, mediaType, painting, tools);
        isHeld = true;
      }
      continue;
    }
    const json = recordOf(event.json) ?? {};
    const kind = kindOf(message.event) ?? kindOf(json.type) ?? guessKind(json);
    if (kind === 'error' || json.error) throw eventError(json, answer, tools);
    if (isHeld) yield* showHeld(kind, painting, tools);
    if (kind === 'final') yield* finish(json, painting, tools);
  }
}

async function holdPreview(
  bytes: AsyncIterable<Buffer>,
  mediaType: string | undefined,
  painting: Painting,
  tools: StreamTools,
): Promise<void> {
  await painting.preview?.discard();
  const spool = await tools.hold();
  painting.preview = spool;
  painting.previewType = mediaType;
  for await (const chunk of bytes) await spool.write(chunk);
  await spool.end();
}

/** A preview, or a final picture that said what it is only after its bytes. */
async function* showHeld(
  kind: Kind,
  painting: Painting,
  { context }: StreamTools,
): AsyncGenerator<ProviderEvent> {
  const { preview, previewType } = painting;
  if (!preview) return;
  painting.isFinished = kind === 'final';
  const image = liveImage(preview.read(), previewType, context);
  yield { type: kind === 'final' ? 'image' : 'image-partial', index: 0, image };
}

/** What the last event tells beside the picture, or the picture's URL where it has no bytes. */
async function* finish(
  json: Readonly<Record<string, unknown>>,
  painting: Painting,
  tools: StreamTools,
): AsyncGenerator<ProviderEvent> {
  const entry = recordOf(listOf(json.data)[0]) ?? json;
  const revisedPrompt = textOf(entry.revised_prompt);
  const url = textOf(entry.url);
  if (!painting.isFinished && url) {
    painting.isFinished = true;
    yield { type: 'image', index: 0, image: tools.openUrl(url) };
  }
  if (painting.isFinished && revisedPrompt) yield { type: 'image-info', index: 0, revisedPrompt };
  const usage = readUsage(json.usage, tools.costIn);
  if (usage) yield { type: 'usage', usage };
}

function isJson({ first }: Peeked): boolean {
  return /^\s*(?:\{|$)/.test(first.toString('latin1', 0, 64));
}

function kindOf(name: unknown): Kind | undefined {
  if (typeof name !== 'string') return undefined;
  if (/partial/.test(name)) return 'partial';
  if (/completed$|final/.test(name)) return 'final';
  return /error|failed/.test(name) ? 'error' : undefined;
}

/** The `type` that mostly stands in front of the picture. */
function typeIn(start: Buffer): string | undefined {
  return /"type"\s*:\s*"([^"]{1,100})"/.exec(start.toString('latin1', 0, 4096))?.[1];
}

/** An event that names itself nowhere. */
function guessKind(json: Readonly<Record<string, unknown>>): Kind {
  return typeof json.partial_image_index === 'number' ? 'partial' : 'final';
}

function eventError(
  json: Readonly<Record<string, unknown>>,
  { status, headers }: HttpAnswer,
  { context }: StreamTools,
): AppError {
  return lateError({ status, headers, body: errorBodyOf(json) }, context);
}

async function plainError(
  data: Peeked,
  { status, headers }: HttpAnswer,
  { context }: StreamTools,
): Promise<AppError> {
  let text = '';
  for await (const chunk of data.all) {
    text += chunk.toString('utf8');
    if (text.length > 10_000) break;
  }
  return lateError({ status, headers, body: readErrorBody(text) }, context);
}

function emptyStream({ context }: StreamTools): AppError {
  const reason = 'its stream ended without a picture.';
  const values = { provider: context.provider, reason };
  return new AppError('upstream_no_image', values, { spent: 'maybe' });
}
