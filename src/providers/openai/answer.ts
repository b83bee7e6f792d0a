import { AppError } from '../../core/errors.ts';
import type { Usage } from '../../core/generation.ts';
import type { Image } from '../../core/image.ts';
import type { ProviderEvent } from '../../core/provider.ts';
import { warning } from '../../core/warnings.ts';
import { type JsonPath, type ScanOptions, scanBase64Json } from '../../kit/base64-json.ts';
import type { HttpAnswer } from '../../kit/http-client.ts';
import { errorBodyOf } from '../wire/error-body.ts';
import { type CallContext, lateError, noImageError, transportError } from '../wire/errors.ts';
import { listOf, numberOf, recordOf, textOf } from '../wire/json-value.ts';
import { liveImage } from '../wire/live-image.ts';
import { peek } from '../wire/peek.ts';

/** What turning an answer into events needs beside the answer. */
export interface ReadTools {
  context: CallContext;
  /** Opens an image that the upstream shows elsewhere. */
  openUrl(url: string): Image;
  /** What the whole call cost in US dollars, where its vendor says so in a word of its own. */
  costIn?: (usage: Readonly<Record<string, unknown>>) => number | undefined;
}

/**
 * Turns a JSON answer into events while it arrives: an image with live bytes for every base64, in
 * the answer's order, then images at URLs, then what is known of them, then usage. Throws AppErrors.
 */
export async function* readAnswer(
  answer: HttpAnswer,
  tools: ReadTools,
): AsyncGenerator<ProviderEvent> {
  const { context } = tools;
  const streamed = new Set<number>();
  let json: unknown;
  try {
    for await (const event of scanBase64Json(answer.body, imagePaths)) {
      if (event.type === 'end') {
        json = event.json;
        continue;
      }
      // Some relays send an empty b64_json beside a url.
      const bytes = await peek(event.bytes);
      const index = imageIndex(event.path);
      if (!bytes || streamed.has(index)) continue;
      streamed.add(index);
      yield { type: 'image', index, image: liveImage(bytes.all, event.mediaType, context) };
    }
  } catch (thrown) {
    throw transportError(thrown, context);
  } finally {
    await answer.discard();
  }
  yield* readRest(json, streamed, answer, tools);
}

/**
 * Where images stand in an answer and in a streamed event: `data[i].b64_json` or `b64_json`, and
 * `url`, in which some relays send a `data:` URI.
 */
export const imagePaths: ScanOptions = {
  isBase64: (path) => path.at(-1) === 'b64_json' && isEntry(path),
  mayBeDataUri: (path) => path.at(-1) === 'url' && isEntry(path),
  passing: true,
};

function isEntry(path: JsonPath): boolean {
  return path.length === 1 || (path.length === 3 && (path[0] === 'data' || path[0] === 'images'));
}

/** Which image of its generation stands at such a path. */
export function imageIndex(path: JsonPath): number {
  const place = path.at(-2);
  return typeof place === 'number' ? place : 0;
}

/** What the end of a JSON answer tells: images at URLs, descriptions, refusals, usage. */
async function* readRest(
  json: unknown,
  streamed: ReadonlySet<number>,
  answer: HttpAnswer,
  tools: ReadTools,
): AsyncGenerator<ProviderEvent> {
  const root = recordOf(json);
  const entries = listOf(root?.data ?? root?.images).map((entry) => recordOf(entry) ?? {});
  const passed = entries.filter((entry) => entry.respect_moderation !== false);
  const blocked = entries.length - passed.length;
  let made = 0;
  for (const [index, entry] of entries.entries()) {
    const revisedPrompt = textOf(entry.revised_prompt);
    const seed = numberOf(entry.seed);
    const known = { ...(revisedPrompt && { revisedPrompt }), ...(seed !== undefined && { seed }) };
    const url = textOf(entry.url);
    if (streamed.has(index)) {
      made += 1;
      if (revisedPrompt || seed !== undefined) yield { type: 'image-info', index, ...known };
    } else if (url && entry.respect_moderation !== false) {
      made += 1;
      yield { type: 'image', index, image: claimed(tools.openUrl(url), entry), ...known };
    }
  }
  if (passed.length === 0 && blocked > 0) throw blockedError(tools.context);
  if (made === 0) throw emptyError(json, answer, tools.context);
  if (blocked > 0) {
    const values = { made, asked: entries.length, reason: blockedReason };
    yield { type: 'warning', warning: warning('fewer_images', values) };
  }
  const usage = readUsage(root?.usage, tools.costIn);
  if (usage) yield { type: 'usage', usage };
}

function claimed(image: Image, entry: Readonly<Record<string, unknown>>): Image {
  return { ...image, mediaType: textOf(entry.mime_type) ?? textOf(entry.media_type) };
}

const blockedReason = 'the finished picture did not pass its moderation.';

/** xAI answers 200 with `respect_moderation: false` in place of a picture (vercel/ai#19185). */
function blockedError({ provider }: CallContext): AppError {
  const values = { provider, reason: blockedReason };
  return new AppError('moderation_blocked', values, { spent: 'maybe' });
}

/** Ark tells of each picture that failed in its place in the list. */
function emptyError(json: unknown, { status, headers }: HttpAnswer, context: CallContext) {
  const root = recordOf(json);
  const told = [root, ...listOf(root?.data)].find((entry) => recordOf(entry)?.error);
  if (!told) return noImageError(json, context);
  return lateError({ status, headers, body: errorBodyOf(told) }, context);
}

/**
 * OpenAI's token counts, and xAI's cost: 1 US dollar is 10^10 ticks
 * (docs.x.ai/developers/cost-tracking). Undefined where nothing was counted.
 */
export function readUsage(value: unknown, costIn?: ReadTools['costIn']): Usage | undefined {
  const usage = recordOf(value);
  if (!usage) return undefined;
  const details = recordOf(usage.input_tokens_details);
  const ticks = numberOf(usage.cost_in_usd_ticks);
  const counted: Usage = {
    inputTokens: numberOf(usage.input_tokens) ?? numberOf(usage.prompt_tokens),
    outputTokens: numberOf(usage.output_tokens) ?? numberOf(usage.completion_tokens),
    totalTokens: numberOf(usage.total_tokens),
    textInputTokens: numberOf(details?.text_tokens),
    imageInputTokens: numberOf(details?.image_tokens),
    costUsd: ticks === undefined ? costIn?.(usage) : ticks / 1e10,
  };
  return Object.values(counted).some((number) => number !== undefined) ? counted : undefined;
}
